import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CapstanError } from '../../shared/contract/errors';
import { isDamage } from './sqlite-trouble';

/** The right to be the one engine of a data directory. */
export interface Claim {
  readonly release: () => void;
}

/**
 * Claims a data directory for this process; null if another engine has it. The claim is an exclusive lock on a small SQLite file there,
 * and on one in this user's own folder: in a directory that cannot be written to, that one has to do. The system frees both on any death,
 * so there is no stale one to judge. Throws REFUSED where neither can be had.
 */
export function claim(data: string): Claim | null {
  const there = claimThere(data);
  if (there === null) return null;
  // Also where the other one is had: an engine may have started while the directory could not be written to.
  const own = claimOwn(data);
  if (own === null) {
    if (!(there instanceof Error)) there.release();
    return null;
  }
  const had = [own, there].filter((one): one is Claim => !(one instanceof Error));
  if (had.length > 0) return { release: () => had.forEach((one) => one.release()) };
  const said = there instanceof Error ? there.message : '';
  throw new CapstanError(
    'REFUSED',
    `Nothing can be written to ${data} (${said}), nor to a folder of this user's own, so nobody can tell whether another engine works there.`,
    'Make one of them writable, or name another folder in XDG_RUNTIME_DIR.',
  );
}

/** The lock in the data directory. Null: another engine has it; an error: there can be none. */
function claimThere(data: string): Claim | Error | null {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    return asError(error);
  }
  const file = join(data, 'engine.lock');
  const claimed = lock(file);
  if (!(claimed instanceof Error) || !isDamage(claimed)) return claimed;
  try {
    // Nothing is ever in it. Emptied, not replaced: another engine that mends it in this moment has to come to the same file.
    truncateSync(file);
  } catch (error) {
    return asError(error);
  }
  return lock(file);
}

/** The lock in this user's own folder, whose file goes with it. */
function claimOwn(data: string): Claim | Error | null {
  let file: string;
  try {
    file = ownLockPath(data);
  } catch (error) {
    return asError(error);
  }
  for (let tries = 0; tries < 20; tries++) {
    const before = numberOf(file) ?? made(file);
    if (before instanceof Error) return before;
    const claimed = lock(file);
    if (claimed === null || claimed instanceof Error) return claimed;
    // Whoever had it before may have removed the file just now, and another engine may have locked the next one already.
    if (before !== null && numberOf(file) === before)
      return {
        release: () => {
          rmSync(file, { force: true });
          claimed.release();
        },
      };
    claimed.release();
  }
  return null;
}

/** Makes an empty file; answers with its number, null if it was made by another process meanwhile. */
function made(file: string): number | Error | null {
  try {
    // Never one that is there: to close a file frees all locks that this process has on it.
    closeSync(openSync(file, 'wx', 0o600));
    return numberOf(file);
  } catch (error) {
    return existsSync(file) ? null : asError(error);
  }
}

/** Where the lock in this user's own folder is, by the name of the socket. */
function ownLockPath(data: string): string {
  const path = socketPath(data);
  return process.platform === 'win32'
    ? join(tmpdir(), `${path.split('\\').at(-1) ?? ''}.lock`)
    : `${path.slice(0, -'.sock'.length)}.lock`;
}

/** Locks a file for as long as this process lives. Null: another one has; an error: it cannot be locked. */
function lock(file: string): Claim | Error | null {
  let db: Database.Database | null = null;
  try {
    const opened = new Database(file, { timeout: 0 });
    db = opened;
    // Nothing is ever written to it, so it needs no journal beside it either.
    opened.pragma('journal_mode = MEMORY');
    opened.pragma('locking_mode = EXCLUSIVE');
    opened.exec('BEGIN EXCLUSIVE');
    return { release: () => opened.close() };
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    return asError(error);
  }
}

function numberOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? null;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

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
