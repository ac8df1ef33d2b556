import { logChoose } from './gamma';
import { normalUpper, normalUpperQuantile } from './normal';
import { averageRanks } from './ranks';

/**
 * z of the rank-sum statistic of `x - mu` against `y`: pooled average ranks, variance corrected for ties, continuity
 * correction of one half towards 0 (Mann & Whitney 1947). 0 where all pooled values are equal. Falls as `mu` grows.
 */
export function rankZ(x: readonly number[], y: readonly number[], mu: number): number {
  const n = x.length;
  const m = y.length;
  const total = n + m;
  const { ranks, ties } = averageRanks([...x.map((value) => value - mu), ...y]);
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += ranks[i] ?? 0;
  const apart = sum - (n * (n + 1)) / 2 - (n * m) / 2;
  const sigma = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return sigma > 0 ? (apart - 0.5 * Math.sign(apart)) / sigma : 0;
}

export interface RankTest {
  /** Mann-Whitney U of `x`: pairs in which x is above y, ties counted half. */
  readonly u: number;
  readonly z: number;
  /** Two-sided. Exact where `exact`, else from z. */
  readonly p: number;
  readonly exact: boolean;
  /** Hodges-Lehmann: median of all differences x - y. */
  readonly estimate: number;
  /** Interval of shifts that the test at `confidence` would not reject. */
  readonly low: number;
  readonly high: number;
}

/**
 * Two-sample rank test of x against y, with the shift and its interval. Not for series that are mostly zeros: there the
 * shift is 0 whatever happens to the rest. Both samples must hold at least one value and only finite ones.
 */
export function rankTest(x: readonly number[], y: readonly number[], confidence: number): RankTest {
  const differences = pairwiseDifferences(x, y);
  const z = rankZ(x, y, 0);
  const { ranks, ties } = averageRanks([...x, ...y]);
  let u = (-x.length * (x.length + 1)) / 2;
  for (let i = 0; i < x.length; i += 1) u += ranks[i] ?? 0;
  const exact = ties === 0 && x.length <= 50 && y.length <= 50;
  const critical = normalUpperQuantile((1 - confidence) / 2);
  return {
    u,
    z,
    exact,
    p: exact ? exactRankP(u, x.length, y.length) : Math.min(1, 2 * normalUpper(Math.abs(z))),
    estimate: middleOf(differences),
    low: crossing(x, y, differences, critical),
    high: crossing(x, y, differences, -critical),
  };
}

function pairwiseDifferences(x: readonly number[], y: readonly number[]): Float64Array {
  const differences = new Float64Array(x.length * y.length);
  let at = 0;
  for (const a of x) for (const b of y) differences[at++] = a - b;
  return differences.sort();
}

function middleOf(sorted: Float64Array): number {
  const high = sorted[sorted.length >> 1] ?? Number.NaN;
  const low = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (low + high) / 2;
}

/**
 * The shift at which z falls through `level`. z only steps where a difference x - y is passed, so the answer is one of
 * them: the first one behind which z is no longer above `level`, or the last where it never is.
 */
function crossing(x: readonly number[], y: readonly number[], sorted: Float64Array, level: number): number {
  const steps = distinct(sorted);
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = steps[middle] ?? 0;
    const next = steps[middle + 1] ?? here;
    if (rankZ(x, y, (here + next) / 2) > level) low = middle + 1;
    else high = middle;
  }
  return steps[low] ?? Number.NaN;
}

function distinct(sorted: Float64Array): number[] {
  const steps: number[] = [];
  for (const value of sorted) if (steps.length === 0 || value > (steps[steps.length - 1] ?? value)) steps.push(value);
  return steps;
}

/** Two-sided p of U without ties, by counting the arrangements (the recurrence of Mann & Whitney, as a polynomial product). */
export function exactRankP(u: number, n: number, m: number): number {
  const top = n * m;
  let ways = new Float64Array(top + 1);
  ways[0] = 1;
  // The Gaussian binomial: multiply by (1 - q^(m+i)), divide by (1 - q^i), for i = 1..n.
  for (let i = 1; i <= n; i += 1) {
    const next = Float64Array.from(ways);
    for (let k = top; k >= m + i; k -= 1) next[k] = (next[k] ?? 0) - (ways[k - m - i] ?? 0);
    for (let k = i; k <= top; k += 1) next[k] = (next[k] ?? 0) + (next[k - i] ?? 0);
    ways = next;
  }
  const extreme = Math.min(u, top - u);
  let count = 0;
  for (let k = 0; k <= extreme; k += 1) count += ways[k] ?? 0;
  return Math.min(1, 2 * count * Math.exp(-logChoose(n + m, n)));
}
