import Database from 'better-sqlite3';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CapstanError } from '../../../../shared/contract/errors';
import { isDamage, troubleOf } from '../../sqlite-trouble';
import { steps } from './schema';

export type Db = Database.Database;

/** A file that could not be used, where it is now, and why. */
export interface SetAside {
  readonly file: string;
  readonly reason: string;
}

/**
 * Opens the series of a fleet, making or migrating the file. One that is damaged is set aside, with its reason beside it. Throws CapstanError
 * when the file is a newer Capstan's, or cannot be opened for want of room or rights. The file is not read through: it may be large, and the
 * engine waits. Damage further in is found when it is met.
 */
export function openSeriesFile(file: string): { db: Db; setAside: SetAside | null } {
  let setAside: SetAside | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return { db: tryOpen(file), setAside };
  } catch (error) {
    if (!isDamage(error)) throw refusal(file, error);
    setAside = moveAside(file, sentenceOf(error));
  }
  try {
    return { db: tryOpen(file), setAside };
  } catch (error) {
    throw refusal(file, error);
  }
}

/** Moves a damaged file out of the way, with its write-ahead log, and writes down why. Nothing is deleted. The file must be closed. */
export function moveAside(file: string, reason: string): SetAside {
  let to = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  while (existsSync(to)) to += '-';
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, to + suffix);
  try {
    writeFileSync(`${to}.reason.txt`, `${reason}\n`);
  } catch {
    // On a full disk the reason is in the log alone.
  }
  return { file: to, reason };
}

/** An error in words. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refusal(file: string, error: unknown): CapstanError {
  if (error instanceof CapstanError) return error;
  const { what, hint } = troubleOf(error, 'the series', file);
  return new CapstanError('REFUSED', what, hint);
}

function tryOpen(file: string): Db {
  // The engine has nobody else in this file; a tool that looks at it may hold it for a moment, which must not hold the engine for long.
  const db = new Database(file, { timeout: 250 });
  try {
    // Only takes hold in a file that has nothing in it yet.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    // What was committed survives the death of this process. When the machine itself dies, the last moments may be lost, never the file.
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -16384');
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: Db, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > steps.length)
    throw new CapstanError(
      'REFUSED',
      `The series ${file} were written by a newer Capstan.`,
      'Update Capstan on this desk, or use another data directory.',
    );
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}
