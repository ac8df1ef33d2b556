import { parseGoFloat } from '../../../../shared/series/go-float';
import { emptyLabels } from '../../../../shared/series/series-key';
import { quoted } from './sample';
import { SourceFault } from './source';

/** The other side refuses the query: asking again would not help. */
export class QueryRefused extends SourceFault {}

/** A series of an answer: one point of an instant query, many of a range query. */
export interface AnsweredSeries {
  /** As they came, `__name__` among them where it is there. */
  readonly labels: Record<string, string>;
  /** ms. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface PromqlAnswer {
  readonly series: readonly AnsweredSeries[];
  /** What the other side warns of, and what of its answer is not read. At most ten. */
  readonly warnings: readonly string[];
}

/** What an answer may have at most; beyond it is refused whole. */
export interface AnswerLimits {
  readonly series: number;
  /** Of all series together. */
  readonly points: number;
}

/**
 * Reads an answer of the Prometheus HTTP API. Throws QueryRefused for `status: error` of the query itself, SourceFault for what cannot be read.
 * Errors of the server itself are told by the HTTP status, which the caller looks at first.
 */
export function readAnswer(body: unknown, limits: AnswerLimits): PromqlAnswer {
  const data = dataOf(body);
  if (!isRecord(body) || !isRecord(data)) throw new SourceFault('It answers with what is no answer of a Prometheus.');
  const warnings = [...textsOf(body.warnings), ...textsOf(body.infos)];
  // VictoriaMetrics says so where some of its storage did not answer.
  if (body.isPartial === true) warnings.push('the answer is partial: some of its storage did not answer');
  const { resultType: type, result } = data;
  if (type === 'scalar') {
    const series = columns([result]);
    return { series: [{ labels: emptyLabels(), ...series }], warnings: warnings.slice(0, 10) };
  }
  if ((type !== 'vector' && type !== 'matrix') || !Array.isArray(result))
    throw new SourceFault(
      `It answers with ${typeof type === 'string' ? `a ${quoted(type, 20)}` : 'a result of no type'}, which is no number.`,
    );
  if (result.length > limits.series) throw new SourceFault(`It answers with ${result.length} series, more than ${limits.series}.`);
  let points = 0;
  let histograms = 0;
  const series: AnsweredSeries[] = [];
  for (const one of result as unknown[]) {
    if (!isRecord(one)) throw new SourceFault('It answers with a series that is none.');
    const pairs =
      type === 'vector' ? (one.value === undefined ? [] : [one.value]) : Array.isArray(one.values) ? (one.values as unknown[]) : [];
    if (one.histogram !== undefined || one.histograms !== undefined) histograms += 1;
    points += pairs.length;
    if (points > limits.points) throw new SourceFault(`It answers with more than ${limits.points} points.`);
    if (pairs.length > 0) series.push({ labels: labelsOf(one.metric), ...columns(pairs) });
  }
  if (histograms > 0) warnings.push(`${histograms} native histograms are left out: they have no single value`);
  return { series, warnings: warnings.slice(0, 10) };
}

/** What is in the envelope of every answer. Throws QueryRefused where that is an error, SourceFault where there is none. */
export function dataOf(body: unknown): unknown {
  if (!isRecord(body)) throw new SourceFault('It answers with what is no JSON of a Prometheus.');
  if (body.status === 'error') throw new QueryRefused(errorOf(body) ?? 'It refuses the query and does not say why.');
  if (body.status !== 'success') throw new SourceFault('It answers with what is no answer of a Prometheus.');
  return body.data;
}

/** What an answer says went wrong, as one sentence; null: it says nothing. Words of the other side. */
export function errorOf(body: unknown): string | null {
  if (!isRecord(body) || typeof body.error !== 'string') return null;
  const type = typeof body.errorType === 'string' ? `${quoted(body.errorType, 30)}: ` : '';
  return `${type}${quoted(body.error, 300)}`;
}

/** Pairs of [seconds, "value"]. Throws SourceFault. */
function columns(pairs: readonly unknown[]): Pick<AnsweredSeries, 'times' | 'values'> {
  const times = new Float64Array(pairs.length);
  const values = new Float64Array(pairs.length);
  for (const [at, pair] of pairs.entries()) {
    const [seconds, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const value = typeof text === 'string' ? parseGoFloat(text) : null;
    const time = typeof seconds === 'number' ? Math.round(seconds * 1000) : NaN;
    if (value === null || !Number.isFinite(time)) throw new SourceFault('It answers with a point that is none.');
    if (at > 0 && time <= (times[at - 1] ?? 0)) throw new SourceFault('It answers with points that are not in order.');
    times[at] = time;
    values[at] = value;
  }
  return { times, values };
}

function labelsOf(metric: unknown): Record<string, string> {
  const labels = emptyLabels();
  if (!isRecord(metric)) return labels;
  for (const [name, value] of Object.entries(metric)) if (typeof value === 'string') labels[name] = value;
  return labels;
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.slice(0, 10).map((one) => quoted(String(one))) : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
