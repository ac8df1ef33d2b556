import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The right to be the one engine of a data directory. */
export interface Claim {
  readonly release: () => void;
}

/**
 * Claims a data directory for this process; null if another engine has it. The claim is an exclusive lock on a small SQLite file:
 * the system frees it on any death, so there is no stale one to judge.
 */
export function claim(data: string): Claim | null {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const db = new Database(join(data, 'engine.lock'), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

/**
 * Where the engine of a data directory listens for other shells: a short path (Unix sockets end at about 107 characters) in a
 * folder that only this user may enter; a named pipe on Windows.
 */
export function socketPath(data: string): string {
  const name = createHash('sha256').update(data).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\capstan-${name}`;
  const user = typeof process.getuid === 'function' ? process.getuid() : 0;
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `capstan-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return join(folder, `${name}.sock`);
}
