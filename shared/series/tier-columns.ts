import type { TierPoints } from './tier-points';

/** Said of a column that is not written down, as it follows from others. */
export const FOLLOWS = -1;
/** Said of a column in which there is nothing. */
export const NONE = -2;

/**
 * Buckets of a series as a block has them: what `TierPoints` says, with columns left out that follow from others. All lie in one array, as many small ones
 * would cost more than what is in them; a column is the place where it begins, and several may be at the same. Nothing is changed once it is made.
 */
export interface TierColumns {
  /** How many buckets there are. */
  readonly n: number;
  /** Slots of the block that have a bucket, ascending; null: all have one. */
  readonly places: Int32Array | null;
  readonly data: Float64Array;
  readonly last: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** FOLLOWS: `last * count`. */
  readonly sum: number;
  /** FOLLOWS: none is set. */
  readonly flags: number;
  /** NONE: it is no counter, and there is nothing in the three below either. */
  readonly end: number;
  /** FOLLOWS: nothing was lost. */
  readonly lost: number;
  /** The first value of `base`. */
  readonly first: number;
  /** FOLLOWS: from the second on, the `end` before. */
  readonly base: number;
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
  const { n, places, data, last, count, min, max, sum, flags, end, lost, first, base } = columns;
  for (let at = 0; at < n; at++) {
    const t = axis.fromMs + (places === null ? at : (places[at] ?? 0)) * axis.widthMs;
    if (t < fromMs || t >= toMs) continue;
    const of = (column: number, place = at) => data[column + place] ?? NaN;
    const reached = end === NONE ? NaN : of(end);
    into.t.push(t);
    into.last.push(of(last));
    into.count.push(of(count));
    into.min.push(of(min));
    into.max.push(of(max));
    into.sum.push(sum === FOLLOWS ? of(last) * of(count) : of(sum));
    into.flags.push(flags === FOLLOWS ? 0 : of(flags));
    into.end.push(reached);
    into.lost.push(lost !== FOLLOWS ? of(lost) : Number.isNaN(reached) ? NaN : 0);
    into.base.push(base !== FOLLOWS ? of(base) : at === 0 || end === NONE ? first : of(end, at - 1));
  }
}

/** Buckets that lie anywhere as columns, for what takes those; `widthMs` is their length. */
export function columnsOf(points: TierPoints, widthMs: number): { columns: TierColumns; axis: Axis } {
  const n = points.t.length;
  const fromMs = points.t[0] ?? 0;
  const places = Int32Array.from(points.t, (t) => (t - fromMs) / widthMs);
  const { last, count, min, max, sum, flags, end, lost, base } = points;
  const data = new Float64Array(9 * n);
  for (const [at, column] of [last, count, min, max, sum, flags, end, lost, base].entries()) data.set(column, at * n);
  const first = base[0] ?? NaN;
  return {
    axis: { fromMs, widthMs, slots: (places.at(-1) ?? -1) + 1 },
    columns: {
      n,
      places,
      data,
      last: 0,
      count: n,
      min: 2 * n,
      max: 3 * n,
      sum: 4 * n,
      flags: 5 * n,
      end: 6 * n,
      lost: 7 * n,
      base: 8 * n,
      first,
    },
  };
}

/** About how many bytes the columns take in memory. */
export function bytesOf({ data, places }: TierColumns): number {
  return 350 + data.byteLength + (places === null ? 0 : 120 + places.byteLength);
}
