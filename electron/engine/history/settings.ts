import type { Db } from './database';
import { readable, type Lost } from './rows';

/** What this desk keeps for itself, a value of JSON a name. */
export function settingStatements(db: Db, lost: Lost) {
  const put = db.prepare<[string, string]>('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  const one = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const drop = db.prepare<[string]>('DELETE FROM settings WHERE key = ?');
  return {
    get: (key: string): unknown => {
      const row = one.get(key);
      return row === undefined ? null : readable(`the setting ${key}`, lost, () => JSON.parse(row.value) as unknown);
    },
    put: (key: string, value: unknown) => void put.run(key, JSON.stringify(value)),
    drop: (key: string) => void drop.run(key),
  };
}
