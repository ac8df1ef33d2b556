import type { TrendLine } from '../../../shared/contract/trends';
import { formatPercent } from '../../../shared/format/number';
import { funnelStages } from './funnel-stages';
import css from './funnel.module.css';

interface Props {
  readonly title: string;
  readonly lines: readonly TrendLine[];
  readonly figure: (value: number | null) => string;
  readonly height: number;
}

/** Stages under one another, each as wide as its share of the first, and between them the share that goes on. */
export function Funnel({ title, lines, figure, height }: Props) {
  return (
    <div className={css.funnel} style={{ minHeight: height }}>
      <table aria-label={title}>
        <thead>
          <tr>
            <th>Stage</th>
            <th>
              <span className="unseen">Share, drawn</span>
            </th>
            <th className="r">Newest</th>
            <th className="r">Of the first</th>
            <th className="r">Goes on</th>
          </tr>
        </thead>
        <tbody>
          {funnelStages(lines).map(({ name, value, ofFirst, ofBefore }, index) => (
            <tr key={`${index} ${name}`}>
              <td className="prose">{name}</td>
              <td className={css.bars}>
                <i style={{ width: `${Math.min(100, (ofFirst ?? 0) * 100)}%` }} />
              </td>
              <td className="r">
                <b>{figure(value)}</b>
              </td>
              <td className="r mid">{formatPercent(ofFirst, 1)}</td>
              <td className="r">{index === 0 ? '' : formatPercent(ofBefore, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
