import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistory } from './database';
import { createHistory, type History } from './history';
import { migrations } from './migrations';

let folder: string;
let file: string;
const open: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-history-'));
  file = join(folder, 'data', 'history.sqlite');
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  rmSync(folder, { recursive: true });
});

function opened(path = file): { history: History; setAside: string | null; version: number } {
  const { db, setAside, away } = openHistory(path);
  expect(away).toBeNull();
  open.push(db);
  return { history: createHistory(db), setAside, version: Number(db.pragma('user_version', { simple: true })) };
}

/** A file as a Capstan with only the first `version` steps would have left it, with a row in every table of the first one. */
function older(version: number): void {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  for (const step of migrations.slice(0, version)) db.exec(step);
  db.pragma(`user_version = ${version}`);
  const run = (sql: string, ...values: unknown[]) => db.prepare(sql).run(...values);
  run(
    `INSERT INTO pushes (id, number, revision, release, captain, desk, started_at, ended_at, phases, fence, state, plan, outcome)
     VALUES ('r-7', 7, 'abc', 'abc-1', 'Mara', 'desk', 100, 200, 2, 9, '{"at":"done"}', ?, NULL)`,
    JSON.stringify({ plan: { commits: [{ added: 3, removed: 4 }] }, config: { name: 'shop' }, artifact: null }),
  );
  run(`INSERT INTO push_hosts (push, host, row) VALUES ('r-7', 'www-1', '{"host":"www-1","state":"verified"}')`);
  run(`INSERT INTO transitions (push, at, event, state) VALUES ('r-7', 150, '{"type":"watched"}', '{"at":"done"}')`);
  run(`INSERT INTO events (at, push, host, level, mark, text) VALUES (150, 'r-7', NULL, 'info', 'ok', 'live everywhere')`);
  run(
    `INSERT INTO verdicts (push, phase, gauge, at, word, input, verdict) VALUES ('r-7', 0, 'errors', 150, 'ok', ?, '{"word":"ok"}')`,
    gzipSync('{"push":"r-7"}'),
  );
  run(`INSERT INTO samples (gauge, host, t, v, n, s) VALUES ('errors', 'www-1', 150, 0.5, 1, 2)`);
  run(
    `INSERT INTO acts (key, at, who, via, verb, input, result) VALUES ('key', 100, 'Mara', 'browser', 'push.start', '{}', '{"ok":1}')`,
  );
  db.close();
}

function expectEveryRow(history: History): void {
  expect(history.pushes.get('r-7')).toMatchObject({
    number: 7,
    fence: 9,
    push: { captain: 'Mara', state: { at: 'done' }, hosts: { 'www-1': { state: 'verified' } } },
    config: { name: 'shop' },
  });
  expect(history.pushes.summaries(5)).toMatchObject([{ id: 'r-7', commits: 1, lines: 7, tookMs: 100 }]);
  expect(history.pushes.transitions('r-7')).toEqual([{ at: 150, event: { type: 'watched' }, state: { at: 'done' } }]);
  expect(history.events.list('r-7', 0, 5)).toMatchObject([{ seq: 1, at: 150, mark: 'ok', text: 'live everywhere' }]);
  expect(history.verdicts.list('r-7')).toEqual([{ input: { push: 'r-7' }, verdict: { word: 'ok' }, bytes: '{"word":"ok"}' }]);
  expect([...history.samples.range('errors', 0, 500)]).toEqual([['www-1', [{ t: 150, v: 0.5, n: 1, s: 2 }]]]);
  expect(history.acts.get('key')).toMatchObject({ verb: 'push.start', result: '{"ok":1}' });
}

describe('a history', () => {
  it('is made where there is none, for this user alone', () => {
    const { version, setAside } = opened();
    expect([version, setAside]).toEqual([migrations.length, null]);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  it.each(Array.from({ length: migrations.length }, (_, at) => at + 1))('of version %i opens with every row in it', (version) => {
    older(version);
    const first = opened();
    expect([first.version, first.setAside]).toEqual([migrations.length, null]);
    expectEveryRow(first.history);
    // Everything that today's Capstan does works on it.
    first.history.samples.putDrift('errors', 100, 60_000, 0.1);
    first.history.events.add({ at: 300, push: null, host: null, level: 'info', mark: null, text: 'new' });
    first.history.close();
    const second = opened();
    expect(second.version).toBe(migrations.length);
    expectEveryRow(second.history);
    expect(second.history.events.list(null, 0, 5)).toHaveLength(2);
  });

  it('that a crash left with its write-ahead log opens with every row in it', () => {
    older(1);
    const crashed = new Database(file);
    crashed.prepare("INSERT INTO events (at, level, text) VALUES (1, 'info', 'only in the log')").run();
    const copy = join(folder, 'copy.sqlite');
    for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(file + suffix));
    crashed.close();
    const { history, setAside } = opened(copy);
    expect(setAside).toBeNull();
    expectEveryRow(history);
    expect(history.events.list(null, 0, 5).map((line) => line.text)).toEqual(['live everywhere', 'only in the log']);
  });

  it('of a newer Capstan is left as it is: what happens is in memory, and never goes there', () => {
    older(1);
    const db = new Database(file);
    db.pragma(`user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(file);
    const { db: memory, away, setAside } = openHistory(file);
    const history = createHistory(memory, away);
    expect(history.fault()).toBe(
      `The history in ${file} was written by a newer Capstan, so it is neither read nor written. ` +
        'Update Capstan on this desk, or use another data directory.',
    );
    expect(history.pushes.newest(5)).toEqual([]);
    history.events.add({ at: 1, push: null, host: null, level: 'info', mark: null, text: 'rolled back' });
    history.mend();
    expect(history.fault()).not.toBeNull();
    history.close();
    expect(setAside).toBeNull();
    expect(readFileSync(file).equals(before)).toBe(true);
    // To look at it, SQLite makes its log beside it, and leaves it empty.
    expect(readdirSync(dirname(file)).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([basename(file)]);
  });

  it('that cannot be opened for another reason is in memory, and is not set aside', () => {
    mkdirSync(file, { recursive: true });
    const { db, away } = openHistory(file);
    open.push(db);
    expect(away).toMatchObject({ kept: 'none', mayReturn: true, trouble: { hint: expect.stringContaining('disk') } });
    expect(readdirSync(dirname(file))).toEqual([basename(file)]);
  });
});

describe('a damaged history', () => {
  const damages: Record<string, () => void> = {
    'random bytes': () => writeFileSync(file, randomBytes(20_000)),
    'a text': () => writeFileSync(file, 'This is not the file that you look for.\n'.repeat(50)),
    'cut short': () => truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096 + 100),
    'only its head': () => truncateSync(file, 100),
    'a page overwritten': () => overwrite((bytes) => bytes.fill(0xa5, 2 * 4096, 3 * 4096)),
    'a page of zeros': () => overwrite((bytes) => bytes.fill(0, 4096, 2 * 4096)),
    'its schema overwritten': () => overwrite((bytes) => bytes.fill(0x5a, 200, 4096)),
  };
  function overwrite(change: (bytes: Buffer) => void): void {
    const bytes = readFileSync(file);
    expect(bytes.length).toBeGreaterThan(4 * 4096);
    change(bytes);
    writeFileSync(file, bytes);
  }

  it.each(Object.keys(damages))('(%s) is set aside as it was, and a new one begun', (name) => {
    older(migrations.length);
    const db = new Database(file);
    const insert = db.prepare("INSERT INTO events (at, level, text) VALUES (1, 'info', ?)");
    db.transaction(() => {
      for (let at = 0; at < 500; at++) insert.run(`line ${at} of a history that has grown`);
    })();
    db.close();
    damages[name]?.();
    const damaged = readFileSync(file);

    const { history, setAside, version } = opened();
    expect(setAside).toMatch(/history\.sqlite\.damaged-\d{4}-\d{2}-\d{2}T/);
    expect(readFileSync(setAside!).equals(damaged)).toBe(true);
    expect(version).toBe(migrations.length);
    expect(history.events.list(null, 0, 5)).toEqual([]);
    history.events.add({ at: 1, push: null, host: null, level: 'info', mark: null, text: 'begun' });
    history.close();
    // The new one is good, and the old one still there.
    const again = opened();
    expect(again.setAside).toBeNull();
    expect(again.history.events.list(null, 0, 5)).toHaveLength(1);
    expect(readFileSync(setAside!).equals(damaged)).toBe(true);
  });

  it('takes its write-ahead log along', () => {
    older(migrations.length);
    const writer = new Database(file);
    writer.prepare("INSERT INTO events (at, level, text) VALUES (1, 'info', 'not yet in the file')").run();
    writeFileSync(`${file}-copy-wal`, readFileSync(`${file}-wal`));
    writer.close();
    const wal = readFileSync(`${file}-copy-wal`);
    rmSync(`${file}-copy-wal`);
    writeFileSync(file, randomBytes(8192));
    writeFileSync(`${file}-wal`, wal);
    const { setAside } = opened();
    expect(readFileSync(`${setAside}-wal`).equals(wal)).toBe(true);
  });
});

describe('a backup', () => {
  it('is made while the history is written to, and is whole', async () => {
    const { history } = opened();
    const line = (text: string) => history.events.add({ at: 1, push: null, host: null, level: 'info', mark: null, text });
    history.together(() => {
      for (let at = 0; at < 3000; at++) line(`before ${at}`);
    });
    const copy = join(folder, 'copy.sqlite');
    const writing = setInterval(() => line('meanwhile'), 1);
    await history.backup(copy);
    clearInterval(writing);
    const restored = opened(copy);
    expect(restored.setAside).toBeNull();
    const lines = restored.history.events.list(null, 0, 10_000).map((one) => one.text);
    expect(lines.slice(0, 3000)).toEqual(Array.from({ length: 3000 }, (_, at) => `before ${at}`));
    expect(lines.slice(3000).every((text) => text === 'meanwhile')).toBe(true);
  });
});
