import type { Labels } from '../series-key';
import { Budget, Evaluator } from './evaluator';
import type { Grid } from './grid';
import { lastTime, timeAt } from './grid';
import type { ExpressionFault } from './place';
import { Faulty, withFaults } from './place';
import type { EvaluateOptions, SeriesSource } from './setting';
import { settingOf } from './setting';
import type { Track } from './track';
import type { Expression } from './tree';
import { typeOf } from './tree';

/** One series of a result at one time. A selector, and what only picks from one, keeps `__name__`; everything computed has none. */
export interface Value {
  readonly labels: Labels;
  readonly value: number;
}

export type Evaluated = { readonly ok: true; readonly values: readonly Value[] } | ExpressionFault;

/**
 * The value of an expression at `atMs`, per series, as Prometheus 3 would give it (windows open on the left). No series, no value: an empty
 * result means no data, never zero. A single number comes as one value without labels. In the order of `sort` and `topk`, if one of them is outermost.
 * What only shows with the data (more than one partner in a matching) is a fault with its place. Never throws, unless the source does.
 */
export function evaluate(expression: Expression, source: SeriesSource, atMs: number, options: EvaluateOptions = {}): Evaluated {
  return withFaults(() => {
    const tracks = tracksOf(expression, source, { fromMs: atMs, stepMs: 1, count: 1 }, options);
    return { ok: true, values: tracks.map(({ labels, values }) => ({ labels, value: values[0] ?? NaN })) };
  });
}

/** The times of a range query: `fromMs`, then each `stepMs` later, up to and with `toMs`. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** One series of a result over a range: its values and the times (ms) at which it has one. */
export interface RangeValues {
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export type EvaluatedRange = { readonly ok: true; readonly series: readonly RangeValues[] } | ExpressionFault;

/** As Prometheus' limit for one range query. */
const MOST_TIMES = 11_000;

/**
 * The values of an expression over a range of times: at each the same as `evaluate` gives. Each series is selected once, so the cost is that of its
 * readings, not of readings times steps. A fault also for a range without a time or with more than 11,000. Never throws, unless the source does.
 */
export function evaluateRange(
  expression: Expression,
  source: SeriesSource,
  { fromMs, toMs, stepMs }: TimeRange,
  options: EvaluateOptions = {},
): EvaluatedRange {
  return withFaults(() => {
    if (!(stepMs > 0) || !(toMs >= fromMs))
      throw new Faulty(expression.at, 'the range has no times: its end is before its start, or its step is not positive');
    const grid: Grid = { fromMs, stepMs, count: Math.floor((toMs - fromMs) / stepMs) + 1 };
    if (grid.count > MOST_TIMES) throw new Faulty(expression.at, `more than ${MOST_TIMES} times: a larger step is needed`);
    const tracks = tracksOf(expression, source, grid, options);
    return { ok: true, series: tracks.map((track) => compacted(track, grid)) };
  });
}

function tracksOf(expression: Expression, source: SeriesSource, grid: Grid, options: EvaluateOptions): Track[] {
  const type = typeOf(expression);
  if (type !== 'scalar' && type !== 'vector') throw new Faulty(expression.at, 'a value per series is needed here');
  const evaluator = new Evaluator(settingOf(source, grid.fromMs, lastTime(grid), options), grid, new Budget());
  return evaluator.vector(expression).filter((track) => track.present.includes(1));
}

function compacted({ labels, values, present }: Track, grid: Grid): RangeValues {
  const at = Array.from(present.keys()).filter((i) => present[i]);
  return {
    labels,
    times: Float64Array.from(at, (i) => timeAt(grid, i)),
    values: Float64Array.from(at, (i) => values[i] ?? NaN),
  };
}
