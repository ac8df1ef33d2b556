import type { SeriesData } from '../series/series-data';
import type { Labels } from '../series/series-key';
import { countedIn, GAP_AFTER, GAP_BEFORE, RESET, type RawColumns, type TierPoints } from '../series/tier-points';

/** A series as expressions are fed with it: the same times, with the mean, the least and the greatest of each stretch. Of a counter all are the same. */
export interface FedSeries {
  readonly mean: SeriesData;
  readonly min: SeriesData;
  readonly max: SeriesData;
  /** Times of resets, ms. */
  readonly resets: readonly number[];
}

/**
 * Buckets of a series as readings, each at its bucket's end. A counter is what was counted in them, on top of where it began, so that a restart is
 * no fall. Marks of absence stay. `nowMs`: a bucket that is not over yet ends there.
 */
export function fedSeries(labels: Labels, points: TierPoints, widthMs: number, isCounter: boolean, nowMs: number): FedSeries {
  const times: number[] = [];
  const mean: number[] = [];
  const min: number[] = [];
  const max: number[] = [];
  const stale: number[] = [];
  const resets: number[] = [];
  let total = NaN;
  const fullest = points.count.reduce((most, count) => Math.max(most, count), 1);
  for (const [at, start] of points.t.entries()) {
    const flags = points.flags[at] ?? 0;
    const end = Math.max(start, Math.min(start + widthMs - 1, nowMs));
    // Where readings begin or end inside of a bucket, what was counted belongs to the part that they cover.
    const share = (points.count[at] ?? 0) / fullest;
    const coveredMs = share < wholeShare ? widthMs * share : widthMs;
    if (flags & GAP_BEFORE) stale.push(start);
    if (flags & GAP_AFTER) stale.push(end + 1);
    if (isCounter) {
      const counted = countedIn(points, at);
      if (counted === null) continue;
      if (flags & RESET) resets.push(start);
      if (Number.isNaN(total)) {
        // What was there before its first bucket: otherwise nothing would be known to have been counted in that one.
        total = points.base[at] ?? 0;
        times.push(Math.max(start, Math.floor(end + 1 - coveredMs)) - 1);
        mean.push(total);
      }
      total += counted;
      times.push(flags & GAP_AFTER ? Math.min(end, Math.ceil(start + coveredMs)) : end);
      mean.push(total);
    } else {
      const count = points.count[at] ?? 0;
      times.push(end);
      mean.push(count === 0 ? NaN : (points.sum[at] ?? NaN) / count);
      min.push(points.min[at] ?? NaN);
      max.push(points.max[at] ?? NaN);
    }
  }
  const at = { labels, times: Float64Array.from(times), stale: Float64Array.from(stale) };
  const of = (values: readonly number[]): SeriesData => ({ ...at, values: Float64Array.from(values) });
  const middle = of(mean);
  return isCounter ? { mean: middle, min: middle, max: middle, resets } : { mean: middle, min: of(min), max: of(max), resets };
}

/** A bucket with fewer readings than this share of the fullest one is not whole: one reading may come late. */
const wholeShare = 0.85;

/** Readings as they are. `heals`: a counter goes on over its restarts instead of falling. */
export function rawSeries(labels: Labels, raw: RawColumns, isCounter: boolean, heals: boolean): FedSeries {
  const times: number[] = [];
  const values: number[] = [];
  const stale: number[] = [];
  const resets: number[] = [];
  let before = NaN;
  let lost = 0;
  for (const [at, t] of raw.t.entries()) {
    if (raw.stale[at] === 1) {
      stale.push(t);
      continue;
    }
    const value = raw.v[at] ?? NaN;
    if (isCounter && Number.isFinite(value)) {
      if (value < before) {
        resets.push(t);
        lost += before;
      }
      before = value;
    }
    times.push(t);
    values.push(heals ? value + lost : value);
  }
  const data = { labels, times: Float64Array.from(times), values: Float64Array.from(values), stale: Float64Array.from(stale) };
  return { mean: data, min: data, max: data, resets };
}
