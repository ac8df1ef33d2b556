import type { Db } from './database';
import { readable, type Lost } from './rows';

/** Who did what from where. */
export interface Act {
  readonly key: string;
  readonly at: number;
  readonly who: string;
  readonly via: string;
  readonly verb: string;
  readonly input: unknown;
}

/** An act as it was written down; `result` is null while it is being done. */
export interface ActRow extends Act {
  readonly result: unknown;
}

interface Raw {
  key: string;
  at: number;
  who: string;
  via: string;
  verb: string;
  input: string;
  result: string | null;
}

export function actStatements(db: Db, lost: Lost) {
  const insert = db.prepare<[string, number, string, string, string, string]>(
    'INSERT OR IGNORE INTO acts (key, at, who, via, verb, input) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const finish = db.prepare<[string, string]>('UPDATE acts SET result = ? WHERE key = ?');
  const one = db.prepare<[string], { verb: string; input: string; result: string | null }>(
    'SELECT verb, input, result FROM acts WHERE key = ?',
  );
  const newest = db.prepare<[number], Raw>(
    'SELECT key, at, who, via, verb, input, result FROM acts ORDER BY at DESC, rowid DESC LIMIT ?',
  );
  return {
    /** Newest first. */
    list: (limit: number): ActRow[] =>
      newest.all(limit).flatMap(
        (row) =>
          readable(`the act ${row.key}`, lost, () => ({
            ...row,
            input: JSON.parse(row.input) as unknown,
            result: row.result === null ? null : (JSON.parse(row.result) as unknown),
          })) ?? [],
      ),
    /** Writes an act down before it is done; false if this key has been used already. */
    begin: (act: Act): boolean => insert.run(act.key, act.at, act.who, act.via, act.verb, JSON.stringify(act.input)).changes === 1,
    finish: (key: string, result: unknown) => void finish.run(JSON.stringify(result), key),
    get: (key: string) => {
      const row = one.get(key);
      if (row === undefined) return null;
      return readable(`the act ${key}`, lost, () => {
        JSON.parse(row.result ?? 'null');
        return row;
      });
    },
  };
}
