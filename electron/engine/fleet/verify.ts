import type { HostAddress, HostType } from '../../../shared/config/config';
import { isRelease } from '../../../shared/push/release';
import type { Connections } from './connections';
import { fillHost } from './commands/shell';
import { lastWords, sentence } from './operate';
import { getFromHost } from './reach';

export interface Running {
  /** What the process says it runs; null: it does not say, or was not asked. */
  readonly release: string | null;
  readonly well: boolean;
  readonly said: string;
}

export interface AskOptions {
  /** A person or a rollback waits: no connection is waited for that died. */
  readonly urgent?: boolean;
}

/** Asks the process on a host once how it is and what it runs. Never rejects: a failure is what it said. */
export async function askRunning(
  connections: Connections,
  host: HostAddress,
  type: HostType,
  timeoutMs: number,
  signal?: AbortSignal,
  { urgent = false }: AskOptions = {},
): Promise<Running> {
  const { verify } = type;
  if (!verify) return { release: null, well: true, said: 'nothing to verify with' };
  try {
    if (verify.by === 'run') {
      const run = await connections.run(host, fillHost(verify.command, host.name), {
        deadlineMs: timeoutMs,
        signal,
        urgent,
      });
      const release = /^release\s+(\S+)/m.exec(run.stdout)?.[1] ?? null;
      return { release, well: run.code === 0, said: lastWords(run.stderr || run.stdout) || `exit code ${String(run.code)}` };
    }
    const answer = await getFromHost(connections, host, type.via, verify.url, { timeoutMs, maxBytes: 1 << 20, signal, urgent });
    return {
      release: releaseIn(answer.headers, answer.body, verify.release),
      well: answer.status === verify.expect,
      said: `${verify.url} answers ${answer.status}`,
    };
  } catch (error) {
    return { release: null, well: false, said: sentence(error) };
  }
}

export type Verified =
  | { readonly ok: true; readonly running: string | null; readonly proven: boolean }
  | { readonly ok: false; readonly running: string | null; readonly said: string };

/**
 * Asks until the process is well and runs `release`, or the time of `verify.within` is over. Where the process cannot say what
 * it runs, being well is enough but proves nothing.
 */
export async function verifyRelease(
  connections: Connections,
  host: HostAddress,
  type: HostType,
  release: string,
  signal: AbortSignal,
  options: AskOptions = {},
): Promise<Verified> {
  const { verify } = type;
  if (!verify) return { ok: true, running: null, proven: false };
  const tells = verify.by === 'run' || verify.release !== null;
  const end = performance.now() + verify.withinMs;
  let pauseMs = 50;
  for (;;) {
    const left = end - performance.now();
    const running = await askRunning(connections, host, type, Math.max(500, Math.min(left, 10_000)), signal, options);
    if (running.well) {
      if (running.release !== null && isRelease(running.release, release))
        return { ok: true, running: running.release, proven: true };
      if (running.release === null && (!tells || verify.by === 'run')) return { ok: true, running: null, proven: false };
    }
    if (signal.aborted || performance.now() + pauseMs > end) {
      const said = running.well
        ? `still runs ${running.release ?? 'a release that it does not name'}, not ${release}`
        : running.said;
      return { ok: false, running: running.release, said };
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 1.5, 1000);
  }
}

function releaseIn(
  headers: Readonly<Record<string, unknown>>,
  body: Buffer,
  where: { in: 'header' | 'json'; name: string } | null,
): string | null {
  if (!where) return null;
  if (where.in === 'header') {
    const value = headers[where.name.toLowerCase()];
    return typeof value === 'string' && value !== '' ? value : null;
  }
  try {
    const value: unknown = where.name
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], JSON.parse(body.toString('utf8')));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
