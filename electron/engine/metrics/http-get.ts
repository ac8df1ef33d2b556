import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { until } from '../fleet/time-limit';

export type HttpFault = 'unreachable' | 'timeout' | 'too large' | 'cut off' | 'cancelled';

/** An answer that did not come whole. `kind` names why. */
export class HttpFailed extends Error {
  override readonly name = 'HttpFailed';
  constructor(
    readonly kind: HttpFault,
    message: string,
  ) {
    super(message);
  }
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpOptions {
  /** For the whole of it: connecting, waiting, reading. */
  readonly timeoutMs: number;
  /** Of the body, after unpacking. */
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A connection of one's own, for instance forwarded over SSH. */
  readonly open?: () => Promise<Duplex>;
  /** For https over a connection of Node's own. `ca`: PEM texts in place of the usual ones; `rejectUnauthorized: false`: nothing is checked. */
  readonly tls?: { readonly ca?: string[]; readonly rejectUnauthorized?: boolean };
  readonly signal?: AbortSignal | undefined;
}

/** One GET, bounded in time and bytes whatever the other side does; gzip is unpacked. Rejects with HttpFailed. Follows no redirects. */
export async function httpGet(url: URL, options: HttpOptions): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(Math.ceil(options.timeoutMs));
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  const failed = (error: unknown): HttpFailed => {
    if (error instanceof HttpFailed) return error;
    if (limit.aborted) return new HttpFailed('timeout', `${url.href} did not answer within ${options.timeoutMs} ms`);
    if (signal.aborted) return new HttpFailed('cancelled', `${url.href} was cancelled`);
    return new HttpFailed('unreachable', `${url.href}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const ended = new AbortController();
  const work = async () => {
    const socket = (await options.open?.()) ?? null;
    socket?.on('error', () => undefined);
    // The end has the last word: also of a connection that is opened after it.
    const letGo = () => socket?.destroy();
    if (ended.signal.aborted) letGo();
    ended.signal.addEventListener('abort', letGo, { once: true });
    return exchange(url, socket, options, ended.signal);
  };
  try {
    return await until(signal, work());
  } catch (error) {
    throw failed(error);
  } finally {
    ended.abort();
  }
}

/** What says `1xx` this often does not mean to answer. */
const mostInterim = 20;

function exchange(url: URL, socket: Duplex | null, options: HttpOptions, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((done, fail) => {
    let isAnswered = false;
    let interim = 0;
    const secure = url.protocol === 'https:';
    const send = secure ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'GET',
        signal,
        headers: { 'accept-encoding': 'gzip', 'user-agent': 'Capstan', connection: 'close', ...options.headers },
        // With an agent, even a new one, `createConnection` is not asked. It is typed for sockets; any duplex stream serves.
        ...(socket
          ? { createConnection: () => (secure ? tlsConnect({ socket, servername: url.hostname }) : socket) }
          : { agent: false, ...options.tls }),
      },
      (answer) => {
        isAnswered = true;
        // What breaks after it was read, or is told here as well, is told by the reader.
        answer.on('error', () => undefined);
        read(answer, options.maxBytes).then(
          (body) => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
          (error: unknown) => {
            request.destroy();
            fail(error instanceof Error ? error : new Error(String(error)));
          },
        );
      },
    );
    const giveUp = (why: string) => {
      fail(new Error(why));
      request.destroy();
    };
    request.on('error', fail);
    request.on('upgrade', (answer, upgraded) => {
      upgraded.destroy();
      giveUp(`it answers ${answer.statusCode ?? 101} and wants to speak something else than HTTP`);
    });
    request.on('information', ({ statusCode }) => {
      interim += 1;
      if (interim > mostInterim) giveUp(`it answers ${statusCode} again and again, and nothing else`);
    });
    request.on('close', () => {
      if (!isAnswered) giveUp('the connection ended without an answer');
    });
    request.end();
  });
}

async function read(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const packed = answer.headers['content-encoding'] === 'gzip';
  const stream = packed ? answer.pipe(createGunzip()) : answer;
  if (packed) answer.on('error', (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new HttpFailed('too large', `the answer is larger than ${Math.round(maxBytes / 1048576)} MB: cut off`);
    }
    chunks.push(buffer);
  }
  if (!answer.complete) throw new HttpFailed('cut off', 'the answer broke off');
  return Buffer.concat(chunks);
}
