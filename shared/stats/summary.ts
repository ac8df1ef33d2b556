/** Arithmetic mean; NaN for none. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sum of squared distances from the mean, in two passes so that a large offset costs no digits. */
export function squaresAboutMean(values: readonly number[]): number {
  const middle = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - middle) ** 2;
  return sum;
}

/** Sample standard deviation (divisor n - 1); 0 for fewer than two values. */
export function sampleSd(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.sqrt(squaresAboutMean(values) / (values.length - 1));
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * Percentile `p` (0 to 100), interpolated linearly between order statistics (type R-7 of Hyndman & Fan, 1996); NaN for none.
 */
export function percentile(values: readonly number[], p: number): number {
  const sorted = ascending(values);
  const at = (Math.min(100, Math.max(0, p)) / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below === above ? below : below + (at - Math.floor(at)) * (above - below);
}

/** Middle value; the mean of the two middle ones of an even number; NaN for none. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation. */
  readonly std: number;
}

/** The five numbers a table row shows; all 0 for no values. */
export function summary(values: readonly number[]): Summary {
  if (values.length === 0) return { count: 0, min: 0, max: 0, mean: 0, std: 0 };
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count: values.length, min, max, mean: mean(values), std: sampleSd(values) };
}
