import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract, Hello } from '../shared/contract/contract';
import { backoffMs } from './backoff';
import { Refusal } from './refusal';
import type { Transport, Wire } from './transport';

export type Rpc = ContractRouterClient<Contract>;

export type LinkStatus =
  | { readonly at: 'connecting'; readonly since: number }
  | { readonly at: 'connected'; readonly since: number; readonly hello: Hello }
  /** `since`: when it was lost. `retryAt`: when it is dialled again; null while that is being done. */
  | { readonly at: 'lost'; readonly since: number; readonly retryAt: number | null; readonly why: string; readonly advice: string };

/** The page's one connection. It outlives every wire: calls fail at once while there is none, streams are opened again. */
export interface Link {
  readonly status: () => LinkStatus;
  readonly onStatus: (hear: (status: LinkStatus) => void) => () => void;
  /** Asks once. Rejects only with a `Refusal`: the engine's, `ENGINE_LOST` where the wire ended first, `ABORTED` by `signal`. */
  readonly call: <T>(ask: (rpc: Rpc, signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Hears a stream over every wire there will be; `open` is asked anew for each. The returned function ends it silently. */
  readonly stream: <T>(open: (rpc: Rpc, signal: AbortSignal) => Promise<AsyncIterable<T>>, hear: (item: T) => void) => () => void;
  readonly retryNow: () => void;
  readonly close: () => void;
}

interface Life {
  readonly rpc: Rpc;
  readonly signal: AbortSignal;
  readonly end: (why: string) => void;
}

const beatMs = 5_000;
const beatTimeoutMs = 8_000;
const reopenMs = 1_000;

/** Keeps a connection over `transport` until it is closed: dials, backs off, dials again, and tells who listens. */
export function connect(transport: Transport): Link {
  const listeners = new Set<(status: LinkStatus) => void>();
  const streams = new Set<(life: Life) => void>();
  const closing = new AbortController();
  const isClosed = () => closing.signal.aborted;
  let status: LinkStatus = { at: 'connecting', since: Date.now() };
  let life: Life | null = null;
  let wake: () => void = () => {};

  const tell = (next: LinkStatus) => {
    status = next;
    for (const hear of listeners) hear(next);
  };

  const run = async () => {
    let attempt = 0;
    let lostAt: number | null = null;
    while (!isClosed()) {
      let why = '';
      try {
        const wire = await transport.dial(closing.signal);
        const next = enliven(wire);
        const hello = await within(beatTimeoutMs, guarded(next, next.rpc.hello())).catch((error: unknown) => {
          next.end('The engine did not greet.');
          throw error;
        });
        attempt = 0;
        lostAt = null;
        life = next;
        tell({ at: 'connected', since: Date.now(), hello });
        for (const start of streams) start(next);
        why = await liveUntilEnd(next, wire);
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
      life = null;
      if (isClosed()) return;
      lostAt ??= status.at === 'connecting' ? status.since : Date.now();
      const waitMs = backoffMs(attempt++, Math.random());
      tell({ at: 'lost', since: lostAt, retryAt: Date.now() + waitMs, why, advice: transport.advice });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      tell({ at: 'lost', since: lostAt, retryAt: null, why, advice: transport.advice });
    }
  };
  void run();

  return {
    status: () => status,
    onStatus: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    call: async (ask, signal) => {
      const now = life;
      if (!now) throw lost(status.at === 'lost' ? status.why : 'Not connected yet.');
      const both = signal ? AbortSignal.any([signal, now.signal]) : now.signal;
      try {
        return await orAborted(ask(now.rpc, whileAlive(signal, now)), both);
      } catch (error) {
        if (signal?.aborted) throw new Refusal('ABORTED', 'Given up before it was answered.', '');
        if (now.signal.aborted) throw lost(String(now.signal.reason));
        throw toRefusal(error);
      }
    },
    stream: (open, hear) => {
      const stopping = new AbortController();
      const start = (now: Life) => void pump(now, open, hear, stopping.signal);
      streams.add(start);
      if (life) start(life);
      return () => {
        streams.delete(start);
        stopping.abort();
      };
    },
    retryNow: () => wake(),
    close: () => {
      closing.abort();
      life?.end('The page was closed.');
      wake();
    },
  };
}

function enliven(wire: Wire): Life {
  const ending = new AbortController();
  const end = (why: string) => {
    if (!ending.signal.aborted) ending.abort(why);
    wire.close();
  };
  void wire.ended.then(end);
  const link =
    wire.over.kind === 'socket' ? new SocketLink({ websocket: wire.over.socket }) : new PortLink({ port: wire.over.port });
  return { rpc: createORPCClient<Rpc>(link), signal: ending.signal, end };
}

/** Beats until the wire ends: a socket whose other end has vanished closes by itself only after minutes. */
async function liveUntilEnd(life: Life, wire: Wire): Promise<string> {
  const beat = setInterval(() => {
    within(beatTimeoutMs, guarded(life, life.rpc.hello())).catch(() => life.end('The engine does not answer any more.'));
  }, beatMs);
  const ended = new Promise<string>((resolve) => life.signal.addEventListener('abort', () => resolve(String(life.signal.reason))));
  const why = await Promise.race([wire.ended, ended]);
  clearInterval(beat);
  life.end(why);
  return why;
}

async function pump<T>(
  life: Life,
  open: (rpc: Rpc, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  hear: (item: T) => void,
  stop: AbortSignal,
) {
  const both = AbortSignal.any([life.signal, stop]);
  const isOver = () => both.aborted;
  while (!isOver()) {
    let reader: AsyncIterator<T> | null = null;
    try {
      const items = await orAborted(open(life.rpc, whileAlive(stop, life)), both);
      reader = items[Symbol.asyncIterator]();
      for (let step = await orAborted(reader.next(), both); !step.done; step = await orAborted(reader.next(), both))
        hear(step.value);
    } catch (error) {
      // A stream that the engine refused is asked for again below; that its end was wanted needs no word.
      if (!isOver()) console.warn('A stream ended:', error instanceof Error ? error.message : error);
    } finally {
      reader?.return?.(undefined).catch(() => undefined);
    }
    if (!isOver()) await new Promise((resolve) => setTimeout(resolve, reopenMs));
  }
}

/**
 * The signal that is handed to oRPC: it says to the engine that nobody listens any more. Over a dead wire it must stay silent,
 * since oRPC would try to send that word and fail where nobody can catch it.
 */
function whileAlive(signal: AbortSignal | undefined, life: Life): AbortSignal {
  const told = new AbortController();
  signal?.addEventListener('abort', () => !life.signal.aborted && told.abort());
  return told.signal;
}

/** The one behaviour of an abort: whatever the transport does, the promise rejects at once. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const guarded = <T>(life: Life, promise: Promise<T>) => orAborted(promise, life.signal);

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The engine did not answer in time.')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const lost = (why: string) =>
  new Refusal(
    'ENGINE_LOST',
    `The engine did not answer: the connection is lost. ${why}`,
    'What you asked for may or may not have been done. Look again when the connection is back.',
  );

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof ORPCError)) return new Refusal('UNEXPECTED', error instanceof Error ? error.message : String(error), '');
  const data: unknown = error.data;
  const hint = typeof data === 'object' && data !== null && 'hint' in data && typeof data.hint === 'string' ? data.hint : '';
  const detail =
    typeof data === 'object' && data !== null && 'detail' in data && Array.isArray(data.detail)
      ? data.detail.map(String)
      : issues(data);
  return new Refusal(error.code === 'BAD_REQUEST' ? 'BAD_INPUT' : String(error.code), error.message, hint, detail);
}

function issues(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return [];
  return data.issues.map((issue: unknown) =>
    typeof issue === 'object' && issue !== null && 'message' in issue ? String(issue.message) : String(issue),
  );
}
