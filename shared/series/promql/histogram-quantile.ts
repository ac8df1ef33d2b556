import { parseGoFloat } from '../go-float';
import { labelOf, seriesKey } from '../series-key';
import type { Track } from './track';
import { nameless, without } from './track';

interface Bucket {
  readonly bound: number;
  count: number;
}

/**
 * The φ-quantile of classic histograms, as Prometheus' histogram_quantile(): buckets are joined by all labels but `le`; one whose `le` is
 * no number is left out. `phi` for each time.
 */
export function histogramQuantile(phi: Float64Array, tracks: readonly Track[]): Track[] {
  const groups = new Map<
    string,
    { readonly first: Track; readonly members: { readonly bound: number; readonly track: Track }[] }
  >();
  for (const track of tracks) {
    const bound = parseGoFloat(labelOf(track.labels, 'le'));
    if (bound === null) continue;
    const key = seriesKey('', without(track.labels, ['le']));
    const group = groups.get(key) ?? { first: track, members: [] };
    groups.set(key, group);
    group.members.push({ bound, track });
  }
  return [...groups.values()].map(({ first, members }) => {
    members.sort((a, b) => a.bound - b.bound);
    const values = new Float64Array(phi.length);
    const present = new Uint8Array(phi.length);
    for (const [i, q] of phi.entries()) {
      const buckets: Bucket[] = [];
      for (const { bound, track } of members) if (track.present[i]) buckets.push({ bound, count: track.values[i] ?? NaN });
      if (buckets.length === 0) continue;
      values[i] = quantileOfBuckets(q, buckets);
      present[i] = 1;
    }
    return { labels: without(nameless(first.labels), ['le']), values, present };
  });
}

/**
 * promql/quantile.go, bucketQuantile: linear within the bucket that the rank falls into, the lowest one beginning at 0 unless its bound is not above
 * that. A rank in the +Inf bucket gives the highest other bound. NaN without a +Inf bucket, without a second one, and without observations.
 * `buckets` ascending by bound, cumulative; one at least.
 */
export function quantileOfBuckets(phi: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(phi)) return NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  if (buckets.at(-1)?.bound !== Infinity) return NaN;
  const whole = coalesced(buckets);
  makeMonotonic(whole);
  const last = whole.length - 1;
  const observations = whole[last]?.count ?? 0;
  if (whole.length < 2 || observations === 0) return NaN;
  let rank = phi * observations;
  // as sort.Search: a NaN is never found
  const found = whole.findIndex(({ count }) => count >= rank);
  const index = found < 0 ? last : Math.min(found, last);
  if (index === last) return whole[last - 1]?.bound ?? NaN;
  const { bound: end, count: upTo } = whole[index] ?? { bound: NaN, count: NaN };
  if (index === 0 && end <= 0) return end;
  const below = whole[index - 1];
  const start = below?.bound ?? 0;
  rank -= below?.count ?? 0;
  return start + (end - start) * (rank / (upTo - (below?.count ?? 0)));
}

/** Buckets with the same bound (`1` and `1.0`) added up. */
function coalesced(buckets: readonly Bucket[]): Bucket[] {
  const whole: Bucket[] = [];
  for (const { bound, count } of buckets) {
    const last = whole.at(-1);
    if (last?.bound === bound) last.count += count;
    else whole.push({ bound, count });
  }
  return whole;
}

/** Relative difference of two counts that is taken for rounding. */
const SMALL = 1e-12;

/** A cumulative count never falls: where it does (rates of buckets that were not read at once), the count below holds. */
function makeMonotonic(buckets: readonly Bucket[]): void {
  let before = buckets[0]?.count ?? 0;
  for (const bucket of buckets.slice(1)) {
    const isSame = Math.abs(before - bucket.count) / (Math.abs(before) + Math.abs(bucket.count)) < SMALL;
    if (isSame || bucket.count < before) bucket.count = before;
    else before = bucket.count;
  }
}
