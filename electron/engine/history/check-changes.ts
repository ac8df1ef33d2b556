import type { CheckSight } from '../../../shared/desk/notices';
import type { Db } from './database';

/** A check that certainly stands otherwise than before. */
export interface CheckChange {
  /** ms since 1970. */
  readonly at: number;
  readonly name: string;
  /** Null: it is about the whole fleet. */
  readonly host: string | null;
  readonly state: CheckSight['state'];
  /** One sentence; empty: nothing more is to be said. */
  readonly said: string;
}

export function checkChangeStatements(db: Db) {
  const insert = db.prepare<[number, string, string | null, string, string]>(
    'INSERT INTO check_changes (at, name, host, state, said) VALUES (?, ?, ?, ?, ?)',
  );
  const between = db.prepare<[number, number, number], CheckChange>(
    'SELECT at, name, host, state, said FROM check_changes WHERE at >= ? AND at <= ? ORDER BY id DESC LIMIT ?',
  );
  const newest = db.prepare<[], CheckChange>(
    'SELECT at, name, host, state, said FROM check_changes WHERE id IN (SELECT max(id) FROM check_changes GROUP BY name, host)',
  );
  return {
    add: ({ at, name, host, state, said }: CheckChange) => void insert.run(at, name, host, state, said),
    /** In [from, to], newest first. */
    between: (from: number, to: number, limit: number): CheckChange[] => between.all(from, to, limit),
    /** How each check stood when it last changed. */
    newest: (): CheckChange[] => newest.all(),
  };
}
