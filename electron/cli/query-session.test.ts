import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../engine/claim';
import { openSeriesStore } from '../engine/metrics/store/series-store';
import { openQuerySession } from './query-session';
import { overOf, time } from './verbs/query';

let directory: string;
let config: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-query-'));
  mkdirSync(join(directory, 'data'));
  config = join(directory, 'capstan.yaml');
  writeFileSync(
    config,
    `name: shop\ndata: ${JSON.stringify(join(directory, 'data'))}
fleet: { coordinator: www1, types: { www: { hosts: [ www1 ], path: /srv/shop } } }
source: { git: ., artifact: dist/ }\n`,
  );
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a query without a running engine', () => {
  it('reads the series alone, and leaves the directory to others', async () => {
    const at = Date.now() - 10_000;
    const store = openSeriesStore(join(directory, 'data', 'series.sqlite'), { clock: Date.now, log: () => undefined });
    const series = store.series('host:www1', 'www1', 'node_load1', { host: 'www1', type: 'www' }) ?? -1;
    store.append([{ source: 'host:www1', target: 'www1', at, series: [series], values: [2.5] }]);
    store.close();
    const session = await openQuerySession(config);
    expect(await session.query({ metric: 'node_load1 * 2', source: null, over: { atMs: null } })).toMatchObject({
      values: [{ labels: { host: 'www1', type: 'www' }, value: 5 }],
    });
    await expect(session.query({ metric: 'sum(', source: null, over: { atMs: null } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await session.close();
    const again = claim(join(directory, 'data'));
    expect(again).not.toBeNull();
    again?.release();
  });

  it('says when there are none', async () => {
    await expect(openQuerySession(config)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what is asked', () => {
  it('is a time, or a range of at most 250 steps', () => {
    expect(overOf({}, 5000)).toEqual({ atMs: null });
    expect(overOf({ at: 7 }, 5000)).toEqual({ atMs: 7 });
    expect(overOf({ from: 0 }, 3_600_000)).toEqual({ fromMs: 0, toMs: 3_600_000, stepMs: 15_000 });
    expect(overOf({ from: 0, to: 10, step: 5 }, 99)).toEqual({ fromMs: 0, toMs: 10, stepMs: 5 });
    expect(() => overOf({ to: 1 }, 5)).toThrow('needs its first time');
    expect(() => overOf({ at: 1, from: 1 }, 5)).toThrow('either one time or a range');
    expect(() => overOf({ from: 9 }, 5)).toThrow('ends before it begins');
  });

  it('names times as dates, seconds, or how long ago', () => {
    expect(time('2026-03-01T12:00Z')).toBe(Date.UTC(2026, 2, 1, 12));
    expect(time('1700000000')).toBe(1_700_000_000_000);
    expect(Math.abs(time('2h') - (Date.now() - 7_200_000))).toBeLessThan(1000);
    expect(() => time('tomorrow-ish')).toThrow('It has to be a time');
  });
});
