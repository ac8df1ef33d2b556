import { readFile } from 'node:fs/promises';
import * as nodeTls from 'node:tls';
import type { SourceAccess } from '../../../../shared/config/config';
import { sentence } from '../../fleet/operate';
import { Interrupted, until } from '../../fleet/time-limit';
import { httpGet, HttpFailed } from '../http-get';
import { quoted } from './sample';
import { sourceLimits } from './sample-limits';
import type { FindSecret } from './secrets-by-name';
import { SourceFault } from './source';

/** An answer that came whole, with a good status or a bad one. */
export interface JsonAnswer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** What JSON.parse made; undefined: it is no JSON. */
  readonly body: unknown;
}

export interface FetchOptions {
  readonly timeoutMs: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** No answer, or none that came whole: another try may have one. */
export class NoAnswer extends SourceFault {}

/**
 * GETs JSON. Rejects with NoAnswer, or with SourceFault where another try would be of no use (a secret or a file of certificates is
 * missing). Follows no redirects, so no secret goes where it was not meant to. Faults name the address without its query.
 */
export async function fetchJson(
  url: URL,
  access: SourceAccess,
  findSecret: FindSecret,
  options: FetchOptions,
): Promise<JsonAnswer> {
  const shown = `${url.origin}${url.pathname}`;
  const headers: Record<string, string> = { accept: 'application/json' };
  const authorization = await authorizationOf(access, findSecret, options);
  if (authorization !== null) headers.authorization = authorization;
  const tls = url.protocol === 'https:' ? await tlsOf(access) : undefined;
  try {
    const answer = await httpGet(url, {
      timeoutMs: options.timeoutMs,
      maxBytes: options.maxBytes ?? sourceLimits.bytes,
      headers,
      signal: options.signal,
      ...(tls ? { tls } : {}),
    });
    const { status } = answer;
    if (status >= 300 && status < 400)
      throw new SourceFault(
        `${shown} answers ${status}: it is somewhere else (${quoted(answer.headers.location ?? 'not said where', 100)}).`,
      );
    return { status, retryAfterMs: retryAfterOf(answer.headers['retry-after'], Date.now()), body: parsed(answer.body) };
  } catch (error) {
    if (!(error instanceof HttpFailed)) throw error;
    const said = error.message.replaceAll(url.href, shown);
    const todo = /certificate/i.test(said) ? 'Name the file of its certificates in `tls.ca` of this source.' : null;
    throw new NoAnswer(said.startsWith(shown) ? `${said}.` : `${shown}: ${said}.`, todo);
  }
}

/** The wait that a `Retry-After` asks for, ms: seconds or a date; null: none, or not to be understood. At most an hour. */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const wait = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(3_600_000, Math.max(0, wait)) : null;
}

async function authorizationOf(
  { auth }: SourceAccess,
  findSecret: FindSecret,
  { timeoutMs, signal }: FetchOptions,
): Promise<string | null> {
  if (auth === null) return null;
  const late = AbortSignal.timeout(Math.ceil(timeoutMs));
  // A keychain may wait for a person.
  const find = (name: string) => until(signal ? AbortSignal.any([signal, late]) : late, findSecret(name));
  try {
    if (auth.by === 'bearer') return `Bearer ${await find(auth.secret)}`;
    const pair = `${auth.user}:${await find(auth.passwordSecret)}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  } catch (error) {
    if (error instanceof Interrupted)
      throw new NoAnswer(late.aborted ? `Its secret was not found within ${timeoutMs} ms.` : 'The request was cancelled.');
    throw error instanceof SourceFault ? error : new SourceFault(sentence(error));
  }
}

async function tlsOf({ tls }: SourceAccess): Promise<{ ca?: string[]; rejectUnauthorized?: boolean }> {
  if (tls.insecure) return { rejectUnauthorized: false };
  if (tls.ca === null) return {};
  const own = await readFile(tls.ca, 'utf8').catch((error: unknown) => {
    throw new SourceFault(`The certificates in ${tls.ca ?? ''} cannot be read: ${sentence(error)}.`);
  });
  if (!own.includes('-----BEGIN CERTIFICATE-----')) throw new SourceFault(`There is no certificate in ${tls.ca}.`);
  // Named ones take the place of the usual ones, which are meant to go on being trusted.
  // Node before 22.15 can name only those that it brought along.
  const usual = nodeTls.getCACertificates?.('default') ?? nodeTls.rootCertificates;
  return { ca: [...usual, own] };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\ufeff/, '')) as unknown;
  } catch {
    return undefined;
  }
}
