import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, EXAMPLE } from '../../config/fixtures';
import { openSeriesStore, type SeriesStore } from '../store/series-store';
import { createSources } from './create-sources';
import { sample } from './sample';
import { createSource, type Found, type MetricSource, type SourceReading } from './source';
import { startSources } from './start-sources';
import { createStoredReadings, type StoredReadings } from './stored-readings';

const fleet = { by: 'json', name: 'a', owner: 'fleet', everyMs: 100, metrics: null } as const;
const found = (...values: number[]): Found => ({ samples: values.map((value, at) => sample(`m${at}`, value, null, {})) });

describe('a source', () => {
  const read = (work: () => Promise<Found>, signal?: AbortSignal) => createSource(fleet, () => 5, work).read(signal);

  it('never rejects, whatever it is made of', async () => {
    expect(await read(() => Promise.reject(new Error('broken')))).toEqual({ ok: false, at: 5, fault: 'broken', todo: null });
    expect(
      await read(() => {
        throw new TypeError('at once');
      }),
    ).toMatchObject({ ok: false, fault: 'at once' });
    expect(await read(() => new Promise(() => undefined))).toMatchObject({
      ok: false,
      fault: 'There was no answer within 100 ms.',
    });
    expect(await read(() => new Promise(() => undefined), AbortSignal.timeout(20))).toMatchObject({
      fault: 'The reading was cancelled.',
    });
    expect(await read(() => Promise.resolve(found()), AbortSignal.abort())).toMatchObject({ fault: 'The reading was cancelled.' });
  });

  it('is refused whole beyond its bounds', async () => {
    const many = { samples: Array.from({ length: 10_001 }, () => sample('m', 1, null, {})) };
    expect(await read(async () => many)).toMatchObject({ ok: false, fault: 'There are 10001 samples, more than 10000.' });
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`l${at}`, 'x']));
    expect(await read(async () => ({ samples: [sample('m', 1, null, labels)] }))).toMatchObject({
      fault: 'm has 65 labels, more than 64.',
    });
    expect(await read(async () => ({ samples: [sample('', 1, null, {})] }))).toMatchObject({ ok: false });
  });
});

describe('sources on their beats', () => {
  const open: { close(): void }[] = [];
  afterEach(() => open.splice(0).forEach((one) => one.close()));

  it('are read again and again, never twice at once, each told once when it begins to fail and when it is well again', async () => {
    const taken: [string, SourceReading][] = [];
    const logged: string[] = [];
    let running = 0;
    let most = 0;
    let fails = true;
    const slow = createSource({ ...fleet, name: 'slow', everyMs: 30 }, Date.now, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return found(1);
    });
    const flaky = createSource({ ...fleet, name: 'flaky', everyMs: 30 }, Date.now, async () => {
      if (fails) throw new Error(`It is asked again in ${taken.length} s.`);
      return { ...found(1, 2), warnings: ['w'] };
    });
    const running2 = startSources([slow, flaky], {
      clock: Date.now,
      take: (source, reading) => taken.push([source.name, reading]),
      log: (text) => logged.push(text),
    });
    open.push(running2);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(running2.states()).toMatchObject([
      { source: { name: 'slow' }, fault: null, failingSince: null, samples: 1, readAt: expect.any(Number) },
      {
        source: { name: 'flaky' },
        fault: expect.stringMatching(/asked again/),
        failingSince: expect.any(Number),
        todo: expect.stringContaining('curl'),
        samples: 0,
        readAt: null,
      },
    ]);
    fails = false;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(running2.states()[1]).toMatchObject({ fault: null, failingSince: null, todo: null, samples: 2, warnings: ['w'] });
    running2.close();
    const before = taken.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(taken).toHaveLength(before);
    expect(most).toBe(1);
    expect(taken.filter(([name]) => name === 'slow').length).toBeGreaterThan(3);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatch(/^flaky: It is asked again/);
    expect(logged[1]).toBe('flaky is readable again');
  });

  it('go on when what they read cannot be kept', async () => {
    const logged: string[] = [];
    let taken = 0;
    const source = createSource({ ...fleet, everyMs: 20 }, Date.now, async () => found(1));
    const take = () => {
      taken += 1;
      throw new Error('full');
    };
    open.push(startSources([source], { clock: Date.now, take, log: (text) => logged.push(text) }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(taken).toBeGreaterThan(2);
    expect(logged[0]).toBe('a: what was read could not be kept: full');
  });
});

describe('what is kept of readings', () => {
  const start = Date.UTC(2026, 2, 1);
  let folder: string;
  let now: number;
  let store: SeriesStore;
  let readings: StoredReadings;
  const said: string[] = [];
  const source = (name: string, metrics: readonly string[] | null = null): MetricSource => ({
    ...fleet,
    name,
    metrics: metrics && new Set(metrics),
    read: () => Promise.reject(new Error('unused')),
  });
  const take = (of: MetricSource, values: Record<string, number> | null) => {
    now += 10_000;
    const samples = Object.entries(values ?? {}).map(([name, value]) => sample(name, value, null, { site: 'eu' }));
    readings.take(of, values ? { ok: true, at: now, samples, warnings: [] } : { ok: false, at: now, fault: 'x', todo: null });
  };
  const series = (name: string) => {
    const [found] = store.select([{ label: '__name__', op: '=', value: name }], 0, now + 60_000);
    return { values: [...(found?.values ?? [])], stale: [...(found?.stale ?? [])].map((at) => at - start), source: found?.source };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capstan-sources-'));
    now = start;
    said.length = 0;
    store = openSeriesStore(join(folder, 'series.sqlite'), { clock: () => now, log: () => undefined });
    readings = createStoredReadings(store, { clock: () => now, log: (text) => said.push(text) });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('are series, resets, and marks where one is gone or the source fails', () => {
    const counters = source('counters');
    take(counters, { signups_total: 10, queue: 1 });
    take(counters, { signups_total: 14, queue: 2 });
    // Evicted, and begun anew.
    take(counters, { queue: 2 });
    take(counters, { signups_total: 3, queue: 2 });
    take(counters, null);
    take(counters, null);
    expect(series('signups_total')).toEqual({ values: [10, 14, 3], stale: [30_000, 50_000], source: 'fleet' });
    expect(store.metrics('', 9)).toMatchObject([
      { name: 'queue', type: 'gauge' },
      { name: 'signups_total', type: 'counter' },
    ]);
  });

  it('ends at once where a source, or a metric of one, leaves the configuration, and with Capstan', () => {
    take(source('a', ['x', 'y']), { x: 1, y: 2 });
    take(source('b', ['z']), { z: 3 });
    now += 1000;
    readings.only([source('a', ['x'])]);
    expect(series('x').stale).toEqual([]);
    expect(series('y').stale).toEqual([21_000]);
    expect(series('z').stale).toEqual([21_000]);
    // What is gone is marked once.
    take(source('a', ['x']), { x: 2 });
    expect(series('y').stale).toEqual([21_000]);
    readings.only([source('a', null)]);
    expect(series('x').stale).toEqual([]);
    now -= 5000;
    readings.end();
    // The clock of the machine was set back: a mark comes after what it ends all the same.
    expect(series('x').stale).toEqual([31_001]);
    readings.end();
    expect(series('x').stale).toEqual([31_001]);
    expect(said).toEqual([]);
  });
});

it('a configuration’s sources are made, one a command and host', () => {
  const config = configOf(EXAMPLE.replace(', interval: 30s }\n  sources', ' }\n  sources'));
  const hosts = config.fleet.types.flatMap((type) =>
    type.hosts.slice(0, 2).map((address) => ({ name: address.name, address, type, path: '/srv/shop' })),
  );
  const connections = { run: () => Promise.reject(new Error('unused')) };
  const { all, promql } = createSources(config, { hosts, connections, clock: () => 0, env: {}, secrets: null });
  expect(all.map(({ name, owner, everyMs }) => [name, owner, everyMs])).toEqual([
    ['counters', 'fleet', 30_000],
    ['json stats.example.com/now', 'fleet', 60_000],
    ['promql prometheus.example.com/eu', 'fleet', 30_000],
    ['host:www001.example.com command 1', 'host:www001.example.com', 10_000],
    ['host:www002.example.com command 1', 'host:www002.example.com', 10_000],
  ]);
  expect([...promql.keys()]).toEqual(['promql prometheus.example.com/eu']);
});
