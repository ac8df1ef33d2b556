import type { QueryResult } from '../../../shared/contract/trends';
import { CapstanError } from '../../../shared/contract/errors';
import {
  evaluate,
  evaluateRange,
  parseExpression,
  prefetched,
  seriesData,
  spansOf,
  type ExpressionFault,
  type SeriesData,
} from '../../../shared/series/expression';
import { written } from '../../../shared/series/written';
import type { SeriesStore } from '../metrics/store/series-store';
import { findSpans } from './fetch-series';
import { inPortions } from './in-portions';

export interface QueryQuestion {
  readonly metric: string;
  /** The promql source that is asked; null: the store. */
  readonly source: string | null;
  readonly over: { readonly atMs: number | null } | { readonly fromMs: number; readonly toMs: number; readonly stepMs: number };
}

const mostSamples = 20_000_000;
const seriesAtFirst = 4;

/** Evaluates an expression as Prometheus does, on the readings as they are. Throws BAD_INPUT with the place of what is wrong with it. */
export async function query(
  store: SeriesStore,
  { metric, over }: Pick<QueryQuestion, 'metric' | 'over'>,
  nowMs: number,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const parsed = parseExpression(metric);
  if (!parsed.ok) throw refusal(parsed);
  const { expression } = parsed;
  const isRange = 'fromMs' in over;
  const [first, last] = isRange ? [over.fromMs, over.toMs] : [over.atMs ?? nowMs, over.atMs ?? nowMs];
  const read = [];
  let samples = 0;
  for (const { span, series } of findSpans(store, spansOf(expression, first, last))) {
    const own: SeriesData[] = [];
    await inPortions(series.length, { first: seriesAtFirst, most: series.length, signal }, (from, to) => {
      const part = series.slice(from, to);
      const raws = store.samples(
        part.map((one) => one.series),
        span.fromMs,
        span.toMs,
      );
      for (const [at, raw] of raws.entries()) {
        samples += raw.t.length;
        const points = raw.t.map((t, i) => ({ t, v: raw.v[i] ?? NaN, stale: raw.stale[i] === 1 }));
        if (points.length > 0) own.push(seriesData(part[at]?.labels ?? {}, points));
      }
      if (samples > mostSamples)
        throw new CapstanError('BAD_INPUT', 'That needs more than 20 million readings.', 'Ask for less time or fewer series.');
    });
    read.push({ span, series: own });
  }
  const source = prefetched(read);
  if (!isRange) {
    const evaluated = evaluate(expression, source, first);
    if (!evaluated.ok) throw refusal(evaluated);
    return { at: first, values: evaluated.values.map(({ labels, value }) => ({ labels: { ...labels }, value: written(value) })) };
  }
  const evaluated = evaluateRange(expression, source, over);
  if (!evaluated.ok) throw refusal(evaluated);
  return {
    at: null,
    series: evaluated.series.map(({ labels, times, values }) => ({
      labels: { ...labels },
      t: [...times],
      v: Array.from(values, written),
    })),
  };
}

function refusal({ message, at }: ExpressionFault): CapstanError {
  const where = `line ${at.line}, column ${at.column}${at.text === '' ? '' : `, at ${JSON.stringify(at.text.slice(0, 60))}`}`;
  return new CapstanError(
    'BAD_INPUT',
    `The expression cannot be evaluated: ${message} (${where}).`,
    'Known of PromQL: selectors, the rate family, …_over_time, aggregations, arithmetic, comparison, matching, offset and @.',
  );
}
