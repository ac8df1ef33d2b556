import Database from 'better-sqlite3';
import type { Db } from './database';
import { withoutWal } from './file-bytes';
import { migrate } from './migrate';

/** A history in memory, and how much of the one on the disk it has. */
export interface Remembered {
  readonly db: Db;
  readonly kept: 'all' | 'part' | 'none';
}

/** Makes a history in memory from the bytes of one; `mayBeDamaged`: looks through it first. What can be read of a damaged one is taken over row by row. */
export function rememberFrom(bytes: Buffer, mayBeDamaged: boolean): Remembered {
  let db: Db | null = null;
  try {
    db = new Database(withoutWal(bytes));
    setUp(db);
    if (!mayBeDamaged || db.pragma('quick_check(1)', { simple: true }) === 'ok') {
      migrate(db);
      return { db, kept: 'all' };
    }
  } catch {
    // What is wrong with it shows in what can be read.
  }
  const fresh = emptyHistory();
  const rows = db ? salvage(db, fresh) : 0;
  db?.close();
  return { db: fresh, kept: rows > 0 ? 'part' : 'none' };
}

/** An empty history in memory. */
export function emptyHistory(): Db {
  const db = new Database(':memory:');
  setUp(db);
  migrate(db);
  return db;
}

/** Settings of every connection to a history, wherever it is. */
export function setUp(db: Db): void {
  // A row whose push was lost is worth keeping all the same, and must never stop the push that writes it.
  db.pragma('foreign_keys = OFF');
}

/** Copies each row that can be read, from both ends of each table towards what is damaged. Answers how many. */
function salvage(from: Db, into: Db): number {
  let rows = 0;
  for (const { name, wr } of tablesOf(into)) {
    const columns = into.pragma(`table_info(${name})`) as { name: string; pk: number }[];
    const key = wr ? columns.filter((one) => one.pk > 0).sort((a, b) => a.pk - b.pk) : [{ name: 'rowid' }];
    for (const direction of ['ASC', 'DESC']) {
      try {
        const known = new Set((from.pragma(`table_info(${name})`) as { name: string }[]).map((one) => one.name));
        const shared = columns.map((one) => one.name).filter((one) => known.has(one));
        const list = shared.map((one) => `"${one}"`).join(', ');
        const order = key.map((one) => `"${one.name}" ${direction}`).join(', ');
        const insert = into.prepare(`INSERT OR IGNORE INTO ${name} (${list}) VALUES (${shared.map(() => '?').join(', ')})`);
        for (const row of from.prepare(`SELECT ${list} FROM ${name} ORDER BY ${order}`).raw().iterate())
          rows += takeRow(insert, row as unknown[]);
      } catch {
        // As far as it goes; then from the other end.
      }
    }
  }
  return rows;
}

/** A damaged row may not be what its column takes. */
function takeRow(insert: Database.Statement, row: unknown[]): number {
  try {
    return insert.run(...row).changes;
  } catch {
    return 0;
  }
}

/** The tables of a history; `wr`: its rows have no number of their own. */
export function tablesOf(db: Db): { name: string; wr: number }[] {
  const tables = db.pragma('table_list') as { schema: string; name: string; type: string; wr: number }[];
  return tables.filter((one) => one.schema === 'main' && one.type === 'table' && !one.name.startsWith('sqlite_'));
}
