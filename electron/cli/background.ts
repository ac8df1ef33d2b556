import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError, errorCodes, type ErrorCode } from '../../shared/contract/errors';
import type { Said } from './exit';
import type { FleetPlace } from './fleet-place';

/** An engine that was started in the background. */
export interface Background {
  /** Resolves when it has ended, or after so long. */
  gone(withinMs: number): Promise<void>;
}

const readyWithinMs = 20_000;
const longestLog = 1 << 20;

/**
 * Starts the engine of a fleet as a process of its own, which outlives this one and ends by itself when it has nothing to do; null:
 * another process has the data directory. Throws what it could not start with.
 */
export async function startInBackground(place: FleetPlace, options: { acceptNew: boolean }): Promise<Background | null> {
  const [command = process.execPath, ...words] = ourselves();
  const log = openLog(place.data);
  const child = spawn(
    command,
    [
      ...[...words, 'engine', '--config', place.configFile],
      ...(options.acceptNew ? ['--accept-new'] : []),
      ...(place.found.ok ? [] : ['--last-good']),
    ],
    { detached: true, windowsHide: true, stdio: ['ignore', 'pipe', log ?? 'ignore'] },
  );
  if (log !== null) closeSync(log);
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const fault = faultIn(await firstLine(child));
  child.stdout?.destroy();
  child.unref();
  if (fault === null) return { gone: (withinMs) => within(exited, withinMs) };
  if (fault.code === 'BUSY') return null;
  throw fault;
}

/** How this very program is started. */
function ourselves(): string[] {
  // The desktop app's binary runs no scripts: it is its own command line, and says how.
  const app = process.env['CAPSTAN_APP'];
  if ('parentPort' in process && app) return JSON.parse(app) as string[];
  return [process.execPath, ...process.execArgv, join(import.meta.dirname, 'cli.js')];
}

/** Where the engine's own troubles go; null: nowhere, where nothing can be written. */
function openLog(data: string): number | null {
  const file = join(data, 'engine.log');
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longestLog) renameSync(file, `${file}.old`);
    return openSync(file, 'a', 0o600);
  } catch {
    return null;
  }
}

/** The one line that the engine says as soon as it runs or cannot; '' if it ends without. */
function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((done) => {
    let said = '';
    if (!stdout) return done('');
    stdout.setEncoding('utf8');
    stdout.on('data', (chunk: string) => {
      said += chunk;
      const end = said.indexOf('\n');
      if (end >= 0) done(said.slice(0, end));
    });
    stdout.once('close', () => done(''));
    setTimeout(() => done(''), readyWithinMs).unref();
  });
}

/** What an engine writes as its one line. */
export type FirstWord = { readonly ready: true } | { readonly fault: Said };

/** Null: it runs. */
function faultIn(line: string): CapstanError | null {
  try {
    const word = JSON.parse(line) as FirstWord;
    if ('ready' in word) return null;
    const { code, message, hint, detail } = word.fault;
    return new CapstanError(isCode(code) ? code : 'REFUSED', message, hint, detail);
  } catch {
    return new CapstanError('REFUSED', 'The engine could not be started.', 'engine.log in its data directory may say why.');
  }
}

const isCode = (code: string): code is ErrorCode => (errorCodes as readonly string[]).includes(code);

/** Waits at most so long. The timer keeps this process for it, where the child does not. */
async function within(end: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([end, new Promise<void>((wake) => (timer = setTimeout(wake, ms)))]);
  clearTimeout(timer);
}
