import { memo } from 'react';
import { letterWidth, type ChartBox } from './chart-box';
import type { ZoneTick } from './zone-ticks';
import css from './trend-chart.module.css';

interface Props {
  readonly ticks: readonly ZoneTick[];
  readonly place: ChartBox;
  readonly width: number;
  readonly height: number;
}

/** The times under the lines, in a layer of our own: they move with every reading, and the height beside them does not. */
export const ChartTimes = memo(function ChartTimes({ ticks, place, width, height }: Props) {
  const { left, right, bottom, x } = place;
  return (
    <svg className={css.layer} width={width} height={height} aria-hidden="true">
      <path className={css.foot} d={`M${left} ${bottom + 0.5}H${right}`} />
      {ticks.map(({ at, word }) => {
        const half = (word.length * letterWidth) / 2;
        return (
          <text
            key={at}
            // The first and the last stay inside of the picture.
            x={Math.min(width - half, Math.max(half, x(at)))}
            y={bottom + 14}
            textAnchor="middle"
          >
            {word}
          </text>
        );
      })}
    </svg>
  );
});
