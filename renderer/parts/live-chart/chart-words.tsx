import { formatNumber } from '../../../shared/format/words';
import type { LiveDrawing } from './live-chart-data';
import { placeMarks, spreadLabels } from './live-chart-words';
import css from './live-chart.module.css';
import { leader, shortName, type ChartMeasures } from './measures';

interface Props {
  readonly drawing: LiveDrawing;
  readonly width: number;
  readonly height: number;
  readonly room: ChartMeasures;
  readonly decimals: number;
  readonly limitIs: number | null;
}

/** What stands over the lines: names at their ends, words of pushes, the limit, hatching where there are no samples. */
export function ChartWords({ drawing, width, height, room, decimals, limitIs }: Props) {
  const { series, heights, from, to, marks, silences, limit, limitOff } = drawing;
  const low = heights[0] ?? 0;
  const high = heights.at(-1) ?? 1;
  const left = room.axisWidth;
  const right = width - room.margin.right;
  const { top } = room.margin;
  const bottom = height - room.axisHeight;
  const x = (t: number) => left + ((t - from) / (to - from)) * (right - left);
  const y = (v: number) => bottom - ((v - low) / (high - low)) * (bottom - top);
  const ends = series.flatMap(({ points }, index) => {
    const last = points.findLast((point) => point.v !== null);
    return last?.v == null ? [] : [{ index, y: y(last.v) }];
  });
  const labels = series.length > 1 ? spreadLabels(ends, room.row, top + room.row / 2, bottom - room.row / 4) : [];
  const limitY = limit !== null ? y(limit) : limitOff === 'above' ? top : bottom;
  const middle = room.row * 0.28;
  return (
    <svg className={css.words} width={width} height={height} aria-hidden="true">
      {silences.map((silence) => (
        <rect
          key={silence.from}
          x={x(silence.from)}
          y={top}
          width={Math.max(0, x(silence.to) - x(silence.from))}
          height={bottom - top}
          fill="url(#hatch)"
        />
      ))}
      {placeMarks(marks, x, room.letter, left - 8, right + room.margin.right).map(
        ({ mark, x: at, before, shown }) =>
          shown && (
            <text
              key={`${mark.at} ${mark.word}`}
              className={css.mark}
              x={before ? at - 3 : at + 3}
              y={top - room.row * 0.28}
              textAnchor={before ? 'end' : 'start'}
            >
              {mark.word}
            </text>
          ),
      )}
      {limitIs !== null && (
        <>
          {limit === null && (
            <path className={css.limitOff} d={`M${right - 24} ${limitY}H${right}`} strokeWidth={room.stroke / 1.5} />
          )}
          <text
            className={css.limit}
            x={limit === null ? right - 28 : left + 4}
            y={limitY + (limitY > top + room.row ? -3 : room.row - 4)}
            textAnchor={limit === null ? 'end' : 'start'}
          >
            limit {formatNumber(limitIs, decimalsOf(limitIs, decimals))}
          </text>
        </>
      )}
      {labels.map((label) => {
        const end = ends.find((one) => one.index === label.index);
        return (
          <g key={label.index}>
            <path
              d={`M${right + 1} ${end?.y ?? label.y}L${right + leader - 2} ${label.y}`}
              fill="none"
              stroke={`var(--s-${label.index + 1})`}
              strokeWidth={room.stroke}
            />
            <text className={css.name} x={right + leader + 1} y={label.y + middle}>
              {shortName(series[label.index]?.name ?? '')}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** A whole limit is written whole. */
const decimalsOf = (limit: number, decimals: number): number => (Number.isInteger(limit) ? 0 : decimals);
