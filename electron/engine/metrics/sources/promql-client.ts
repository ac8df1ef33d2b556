import { setTimeout as sleep } from 'node:timers/promises';
import type { PromqlSourceConfig, SourceAccess } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import { backoffMs } from '../../fleet/backoff';
import { fetchJson, NoAnswer, type JsonAnswer } from './fetch-json';
import { errorOf, readAnswer, type AnswerLimits, type PromqlAnswer } from './promql-answer';
import { sourceLimits } from './sample-limits';
import type { FindSecret } from './secrets-by-name';
import { SourceFault } from './source';

/** Asks one Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics). */
export interface PromqlClient {
  /**
   * The value of an expression now. One try; while the server is being left alone after failures it rejects at once. Rejects with SourceFault,
   * or with QueryRefused where the query itself is wrong.
   */
  instant(query: string, options: AskOptions): Promise<PromqlAnswer>;
  /**
   * Its values from `fromMs` to `toMs`, both included, every `stepMs` (at most 11,000 steps). Tries again after failures of the server as long
   * as the time reaches, waiting as `backoffMs` or its `Retry-After` say. Rejects as `instant` does.
   */
  range(query: string, span: RangeSpan, options: AskOptions): Promise<PromqlAnswer>;
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

/** The server cannot answer now: later it may. */
class Unwell extends SourceFault {
  constructor(
    message: string,
    readonly retryAfterMs: number | null,
    /** A person has to do something before another try can help. */
    readonly isLasting = false,
  ) {
    super(message);
  }
}

export function createPromqlClient(
  config: Pick<PromqlSourceConfig, 'url'> & SourceAccess,
  deps: { readonly clock: Clock; readonly findSecret: FindSecret; readonly random?: () => number },
): PromqlClient {
  const base = new URL(config.url);
  const shown = `${base.origin}${base.pathname.replace(/\/$/, '')}`;
  const { clock } = deps;
  let failures = 0;
  /** It is left alone until then, whoever wants to ask. */
  let until = -Infinity;
  let lastFault = '';

  const addressOf = (endpoint: string, parameters: Readonly<Record<string, string>>) => {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/$/, '')}/api/v1/${endpoint}`;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  };

  /** One request. What says that the server is unwell keeps everybody away from it for a while. */
  const ask = async (url: URL, limits: AnswerLimits, maxBytes: number, options: AskOptions): Promise<PromqlAnswer> => {
    let answer: JsonAnswer;
    try {
      answer = await fetchJson(url, config, deps.findSecret, { ...options, maxBytes });
      const { status } = answer;
      // 422 is a query that failed, 400 one that is wrong; both come with a JSON that says why, as does 503 for one that took too long.
      if (status === 429 || status >= 500) throw new Unwell(statusFault(answer), answer.retryAfterMs);
      if (status === 401 || status === 403)
        throw new Unwell(`${statusFault(answer)} See auth of this source.`, answer.retryAfterMs, true);
      if (status !== 200 && errorOf(answer.body) === null) throw new SourceFault(statusFault(answer));
    } catch (error) {
      const wasCancelled = options.signal?.aborted === true;
      if (!wasCancelled && (error instanceof Unwell || error instanceof NoAnswer)) {
        // Queries that were under way together fail together: that is one failure.
        if (clock() >= until) failures += 1;
        const wait = Math.max(backoffMs(failures, deps.random), error instanceof Unwell ? (error.retryAfterMs ?? 0) : 0);
        until = Math.max(until, clock() + wait);
        lastFault = error.message;
      }
      throw error;
    }
    if (clock() >= until) failures = 0;
    return readAnswer(answer.body, limits);
  };

  const statusFault = ({ status, body }: JsonAnswer) => {
    const said = errorOf(body);
    return `${shown} answers ${status}${said === null ? '.' : `: ${said.replace(/\.$/, '')}.`}`;
  };

  const leftAlone = () => {
    const wait = until - clock();
    return wait > 0 ? new SourceFault(`${lastFault} It is asked again in ${Math.ceil(wait / 1000)} s.`) : null;
  };

  return {
    instant: async (query, options) => {
      const resting = leftAlone();
      if (resting) throw resting;
      const seconds = String(Math.max(0.1, options.timeoutMs / 1000));
      return ask(addressOf('query', { query, timeout: `${seconds}s` }), instantLimits, sourceLimits.bytes, options);
    },
    range: async (query, { fromMs, toMs, stepMs }, options) => {
      if (!(stepMs > 0) || !(toMs >= fromMs) || (toMs - fromMs) / stepMs > mostSteps)
        throw new SourceFault(`That is no range, or one of more than ${mostSteps} steps.`);
      const end = performance.now() + options.timeoutMs;
      for (;;) {
        const resting = leftAlone();
        if (resting) {
          const wait = until - clock();
          if (performance.now() + wait > end) throw resting;
          await sleep(Math.max(1, wait), undefined, { signal: options.signal }).catch(() => {
            throw new SourceFault('The query was cancelled.');
          });
        }
        const leftMs = Math.max(1, end - performance.now());
        const parameters = {
          query,
          start: String(fromMs / 1000),
          end: String(toMs / 1000),
          step: String(stepMs / 1000),
          timeout: `${Math.max(0.1, leftMs / 1000)}s`,
        };
        try {
          return await ask(addressOf('query_range', parameters), rangeLimits, rangeBytes, { ...options, timeoutMs: leftMs });
        } catch (error) {
          const mayHelp = error instanceof NoAnswer || (error instanceof Unwell && !error.isLasting);
          if (!mayHelp || options.signal?.aborted === true || performance.now() >= end) throw error;
        }
      }
    },
  };
}
