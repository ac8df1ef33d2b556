import type { TierPoints } from './tier-points';

/**
 * Buckets of a series as a block has them, a column each: what `TierPoints` says, with the columns left out that follow from others. They are not
 * changed once they are made, so one array may serve as several columns.
 */
export interface TierColumns {
  /** How many buckets there are. */
  readonly n: number;
  /** Slots of the block that have a bucket, ascending; null: all have one. */
  readonly places: Int32Array | null;
  readonly last: Float64Array;
  readonly count: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Null: `last * count`. */
  readonly sum: Float64Array | null;
  /** Null: none is set. */
  readonly flags: Float64Array | null;
  /** Null: it is no counter, and there is nothing in the three below. */
  readonly end: Float64Array | null;
  /** Null: nothing was lost. */
  readonly lost: Float64Array | null;
  /** The first of `base`. */
  readonly first: number;
  /** Null: from the second on, the `end` before. */
  readonly base: Float64Array | null;
}

/** The buckets of a block: slot number `at` begins at `fromMs + at * widthMs`. */
export interface Axis {
  readonly fromMs: number;
  readonly widthMs: number;
  readonly slots: number;
}

/** From `fromMs` on, before `toMs`. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Adds those buckets to `into` that begin in the span. */
export function addColumns(columns: TierColumns, axis: Axis, { fromMs, toMs }: TimeSpan, into: TierPoints): void {
  const { n, places, last, count, min, max, sum, flags, end, lost, first, base } = columns;
  for (let at = 0; at < n; at++) {
    const t = axis.fromMs + (places === null ? at : (places[at] ?? 0)) * axis.widthMs;
    if (t < fromMs || t >= toMs) continue;
    const value = last[at] ?? NaN;
    const reached = end === null ? NaN : (end[at] ?? NaN);
    into.t.push(t);
    into.last.push(value);
    into.count.push(count[at] ?? NaN);
    into.min.push(min[at] ?? NaN);
    into.max.push(max[at] ?? NaN);
    into.sum.push(sum === null ? value * (count[at] ?? 0) : (sum[at] ?? NaN));
    into.flags.push(flags === null ? 0 : (flags[at] ?? 0));
    into.end.push(reached);
    into.lost.push(lost === null ? (Number.isNaN(reached) ? NaN : 0) : (lost[at] ?? NaN));
    into.base.push(base !== null ? (base[at] ?? NaN) : at === 0 || end === null ? first : (end[at - 1] ?? NaN));
  }
}

/** Buckets that lie anywhere as columns, for what takes those; `widthMs` is their length. */
export function columnsOf(points: TierPoints, widthMs: number): { columns: TierColumns; axis: Axis } {
  const fromMs = points.t[0] ?? 0;
  const of = (column: readonly number[]) => Float64Array.from(column);
  const places = Int32Array.from(points.t, (t) => (t - fromMs) / widthMs);
  return {
    axis: { fromMs, widthMs, slots: (places.at(-1) ?? -1) + 1 },
    columns: {
      n: places.length,
      places,
      last: of(points.last),
      count: of(points.count),
      min: of(points.min),
      max: of(points.max),
      sum: of(points.sum),
      flags: of(points.flags),
      end: of(points.end),
      lost: of(points.lost),
      first: points.base[0] ?? NaN,
      base: of(points.base),
    },
  };
}

/** About how many bytes the columns take in memory, each array once. */
export function bytesOf(columns: TierColumns): number {
  const { n, places, last, min, max, sum, flags, end, lost, base } = columns;
  let arrays = 2;
  if (min !== last) arrays++;
  if (max !== last && max !== min) arrays++;
  if (end !== null && end !== last) arrays++;
  for (const column of [sum, flags, lost, base]) if (column !== null) arrays++;
  return 250 + arrays * (120 + 8 * n) + (places === null ? 0 : 120 + 4 * n);
}
