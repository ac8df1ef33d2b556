import Database from 'better-sqlite3';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { CapstanError } from '../../../shared/contract/errors';
import { migrations } from './migrations';

export type Db = Database.Database;

/**
 * Opens the history of one fleet, making or migrating it. A file that is damaged is set aside beside itself and never
 * overwritten; `setAside` is then its new name. A file from a newer Capstan is refused.
 */
export function openHistory(file: string): { db: Db; setAside: string | null } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let setAside: string | null = null;
  let db = tryOpen(file);
  if (!db) {
    setAside = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
    db = tryOpen(file);
    if (!db)
      throw new CapstanError('REFUSED', `The history ${file} cannot be opened.`, `The old file was set aside as ${setAside}.`);
  }
  migrate(db, file);
  return { db, setAside };
}

/** Opens and looks at the file; null if SQLite says that it is no database or is damaged. Other failures (no room, no right) throw. */
function tryOpen(file: string): Db | null {
  let db: Db | null = null;
  try {
    if (existsSync(file)) {
      // Read-only: closing a connection that may write brings the write-ahead log into the file, and a damaged one stays as it is.
      db = new Database(file, { readonly: true });
      const verdict = db.pragma('quick_check(1)', { simple: true });
      db.close();
      if (verdict !== 'ok') return null;
    }
    db = new Database(file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db?.close();
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return null;
    const said = error instanceof Error ? error.message : String(error);
    throw new CapstanError('REFUSED', `The history ${file} cannot be opened: ${said}.`, 'Check the disk and who may write there.');
  }
}

function migrate(db: Db, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    db.close();
    throw new CapstanError(
      'REFUSED',
      `The history ${file} was written by a newer Capstan.`,
      'Update Capstan on this desk, or use another data directory.',
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    try {
      db.transaction(() => {
        db.exec(migration);
        db.pragma(`user_version = ${index + 1}`);
      })();
    } catch (error) {
      db.close();
      const said = error instanceof Error ? error.message : String(error);
      throw new CapstanError(
        'REFUSED',
        `The history ${file} could not be brought up to date: ${said}.`,
        'It was left as it was. Check the disk.',
      );
    }
  }
}
