import { open } from 'node:fs/promises';
import type { HostAddress } from '../../../shared/config/config';
import { HostError, type Connections, type RunResult } from './connections';
import { Semaphore } from './semaphore';
import { pause, TimeLimit, until } from './time-limit';

export interface Upload {
  readonly connections: Connections;
  readonly hosts: readonly HostAddress[];
  /** A local file; it must not change while it is sent. */
  readonly file: string;
  readonly sizeBytes: number;
  /** The command on the host that takes the file from this offset on as its input, checks it and answers. */
  commandFor(host: HostAddress, offset: number): string;
  /** How much of it the host already has. */
  offsetFor(host: HostAddress): Promise<number>;
  /** How many hosts at once. */
  readonly parallel: number;
  readonly signal?: AbortSignal | undefined;
  /** For all hosts together. */
  readonly deadlineMs: number;
  /** `sentBytes` counts from the start of the file, what was there before included. */
  onProgress?(progress: { host: string; sentBytes: number }): void;
}

export type Uploaded = { readonly ok: true; readonly answer: RunResult } | { readonly ok: false; readonly error: Error };

const mostTries = 3;
const pauseMs = 500;
const readBytes = 64 * 1024;

/**
 * Sends one file to many hosts at once, each from where it stands. Memory stays bounded: each host reads the file for itself
 * (the system's cache shares it) and only as fast as it takes it, so none waits for a slower one. After a drop it goes on from what
 * the host has then, up to two more times. An answer is whatever the command said, with any exit code. Never rejects.
 */
export async function uploadFile(upload: Upload): Promise<Map<HostAddress, Uploaded>> {
  const time = new TimeLimit(upload.deadlineMs, upload.signal);
  const places = new Semaphore(Math.max(1, upload.parallel));
  const done = new Map<HostAddress, Uploaded>();
  await Promise.all(
    upload.hosts.map(async (host) => {
      try {
        const release = await places.acquire(time.signal);
        try {
          done.set(host, { ok: true, answer: await toHost(upload, host, time) });
        } finally {
          release();
        }
      } catch (error) {
        done.set(host, {
          ok: false,
          error: time.signal.aborted ? time.explain(host.name) : error instanceof Error ? error : new Error(String(error)),
        });
      }
    }),
  );
  time.end();
  return done;
}

async function toHost(upload: Upload, host: HostAddress, time: TimeLimit): Promise<RunResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(upload, host, time);
    } catch (error) {
      const mayGoOn = error instanceof HostError && (error.kind === 'lost' || error.kind === 'unreachable');
      if (!mayGoOn || tries >= mostTries || time.signal.aborted) throw error;
      await pause(time.signal, pauseMs * tries);
    }
  }
}

async function once(upload: Upload, host: HostAddress, time: TimeLimit): Promise<RunResult> {
  const offset = Math.min(Math.max(0, await until(time.signal, upload.offsetFor(host))), upload.sizeBytes);
  upload.onProgress?.({ host: host.name, sentBytes: offset });
  return upload.connections.run(host, upload.commandFor(host, offset), {
    deadlineMs: time.leftMs,
    signal: time.signal,
    // The host was reached a moment ago: there is no reason to leave it alone.
    urgent: true,
    stdin: bytesOf(upload.file, offset, upload.sizeBytes),
    onBytesSent: (sent) => upload.onProgress?.({ host: host.name, sentBytes: offset + sent }),
  });
}

/** A file from one byte to before another, always in the same buffer: at a thousand chunks a second the garbage would be most of the memory. */
async function* bytesOf(file: string, from: number, to: number): AsyncGenerator<Buffer> {
  if (from >= to) return;
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(readBytes);
    for (let at = from; at < to;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(readBytes, to - at), at);
      if (bytesRead === 0) throw new Error(`${file} is shorter than the ${to} bytes that were announced`);
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
