import { setTimeout as sleep } from 'node:timers/promises';
import type { PromqlSourceConfig, SourceAccess } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import { Semaphore } from '../../fleet/semaphore';
import { NoAnswer } from './fetch-json';
import { QueryRefused, readAnswer, type AnswerLimits, type PromqlAnswer } from './promql-answer';
import { readMetadata, readTexts, type MetricAbout } from './promql-names';
import { createPromqlServer, Unwell } from './promql-server';
import { sourceLimits } from './sample-limits';
import type { FindSecret } from './secrets-by-name';
import { SourceFault } from './source';

/**
 * Asks one Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics). All of it rejects with SourceFault; with QueryRefused where
 * the query itself is wrong.
 */
export interface PromqlClient {
  /** The value of an expression at a time, or now. One try; while the server is being left alone after failures it rejects at once. */
  instant(query: string, options: AskOptions & { readonly atMs?: number }): Promise<PromqlAnswer>;
  /**
   * Its values from `fromMs` to `toMs`, both included, every `stepMs` (at most 11,000 steps). Tries again after failures of the server as long
   * as the time reaches, waiting as `backoffMs` or its `Retry-After` say; `waitMs`: no longer than so at a time.
   */
  range(query: string, span: RangeSpan, options: AskOptions & { readonly waitMs?: number }): Promise<PromqlAnswer>;
  /** What the server finds wrong with an expression, without evaluating it; null: nothing, or it cannot tell. */
  check(query: string, options: AskOptions): Promise<string | null>;
  /** Names of metrics, at most 50,000. */
  metrics(options: AskOptions): Promise<readonly string[]>;
  /** What the server knows about metrics, by name. */
  about(options: AskOptions): Promise<ReadonlyMap<string, MetricAbout>>;
  /** Labels that the series of a metric have, without `__name__`. */
  labels(metric: string, options: AskOptions): Promise<readonly string[]>;
  /** Values that a label has among them. */
  values(metric: string, label: string, options: AskOptions): Promise<readonly string[]>;
}

export interface AskOptions {
  /** For all of it, waiting included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RangeSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

const mostSteps = 11_000;
const rangeBytes = 32 << 20;
const instantLimits: AnswerLimits = { series: sourceLimits.samples, points: sourceLimits.samples };
const rangeLimits: AnswerLimits = { series: 5000, points: 2_000_000 };
/** Ranges that one server is asked at a time, whoever asks: a dashboard must not take all that it can do. */
const rangesAtOnce = 6;

export function createPromqlClient(
  config: Pick<PromqlSourceConfig, 'url'> & SourceAccess,
  deps: { readonly clock: Clock; readonly findSecret: FindSecret; readonly random?: () => number },
): PromqlClient {
  const server = createPromqlServer(config, deps);
  const seats = new Semaphore(rangesAtOnce);

  /** One try, unless the server is being left alone. */
  const once = async (endpoint: string, parameters: Readonly<Record<string, string>>, options: AskOptions): Promise<unknown> => {
    const resting = server.resting();
    if (resting) throw resting.fault;
    return server.get(endpoint, parameters, { ...options, maxBytes: sourceLimits.bytes });
  };

  const rangeOnce = async (query: string, { fromMs, toMs, stepMs }: RangeSpan, options: AskOptions): Promise<PromqlAnswer> => {
    const parameters = {
      query,
      start: String(fromMs / 1000),
      end: String(toMs / 1000),
      step: String(stepMs / 1000),
      timeout: seconds(options.timeoutMs),
    };
    return readAnswer(await server.get('query_range', parameters, { ...options, maxBytes: rangeBytes }), rangeLimits);
  };

  const sit = async (end: number, signal: AbortSignal | undefined): Promise<() => void> => {
    const late = AbortSignal.timeout(Math.max(0, Math.ceil(end - performance.now())));
    try {
      return await seats.acquire(signal ? AbortSignal.any([signal, late]) : late);
    } catch {
      if (signal?.aborted) throw cancelled();
      throw new SourceFault(`${server.shown} has been busy with ${rangesAtOnce} other queries for all of this time.`);
    }
  };

  return {
    instant: async (query, options) => {
      const parameters: Record<string, string> = { query, timeout: seconds(options.timeoutMs) };
      if (options.atMs !== undefined) parameters['time'] = String(options.atMs / 1000);
      return readAnswer(await once('query', parameters, options), instantLimits);
    },
    range: async (query, span, options) => {
      const { fromMs, toMs, stepMs } = span;
      if (!(stepMs > 0) || !(toMs >= fromMs) || (toMs - fromMs) / stepMs > mostSteps)
        throw new SourceFault(`That is no range, or one of more than ${mostSteps} steps.`);
      const { signal, waitMs: longestWaitMs = Infinity } = options;
      const end = performance.now() + options.timeoutMs;
      const stand = await sit(end, signal);
      try {
        for (;;) {
          const resting = server.resting();
          if (resting) {
            if (resting.waitMs > longestWaitMs || performance.now() + resting.waitMs > end) throw resting.fault;
            await sleep(Math.max(1, resting.waitMs), undefined, { signal }).catch(() => {
              throw cancelled();
            });
          }
          try {
            return await rangeOnce(query, span, { signal, timeoutMs: Math.max(1, end - performance.now()) });
          } catch (error) {
            const mayHelp = error instanceof NoAnswer || (error instanceof Unwell && !error.isLasting);
            if (!mayHelp || signal?.aborted === true || performance.now() >= end) throw error;
          }
        }
      } finally {
        stand();
      }
    },
    check: async (query, options) => {
      try {
        readTexts(await once('format_query', { query }, options));
        return null;
      } catch (error) {
        // Whoever does not know this endpoint, or cannot answer now, finds nothing wrong.
        return error instanceof QueryRefused && /parse error/.test(error.message) ? error.message : null;
      }
    },
    metrics: async (options) => readTexts(await once('label/__name__/values', {}, options)),
    about: async (options) => readMetadata(await once('metadata', { limit_per_metric: '1' }, options)),
    labels: async (metric, options) =>
      readTexts(await once('labels', { 'match[]': selectorOf(metric) }, options)).filter((label) => label !== '__name__'),
    values: async (metric, label, options) =>
      readTexts(await once(`label/${encodeURIComponent(label)}/values`, { 'match[]': selectorOf(metric) }, options)),
  };
}

/** As all of them read it: with a unit, none would take a fraction. */
const seconds = (ms: number): string => String(Math.max(100, Math.ceil(ms)) / 1000);
const cancelled = () => new SourceFault('The query was cancelled.');
/** Whatever the name is made of. */
const selectorOf = (metric: string): string => `{__name__=${JSON.stringify(metric)}}`;
