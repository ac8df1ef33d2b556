import type { Db } from './open-file';

/** Blocks have numbers `run * blocksPerRun + series`: room for 16 million series and half a billion runs. */
export const blocksPerRun = 2 ** 24;
/** Ticks have numbers `head * ticksPerHead + tick`. */
export const ticksPerHead = 4096;

export const RAW = 0;
export const MINUTE = 1;
export const HOUR = 2;
export const DAY = 3;
export type TierNumber = 0 | 1 | 2 | 3;
export const tierNumbers: readonly TierNumber[] = [RAW, MINUTE, HOUR, DAY];

export interface HeadRow {
  readonly id: number;
  readonly target: number;
  readonly closed: number;
  readonly from_ms: number;
  readonly layout: Buffer;
  readonly carry: Buffer;
  readonly run: number | null;
  readonly minute_run: number | null;
  readonly done: number;
}

export interface RunRow {
  readonly id: number;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly times: Buffer | null;
}

export type Statements = ReturnType<typeof prepareStatements>;

/** Everything the store says to its file. All of these throw what better-sqlite3 throws. */
export function prepareStatements(db: Db) {
  const tables = ['raw_blocks', 'minute_blocks', 'hour_blocks', 'day_blocks'] as const;
  const blocks = tables.map((table) => ({
    put: db.prepare<[number, Uint8Array]>(`INSERT OR REPLACE INTO ${table} (id, data) VALUES (?, ?)`),
    get: db.prepare<[number], Buffer>(`SELECT data FROM ${table} WHERE id = ?`).pluck(),
    between: db.prepare<[number, number]>(`SELECT id, data FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`).raw(),
    remove: db.prepare<[number, number]>(`DELETE FROM ${table} WHERE id BETWEEN ? AND ?`),
  })) as unknown as Readonly<Record<TierNumber, BlockStatements>>;
  return {
    blocks,
    sources: db.prepare<[], { id: number; name: string; hour_done: number; day_done: number }>('SELECT * FROM sources'),
    addSource: db.prepare<[number, string]>('INSERT INTO sources (id, name) VALUES (?, ?)'),
    hourDone: db.prepare<[number, number]>('UPDATE sources SET hour_done = ? WHERE id = ?'),
    dayDone: db.prepare<[number, number]>('UPDATE sources SET day_done = ? WHERE id = ?'),
    targets: db.prepare<[], { id: number; source: number; name: string }>('SELECT * FROM targets'),
    addTarget: db.prepare<[number, number, string]>('INSERT INTO targets (id, source, name) VALUES (?, ?, ?)'),
    pairs: db.prepare<[], { id: number; label: string; value: string }>('SELECT id, label, value FROM pairs ORDER BY id'),
    addPair: db.prepare<[number, string, string]>('INSERT INTO pairs (id, label, value) VALUES (?, ?, ?)'),
    seriesOf: db.prepare<[number], { id: number; pairs: Buffer }>('SELECT id, pairs FROM series WHERE source = ?'),
    addSeries: db.prepare<[number, number, Uint8Array]>('INSERT INTO series (id, source, pairs) VALUES (?, ?, ?)'),
    lastSeries: db.prepare<[], number | null>('SELECT max(id) FROM series').pluck(),
    metrics: db.prepare<[], { name: string; type: string; help: string | null; unit: string | null }>('SELECT * FROM metrics'),
    putMetric: db.prepare<[string, string, string | null, string | null]>(
      'INSERT OR REPLACE INTO metrics (name, type, help, unit) VALUES (?, ?, ?, ?)',
    ),
    heads: db.prepare<[], { id: number; target: number; closed: number; from_ms: number }>(
      'SELECT id, target, closed, from_ms FROM heads ORDER BY id',
    ),
    head: db.prepare<[number], HeadRow>('SELECT * FROM heads WHERE id = ?'),
    addHead: db.prepare<[number, number, number, Uint8Array, Uint8Array]>(
      'INSERT INTO heads (id, target, from_ms, layout, carry) VALUES (?, ?, ?, ?, ?)',
    ),
    setLayout: db.prepare<[Uint8Array, Uint8Array, number]>('UPDATE heads SET layout = ?, carry = ? WHERE id = ?'),
    closeHead: db.prepare<[number]>('UPDATE heads SET closed = 1 WHERE id = ?'),
    setSealing: db.prepare<[number, number, number, number]>('UPDATE heads SET run = ?, minute_run = ?, done = ? WHERE id = ?'),
    setHeadFrom: db.prepare<[number, number]>('UPDATE heads SET from_ms = ? WHERE id = ?'),
    removeHead: db.prepare<[number]>('DELETE FROM heads WHERE id = ?'),
    addTick: db.prepare<[number, number, Uint8Array]>('INSERT INTO ticks (id, at, data) VALUES (?, ?, ?)'),
    ticks: db.prepare<[number, number], { at: number; data: Buffer }>(
      'SELECT at, data FROM ticks WHERE id BETWEEN ? AND ? ORDER BY id',
    ),
    removeTicks: db.prepare<[number, number]>('DELETE FROM ticks WHERE id BETWEEN ? AND ?'),
    lastRun: db.prepare<[], number | null>('SELECT max(id) FROM runs').pluck(),
    addRun: db.prepare<[number, number, number, number, number, Uint8Array | null]>(
      'INSERT INTO runs (id, tier, source, sealed, from_ms, to_ms, times) VALUES (?, ?, ?, 0, ?, ?, ?)',
    ),
    growRun: db.prepare<[number, number, number]>('UPDATE runs SET done = ?, bytes = bytes + ? WHERE id = ?'),
    sealRun: db.prepare<[number]>('UPDATE runs SET sealed = 1 WHERE id = ?'),
    /** The run of a source and tier that begins at an instant. */
    runAt: db
      .prepare<[number, number, number], number>('SELECT id FROM runs WHERE source = ? AND tier = ? AND from_ms = ?')
      .pluck(),
    /** Sealed runs of a source and tier that touch [from, to], in the order in which they were made. */
    runs: db.prepare<[number, number, number, number], RunRow>(
      'SELECT id, from_ms, to_ms, times FROM runs WHERE source = ? AND tier = ? AND to_ms >= ? AND from_ms <= ? AND sealed = 1 ORDER BY id',
    ),
    /** Eight sealed runs of a source and tier, newest first, made before the given one. */
    runsBefore: db.prepare<[number, number, number], RunRow>(
      'SELECT id, from_ms, to_ms, times FROM runs WHERE source = ? AND tier = ? AND id < ? AND sealed = 1 ORDER BY id DESC LIMIT 8',
    ),
    newestRun: db
      .prepare<[number, number], number | null>('SELECT max(to_ms) FROM runs WHERE source = ? AND tier = ? AND sealed = 1')
      .pluck(),
    firstRunFrom: db
      .prepare<[number, number, number], number | null>(
        'SELECT min(from_ms) FROM runs WHERE source = ? AND tier = ? AND to_ms >= ? AND sealed = 1',
      )
      .pluck(),
    oldestRun: db.prepare<[number], number | null>('SELECT min(to_ms) FROM runs WHERE tier = ?').pluck(),
    since: db
      .prepare<[], number | null>('SELECT min(from_ms) FROM (SELECT from_ms FROM runs UNION ALL SELECT from_ms FROM heads)')
      .pluck(),
    bytesOf: db.prepare<[number], number | null>('SELECT sum(bytes) FROM runs WHERE tier = ?').pluck(),
    /** The oldest run of a tier that may go: what it is the source of was rolled up. */
    oldest: db.prepare<[number], { id: number; to_ms: number; bytes: number }>(
      `SELECT runs.id, to_ms, bytes FROM runs JOIN sources ON sources.id = source
       WHERE tier = ? AND sealed = 1 AND (tier IN (0, 3) OR (tier = 1 AND to_ms < hour_done) OR (tier = 2 AND to_ms < day_done))
       ORDER BY to_ms LIMIT 1`,
    ),
    removeRun: db.prepare<[number]>('DELETE FROM runs WHERE id = ?'),
  };
}

export interface BlockStatements {
  readonly put: { run(id: number, data: Uint8Array): unknown };
  readonly get: { get(id: number): Buffer | undefined };
  readonly between: { all(from: number, to: number): [id: number, data: Buffer][] };
  readonly remove: { run(from: number, to: number): unknown };
}
