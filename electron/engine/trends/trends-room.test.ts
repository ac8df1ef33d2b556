import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overlay, TrendData, UnreadPage } from '../../../shared/contract/trends';
import { configOf, SMALL } from '../config/fixtures';
import { openHistory } from '../history/database';
import { createHistory, type History } from '../history/history';
import type { SourceKind } from '../metrics/sources/source';
import type { SourceState } from '../metrics/sources/start-sources';
import { openSeriesStore, type SeriesStore } from '../metrics/store/series-store';
import { createTrendsRoom, type RoomSources, type TrendsRoom } from './trends-room';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let directory: string;
let now: number;
let store: SeriesStore;
let history: History;
let room: TrendsRoom;
let sources: RoomSources;
let unread: readonly UnreadPage[];

/** Appends a tick a host: values by `name{labels}` written as pairs. */
function put(host: string, at: number, values: Readonly<Record<string, number>>, stale: readonly string[] = []): void {
  const number = (name: string) => {
    const [metric = '', label = '', value = ''] = name.split(/[|=]/);
    const labels: Record<string, string> = { host, type: 'www' };
    if (label !== '') labels[label] = value;
    return store.series(`host:${host}`, host, metric, labels) ?? -1;
  };
  now = Math.max(now, at);
  const appended = store.append([
    {
      source: `host:${host}`,
      target: host,
      at,
      series: Object.keys(values).map(number),
      values: Object.values(values),
      stale: stale.map(number),
    },
  ]);
  if (!appended.ok) throw new Error(appended.reason);
}

const read = (metric: string, fromMs: number, toMs: number, overlay: Overlay | null = null, points = 150): Promise<TrendData> =>
  room.read({ fromMs, toMs, points, overlay, queries: [{ metric, legend: null, source: null }] });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-trends-'));
  now = start;
  store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: () => undefined });
  history = createHistory(openHistory(join(directory, 'history.sqlite')).db);
  const config = configOf(
    `${SMALL}gauges: [ { name: load, metric: node_load1, limit: "> 5" } ]
dashboards:
  - name: Shop
    rows: [ { panels: [ { title: Orders, metric: "sum(rate(orders_total[5m]))" }, { title: Orders, metrics: [ { metric: up, legend: "{host}" } ] } ] } ]
`,
  );
  sources = { promql: new Map(), states: () => [] };
  unread = [];
  room = createTrendsRoom({
    store,
    scrapes: { exploded: () => [] },
    sources: () => sources,
    unread: () => unread,
    history,
    clock: () => now,
    config: () => config,
  });
});

afterEach(() => {
  store.close();
  history.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('read', () => {
  it('draws readings, gaps as gaps, and what is newest', async () => {
    for (let i = 0; i < 60; i++) if (i < 20 || i >= 30) put('www1', start + i * 10_000 + 100, { node_load1: i });
    const data = await read('node_load1', start, start + 10 * minute);
    expect(data).toMatchObject({ tier: 'raw', faults: [null], more: 0, stepMs: 10_000 });
    const [line] = data.lines;
    expect(line).toMatchObject({ name: 'node_load1', current: 59, maximum: 59, minimum: 0, role: null });
    expect(line?.t).toHaveLength(60);
    expect(line?.mean.slice(0, 3)).toEqual([0, 1, 2]);
    // It is carried over a late scrape, not over a gap.
    expect(line?.mean.slice(27, 30)).toEqual([null, null, null]);
    expect(line?.mean[30]).toBe(30);
  });

  it('has no current value once a series has gone stale', async () => {
    for (let i = 0; i < 30; i++) put('www1', start + i * 10_000, { node_load1: i, other: 1 });
    put('www1', start + 300_000, { other: 1 }, ['node_load1']);
    const [line] = (await read('node_load1', start, start + 6 * minute)).lines;
    expect(line?.current).toBeNull();
    expect(line?.mean.at(-1)).toBeNull();
  });

  it('counts exactly, marks resets, and never draws a fall', async () => {
    let counter = 0;
    for (let i = 0; i < 360; i++) {
      counter = i === 200 ? 0 : counter + 10;
      put('www1', start + i * 10_000, { orders_total: counter });
    }
    const whole = await read('increase(orders_total[1m])', start + 5 * minute, start + hour);
    expect(whole.resets).toHaveLength(1);
    expect(whole.lines[0]?.minimum).toBeGreaterThanOrEqual(40);
    expect(whole.lines[0]?.maximum).toBeLessThanOrEqual(70);
    const bare = (await read('orders_total', start, start + hour)).lines[0];
    const means = bare?.mean.filter((value) => value !== null) ?? [];
    expect(means.every((value, at) => at === 0 || value >= (means[at - 1] ?? 0))).toBe(true);
    expect(bare?.maximum).toBe(3590);
  });

  it('tells the place of a fault and goes on with the other queries', async () => {
    put('www1', start, { up: 1 });
    const data = await room.read({
      fromMs: start - minute,
      toMs: start + minute,
      points: 10,
      overlay: null,
      queries: [
        { metric: 'rate(up', legend: null, source: null },
        { metric: 'up', legend: 'is {host}', source: null },
      ],
    });
    expect(data.faults[0]?.at?.line).toBe(1);
    expect(data.faults[1]).toBeNull();
    expect(data.lines.map(({ name }) => name)).toEqual(['is www1']);
    expect((await room.check({ metric: 'up{', source: null }))?.message).toBeTruthy();
    expect(await room.check({ metric: 'rate(up[$__rate_interval])', source: null })).toBeNull();
  });

  it('shows the 20 lines with the greatest maximum and counts the others', async () => {
    const values = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`queue|shard=s${i}`, i]));
    for (let i = 0; i < 5; i++) put('www1', start + i * 10_000, values);
    const data = await read('queue', start, start + minute);
    expect(data.more).toBe(10);
    expect(data.lines.map(({ maximum }) => maximum).sort((a, b) => (a ?? 0) - (b ?? 0))[0]).toBe(10);
    expect(data.lines.map(({ name }) => name)).toContain('s29');
  });

  it('shows the hosts that were picked alone, also those that are not among the greatest', async () => {
    for (let i = 0; i < 6; i++) for (let n = 1; n <= 25; n++) put(`www${n}`, start + i * 10_000, { node_load1: n });
    const question = { fromMs: start, toMs: start + minute, points: 150, overlay: 'hosts' as const, hosts: ['www2', 'www25'] };
    const ask = (metric: string) => room.read({ ...question, queries: [{ metric, legend: null, source: null }] });
    const picked = await ask('node_load1');
    expect(picked.lines.map(({ labels }) => labels['host']).sort()).toEqual(['www2', 'www25']);
    expect(picked.more).toBe(0);
    // What is not of hosts has nothing to pick from.
    expect((await ask('sum(node_load1)')).lines).toHaveLength(1);
  });

  it('makes a band of the hosts and names who is outside', async () => {
    for (let i = 0; i < 30; i++)
      for (let n = 1; n <= 20; n++) put(`www${n}`, start + i * 10_000, { node_load1: n === 7 ? 50 : 1 + n / 100 });
    const data = await read('node_load1', start, start + 5 * minute, 'band');
    expect(data.lines.map(({ role }) => role)).toEqual(['min', 'p10', 'p50', 'p90', 'max', 'outlier']);
    expect(data.lines.at(-1)?.name).toBe('www7');
    expect(data.lines[4]?.maximum).toBe(50);
    expect(data.lines[2]?.current).toBeCloseTo(1.11, 1);
  });

  it('reads a year from its tiers with its peak, a counter exactly, in time', { timeout: 60_000 }, async () => {
    let counter = 0;
    // A reading each two hours: the tiers are what is kept of a year.
    for (let i = 0; i < 365 * 12; i++) {
      counter += 7200;
      put('www1', start + i * 2 * hour, { orders_total: counter, node_load1: i === 2500 ? 99 : 1 });
      if (i % 1000 === 0) while (store.work(50)) void 0;
    }
    while (store.work(200)) void 0;
    const end = start + 365 * day;
    now = end;
    const load = await read('node_load1', start, end);
    expect(['hour', 'day']).toContain(load.tier);
    expect(load.lines[0]).toMatchObject({ maximum: 99, minimum: 1 });
    expect(load.lines[0]?.t.length).toBeLessThanOrEqual(150);
    const rate = (await read('sum(rate(orders_total[5m]))', start, end)).lines[0];
    expect(rate?.average).toBeCloseTo(1, 2);
    expect(rate?.maximum).toBeLessThan(1.1);
    expect(rate?.minimum).toBeGreaterThan(0.9);
    const started = performance.now();
    await read('node_load1', start, end);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('lets others work while it reads much, and stops when nobody waits', { timeout: 60_000 }, async () => {
    for (let i = 0; i < 720; i++) {
      now = start + i * 2 * minute;
      const ticks = Array.from({ length: 100 }, (_, n) => {
        const host = `www${n}`;
        const series = store.series(`host:${host}`, host, 'work_total', { host, type: 'www' }) ?? -1;
        return { source: `host:${host}`, target: host, at: now, series: [series], values: [i * n] };
      });
      store.append(ticks);
    }
    while (store.work(200)) void 0;
    // By the processor's time: how much of it others take is not what is looked at.
    const spent: number[] = [];
    let before = process.cpuUsage();
    let isRead = false;
    const turns = (async () => {
      while (!isRead) {
        await new Promise((next) => setImmediate(next));
        const { user, system } = process.cpuUsage(before);
        spent.push((user + system) / 1000);
        before = process.cpuUsage();
      }
    })();
    const data = await read('sum by (host) (rate(work_total[5m]))', start, start + day);
    isRead = true;
    await turns;
    expect(data.more).toBe(80);
    expect(spent.length).toBeGreaterThan(10);
    expect(spent.sort((x, y) => x - y)[Math.floor(spent.length * 0.9)]).toBeLessThan(60);
    const stop = new AbortController();
    const asked = room.read(
      {
        fromMs: start,
        toMs: start + day,
        points: 150,
        overlay: null,
        queries: [{ metric: 'work_total', legend: null, source: null }],
      },
      stop.signal,
    );
    stop.abort();
    await expect(asked).rejects.toThrow('Nobody waits');
  });
});

describe('the room', () => {
  it('has the dashboards of the file, then those of the hosts', () => {
    put('www1', start, { up: 1, node_load1: 1, http_requests_total: 1, orders_total: 5 });
    const [own, made] = room.dashboards();
    expect(own).toMatchObject({ id: 'shop', name: 'Shop', generated: false });
    expect(own?.rows[0]?.panels.map(({ id }) => id)).toEqual(['orders', 'orders-2']);
    expect(made).toMatchObject({ id: 'hosts-www', generated: true });
    expect(made?.rows.map(({ title }) => title)).toEqual(['Gauges', 'Requests', 'Counted by the application', 'Machine']);
    expect(made?.rows[0]?.panels[0]).toMatchObject({
      title: 'load',
      queries: [{ metric: 'node_load1{type="www"}', legend: null, source: null }],
      thresholds: [{ value: 5, label: 'limit >' }],
    });
  });

  it('finds metrics and values, and answers a query as Prometheus would', async () => {
    store.describe('orders_total', { type: 'counter', help: 'Orders taken.', unit: null });
    for (let i = 0; i < 7; i++) put('www1', start + i * 10_000, { orders_total: i * 10, bad: NaN });
    expect(await room.metrics({ text: 'taken', limit: 10, source: null })).toEqual([
      { name: 'orders_total', help: 'Orders taken.', type: 'counter', unit: '', series: 1, labels: ['host', 'type'], last: 60 },
    ]);
    expect((await room.metrics({ text: 'bad', limit: 10, source: null }))[0]?.last).toBeNull();
    expect(await room.values({ metric: 'orders_total', label: 'host', source: null })).toEqual(['www1']);
    expect(await room.query({ metric: 'rate(orders_total[1m])', source: null, over: { atMs: start + 60_000 } })).toMatchObject({
      at: start + 60_000,
      values: [{ labels: { host: 'www1', type: 'www' }, value: 1 }],
    });
    expect(
      await room.query({ metric: 'bad', source: null, over: { fromMs: start, toMs: start + 10_000, stepMs: 10_000 } }),
    ).toMatchObject({
      at: null,
      series: [{ t: [start, start + 10_000], v: ['NaN', 'NaN'] }],
    });
    await expect(room.query({ metric: 'nope(', source: null, over: { atMs: null } })).rejects.toThrow(/column 1/);
    expect(room.store()).toMatchObject({ unavailable: null, exploded: [] });
  });

  it('fills in the lengths of time that the chart decides', async () => {
    for (let i = 0; i < 360; i++) put('www1', start + i * 10_000, { orders_total: i * 10 });
    const data = await read('increase(orders_total[$__interval])', start + 10 * minute, start + hour, null, 25);
    expect(data).toMatchObject({ faults: [null], stepMs: 120_000 });
    expect(data.lines[0]?.average).toBeCloseTo(120, 0);
    const wrong = await read('rate(orders_total[$__rate_interval]) + nope(x)', start, start + hour);
    expect(wrong.faults[0]?.at?.text).toBe('nope');
  });

  it('counts the hosts whose pages cannot be read, and tells of the first of them', () => {
    expect(room.sources().unreadPages).toEqual({ hosts: 0, first: [] });
    unread = Array.from({ length: 9 }, (_, at) => ({ host: `www${at}`, since: start + at, said: 'it answers 503' }));
    expect(room.sources().unreadPages).toEqual({ hosts: 9, first: unread.slice(0, 4) });
  });

  it('tells how the sources are, and which have more series than they may', () => {
    const state = (name: string, by: SourceKind, change: Partial<SourceState> = {}): SourceState => ({
      source: { name, by, owner: by === 'command' ? 'host:www1' : 'fleet' },
      readAt: start,
      fault: null,
      todo: null,
      failingSince: null,
      samples: 1,
      warnings: [],
      ...change,
    });
    const away = { fault: 'It answers 500.', failingSince: start + minute, todo: 'Look there.' };
    const commands = Array.from({ length: 30 }, (_, at) => state(`host:h${at} command 1`, 'command', away));
    const states = [state('prometheus', 'promql'), state('stats', 'json', away), state('host:h command 1', 'command'), ...commands];
    sources = { promql: new Map(), states: () => states };
    const view = room.sources();
    expect(view).toMatchObject({ more: 10 });
    expect(view.sources).toHaveLength(22);
    expect(view.sources.slice(0, 2)).toEqual([
      { name: 'prometheus', by: 'promql', readAt: start, failing: null, warnings: [] },
      {
        name: 'stats',
        by: 'json',
        readAt: start,
        failing: { said: 'It answers 500.', since: start + minute, todo: 'Look there.' },
        warnings: [],
      },
    ]);
    for (let at = 0; at < 10_100; at++) store.series('fleet', 'stats', 'users', { user: `u${at}` });
    expect(room.store().exploded).toMatchObject([{ target: 'stats', refused: 100, label: 'user' }]);
  });
});
