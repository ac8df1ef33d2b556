/** A mark of absence came in the bucket before its first reading: nothing joins it to the bucket before. */
export const GAP_BEFORE = 1;
/** A mark of absence came in the bucket after its last reading: nothing joins it to the next. */
export const GAP_AFTER = 2;
/** A counter fell in the bucket: it was started anew. */
export const RESET = 4;

/**
 * Buckets of a series, oldest first, a column each, all of one length. NaN readings are not counted; a bucket that has no others has `count` 0 and
 * NaN for `min` and `max`. Of a counter there is also from where it came (`base`: its last finite reading before the bucket, or its very first),
 * where it got to (`end`) and what its resets took back in between (`lost`): it counted `end - base + lost`. NaN: no counter, or no finite reading.
 */
export interface TierPoints {
  /** Beginnings of the buckets, ms. */
  readonly t: number[];
  readonly min: number[];
  readonly max: number[];
  readonly sum: number[];
  readonly count: number[];
  /** The last reading as it is, NaN or not. */
  readonly last: number[];
  readonly base: number[];
  readonly end: number[];
  readonly lost: number[];
  readonly flags: number[];
}

/** Buckets to add to. */
export function noPoints(): TierPoints {
  return { t: [], min: [], max: [], sum: [], count: [], last: [], base: [], end: [], lost: [], flags: [] };
}

/** What a series has, oldest first, marks of absence among the readings; `stale` is 1 where one is, and the value then nothing. */
export interface RawColumns {
  /** ms. */
  readonly t: number[];
  readonly v: number[];
  readonly stale: number[];
}

/** A sum that does not lose what is small beside what is large (Neumaier): six times 12.34 are 74.04. */
class ExactSum {
  private sum = 0;
  private rest = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.rest += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  take(): number {
    // With an infinity in it, the rest is NaN and means nothing.
    const total = Number.isFinite(this.sum) ? this.sum + this.rest : this.sum;
    this.sum = 0;
    this.rest = 0;
    return total;
  }
}

const sum = new ExactSum();
const lost = new ExactSum();

/**
 * Folds readings into buckets of `widthMs` that begin at multiples of it, and adds those to `into`. `counterBefore` is the last finite reading
 * that a counter had before these (NaN: these are its first; null: it is no counter). Marks of absence in a bucket without a reading leave nothing.
 */
export function foldRaw(raw: RawColumns, widthMs: number, counterBefore: number | null, into: TierPoints): void {
  let before = counterBefore ?? NaN;
  for (let at = 0; at < raw.t.length;) {
    const start = Math.floor((raw.t[at] ?? 0) / widthMs) * widthMs;
    let min = NaN;
    let max = NaN;
    let count = 0;
    let readings = 0;
    let last = NaN;
    let flags = 0;
    let base = NaN;
    let end = NaN;
    for (; at < raw.t.length && (raw.t[at] ?? 0) < start + widthMs; at++) {
      if (raw.stale[at] === 1) {
        flags |= readings === 0 ? GAP_BEFORE : GAP_AFTER;
        continue;
      }
      flags &= ~GAP_AFTER;
      readings += 1;
      last = raw.v[at] ?? NaN;
      if (Number.isNaN(last)) continue;
      count += 1;
      sum.add(last);
      if (!(last >= min)) min = last;
      if (!(last <= max)) max = last;
      if (counterBefore === null || !Number.isFinite(last)) continue;
      if (Number.isNaN(before)) before = last;
      if (Number.isNaN(base)) base = before;
      if (last < before) {
        flags |= RESET;
        lost.add(before);
      }
      before = last;
      end = last;
    }
    const total = sum.take();
    const taken = lost.take();
    if (readings === 0) continue;
    addPoint(into, { t: start, min, max, sum: total, count, last, base, end, lost: Number.isNaN(base) ? NaN : taken, flags });
  }
}

/** Folds buckets into wider ones, and adds those to `into`. Buckets of the same time (read in two parts) become one. */
export function foldPoints(points: TierPoints, widthMs: number, into: TierPoints): void {
  for (let at = 0; at < points.t.length;) {
    const start = Math.floor((points.t[at] ?? 0) / widthMs) * widthMs;
    let min = NaN;
    let max = NaN;
    let count = 0;
    let last = NaN;
    let base = NaN;
    let end = NaN;
    let flags = (points.flags[at] ?? 0) & GAP_BEFORE;
    for (; at < points.t.length && (points.t[at] ?? 0) < start + widthMs; at++) {
      const low = points.min[at] ?? NaN;
      const high = points.max[at] ?? NaN;
      const from = points.base[at] ?? NaN;
      const own = points.flags[at] ?? 0;
      if (!(low >= min) && !Number.isNaN(low)) min = low;
      if (!(high <= max) && !Number.isNaN(high)) max = high;
      count += points.count[at] ?? 0;
      sum.add(points.sum[at] ?? 0);
      last = points.last[at] ?? NaN;
      flags = (flags & ~GAP_AFTER) | (own & (GAP_AFTER | RESET));
      if (Number.isNaN(from)) continue;
      if (Number.isNaN(base)) base = from;
      // What was counted between two buckets that do not know of each other is not known: it is not added.
      else lost.add(end - from);
      lost.add(points.lost[at] ?? 0);
      end = points.end[at] ?? NaN;
    }
    const total = sum.take();
    const taken = lost.take();
    addPoint(into, { t: start, min, max, sum: total, count, last, base, end, lost: Number.isNaN(base) ? NaN : taken, flags });
  }
}

/** One bucket, by the names of the columns. */
export type TierPoint = { readonly [Column in keyof TierPoints]: number };

/** Adds one bucket at the end. */
export function addPoint(into: TierPoints, point: TierPoint): void {
  into.t.push(point.t);
  into.min.push(point.min);
  into.max.push(point.max);
  into.sum.push(point.sum);
  into.count.push(point.count);
  into.last.push(point.last);
  into.base.push(point.base);
  into.end.push(point.end);
  into.lost.push(point.lost);
  into.flags.push(point.flags);
}

/** Bucket number `at`. */
export function pointAt(points: TierPoints, at: number): TierPoint {
  const of = (column: readonly number[]) => column[at] ?? NaN;
  return {
    t: of(points.t),
    min: of(points.min),
    max: of(points.max),
    sum: of(points.sum),
    count: of(points.count),
    last: of(points.last),
    base: of(points.base),
    end: of(points.end),
    lost: of(points.lost),
    flags: of(points.flags),
  };
}

/** Adds the buckets of `points` that begin in [fromMs, toMs) to `into`. */
export function addPoints(points: TierPoints, fromMs: number, toMs: number, into: TierPoints): void {
  for (const [at, t] of points.t.entries()) if (t >= fromMs && t < toMs) addPoint(into, pointAt(points, at));
}

/** How much a counter counted in bucket number `at`, from its last reading before; null: it is no counter, or had no finite reading. */
export function countedIn(points: TierPoints, at: number): number | null {
  const base = points.base[at] ?? NaN;
  return Number.isNaN(base) ? null : (points.end[at] ?? NaN) - base + (points.lost[at] ?? 0);
}
