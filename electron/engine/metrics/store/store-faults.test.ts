import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoreOptions } from './options';
import { mountDisk, noMount } from '../../../../e2e/mount-disk';
import { openSeriesStore, type SeriesStore } from './series-store';

const minute = 60_000;
let folder: string;
let file: string;
let now: number;
const stores: SeriesStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-series-'));
  file = join(folder, 'series.sqlite');
  now = Date.UTC(2026, 2, 1);
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(options: Partial<StoreOptions> = {}): SeriesStore {
  const store = openSeriesStore(file, { clock: () => now, log: () => undefined, ...options });
  stores.push(store);
  return store;
}

const host = 'host:www-1';
const matcher = (value: string, op: '=' | '!=' | '=~' | '!~' = '=', label = '__name__') => ({ label, op, value });

function put(store: SeriesStore, values: Readonly<Record<string, number>>, at = now) {
  const series = Object.keys(values).map((name) => store.series(host, host, name, { host: 'www-1' }) ?? -1);
  return store.append([{ source: host, target: host, at, series, values: Object.values(values) }]);
}

describe('samples that do not fit', () => {
  it('are not stored, and counted by why', () => {
    const store = open();
    expect(put(store, { a: 1, b: 1 })).toMatchObject({ ok: true, accepted: 2 });
    expect(put(store, { a: 1, b: 2 })).toMatchObject({ accepted: 0, duplicate: 1, conflicting: 1 });
    expect(put(store, { a: 5 }, now - 1)).toMatchObject({ accepted: 0, late: 1 });
    expect(put(store, { a: 5, c: 5 }, now - 1)).toMatchObject({ accepted: 1, late: 1 });
    expect(put(store, { a: 5 }, now + 2 * 3_600_000)).toMatchObject({ accepted: 0, early: 1 });
    expect(store.append([{ source: host, target: host, at: now + 1, series: [4711], values: [1] }])).toMatchObject({ refused: 1 });
    expect(store.select([matcher('a')], 0, 1e15).map(({ values }) => [...values])).toEqual([[1]]);
  });

  it('are refused beyond the budget, while those that are there stay', () => {
    const store = open({ budget: 3 });
    put(store, { a: 1, b: 1, c: 1 });
    for (let user = 0; user < 7; user++)
      expect(store.series(host, host, 'hits_total', { user: `u${user}`, code: '200' })).toBeNull();
    now += minute;
    expect(put(store, { a: 2, b: 2, c: 2 })).toMatchObject({ accepted: 3, refused: 0 });
    expect(store.refusals(host)).toMatchObject({ series: 7, label: 'user', values: 7 });
  });

  /** A page of `fixed` series, and `users` more from `first` on; what was on the one before is marked as gone. */
  function page(store: SeriesStore, present: readonly number[], users: number, first = 0): number[] {
    now += 10_000;
    const wanted = [
      { name: 'orders_total', labels: {} },
      ...Array.from({ length: users }, (_, at) => ({ name: 'hits', labels: { user: `u${first + at}` } })),
    ];
    const series = wanted.flatMap(({ name, labels }) => store.series(host, host, name, { ...labels, host: 'www-1' }) ?? []);
    const stale = present.filter((one) => !series.includes(one));
    const appended = store.append([{ source: host, target: host, at: now, series, values: series.map(() => now), stale }]);
    if (!appended.ok) throw new Error(appended.reason);
    return series;
  }

  const isTaken = (store: SeriesStore, name: string) => store.series(host, host, name, { host: 'www-1' }) !== null;

  it.each(['marked', 'never marked, as the process was killed'])(
    'hold room for two minutes at most once they are gone (%s)',
    (how) => {
      let store = open({ budget: 20 });
      let present: number[] = [];
      for (let tick = 0; tick < 6; tick++) present = page(store, present, 40);
      expect(present).toHaveLength(20);
      const wellAt = now;
      if (how !== 'marked') {
        store.close();
        store = open({ budget: 20 });
        present = [];
      }
      expect(isTaken(store, 'late')).toBe(false);
      expect(store.refusals(host)).toMatchObject(how === 'marked' ? { series: 22, label: 'user' } : { series: 1, label: null });
      while (!isTaken(store, 'late') && now < wellAt + 10 * minute) present = page(store, present, 0);
      expect(now - wellAt).toBeGreaterThanOrEqual(minute);
      expect(now - wellAt).toBeLessThanOrEqual(2 * minute + 10_000);
      expect(store.room(host)).toBe(18);
      expect(store.refusals(host)).toMatchObject({ series: 0 });
      // What it had is all there, sealed or not, also after a restart.
      for (let time = 0; time < 2; time++) {
        const hits = store.select([matcher('hits')], 0, 1e15);
        expect(hits.map(({ times }) => times.length)).toEqual(Array.from({ length: 19 }, () => 6));
        expect(store.select([matcher('orders_total')], 0, 1e15)[0]!.times).toHaveLength(6 + (now - wellAt) / 10_000);
        while (store.work(1000));
        store.close();
        store = open({ budget: 20 });
      }
    },
  );

  it('keep their room over a scrape that failed, and where there is enough', () => {
    const store = open({ budget: 20 });
    let present: number[] = [];
    for (let tick = 0; tick < 6; tick++) present = page(store, present, 40);
    for (let tick = 0; tick < 30; tick++) present = page(store, present, tick % 6 === 0 ? 0 : 19);
    expect(store.room(host)).toBe(0);
    expect(present).toHaveLength(20);
  });

  it('give room back every half an hour only: a label with new values each minute does not fill the index', () => {
    const store = open({ budget: 20, blockTicks: 1000 });
    let present: number[] = [];
    for (let tick = 0; tick < 6 * 29; tick++) present = page(store, present, 40, Math.floor(tick / 6) * 40);
    expect(store.find([matcher('hits')])).toHaveLength(19 * 2);
    for (let tick = 0; tick < 6 * 5; tick++) present = page(store, present, 40, 100_000);
    expect(store.find([matcher('hits')])).toHaveLength(19 * 3);
  });
});

describe('asking', () => {
  it('matches anchored patterns, absent labels as empty ones, and finds names, values and metrics', () => {
    const store = open();
    const of = (name: string, labels: Record<string, string>) => store.series(host, host, name, labels)!;
    const series = [of('up', {}), of('up', { job: 'web' }), of('up', { job: 'webmail' }), of('load', { job: 'web' })];
    store.describe('load', { type: 'gauge', help: 'How much there is to do', unit: null });
    store.append([{ source: host, target: host, at: now, series, values: [1, 2, 3, 4] }]);
    const found = (...matchers: ReturnType<typeof matcher>[]) => store.select(matchers, 0, 1e15).map(({ values }) => values[0]);
    expect(found(matcher('up'), matcher('web', '=~', 'job'))).toEqual([2]);
    expect(found(matcher('up'), matcher('web', '!~', 'job'))).toEqual([1, 3]);
    expect(found(matcher('up'), matcher('', '=', 'job'))).toEqual([1]);
    expect(found(matcher('.*a.*', '=~'), matcher('web', '!=', 'job'))).toEqual([]);
    expect(found(matcher('(a+)+', '=~'))).toEqual([]);
    expect(() => found(matcher('(a', '=~'))).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(store.labelNames([])).toEqual(['__name__', 'job']);
    expect(store.labelValues('job', [matcher('up')])).toEqual(['web', 'webmail']);
    expect(store.metrics('much do', 10)).toEqual([
      { name: 'load', type: 'gauge', help: 'How much there is to do', unit: null, series: 1, labels: ['job'], last: 4 },
    ]);
  });

  it('has no newest reading of a metric that is gone, also after a restart', () => {
    let store = open();
    put(store, { load: 4, up: 1 });
    now += 10_000;
    const load = store.series(host, host, 'load', { host: 'www-1' })!;
    const up = store.series(host, host, 'up', { host: 'www-1' })!;
    store.append([{ source: host, target: host, at: now, series: [up], values: [1], stale: [load] }]);
    for (let time = 0; time < 2; time++) {
      expect(store.metrics('', 10).map(({ name, last }) => [name, last])).toEqual([
        ['load', null],
        ['up', 1],
      ]);
      // The reading that comes at the time of the mark is another one than what is there.
      expect(put(store, { load: 4 })).toMatchObject({ accepted: 0, conflicting: 1 });
      store.close();
      store = open();
    }
    now += 10_000;
    put(store, { load: 5, up: 1 });
    expect(store.metrics('load', 10)).toMatchObject([{ last: 5 }]);
  });
});

describe('retention', () => {
  it('removes by age and by size, the oldest first, and keeps the hours', () => {
    const store = open({
      blockTicks: 10,
      keep: {
        0: { ageMs: 2 * 86_400_000, bytes: 3000 },
        1: { ageMs: 86_400_000, bytes: 1e9 },
        2: { ageMs: 1e12, bytes: 1e9 },
        3: { ageMs: 1e12, bytes: 1e9 },
      },
    });
    const first = now;
    for (let round = 0; round < 6 * 1440; round++) {
      now += minute;
      put(store, { things_total: round, noise: Math.sin(round) });
      if (round % 50 === 0) while (store.work(1000));
    }
    now += 3 * 3_600_000;
    while (store.work(1000));
    expect(store.sizes().raw).toBeLessThanOrEqual(3000);
    const { series, times } = store.select([matcher('things_total')], 0, 1e15)[0]!;
    expect(times[0]).toBeGreaterThan(now - 2 * 86_400_000);
    expect(times.at(-1)).toBeGreaterThan(now - 4 * 3_600_000);
    expect(store.tier(series, 'minute', 0, 1e15).t[0]).toBeGreaterThan(first + 4 * 86_400_000);
    expect(store.tier(series, 'hour', 0, 1e15).t).toHaveLength(6 * 24 + 1);
    const [drawn] = store.range([series], first, first + 86_400_000);
    expect(drawn).toMatchObject({ tier: 'hour' });
    expect([...drawn!.counted].reduce((sum, value) => sum + value, 0)).toBe(1438);
  });
});

describe('a file that cannot be used', () => {
  it('(full disk) is said, and taken up again when there is room', () => {
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    const store = open();
    put(store, { a: 1 });
    const db = pragma.mock.contexts[0] as Database.Database;
    pragma.mockRestore();
    // SQLite says at this many pages what it says on a full disk.
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`);
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`series_${at}`, at]));
    now += minute;
    expect(put(store, { a: 2, ...many })).toMatchObject({ ok: false, reason: expect.stringContaining('full') });
    expect(store.select([matcher('a')], 0, 1e15).map(({ values }) => [...values])).toEqual([[1]]);
    db.pragma('max_page_count = 1000000');
    expect(put(store, { a: 2, ...many })).toMatchObject({ ok: true, accepted: 2001 });
    expect(store.status().unavailable).toBeNull();
    expect(store.select([matcher('a')], 0, 1e15).map(({ values }) => [...values])).toEqual([[1, 2]]);
  });

  it('(held by somebody) answers that it is unavailable, loses nothing else, and goes on', () => {
    const store = open();
    put(store, { a: 1 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    now += minute;
    expect(put(store, { a: 2, b: 1 })).toMatchObject({ ok: false, reason: expect.stringContaining('Another program') });
    expect(store.status().unavailable).toBe(`Another program holds the series in ${file}.`);
    other.exec('ROLLBACK');
    other.close();
    expect(put(store, { a: 2, b: 1 })).toMatchObject({ ok: true, accepted: 2 });
    expect(store.status().unavailable).toBeNull();
    expect(store.select([matcher('a')], 0, 1e15).map(({ values }) => [...values])).toEqual([[1, 2]]);
  });

  it('(damaged) is set aside with its reason, and a new one begun', () => {
    const bytes = randomBytes(20_000);
    writeFileSync(file, bytes);
    const store = open();
    expect(put(store, { a: 1 })).toMatchObject({ ok: true, accepted: 1 });
    const { setAside } = store.status();
    expect(setAside).toHaveLength(1);
    expect(readFileSync(setAside[0]!.file).equals(bytes)).toBe(true);
    expect(readFileSync(`${setAside[0]!.file}.reason.txt`, 'utf8')).toContain('not a database');
  });

  it('(damaged further in) is set aside when it is met, and the engine goes on', () => {
    const store = open({ blockTicks: 5 });
    for (let round = 0; round < 400; round++) {
      now += minute;
      put(store, { a: round, b: Math.random() });
    }
    while (store.work(1000));
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096, statSync(file).size - 4096);
    writeFileSync(file, bytes);
    const again = open({ blockTicks: 5 });
    now += minute;
    for (let time = 0; time < 3; time++) {
      put(again, { a: 1 }, (now += minute));
      again.work(100);
    }
    expect(put(again, { a: 1 }, (now += minute))).toMatchObject({ ok: true });
    const [aside] = again.status().setAside;
    expect(existsSync(aside!.file)).toBe(true);
    expect(readFileSync(aside!.file).includes(Buffer.alloc(4096, 0xa5))).toBe(true);
    expect(again.generation).toBeGreaterThan(0);
  });

  it('(no right) is unavailable, and neither throws nor is moved', () => {
    mkdirSync(file);
    const store = open();
    expect(put(store, { a: 1 })).toMatchObject({ ok: false });
    expect(store.status().unavailable).toContain('cannot be used');
    expect(() => store.select([], 0, 1)).toThrow(expect.objectContaining({ code: 'SOURCE' }));
    expect(store.work(1)).toBe(false);
    expect(store.status().setAside).toEqual([]);
  });

  it.skipIf(noMount !== null)(
    `(its disk is full) says so, reads what it has, and goes on when there is room${noMount ?? ''}`,
    () => {
      const disk = mountDisk(join(folder, 'disk'));
      try {
        file = join(folder, 'disk', 'series.sqlite');
        const store = open();
        expect(put(store, { a: 1 }, (now += 1000))).toMatchObject({ ok: true });
        disk.fill();
        let last = put(store, { a: 1 }, (now += 1000));
        for (let at = 0; last.ok && at < 5000; at++) last = put(store, { a: at, [`b${at}`]: at }, (now += 1000));
        const why = `The disk is full, so the series in ${file} cannot be written.`;
        expect(last).toEqual({ ok: false, reason: why });
        expect(store.status().unavailable).toBe(why);
        expect(store.find([]).length).toBeGreaterThan(0);
        expect(() => store.work(5)).not.toThrow();
        disk.makeRoom();
        expect(put(store, { a: 2 }, (now += 1000))).toMatchObject({ ok: true });
        expect(store.status().unavailable).toBeNull();
        store.close();
        disk.fill();
        disk.readOnly();
        const again = open();
        expect(again.status().unavailable).toBe(`The series in ${file} cannot be written: the file or its folder is read-only.`);
        expect(put(again, { a: 1 }, (now += 1000)).ok).toBe(false);
        again.close();
      } finally {
        disk[Symbol.dispose]();
      }
    },
  );
});
