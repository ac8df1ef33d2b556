import type { RangeValues } from '../series/expression';
import { seriesKey, type Labels } from '../series/series-key';
import type { DrawGrid } from './draw-grid';

/** A line before it has a name: values of its buckets, NaN where there is none, and what it was over all. */
export interface BucketLine {
  readonly labels: Labels;
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Its value at the last step; NaN: it has none there. */
  readonly last: number;
}

interface Sums {
  readonly labels: Labels;
  readonly sum: Float64Array;
  readonly count: Int32Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  last: number;
}

/** Gathers what an expression gives at the steps of a grid, a few steps at a time, into buckets. */
export class LineBuckets {
  private readonly lines = new Map<string, Sums>();

  constructor(private readonly grid: DrawGrid) {}

  /** `mean`: the values proper. Otherwise bounds of them, by which only the least or greatest of a bucket grows. */
  add(series: readonly RangeValues[], kind: 'mean' | 'bound'): void {
    const { startMs, widthMs, stepMs, steps } = this.grid;
    for (const { labels, times, values } of series) {
      const line = this.line(labels, kind);
      if (!line) continue;
      for (let i = 0; i < times.length; i++) {
        const value = values[i] ?? NaN;
        if (!Number.isFinite(value)) continue;
        const since = (times[i] ?? 0) - startMs;
        const at = Math.floor(since / widthMs);
        if (kind === 'mean') {
          line.sum[at] = (line.sum[at] ?? 0) + value;
          line.count[at] = (line.count[at] ?? 0) + 1;
          if (Math.floor(since / stepMs) === steps - 1) line.last = value;
        } else if (line.count[at] === 0) continue;
        if (!(value >= (line.min[at] ?? NaN))) line.min[at] = value;
        if (!(value <= (line.max[at] ?? NaN))) line.max[at] = value;
      }
    }
  }

  private line(labels: Labels, kind: 'mean' | 'bound'): Sums | undefined {
    const key = seriesKey('', labels);
    const found = this.lines.get(key);
    // What is only there in a bound was never a value.
    if (found || kind === 'bound') return found;
    const { buckets } = this.grid;
    const made: Sums = {
      labels,
      sum: new Float64Array(buckets),
      count: new Int32Array(buckets),
      min: new Float64Array(buckets).fill(NaN),
      max: new Float64Array(buckets).fill(NaN),
      last: NaN,
    };
    this.lines.set(key, made);
    return made;
  }

  /** The lines, in the order in which they first came; those without a value are left out. */
  take(): BucketLine[] {
    return [...this.lines.values()].flatMap(({ labels, sum, count, min, max, last }) => {
      const values = count.reduce((all, one) => all + one, 0);
      if (values === 0) return [];
      return [
        {
          labels,
          mean: sum.map((one, at) => (count[at] === 0 ? NaN : one / (count[at] ?? 1))),
          min,
          max,
          average: sum.reduce((all, one) => all + one, 0) / values,
          minimum: least(min),
          maximum: greatest(max),
          last,
        },
      ];
    });
  }
}

/** The least that is a number; NaN: none is. */
export function least(values: Iterable<number>): number {
  let found = NaN;
  for (const value of values) if (!(value >= found) && !Number.isNaN(value)) found = value;
  return found;
}

/** The greatest that is a number; NaN: none is. */
export function greatest(values: Iterable<number>): number {
  let found = NaN;
  for (const value of values) if (!(value <= found) && !Number.isNaN(value)) found = value;
  return found;
}
