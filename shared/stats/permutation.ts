import { logChoose } from './gamma';
import { drawnSumUpper } from './saddlepoint';
import { squaresAboutMean, mean } from './summary';

/** Up to this many splits are counted one by one. */
const MOST_SPLITS = 20_000;

export interface PermutationTest {
  /** Share of all splits of the pooled values into groups of these sizes whose mean difference a - b is at least this high. */
  readonly upper: number;
  /** … at least this low. */
  readonly lower: number;
  /** min(1, 2 x the smaller of both). */
  readonly twoSided: number;
  /** The smallest p that groups of these sizes can reach. */
  readonly smallest: number;
  readonly method: 'exact' | 'saddlepoint';
}

/**
 * Permutation test of two groups of hosts: if it did not matter which hosts are in `a`, each split would be as likely. All
 * splits are counted where there are at most 20,000; otherwise the double saddlepoint approximation of the same
 * distribution is used, which reaches p of any size and draws no random numbers. Null where a group is empty.
 */
export function permutationTest(a: readonly number[], b: readonly number[]): PermutationTest | null {
  if (a.length === 0 || b.length === 0) return null;
  const pooled = [...a, ...b];
  const centre = mean(pooled);
  const sd = Math.sqrt(squaresAboutMean(pooled) / pooled.length);
  const smallest = Math.exp(-logChoose(pooled.length, a.length));
  const exact = 1 / smallest <= MOST_SPLITS + 0.5;
  // Nothing varies but rounding.
  if (!(sd > 1e-12 * Math.max(...pooled.map(Math.abs)))) {
    return { upper: 1, lower: 1, twoSided: 1, smallest, method: exact ? 'exact' : 'saddlepoint' };
  }
  const values = Float64Array.from(pooled, (value) => (value - centre) / sd);
  // Drawing the smaller group is the same test with the sign turned.
  const turned = a.length > b.length;
  const drawn = turned ? values.subarray(a.length) : values.subarray(0, a.length);
  let sum = 0;
  for (const value of drawn) sum += value;
  const tails = exact ? countSplits(values, drawn.length, sum) : approximate(values, drawn.length, sum);
  const upper = turned ? tails.lower : tails.upper;
  const lower = turned ? tails.upper : tails.lower;
  return { upper, lower, twoSided: Math.min(1, 2 * Math.min(upper, lower)), smallest, method: exact ? 'exact' : 'saddlepoint' };
}

interface Tails {
  readonly upper: number;
  readonly lower: number;
}

function countSplits(values: Float64Array, n: number, sum: number): Tails {
  // Sums that differ by rounding only are the same split of equal values.
  const slack = 1e-9 * Math.max(1, Math.abs(sum));
  let all = 0;
  let high = 0;
  let low = 0;
  const draw = (from: number, left: number, soFar: number): void => {
    if (left === 0) {
      all += 1;
      if (soFar >= sum - slack) high += 1;
      if (soFar <= sum + slack) low += 1;
      return;
    }
    for (let i = from; i <= values.length - left; i += 1) draw(i + 1, left - 1, soFar + (values[i] ?? 0));
  };
  draw(0, n, 0);
  return { upper: high / all, lower: low / all };
}

/** The tail that the sum lies in is approximated; the other one, which nobody acts on, is what is left. */
function approximate(values: Float64Array, n: number, sum: number): Tails {
  if (sum >= 0) {
    const upper = tail(values, n, sum);
    return { upper, lower: 1 - upper };
  }
  const lower = tail(
    values.map((value) => -value),
    n,
    -sum,
  );
  return { upper: 1 - lower, lower };
}

function tail(values: Float64Array, n: number, sum: number): number {
  const sorted = Float64Array.from(values).sort().reverse();
  let most = 0;
  for (let i = 0; i < n; i += 1) most += sorted[i] ?? 0;
  const atMost = topShare(sorted, n);
  if (sum >= most - 1e-9 * Math.max(1, Math.abs(most))) return atMost;
  const p = drawnSumUpper(values, n, sum);
  // Not the most extreme split, so at least the most extreme ones count as well.
  return Number.isNaN(p) ? Math.min(1, 2 * atMost) : Math.max(p, atMost);
}

/** Chance of drawing the `n` highest values, equal ones being interchangeable. */
function topShare(sorted: Float64Array, n: number): number {
  const edge = sorted[n - 1] ?? 0;
  let above = 0;
  let equal = 0;
  for (const value of sorted) {
    if (value > edge + 1e-9) above += 1;
    else if (value >= edge - 1e-9) equal += 1;
  }
  return Math.exp(logChoose(equal, n - above) - logChoose(sorted.length, n));
}
