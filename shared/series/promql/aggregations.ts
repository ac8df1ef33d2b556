import { meanOf, varianceOf, totalOf } from './sums';

/** Aggregations that make one number of many. */
const FOLDS = {
  sum: totalOf,
  avg: meanOf,
  // a NaN gives way to any number, as in Prometheus
  max: (values: Float64Array) => values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  min: (values: Float64Array) => values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  count: (values: Float64Array) => values.length,
  group: () => 1,
  stddev: (values: Float64Array) => Math.sqrt(varianceOf(values)),
  stdvar: varianceOf,
} as const satisfies Readonly<Record<string, (values: Float64Array) => number>>;

export type FoldName = keyof typeof FOLDS;
export type AggregationName = FoldName | 'topk' | 'bottomk' | 'quantile';

export const AGGREGATION_NAMES = [...Object.keys(FOLDS), 'quantile', 'topk', 'bottomk'] as readonly AggregationName[];

export const isAggregationName = (name: string): name is AggregationName => AGGREGATION_NAMES.some((one) => one === name);

/** Whether a number stands before the series, as in `topk(3, x)`. */
export const takesParameter = (name: AggregationName): boolean => name === 'topk' || name === 'bottomk' || name === 'quantile';

/** What an aggregation makes of the values of a group; there is at least one. */
export function foldOf(name: FoldName): (values: Float64Array) => number {
  return FOLDS[name];
}
