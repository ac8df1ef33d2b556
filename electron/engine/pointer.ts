import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { socketPath } from './claim';

// Which data directory belongs to a configuration file is written in that file. The pointer says it while the file is broken: a small
// file in this user's folder of sockets, written at each start and never removed.

/** Writes down which data directory the engine of a configuration file works with. */
export function leavePointer(configFile: string, data: string): void {
  try {
    writeFileSync(pointerPath(configFile), `${JSON.stringify({ data })}\n`, { mode: 0o600 });
  } catch {
    // It is missed only while the file is broken, and then said.
  }
}

/** The data directory of the engine that was last started with a configuration file; null: not known. */
export function pointedData(configFile: string): string | null {
  try {
    const { data } = JSON.parse(readFileSync(pointerPath(configFile), 'utf8')) as { data?: unknown };
    return typeof data === 'string' ? data : null;
  } catch {
    return null;
  }
}

function pointerPath(configFile: string): string {
  const name = createHash('sha256').update(realOf(configFile)).digest('hex').slice(0, 16);
  // On Windows sockets are in no folder; the temporary one is this user's own there.
  return process.platform === 'win32' ? join(tmpdir(), `capstan-${name}.at`) : join(dirname(socketPath(configFile)), `${name}.at`);
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}
