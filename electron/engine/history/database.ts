import Database from 'better-sqlite3';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDamage, troubleOf, type Trouble } from '../sqlite-trouble';
import { databaseBytes } from './file-bytes';
import { emptyHistory, rememberFrom, setUp, tablesOf, type Remembered } from './in-memory';
import { isNewer, migrate } from './migrate';

export type Db = Database.Database;

/** Why a history is in memory, and what became of the file that it should be in. */
export interface Away {
  readonly file: string;
  readonly trouble: Trouble;
  /** How much of the file's content is in memory. All of it: the file may be replaced. */
  readonly kept: Remembered['kept'];
  /** Whether it may ever be written to that file. */
  readonly mayReturn: boolean;
}

export interface OpenedHistory {
  readonly db: Db;
  /** Where a damaged file is now; null: it was none. */
  readonly setAside: string | null;
  /** Null: the history is in its file. */
  readonly away: Away | null;
}

/**
 * Opens the history of one fleet, making or migrating it. A file that is damaged is set aside beside itself and never overwritten.
 * Where it cannot be opened, or is of a newer Capstan, the history is in memory, with what can be read of the file. Never throws.
 */
export function openHistory(file: string): OpenedHistory {
  let setAside: string | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    let db = tryOpen(file);
    if (db === null) {
      setAside = moveAside(file, 'damaged');
      db = tryOpen(file);
    }
    if (db === 'newer') return { db: emptyHistory(), setAside, away: newer(file) };
    if (db !== null) return { db, setAside, away: null };
    throw new Error('a new file is damaged at once');
  } catch (error) {
    const { db, kept } = rememberFile(file);
    if (isNewer(db)) return { db: emptyHistory(), setAside, away: newer(file) };
    // Whoever holds it may have been writing while it was read.
    const isHeld = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    const away: Away = {
      file,
      trouble: troubleOf(error, 'the history', file),
      kept: isHeld && kept === 'all' ? 'part' : kept,
      mayReturn: true,
    };
    return { db, setAside, away };
  }
}

const newer = (file: string): Away => ({
  file,
  trouble: {
    what: `The history in ${file} was written by a newer Capstan, so it is neither read nor written.`,
    hint: 'Update Capstan on this desk, or use another data directory.',
  },
  kept: 'none',
  mayReturn: false,
});

/** Gives a file, with its write-ahead log, another name beside itself. Answers with that. */
export function moveAside(file: string, why: 'damaged' | 'unread'): string {
  const to = `${file}.${why}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, to + suffix);
  return to;
}

/** Opens a history in its file, without looking through it. Throws what better-sqlite3 throws. */
export function openFile(file: string): Db {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    setUp(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What can be read of a file that cannot be opened where it is. A file that is not there has nothing to be missed. */
export function rememberFile(file: string): Remembered {
  try {
    const bytes = databaseBytes(file);
    return bytes === null || bytes.length === 0 ? { db: emptyHistory(), kept: 'all' } : rememberFrom(bytes, true);
  } catch {
    return { db: emptyHistory(), kept: 'none' };
  }
}

/** Opens and looks at the file, and brings it up to date; null if it is damaged, or no history. Other failures throw. */
function tryOpen(file: string): Db | 'newer' | null {
  let db: Db | null = null;
  try {
    if (existsSync(file)) {
      // Read-only: closing a connection that may write brings the write-ahead log into the file, and a damaged one stays as it is.
      db = new Database(file, { readonly: true });
      const verdict = db.pragma('quick_check(1)', { simple: true });
      const ofNewer = verdict === 'ok' && isNewer(db);
      db.close();
      if (ofNewer) return 'newer';
      if (verdict !== 'ok') return null;
    }
    db = openFile(file);
    migrate(db);
    if (isWhole(db)) return db;
    db.close();
    return null;
  } catch (error) {
    db?.close();
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Whether every table of a history is there. */
function isWhole(db: Db): boolean {
  const own = new Set(tablesOf(db).map((one) => one.name));
  const fresh = emptyHistory();
  const isIt = tablesOf(fresh).every((one) => own.has(one.name));
  fresh.close();
  return isIt;
}
