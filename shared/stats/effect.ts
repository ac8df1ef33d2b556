import { averageRanks } from './ranks';
import { mean, squaresAboutMean } from './summary';

/**
 * Common language effect size: the chance that a value of `a` is above one of `b`, ties counted half (Vargha & Delaney's A,
 * 2000). 0.5: no effect; NaN where a side is empty.
 */
export function commonLanguageEffect(a: readonly number[], b: readonly number[]): number {
  const { ranks } = averageRanks([...a, ...b]);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ranks[i] ?? 0;
  return (sum / a.length - (a.length + 1) / 2) / b.length;
}

/** mean(a) / mean(b); NaN where either mean is 0 or missing, because a ratio to nothing says nothing. */
export function meanRatio(a: readonly number[], b: readonly number[]): number {
  const over = mean(a);
  const under = mean(b);
  return over === 0 || under === 0 ? Number.NaN : over / under;
}

/** Cohen's d: difference of the means in pooled standard deviations; NaN with fewer than three values in all. */
export function cohensD(a: readonly number[], b: readonly number[]): number {
  const df = a.length + b.length - 2;
  if (df < 1) return Number.NaN;
  return (mean(a) - mean(b)) / Math.sqrt((squaresAboutMean(a) + squaresAboutMean(b)) / df);
}
