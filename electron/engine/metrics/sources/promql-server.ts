import type { PromqlSourceConfig, SourceAccess } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import { backoffMs } from '../../fleet/backoff';
import { fetchJson, NoAnswer, type JsonAnswer } from './fetch-json';
import { errorOf } from './promql-answer';
import type { FindSecret } from './secrets-by-name';
import { SourceFault } from './source';

/** The HTTP API of one Prometheus. Whoever asks, it is left alone for a while after failures of its own. */
export interface PromqlServer {
  /** Its address without query, for people. */
  readonly shown: string;
  /**
   * GETs an endpoint of the API, once; resolves with what its JSON says. Rejects with Unwell or NoAnswer where the server cannot answer now, otherwise
   * with SourceFault.
   */
  get(endpoint: string, parameters: Readonly<Record<string, string>>, options: GetOptions): Promise<unknown>;
  /** Why and for how long it is being left alone; null: it may be asked. */
  resting(): { readonly fault: SourceFault; readonly waitMs: number } | null;
}

export interface GetOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** The server cannot answer now: later it may. */
export class Unwell extends SourceFault {
  constructor(
    message: string,
    readonly retryAfterMs: number | null,
    /** A person has to do something before another try can help. */
    readonly isLasting = false,
    todo: string | null = null,
  ) {
    super(message, todo);
  }
}

export function createPromqlServer(
  config: Pick<PromqlSourceConfig, 'url'> & SourceAccess,
  deps: { readonly clock: Clock; readonly findSecret: FindSecret; readonly random?: (() => number) | undefined },
): PromqlServer {
  const base = new URL(config.url);
  const path = base.pathname.replace(/\/$/, '');
  const shown = `${base.origin}${path}`;
  const { clock } = deps;
  let failures = 0;
  /** It is left alone until then. */
  let until = -Infinity;
  let lastFault = new SourceFault('');

  const addressOf = (endpoint: string, parameters: Readonly<Record<string, string>>) => {
    const url = new URL(base);
    url.pathname = `${path}/api/v1/${endpoint}`;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  };

  const statusFault = ({ status, body }: JsonAnswer) => {
    const said = errorOf(body);
    return `${shown} answers ${status}${said === null ? '.' : `: ${said.replace(/\.$/, '')}.`}`;
  };

  const wellAnswered = (answer: JsonAnswer): unknown => {
    const { status } = answer;
    // 422 is a query that failed, 400 one that is wrong; both come with a JSON that says why, as does 503 for one that took too long.
    if (status === 429 || status >= 500) throw new Unwell(statusFault(answer), answer.retryAfterMs);
    if (status === 401 || status === 403) {
      const todo = 'Check the name there, and the secret that it names.';
      throw new Unwell(`${statusFault(answer)} See auth of this source.`, answer.retryAfterMs, true, todo);
    }
    if (status !== 200 && errorOf(answer.body) === null) throw new SourceFault(statusFault(answer));
    return answer.body;
  };

  const noteFailure = (fault: Unwell | NoAnswer, tookMs: number) => {
    // Queries that were under way together fail together: that is one failure.
    if (clock() >= until) failures += 1;
    const asked = fault instanceof Unwell ? (fault.retryAfterMs ?? 0) : 0;
    // One that is silent is left alone for as long as it was waited for: nobody should do little else.
    until = Math.max(until, clock() + Math.max(backoffMs(failures, deps.random), asked, Math.round(tookMs)));
    lastFault = fault;
  };

  return {
    shown,
    get: async (endpoint, parameters, options) => {
      const began = performance.now();
      try {
        const body = wellAnswered(await fetchJson(addressOf(endpoint, parameters), config, deps.findSecret, options));
        if (clock() >= until) failures = 0;
        return body;
      } catch (error) {
        const wasCancelled = options.signal?.aborted === true;
        if (!wasCancelled && (error instanceof Unwell || error instanceof NoAnswer)) noteFailure(error, performance.now() - began);
        throw error;
      }
    },
    resting: () => {
      const waitMs = until - clock();
      if (!(waitMs > 0)) return null;
      return {
        waitMs,
        fault: new SourceFault(`${lastFault.message} It is asked again in ${Math.ceil(waitMs / 1000)} s.`, lastFault.todo),
      };
    },
  };
}
