import { memo, useState } from 'react';
import { formatTime } from '../../../shared/format/words';
import { cx } from '../../parts/cx';
import { valueAt, type DrawnLine } from './chart-data';
import { useCursor } from './cursor';
import { nextOrder, orderLines, type LegendColumn, type LegendOrder } from './legend-rows';
import css from './legend.module.css';

const columns = ['current', 'average', 'minimum', 'maximum'] as const;
const heads = { current: 'Current', average: 'Average', minimum: 'Min', maximum: 'Max' } as const;

interface Props {
  readonly title: string;
  readonly lines: readonly DrawnLine[];
  readonly more: number;
  readonly stepMs: number;
  readonly isolated: ReadonlySet<string>;
  readonly figure: (value: number | null | undefined) => string;
  /** `besides`: with those that are shown alone already. */
  readonly onIsolate: (name: string, besides: boolean) => void;
  readonly tall: boolean;
}

/** The lines with their figures, as Cacti has them: a press on a name shows it alone, again all, and with Ctrl or Shift several; a press on a head sorts. */
export const Legend = memo(function Legend(props: Props) {
  const { title, lines, more, stepMs, isolated, figure, onIsolate, tall } = props;
  const [order, setOrder] = useState<LegendOrder | null>(null);
  const at = useCursor((cursor) => cursor.at);
  const head = (by: LegendColumn, word: string) => {
    const sorted = order?.by === by;
    return (
      <th
        key={by}
        className={cx(by !== 'name' && 'r', sorted && css.sorted)}
        aria-sort={sorted ? (order.down ? 'descending' : 'ascending') : 'none'}
      >
        <button type="button" className={css.sort} onClick={() => setOrder(nextOrder(order, by))}>
          {word}
          {sorted && <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span>}
        </button>
      </th>
    );
  };
  return (
    // What scrolls has to be reachable, so that arrows can scroll it; the buttons in it are.
    <div className={cx(css.legend, tall && css.tall)}>
      <table aria-label={`${title}, lines`}>
        <thead>
          <tr>
            {head('name', lines.length === 1 && more === 0 ? 'Line' : `${lines.length + more} lines`)}
            {columns.map((column) => head(column, column === 'current' && at !== null ? formatTime(at) : heads[column]))}
          </tr>
        </thead>
        <tbody>
          {orderLines(lines, order).map(({ line, index, colour }) => (
            <tr key={index} className={cx(colour === 0 && css.dim)}>
              <td className={css.name}>
                <button
                  type="button"
                  className={css.line}
                  aria-pressed={isolated.has(line.name)}
                  title={`${isolated.has(line.name) ? 'Show all lines' : `Show ${line.name || 'this line'} alone`}; with Ctrl or Shift, several`}
                  onClick={(event) => onIsolate(line.name, event.ctrlKey || event.metaKey || event.shiftKey)}
                >
                  <i aria-hidden="true" style={{ background: colour ? `var(--s-${colour})` : 'var(--band-line)' }} />
                  <span className="clip">{line.name || title}</span>
                </button>
              </td>
              {columns.map((column) => (
                <td key={column} className="r">
                  {figure(column === 'current' && at !== null ? valueAt(line, at, stepMs) : line[column])}
                </td>
              ))}
            </tr>
          ))}
          {more > 0 && (
            <tr className={css.dim}>
              <td className={css.more} colSpan={5}>
                {more} more, with lower maxima
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
});
