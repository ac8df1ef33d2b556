import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overlay, TrendData } from '../../../shared/contract/trends';
import { configOf, SMALL } from '../config/fixtures';
import { openHistory } from '../history/database';
import { createHistory, type History } from '../history/history';
import { openSeriesStore, type SeriesStore } from '../metrics/store/series-store';
import { createTrendsRoom, type TrendsRoom } from './trends-room';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let directory: string;
let now: number;
let store: SeriesStore;
let history: History;
let room: TrendsRoom;

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
  room.read({ fromMs, toMs, points, overlay, queries: [{ metric, legend: null }] });

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
  room = createTrendsRoom({ store, scrapes: { exploded: () => [] }, history, clock: () => now, config: () => config });
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
        { metric: 'rate(up', legend: null },
        { metric: 'up', legend: 'is {host}' },
      ],
    });
    expect(data.faults[0]?.at?.line).toBe(1);
    expect(data.faults[1]).toBeNull();
    expect(data.lines.map(({ name }) => name)).toEqual(['is www1']);
    expect(room.check('up{')?.message).toBeTruthy();
    expect(room.check('up')).toBeNull();
  });

  it('shows the 20 lines with the greatest maximum and counts the others', async () => {
    const values = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`queue|shard=s${i}`, i]));
    for (let i = 0; i < 5; i++) put('www1', start + i * 10_000, values);
    const data = await read('queue', start, start + minute);
    expect(data.more).toBe(10);
    expect(data.lines.map(({ maximum }) => maximum).sort((a, b) => (a ?? 0) - (b ?? 0))[0]).toBe(10);
    expect(data.lines.map(({ name }) => name)).toContain('s29');
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
      { fromMs: start, toMs: start + day, points: 150, overlay: null, queries: [{ metric: 'work_total', legend: null }] },
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
      queries: [{ metric: 'node_load1{type="www"}', legend: null }],
      thresholds: [{ value: 5, label: 'limit >' }],
    });
  });

  it('finds metrics and values, and answers a query as Prometheus would', async () => {
    store.describe('orders_total', { type: 'counter', help: 'Orders taken.', unit: null });
    for (let i = 0; i < 7; i++) put('www1', start + i * 10_000, { orders_total: i * 10, bad: NaN });
    expect(room.metrics('taken', 10)).toEqual([
      { name: 'orders_total', help: 'Orders taken.', type: 'counter', unit: '', series: 1, labels: ['host', 'type'], last: 60 },
    ]);
    expect(room.metrics('bad', 10)[0]?.last).toBeNull();
    expect(room.values('orders_total', 'host')).toEqual(['www1']);
    expect(await room.query({ metric: 'rate(orders_total[1m])', over: { atMs: start + 60_000 } })).toMatchObject({
      at: start + 60_000,
      values: [{ labels: { host: 'www1', type: 'www' }, value: 1 }],
    });
    expect(await room.query({ metric: 'bad', over: { fromMs: start, toMs: start + 10_000, stepMs: 10_000 } })).toMatchObject({
      at: null,
      series: [{ t: [start, start + 10_000], v: ['NaN', 'NaN'] }],
    });
    await expect(room.query({ metric: 'nope(', over: { atMs: null } })).rejects.toThrow(/column 1/);
    expect(room.store()).toMatchObject({ unavailable: null, exploded: [] });
  });
});
