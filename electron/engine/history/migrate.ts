import type { Db } from './database';
import { migrations } from './migrations';

/** Brings a history up to today's schema. Throws what better-sqlite3 throws, with the step that failed undone. */
export function migrate(db: Db): void {
  const version = versionOf(db);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(migration);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

export const versionOf = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

/** Whether a newer Capstan wrote it: it must not be written to, nor be read as if it were known. */
export const isNewer = (db: Db): boolean => versionOf(db) > migrations.length;
