import { mean, squaresAboutMean } from './summary';
import { studentUpper } from './student';

export interface PooledT {
  /** mean(a) - mean(b). */
  readonly difference: number;
  /** Its standard error, from the pooled variance; 0 where nothing varies. */
  readonly error: number;
  readonly df: number;
  /** P of a difference at least this high, and at least this low, if there were none. */
  readonly upper: number;
  readonly lower: number;
}

/** Student's two-sample t-test with pooled variance; null with fewer than three values in all or an empty side. */
export function pooledT(a: readonly number[], b: readonly number[]): PooledT | null {
  const df = a.length + b.length - 2;
  if (a.length === 0 || b.length === 0 || df < 1) return null;
  const difference = mean(a) - mean(b);
  const error = Math.sqrt(((squaresAboutMean(a) + squaresAboutMean(b)) / df) * (1 / a.length + 1 / b.length));
  const t = error > 0 ? difference / error : difference === 0 ? 0 : Math.sign(difference) * Infinity;
  return { difference, error, df, upper: studentUpper(t, df), lower: studentUpper(-t, df) };
}
