import { useId, useState } from 'react';
import { formatNumber } from '../../shared/format/words';
import { tally, type HostCell } from './host-cells';
import { gridClass, HostGrid } from './host-grid';
import css from './host-group.module.css';
import { Mark } from './mark';

interface Props {
  readonly type: string;
  readonly cells: readonly HostCell[];
  readonly chosen: string | null;
  readonly onChoose: (host: string) => void;
  readonly describe: (host: string) => string;
  readonly selected?: ReadonlySet<string>;
  readonly onSelected?: (hosts: ReadonlySet<string>) => void;
  readonly folded?: boolean;
}

/** The hosts of one type under their heading, which folds them to a count of each state. */
export function HostGroup({ type, cells, folded: foldedFirst = false, ...grid }: Props) {
  const [folded, setFolded] = useState(foldedFirst);
  const id = useId();
  const canaries = cells.filter((cell) => cell.rule !== null).length;
  const show = cells.filter((cell) => cell.rule === 'shows').length;
  return (
    <div className={gridClass(folded ? Number.POSITIVE_INFINITY : cells.length)}>
      <h3 className={css.type}>
        <button type="button" aria-expanded={!folded} aria-controls={id} onClick={() => setFolded(!folded)}>
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
            <path d={folded ? 'M2.5 1 5.5 4 2.5 7' : 'M1 2.5 4 5.5 7 2.5'} fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
          <b className="prose">{type}</b> <span className="dim">{formatNumber(cells.length)}</span>
        </button>
        {folded ? (
          <ul className={css.tally}>
            {tally(cells).map(({ word, mark, hosts }) => (
              <li key={word}>
                <Mark name={mark} /> <b>{formatNumber(hosts)}</b> <span className="mid">{word}</span>
              </li>
            ))}
          </ul>
        ) : (
          show > 0 && (
            <small className="dim">
              {canaries} canary, {show} {show === 1 ? 'shows' : 'show'} the regression
            </small>
          )
        )}
      </h3>
      <div id={id} hidden={folded}>
        {!folded && <HostGrid type={type} cells={cells} {...grid} />}
      </div>
    </div>
  );
}
