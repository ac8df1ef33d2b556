import type { GaugeSeries } from '../../../shared/contract/state';
import { niceTicks, timeTicks } from '../../parts/ticks';

/** Where everything of a gauge's chart goes, in pixels. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (t: number) => number;
  readonly y: (v: number) => number;
  readonly yTicks: readonly number[];
  readonly xTicks: readonly number[];
  readonly marks: readonly {
    readonly x: number;
    readonly word: string;
    readonly kind: GaugeSeries['marks'][number]['kind'];
    readonly row: number;
    readonly before: boolean;
  }[];
}

const wordWidth = 6;
const labelRows = 2;

/** Lays the chart out. The limit is part of the height where it is within three times what was measured; else it is left off. */
export function layOutChart(series: GaugeSeries, limit: number | null, width: number, height: number): Chart {
  const left = 56;
  const right = width - 104;
  const top = 24;
  const bottom = height - 24;
  const times = series.times;
  const from = times[0] ?? 0;
  const to = Math.max(times.at(-1) ?? 1, from + 1);
  const values = [
    ...series.switched,
    ...series.comparator,
    ...series.band.flatMap((pair) => pair ?? []),
    ...series.hosts.flatMap((host) => host.values),
  ].filter((value) => value !== null);
  const low = Math.min(0, ...values);
  const measured = Math.max(0, ...values);
  const high = limit !== null && limit <= Math.max(measured, 1e-9) * 3 ? Math.max(measured, limit) : measured;
  const yTicks = niceTicks(low, high || 1, 5);
  const lowest = yTicks[0] ?? 0;
  const highest = yTicks.at(-1) ?? 1;
  const x = (t: number) => left + ((t - from) / (to - from)) * (right - left);
  const y = (v: number) => bottom - ((v - lowest) / (highest - lowest)) * (bottom - top);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x,
    y,
    yTicks,
    xTicks: timeTicks(from, to),
    marks: placeWords(series.marks, x, left, right),
  };
}

/** Words stand to the right of their line, or to its left where the next one is too near; on a second row where both are taken. */
function placeWords(marks: GaugeSeries['marks'], x: (t: number) => number, left: number, right: number): Chart['marks'] {
  const taken: { from: number; to: number; row: number }[] = [];
  return [...marks]
    .sort((a, b) => a.at - b.at)
    .map((mark, index, all) => {
      const at = x(mark.at);
      const width = mark.word.length * wordWidth;
      const following = all[index + 1];
      const crowded = following !== undefined && x(following.at) - at < width + 8;
      const options = Array.from({ length: labelRows }, (_, row) => {
        const sides = [
          { row, before: false, from: at, to: at + width + 8 },
          { row, before: true, from: at - width - 8, to: at },
        ];
        return crowded ? sides.reverse() : sides;
      }).flat();
      const free = options.find(
        (option) =>
          option.from >= left - 50 &&
          option.to <= right + 100 &&
          !taken.some((other) => other.row === option.row && other.from < option.to && option.from < other.to),
      );
      const chosen = free ?? { row: labelRows, before: false, from: at, to: at + width };
      taken.push(chosen);
      return { x: at, word: mark.word, kind: mark.kind, row: chosen.row, before: chosen.before };
    });
}

/** Lines through what was measured; a gap stays a gap. */
export function lines(
  times: readonly number[],
  values: readonly (number | null)[],
  { x, y }: Pick<Chart, 'x' | 'y'>,
  breaks: readonly number[] = [],
): readonly string[] {
  const parts: string[][] = [[]];
  let before: number | null = null;
  values.forEach((value, index) => {
    const t = times[index];
    if (t === undefined) return;
    const last = before;
    before = t;
    const crosses = last !== null && breaks.some((at) => last < at && at <= t);
    if (value === null || crosses) parts.push([]);
    if (value !== null) parts.at(-1)?.push(`${x(t).toFixed(1)},${y(value).toFixed(1)}`);
  });
  return parts.filter((part) => part.length > 1).map((part) => part.join(' '));
}

/** The band as one closed outline for each stretch without a gap. */
export function bandOutlines(
  times: readonly number[],
  band: GaugeSeries['band'],
  { x, y }: Pick<Chart, 'x' | 'y'>,
): readonly string[] {
  const outlines: string[] = [];
  let upper: string[] = [];
  let lower: string[] = [];
  const close = () => {
    if (upper.length > 1) outlines.push([...upper, ...lower.reverse()].join(' '));
    upper = [];
    lower = [];
  };
  band.forEach((pair, index) => {
    const t = times[index];
    if (!pair || t === undefined) {
      close();
      return;
    }
    upper.push(`${x(t).toFixed(1)},${y(pair[1]).toFixed(1)}`);
    lower.push(`${x(t).toFixed(1)},${y(pair[0]).toFixed(1)}`);
  });
  close();
  return outlines;
}
