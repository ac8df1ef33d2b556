import type { TrendData, TrendMark } from '../../../shared/contract/trends';
import { formatDateTime } from '../../../shared/format/time';
import { formatUtc } from '../../../shared/format/words';
import { kindWords } from './mark-words';
import css from './figures.module.css';

interface Props {
  readonly title: string;
  readonly data: TrendData;
  readonly marks: readonly TrendMark[];
  readonly figure: (value: number | null | undefined) => string;
  readonly height: number;
}

/** The chart as a table, newest first, for who wants the figures or cannot see the lines. */
export function Figures({ title, data, marks, figure, height }: Props) {
  const known = data.lines.map((line) => new Map(line.t.map((t, at) => [t, line.mean[at] ?? null])));
  const times = [...new Set(data.lines.flatMap((line) => line.t))].sort((a, b) => b - a);
  return (
    <div className={css.figures} style={{ height }} role="region" aria-label={`${title}, readings`} {...reachable}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            {data.lines.map((line, index) => (
              <th key={index} className="r">
                {line.name || title}
              </th>
            ))}
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {times.map((t) => (
            <tr key={t}>
              <td title={formatUtc(t)} className="nw">
                {formatDateTime(t)}
              </td>
              {known.map((values, index) => (
                <td key={index} className="r">
                  {figure(values.get(t))}
                </td>
              ))}
              <td className="mid nw">
                {marks
                  .filter((mark) => mark.at >= t && mark.at < t + data.stepMs)
                  .map((mark) => [mark.push, kindWords[mark.kind]].filter(Boolean).join(' '))
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What scrolls has to be reachable, so that arrows can scroll it. */
const reachable = { tabIndex: 0 } as const;
