import { incompleteBeta } from './beta';
import { normalUpperQuantile } from './normal';

/** P(T > t) for Student's t with `df` > 0 degrees of freedom (not necessarily whole); accurate far out in the tail. */
export function studentUpper(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  if (t < 0) return 1 - studentUpper(-t, df);
  if (t === Infinity) return 0;
  const square = t * t;
  // Near the middle the difference from one half; in the tail the tail itself, which a difference would lose.
  return square < 1
    ? 0.5 - 0.5 * incompleteBeta(square / (df + square), 0.5, df / 2)
    : 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5);
}

/** P(T <= t) for Student's t. */
export function studentCdf(t: number, df: number): number {
  return studentUpper(-t, df);
}

/** The t with P(T > t) = p, for 0 < p < 1. Bisection on the logarithm of the tail, so that tiny p keep their digits. */
export function studentUpperQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) return Number.NaN;
  if (p > 0.5) return -studentUpperQuantile(1 - p, df);
  let low = 0;
  let high = Math.max(1, normalUpperQuantile(p));
  while (studentUpper(high, df) > p && high < 1e150) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 60 && high - low > 1e-12 * high; i += 1) {
    const middle = (low + high) / 2;
    if (studentUpper(middle, df) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
