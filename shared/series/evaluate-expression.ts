import type { Point, Range } from './counter';
import { changes, countOverTime, delta, idelta, increase, irate, rate, resets } from './counter';
import type { Aggregation, Expression, Operator, RangeFunction } from './expression-tree';
import { isScalar } from './expression-tree';
import type { Selector } from './selector';
import type { Labels } from './series-key';
import { emptyLabels, labelOf, NAME_LABEL, seriesKey } from './series-key';

/** How far back a bare selector looks for its last reading when nothing else is said, ms. As in Prometheus. */
export const DEFAULT_LOOKBACK_MS = 300_000;

/** Where evaluation takes its series from: each once, labels with its name in `__name__`, readings oldest first. */
export interface SeriesSource {
  select(selector: Selector): Iterable<{ readonly labels: Labels; readonly samples: readonly Point[] }>;
}

export interface EvaluateOptions {
  readonly lookbackMs?: number;
  /** Readings before this time (ms) are not used. A range that begins before it is cut there, so a rate is per second of what is left. */
  readonly notBefore?: number;
}

/** One series of a result. A bare selector keeps `__name__`; everything computed has none. */
export interface Value {
  readonly labels: Record<string, string>;
  readonly value: number;
}

interface Context {
  readonly source: SeriesSource;
  readonly at: number;
  readonly lookbackMs: number;
  readonly notBefore: number;
}

const FUNCTIONS: Readonly<Record<RangeFunction, (samples: readonly Point[], range: Range) => number | null>> = {
  rate,
  increase,
  irate,
  delta,
  idelta,
  resets,
  changes,
  count_over_time: countOverTime,
};

/**
 * The value of an expression at `atMs`, per series, as Prometheus 3 would give it (windows open on the left). No series, no value: an empty
 * result means no data, never zero. A single number comes as one value without labels. Never throws.
 */
export function evaluate(expression: Expression, source: SeriesSource, atMs: number, options: EvaluateOptions = {}): Value[] {
  const { lookbackMs = DEFAULT_LOOKBACK_MS, notBefore = -Infinity } = options;
  return valuesOf(expression, { source, at: atMs, lookbackMs, notBefore });
}

function valuesOf(expression: Expression, context: Context): Value[] {
  switch (expression.kind) {
    case 'number':
      return [{ labels: emptyLabels(), value: expression.value }];
    case 'selector':
      return overSeries(expression, context.lookbackMs, context, (samples, range, labels) => {
        const last = lastIn(samples, range);
        return last === null ? null : { labels: copyOf(labels), value: last };
      });
    case 'range function': {
      const compute = FUNCTIONS[expression.name];
      return overSeries(expression, expression.rangeMs, context, (samples, range, labels) => {
        const value = compute(samples, range);
        return value === null ? null : { labels: copyOf(labels, NAME_LABEL), value };
      });
    }
    case 'aggregation':
      return aggregate(expression.name, valuesOf(expression.of, context), expression.grouping);
    case 'operation':
      return operate(expression.operator, expression.left, expression.right, context);
  }
}

function overSeries(
  { selector, offsetMs }: { readonly selector: Selector; readonly offsetMs: number },
  lengthMs: number,
  { source, at, notBefore }: Context,
  compute: (samples: readonly Point[], range: Range, labels: Labels) => Value | null,
): Value[] {
  const to = at - offsetMs;
  const isCut = notBefore > to - lengthMs;
  const range: Range = { from: isCut ? notBefore : to - lengthMs, to, closed: isCut };
  const values: Value[] = [];
  for (const { labels, samples } of source.select(selector)) {
    const value = compute(samples, range, labels);
    if (value) values.push(value);
  }
  return values;
}

/** The last reading; none when the series was marked as gone after it. */
function lastIn(samples: readonly Point[], { from, to, closed }: Range): number | null {
  for (let i = samples.length - 1; i >= 0; i--) {
    const point = samples[i];
    if (!point || point.t > to) continue;
    return point.stale || point.t < from || (point.t === from && !closed) ? null : point.v;
  }
  return null;
}

function copyOf(labels: Labels, ...less: readonly string[]): Record<string, string> {
  const copy = emptyLabels();
  for (const [name, value] of Object.entries(labels)) if (!less.includes(name)) copy[name] = value;
  return copy;
}

type Grouping = { readonly by: boolean; readonly labels: readonly string[] } | null;

function groupOf(labels: Labels, grouping: Grouping): Record<string, string> {
  if (grouping && !grouping.by) return copyOf(labels, NAME_LABEL, ...grouping.labels);
  const kept = emptyLabels();
  for (const name of grouping?.labels ?? []) if (labelOf(labels, name) !== '') kept[name] = labelOf(labels, name);
  return kept;
}

function aggregate(name: Aggregation, values: readonly Value[], grouping: Grouping): Value[] {
  const groups = new Map<string, { labels: Record<string, string>; members: number[] }>();
  for (const { labels, value } of values) {
    const kept = groupOf(labels, grouping);
    const key = seriesKey('', kept);
    const group = groups.get(key);
    if (group) group.members.push(value);
    else groups.set(key, { labels: kept, members: [value] });
  }
  return [...groups.values()].map(({ labels, members }) => ({ labels, value: AGGREGATIONS[name](members) }));
}

const AGGREGATIONS: Readonly<Record<Aggregation, (members: readonly number[]) => number>> = {
  sum: (members) => total(members),
  avg: (members) => total(members) / members.length,
  // a NaN gives way to any number, as in Prometheus
  max: (members) => members.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  min: (members) => members.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  count: (members) => members.length,
};

/** Neumaier's compensated sum, as Prometheus uses: what rounding takes away is added at the end. */
function total(members: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of members) {
    const next = sum + value;
    if (Number.isFinite(next)) lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

const OPERATORS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

function operate(operator: Operator, left: Expression, right: Expression, context: Context): Value[] {
  const compute = OPERATORS[operator];
  const lefts = valuesOf(left, context);
  const rights = valuesOf(right, context);
  const bare = (labels: Labels) => copyOf(labels, NAME_LABEL);
  if (isScalar(right))
    return lefts.flatMap(({ labels, value }) =>
      rights.map((number) => ({ labels: bare(labels), value: compute(value, number.value) })),
    );
  if (isScalar(left))
    return rights.flatMap(({ labels, value }) =>
      lefts.map((number) => ({ labels: bare(labels), value: compute(number.value, value) })),
    );
  const partners = new Map(rights.map(({ labels, value }) => [seriesKey('', bare(labels)), value]));
  return lefts.flatMap(({ labels, value }) => {
    const partner = partners.get(seriesKey('', bare(labels)));
    return partner === undefined ? [] : [{ labels: bare(labels), value: compute(value, partner) }];
  });
}
