import type { Expression } from './expression';
import { partsOf } from './promql/tree';

/** Endings of metric names, after `_total` and its like. */
const endings: readonly (readonly [string, string])[] = [
  ['_milliseconds', 'ms'],
  ['_ms', 'ms'],
  ['_seconds', 's'],
  ['_bytes', 'B'],
  ['_ratio', '%'],
  ['_celsius', '°C'],
  ['_hertz', 'Hz'],
  ['_volts', 'V'],
  ['_amperes', 'A'],
  ['_watts', 'W'],
  ['_joules', 'J'],
  ['_meters', 'm'],
  ['_grams', 'g'],
];

/** Words of UNIT lines. */
const said: Readonly<Record<string, string>> = Object.fromEntries(endings.map(([ending, unit]) => [ending.slice(1), unit]));

/** A unit as it is reckoned with: of what, and how often it was divided by seconds. null: not known. */
type Measure = { readonly of: string; readonly perS: number } | null;

const plain: Measure = { of: '', perS: 0 };

/** What pages say about a metric; undefined: nothing. */
export type MetricUnitOf = (metric: string) => { readonly type: string; readonly unit: string | null } | undefined;

/**
 * The unit of an expression's values, from the names of its metrics and what is done with them: `s`, `B`, `B/s`, `per s`, `%` (0 to 1) … Empty: it has
 * none, or it is not known.
 */
export function unitOf(expression: Expression, infoOf: MetricUnitOf = () => undefined): string {
  const measure = measureOf(expression, infoOf);
  if (!measure) return '';
  const { of, perS } = measure;
  if (perS === 0) return of;
  if (perS !== 1) return '';
  // Seconds in a second: how much of the time.
  if (of === 's') return '%';
  return of === '' ? 'per s' : of === '%' ? '' : `${of}/s`;
}

/** The unit of a metric by itself. */
export function metricUnit(name: string, infoOf: MetricUnitOf = () => undefined): string {
  const base = name.replace(/_(total|sum|count|bucket|created)$/, '');
  const info = infoOf(name) ?? infoOf(base);
  if (info?.unit) return said[info.unit] ?? info.unit;
  if (name.endsWith('_created')) return 's';
  if (name.endsWith('_count') || name.endsWith('_bucket')) return '';
  return endings.find(([ending]) => base.endsWith(ending))?.[1] ?? '';
}

function measureOf(expression: Expression, infoOf: MetricUnitOf): Measure {
  switch (expression.kind) {
    case 'number':
      return plain;
    case 'string':
      return null;
    case 'selector':
    case 'range':
      return { of: metricUnit(expression.selector.name ?? '', infoOf), perS: 0 };
    case 'subquery':
    case 'negation':
      return measureOf(expression.of, infoOf);
    case 'aggregation':
      if (expression.name === 'count' || expression.name === 'group') return plain;
      return expression.name === 'stdvar' ? null : measureOf(expression.of, infoOf);
    case 'call':
      return measureOfCall(expression, infoOf);
    case 'operation':
      return measureOfOperation(expression, infoOf);
  }
}

const unchanged: ReadonlySet<string> = new Set([
  ...['increase', 'delta', 'idelta', 'abs', 'ceil', 'floor', 'round', 'clamp', 'clamp_min', 'clamp_max', 'sort', 'sort_desc'],
  ...['avg_over_time', 'min_over_time', 'max_over_time', 'sum_over_time', 'last_over_time', 'first_over_time'],
  ...['stddev_over_time', 'label_replace', 'label_join', 'vector', 'scalar', 'predict_linear'],
]);

function measureOfCall({ name, args }: Expression & { readonly kind: 'call' }, infoOf: MetricUnitOf): Measure {
  const [first, second] = args;
  if (name === 'time' || name === 'timestamp') return { of: 's', perS: 0 };
  if (name === 'histogram_quantile') return second ? { of: bucketUnit(second, infoOf), perS: 0 } : null;
  if (name === 'quantile_over_time') return second ? measureOf(second, infoOf) : null;
  if (!first) return null;
  const measure = measureOf(first, infoOf);
  if (name === 'rate' || name === 'irate' || name === 'deriv') return measure && { ...measure, perS: measure.perS + 1 };
  return unchanged.has(name) ? measure : plain;
}

/** What a histogram measures: the unit of the metric whose buckets are looked at. */
function bucketUnit(expression: Expression, infoOf: MetricUnitOf): string {
  if (expression.kind === 'selector' || expression.kind === 'range')
    return metricUnit((expression.selector.name ?? '').replace(/_bucket$/, ''), infoOf);
  for (const part of partsOf(expression)) {
    const unit = bucketUnit(part, infoOf);
    if (unit !== '') return unit;
  }
  return '';
}

function measureOfOperation(
  { operator, left, right, bool }: Expression & { readonly kind: 'operation' },
  infoOf: MetricUnitOf,
): Measure {
  const [a, b] = [measureOf(left, infoOf), measureOf(right, infoOf)];
  switch (operator) {
    case '+':
    case '-':
    case '%':
      if (left.kind === 'number') return b;
      if (right.kind === 'number') return a;
      return a && b && a.of === b.of && a.perS === b.perS ? a : null;
    case '*':
      if (left.kind === 'number') return scaled(b, left.value);
      if (right.kind === 'number') return scaled(a, right.value);
      return a && b && (a.of === '' || b.of === '') ? { of: a.of + b.of, perS: a.perS + b.perS } : null;
    case '/':
      if (right.kind === 'number') return scaled(a, 1 / right.value);
      if (!a || !b) return null;
      if (a.of === b.of && a.perS === b.perS) return a.of === '' && a.perS === 0 ? plain : { of: '%', perS: 0 };
      return b.of === '' ? { of: a.of, perS: a.perS - b.perS } : null;
    case '^':
    case 'atan2':
      return null;
    case 'unless':
    case 'and':
    case 'or':
      return a;
    default:
      return bool ? plain : left.kind === 'number' ? b : a;
  }
}

/** A multiple of something has its unit only by chance: `s * 1000` is ms. */
function scaled(measure: Measure, factor: number): Measure {
  if (!measure || factor === 1 || (measure.of === '' && measure.perS === 0)) return measure;
  if (measure.of === 's' && measure.perS === 0 && factor === 1000) return { of: 'ms', perS: 0 };
  if (measure.of === '%' && measure.perS === 0) return null;
  // Per minute and such: no longer per second.
  return measure.perS > 0 || measure.of !== '' ? null : measure;
}
