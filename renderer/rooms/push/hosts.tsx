import { useCallback, useMemo, useState } from 'react';
import type { DeskState } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { formatNumber, short } from '../../../shared/format/words';
import { cellsByType, tally, type HostCell } from '../../parts/host-cells';
import { HostGroup } from '../../parts/host-group';
import { Mark } from '../../parts/mark';
import { Duration } from '../../parts/duration';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { HostPanel } from './host-panel';
import css from './hosts.module.css';

const mostListed = 10;
const quiet = new Set(['live', 'staging', 'staged', 'old', 'not in this push', 'verified']);

/** Every host as one mark, by type; what the marks mean and how many there are; and the hosts worth a name. */
export function Hosts({ desk }: { desk: DeskState }) {
  const { types, hosts, push, live, recent } = desk;
  const groups = useMemo(() => cellsByType({ types, hosts, push, live, recent }), [types, hosts, push, live, recent]);
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = useCallback((host: string) => setChosen((before) => (before === host ? null : host)), []);
  const describe = useCallback(
    (host: string) => {
      const view = hosts[host];
      const row = push?.hosts.find((one) => one.host === host);
      const linked = view?.linked ? `linked ${short(view.linked)}` : 'link not read';
      const running = view?.running ? `running ${short(view.running)}` : 'running: unproven';
      return [linked, running, view?.error ?? row?.detail].filter(Boolean).join('; ');
    },
    [hosts, push],
  );
  const all = groups.flatMap((group) => group.cells);
  const cell = chosen === null ? undefined : all.find((one) => one.host === chosen);
  return (
    <section className={css.section} aria-label="Hosts">
      <SectionHead
        title="Hosts"
        about={
          <>
            {formatNumber(all.length)}
            {live.releases.slice(0, 3).map(({ release, hosts }, index) => (
              <span key={release}>
                {index ? ', ' : ': '}
                {formatNumber(hosts)} on <Revision of={release} />
              </span>
            ))}
          </>
        }
      />
      <div className={css.grids}>
        {groups.map(({ type, cells }) => (
          <HostGroup key={type} type={type} cells={cells} chosen={chosen} onChoose={choose} describe={describe} />
        ))}
      </div>
      <Legend cells={all} />
      {cell && <HostPanel key={cell.host} desk={desk} cell={cell} onClose={() => setChosen(null)} />}
      <Worth desk={desk} cells={all} onChoose={choose} />
    </section>
  );
}

function Legend({ cells }: { cells: readonly HostCell[] }) {
  return (
    <ul className={css.legend}>
      {tally(cells).map(({ word, mark, hosts }) => (
        <li key={word}>
          <Mark name={mark} />
          <span className="mid">{word}</span>
          <b>{formatNumber(hosts)}</b>
        </li>
      ))}
    </ul>
  );
}

/** Hosts that were changed or are in trouble, by name; what does not fit is counted. */
function Worth({ desk, cells, onChoose }: { desk: DeskState; cells: readonly HostCell[]; onChoose: (host: string) => void }) {
  const rows = new Map(desk.push?.hosts.map((row) => [row.host, row]));
  const active = desk.push !== null && isActive(desk.push.state);
  const worth = cells.filter((cell) => !quiet.has(cell.word) || (active && cell.rule !== null));
  if (!worth.length) return null;
  const shown = [...worth].sort((a, b) => rank(a) - rank(b)).slice(0, mostListed);
  return (
    <div className={css.worth}>
      <ul style={{ gridTemplateRows: `repeat(${Math.ceil(shown.length / 2)}, 24px)` }}>
        {shown.map((cell) => {
          const row = rows.get(cell.host);
          return (
            <li key={cell.host}>
              <Mark name={cell.mark} />
              <button
                type="button"
                className="clip prose"
                onClick={() => onChoose(cell.host)}
                title={row?.detail ?? desk.hosts[cell.host]?.error ?? undefined}
              >
                {cell.host}
              </button>
              <span className="mid clip">{cell.word === 'new, unproven' ? 'new' : cell.word}</span>
              <span className="r dim nw">{row?.tookMs != null && active && <Duration ms={row.tookMs} tenths />}</span>
            </li>
          );
        })}
      </ul>
      {worth.length > shown.length && <p className="dim small">and {formatNumber(worth.length - shown.length)} more like them</p>}
    </div>
  );
}

const weight = [
  'runs regressed',
  'broken',
  'failed',
  'unknown',
  'left out',
  'rolled back',
  'reverting',
  'switching',
  'new, unproven',
  'verified',
];
const rank = (cell: HostCell) => {
  const at = weight.indexOf(cell.word);
  return at < 0 ? weight.length : at;
};
