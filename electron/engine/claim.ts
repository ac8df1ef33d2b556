import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CapstanError } from '../../shared/contract/errors';

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

/** The longest path that every system takes for a Unix socket. */
const longestSocket = 103;

/**
 * Where the engine of a data directory listens for other shells: a short path (Unix sockets end at about 107 characters) in a
 * folder that only this user may enter; a named pipe on Windows. The same for every spelling of the directory. Throws REFUSED
 * when there is no folder that is this user's own.
 */
export function socketPath(data: string): string {
  const name = createHash('sha256').update(resolved(data)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\capstan-${name}`;
  const user = typeof process.getuid === 'function' ? process.getuid() : 0;
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? '';
  // A relative one is to be ignored, says its specification; one that stayed from another login cannot be used.
  // A shell without the variable (cron) has to come to the same folder as one with it.
  const usual = `/run/user/${user}`;
  const parents = [...(isAbsolute(runtime) ? [runtime] : existsSync(usual) ? [usual] : []), tmpdir()];
  for (const parent of parents) {
    const folder = join(parent, `capstan-${user}`);
    const path = join(folder, `${name}.sock`);
    if (path.length <= longestSocket && isOwnFolder(folder, user)) return path;
  }
  throw new CapstanError(
    'REFUSED',
    `There is no folder for this user's socket: ${parents.map((parent) => join(parent, `capstan-${user}`)).join(' and ')} cannot be used.`,
    'Name a short folder of your own in XDG_RUNTIME_DIR.',
  );
}

function resolved(data: string): string {
  try {
    return realpathSync(data);
  } catch {
    // Not made yet: then no engine has it.
    return data;
  }
}

/** Makes the folder if need be. What somebody else put there, or a link, is not ours: whoever owns it could stand in for the engine. */
function isOwnFolder(folder: string, user: number): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== user) return false;
    chmodSync(folder, 0o700);
    return true;
  } catch {
    return false;
  }
}
