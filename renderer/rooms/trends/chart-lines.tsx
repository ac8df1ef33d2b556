import { memo } from 'react';
import type { DrawnLine } from './chart-data';
import { linePath, type ChartBox } from './chart-box';
import css from './trend-chart.module.css';

interface Props {
  readonly lines: readonly DrawnLine[];
  readonly place: ChartBox;
  readonly width: number;
  readonly height: number;
}

/**
 * The lines that are told apart, as paths of our own over the axes of recharts: a path costs a fraction of its lines, which make several objects of each
 * point with every reading.
 */
export const ChartLines = memo(function ChartLines({ lines, place, width, height }: Props) {
  return (
    <svg className={css.layer} width={width} height={height} aria-hidden="true">
      {lines
        .filter(({ colour }) => colour > 0)
        .map(({ line, index, colour }) => (
          <path
            key={index}
            className={css.line}
            data-line={line.name}
            d={linePath(line.t, line.mean, place)}
            stroke={`var(--s-${colour})`}
          />
        ))}
    </svg>
  );
});
