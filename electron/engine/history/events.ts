import type { LogLine } from '../../../shared/contract/state';
import type { Db } from './database';

/** The newest number that a line was given: numbers go on from there in another database, as whoever reads along asks for what follows one. */
export interface EventNumbers {
  newest: number;
}

export function eventStatements(db: Db, numbers: EventNumbers) {
  const insert = db.prepare<[number, number, string | null, string | null, string, string | null, string]>(
    `INSERT INTO events (seq, at, push, host, level, mark, text)
     VALUES (max(?, (SELECT coalesce(max(seq), 0) FROM events)) + 1, ?, ?, ?, ?, ?, ?)`,
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
      const { lastInsertRowid } = insert.run(numbers.newest, line.at, line.push, line.host, line.level, line.mark, line.text);
      numbers.newest = Number(lastInsertRowid);
      return { seq: numbers.newest, ...line };
    },
    /** Lines after `since`, oldest first: of one push, or the newest of all. */
    list: (push: string | null, since: number, limit: number): LogLine[] =>
      push === null ? all.all(since, limit) : ofPush.all(push, since, limit),
  };
}
