import { mean, percentile, squaresAboutMean } from './summary';

/** Indexes of values more than `k` standard deviations (of the population) from the mean. */
export function outliersBySigma(values: readonly number[], k: number): number[] {
  const middle = mean(values);
  const reach = k * Math.sqrt(squaresAboutMean(values) / values.length);
  return indexesWhere(values, (value) => Math.abs(value - middle) > reach);
}

/**
 * Indexes of values outside Tukey's fences, `factor` interquartile ranges beyond the quartiles. Not for counts that are
 * mostly zero: there the range is 0 and every count is an "outlier".
 */
export function outliersByQuartiles(values: readonly number[], factor: number): number[] {
  const low = percentile(values, 25);
  const high = percentile(values, 75);
  const reach = factor * (high - low);
  return indexesWhere(values, (value) => value < low - reach || value > high + reach);
}

function indexesWhere(values: readonly number[], test: (value: number) => boolean): number[] {
  const found: number[] = [];
  values.forEach((value, index) => {
    if (test(value)) found.push(index);
  });
  return found;
}
