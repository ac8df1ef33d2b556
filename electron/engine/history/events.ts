import type { LogLine } from '../../../shared/contract/state';
import type { Db } from './database';

export function eventStatements(db: Db) {
  const insert = db.prepare<[number, string | null, string | null, string, string | null, string]>(
    'INSERT INTO events (at, push, host, level, mark, text) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const ofPush = db.prepare<[string, number, number], LogLine>(
    'SELECT * FROM events WHERE push = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const all = db.prepare<[number, number], LogLine>(
    'SELECT * FROM (SELECT * FROM events WHERE seq > ? ORDER BY seq DESC LIMIT ?) ORDER BY seq',
  );
  return {
    /** Appends a line and returns it with its number. */
    add: (line: Omit<LogLine, 'seq'>): LogLine => {
      const { lastInsertRowid } = insert.run(line.at, line.push, line.host, line.level, line.mark, line.text);
      return { seq: Number(lastInsertRowid), ...line };
    },
    /** Lines after `since`, oldest first: of one push, or the newest of all. */
    list: (push: string | null, since: number, limit: number): LogLine[] =>
      push === null ? all.all(since, limit) : ofPush.all(push, since, limit),
  };
}
