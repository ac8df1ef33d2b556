import { binomialLower, binomialUpper } from './beta';
import type { Counted } from './dispersion';
import { normalUpper } from './normal';

export interface BeforeAfter {
  readonly pre: Counted;
  readonly post: Counted;
}

export interface RateRatio {
  /** Post rate over pre rate; null where there was nothing before. With a comparator: divided by the comparator's own ratio. */
  readonly ratio: number | null;
  /** The comparator's ratio that the test went by; 1 without one. */
  readonly drift: number;
  /** P of a rise at least this large, and a fall at least this large, if the rate had only drifted. */
  readonly upper: number;
  readonly lower: number;
}

/**
 * Did a rate change, beyond what the comparator's did? Counts and exposures are divided into `dispersion` times fewer
 * effective counts. Two tests, of which the more cautious p counts:
 * - the exact conditional binomial: of all counts, the share that fell into `post` (Przyborowski & Wilenski 1940), at the
 *   comparator's drift as if it were known;
 * - the signed root of the likelihood ratio of one common drift against two, which pays for not knowing the drift. A comparator
 *   with next to no counts knows no drift at all, and errors out of nowhere could never be told from one: a rise then has to
 *   stand out from the comparator's counts after the switch instead.
 */
export function rateRatioTest(subject: BeforeAfter, comparator: BeforeAfter | null, dispersion: number): RateRatio {
  const own = effective(subject, dispersion);
  const other = comparator && usable(comparator) ? effective(comparator, dispersion) : null;
  if (!usable(subject)) return { ratio: null, drift: 1, upper: 1, lower: 1 };
  const drift = other ? driftOf(other) : 1;
  const share = (own.post.s * drift) / (own.pre.s + own.post.s * drift);
  const all = own.pre.n + own.post.n;
  const root = signedRoot(own, other && countsOf(other) > 0 ? other : null);
  const raw = own.pre.n > 0 ? own.post.n / own.post.s / (own.pre.n / own.pre.s) : null;
  return {
    ratio: raw === null ? null : raw / drift,
    drift,
    upper: Math.max(
      binomialUpper(own.post.n, all, share),
      other && countsOf(other) < ENOUGH_FOR_DRIFT ? aboveOther(own, other) : normalUpper(root),
    ),
    lower: Math.max(binomialLower(own.post.n, all, share), normalUpper(-root)),
  };
}

/** With fewer effective counts than this, a ratio of the comparator's rates means nothing. */
const ENOUGH_FOR_DRIFT = 10;

function countsOf({ pre, post }: BeforeAfter): number {
  return pre.n + post.n;
}

/** Chance of this large a share of all counts after the switch, if both had the same rate there. */
function aboveOther(own: BeforeAfter, other: BeforeAfter): number {
  return binomialUpper(own.post.n, own.post.n + other.post.n, own.post.s / (own.post.s + other.post.s));
}

function usable({ pre, post }: BeforeAfter): boolean {
  return pre.s > 0 && post.s > 0;
}

function effective({ pre, post }: BeforeAfter, dispersion: number): BeforeAfter {
  return { pre: { n: pre.n / dispersion, s: pre.s }, post: { n: post.n / dispersion, s: post.s } };
}

/** Ratio of rates, shrunk towards 1 by a single count shared out by exposure: finite when one side is empty, 1 when both are. */
function driftOf({ pre, post }: BeforeAfter): number {
  const part = post.s / (pre.s + post.s);
  return (post.n + part) / post.s / ((pre.n + 1 - part) / pre.s);
}

function signedRoot(own: BeforeAfter, other: BeforeAfter | null): number {
  const drift = other ? commonDrift(own, other) : 1;
  const square = lack(own, drift) + (other ? lack(other, drift) : 0);
  const expected = ((own.pre.n + own.post.n) * own.post.s * drift) / (own.pre.s + own.post.s * drift);
  return Math.sign(own.post.n - expected) * Math.sqrt(Math.max(0, square));
}

/** Twice the log likelihood that holding the group to this drift costs. */
function lack({ pre, post }: BeforeAfter, drift: number): number {
  const all = pre.n + post.n;
  const after = (all * post.s * drift) / (pre.s + post.s * drift);
  return 2 * (part(post.n, after) + part(pre.n, all - after));
}

function part(n: number, expected: number): number {
  return n > 0 ? n * Math.log(n / expected) : 0;
}

/** The drift that makes the expected post counts of both groups together what they are: the maximum likelihood one. */
function commonDrift(own: BeforeAfter, other: BeforeAfter): number {
  const after = own.post.n + other.post.n;
  const before = own.pre.n + other.pre.n;
  if (after === 0 && before === 0) return 1;
  // A group of one empty side would put the drift at 0 or without end; then nothing speaks against a common one.
  if (after === 0) return 1e-12;
  if (before === 0) return 1e12;
  const expected = (drift: number): number =>
    ((own.pre.n + own.post.n) * own.post.s * drift) / (own.pre.s + own.post.s * drift) +
    ((other.pre.n + other.post.n) * other.post.s * drift) / (other.pre.s + other.post.s * drift);
  let low = Math.log(1e-12);
  let high = Math.log(1e12);
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (expected(Math.exp(middle)) < after) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
