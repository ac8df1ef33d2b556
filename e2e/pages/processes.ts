import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../shared/contract/contract';
import type { FleetOrder, FleetReady } from '../fleet-process';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** What `build.setup.ts` leaves: the built engine and page, and the fleet's process. */
export const built = join(root, 'out/e2e');

const startWithinMs = 20_000;

/** A small fleet of real hosts, on which `commits.live` runs. */
export interface Fleet extends FleetReady {
  /** The revision, in seven digits, that each host is linked to now; read from its files: nobody's opinion. */
  linked(): Record<string, string>;
  /** Those that are linked anywhere. */
  revisions(): string[];
  close(): Promise<void>;
}

/** The built Capstan as somebody started it: `capstan serve`. */
export interface Desk {
  readonly addresses: Readonly<Record<Role, string>>;
  readonly port: number;
  /** The machine takes it away: no goodbye, nothing written. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a fleet, in about a second. */
export async function startFleet(order: FleetOrder = {}): Promise<Fleet> {
  const child = fork(join(built, 'fleet/fleet-process.js'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(order);
  const ready = await first(child, 'the fleet', new Promise<FleetReady>((resolve) => child.once('message', resolve)));
  const linked = () =>
    Object.fromEntries(
      ready.hosts.map((host) => [
        host,
        basename(readlinkSync(join(ready.directory, 'hosts', host, 'srv/shop/current'))).slice(0, 7),
      ]),
    );
  return {
    ...ready,
    linked,
    revisions: () => [...new Set(Object.values(linked()))].sort(),
    close: async () => {
      if (child.connected) child.disconnect();
      await ended(child);
    },
  };
}

/** Starts `capstan serve` on a fleet as Mara, with nothing of the person who runs the tests: no home, no agent, no keys. */
export async function startDesk({ configFile, directory }: FleetReady, port = 0): Promise<Desk> {
  const child = spawn(
    process.execPath,
    [join(built, 'main/cli.js'), 'serve', '--config', configFile, '--port', String(port), '--json', '--no-open'],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], HOME: directory, TMPDIR: process.env['TMPDIR'], CAPSTAN_WHO: 'Mara Lindqvist' },
    },
  );
  // A worker that is ended leaves nothing behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const answer = await first(child, 'capstan serve', readJson(child));
  const { captain, responder, viewer } = answer as Record<Role, string>;
  return {
    addresses: { captain, responder, viewer },
    port: Number(new URL(captain).port),
    kill: async () => {
      kill();
      await ended(child);
    },
    close: async () => {
      child.kill('SIGTERM');
      await ended(child);
    },
  };
}

/** The one JSON document that a child prints, of one line or many. */
async function readJson(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error('The child has no output.');
  let text = '';
  for await (const line of createInterface(child.stdout)) {
    text += `${line}\n`;
    try {
      return JSON.parse(text);
    } catch {
      // More lines of it are to come.
    }
  }
  throw new Error(`It ended without an answer. ${text}`);
}

async function first<T>(child: ChildProcess, name: string, answer: Promise<T>): Promise<T> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      answer,
      once(child, 'exit', { signal: stop.signal }).then(([code]) => {
        throw new Error(`${name} ended by itself, exit code ${String(code)}.`);
      }),
      new Promise<never>((_, reject) => {
        AbortSignal.timeout(startWithinMs).addEventListener('abort', () => reject(new Error(`${name} did not start in time.`)));
      }),
    ]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    stop.abort();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
