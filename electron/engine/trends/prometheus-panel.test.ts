import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPrometheus, startPrometheus, type RunningPrometheus } from '../../../e2e/prometheus';
import { hasPromtool } from '../../../e2e/promtool';
import type { PromqlSourceConfig } from '../../../shared/config/config';
import type { Overlay, PanelQuery } from '../../../shared/contract/trends';
import { configOf, SMALL } from '../config/fixtures';
import { openHistory } from '../history/database';
import { createHistory, type History } from '../history/history';
import { createPromqlClient } from '../metrics/sources/promql-client';
import { createFindSecret } from '../metrics/sources/secrets-by-name';
import { openSeriesStore, type SeriesStore } from '../metrics/store/series-store';
import { createTrendsRoom, type TrendsRoom } from './trends-room';

const whyNot = hasPrometheus() && hasPromtool() ? null : 'neither Prometheus nor promtool is installed';
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** From Prometheus' own guide to basic authentication. */
const user = { name: 'ann', password: 'test', hash: '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay' };

describe.skipIf(whyNot)(`panels of a real Prometheus${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  /** Whole hours, yesterday: within what Prometheus keeps. */
  const end = Math.floor(Date.now() / hour) * hour - 24 * hour;
  const start = end - 3 * hour;
  const everyMs = 15 * second;
  let folder: string;
  let prometheus: RunningPrometheus;
  let store: SeriesStore;
  let history: History;
  let password = 'test';

  const source = (change: Partial<PromqlSourceConfig> = {}): PromqlSourceConfig => ({
    by: 'promql',
    name: 'prometheus',
    everyMs,
    labels: {},
    url: prometheus.url,
    queries: [],
    auth: { by: 'basic', user: 'ann', passwordSecret: 'PASSWORD' },
    tls: { ca: null, insecure: false },
    ...change,
  });

  /** A room that knows this source, on a clock that stands at the end of the series. */
  const roomOf = (config: PromqlSourceConfig, now = () => end): TrendsRoom => {
    const findSecret = createFindSecret(
      {
        get PASSWORD() {
          return password;
        },
      },
      null,
    );
    const client = createPromqlClient(config, { clock: Date.now, findSecret });
    const promql = new Map([[config.name, { name: config.name, everyMs: config.everyMs, client }]]);
    const fleet = configOf(SMALL);
    return createTrendsRoom({
      store,
      scrapes: { exploded: () => [] },
      sources: () => ({ promql, states: () => [] }),
      unread: () => [],
      history,
      clock: now,
      config: () => fleet,
    });
  };
  const query = (metric: string, legend: string | null = null): PanelQuery => ({ metric, legend, source: 'prometheus' });
  const read = (room: TrendsRoom, queries: readonly PanelQuery[], overlay: Overlay | null = null, fromMs = start, toMs = end) =>
    room.read({ fromMs, toMs, points: 150, overlay, queries });

  /** What its own API says, by the time that was asked for. */
  const asked = async (expression: string, fromMs: number, toMs: number, stepMs: number) => {
    const url = new URL('/api/v1/query_range', prometheus.url);
    const parameters = { query: expression, start: fromMs / 1000, end: toMs / 1000, step: stepMs / 1000 };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    const headers = { authorization: `Basic ${Buffer.from('ann:test').toString('base64')}` };
    const body = (await (await fetch(url, { headers })).json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return body.data.result.map(({ metric, values }) => ({
      metric,
      at: new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)])),
    }));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capstan-panel-'));
    store = openSeriesStore(join(folder, 'series.sqlite'), { clock: () => end, log: () => undefined });
    history = createHistory(openHistory(join(folder, 'history.sqlite')).db);
    writeFileSync(join(folder, 'page.txt'), exposed(start - hour, end, everyMs));
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', 'page.txt', 'data'], { cwd: folder, stdio: 'ignore' });
    prometheus = await startPrometheus(folder, 1, [], hour, { user });
  }, 60_000);

  afterAll(async () => {
    await prometheus?.stop();
    store?.close();
    history?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('have the values that its own API gives, as mean, least and greatest of each bucket', async () => {
    const room = roomOf(source());
    const data = await read(room, [query('queue')]);
    expect(data).toMatchObject({ faults: [null], more: 0, resets: [] });
    expect(data.lines.map(({ labels }) => labels)).toEqual([
      { __name__: 'queue', host: 'www1' },
      { __name__: 'queue', host: 'www2' },
    ]);
    const [line] = data.lines;
    const stepMs = data.stepMs / 4;
    const [own] = await asked('queue{host="www1"}', start, end, stepMs);
    expect(line?.t.length).toBeGreaterThan(60);
    for (const [at, from] of (line?.t ?? []).entries()) {
      const steps = [1, 2, 3, 4].flatMap((n) => own?.at.get(from + n * stepMs) ?? []);
      if (steps.length === 0) expect([line?.mean[at], line?.min[at], line?.max[at]]).toEqual([null, null, null]);
      else {
        expect(line?.mean[at]).toBeCloseTo(steps.reduce((sum, one) => sum + one, 0) / steps.length, 9);
        expect([line?.min[at], line?.max[at]]).toEqual([Math.min(...steps), Math.max(...steps)]);
      }
    }
    // www1 was away for half an hour, and was there at the end; www2 went before it.
    expect(line?.mean.filter((value) => value === null).length).toBeGreaterThan(5);
    expect(line?.current).toBe(own?.at.get(end));
    expect(data.lines[1]?.current).toBeNull();
  }, 30_000);

  it('have units by our rules, words for their lengths of time, and rates as it makes them', async () => {
    const room = roomOf(source());
    const data = await read(room, [query('sum(rate(work_bytes_total[$__rate_interval]))')]);
    expect(data).toMatchObject({ faults: [null], unit: 'B/s' });
    const stepMs = data.stepMs / 4;
    const [own] = await asked(`sum(rate(work_bytes_total[${(data.stepMs + everyMs) / 1000}s]))`, start, end, stepMs);
    const means = data.lines[0]?.t.map((from) => {
      const steps = [1, 2, 3, 4].flatMap((n) => own?.at.get(from + n * stepMs) ?? []);
      return steps.length === 0 ? null : steps.reduce((sum, one) => sum + one, 0) / steps.length;
    });
    for (const [at, mean] of (means ?? []).entries()) {
      if (mean === null) expect(data.lines[0]?.mean[at]).toBeNull();
      else expect(data.lines[0]?.mean[at]).toBeCloseTo(mean, 9);
    }
    // What only the other side understands is its own to judge.
    expect(await read(room, [query('present_over_time(queue[5m])')])).toMatchObject({ faults: [null], unit: '' });
  }, 30_000);

  it('tell its words about a bad expression, with the place, and go on with the other queries', async () => {
    store.append([
      { source: 'fleet', target: 'here', at: end - minute, series: [store.series('fleet', 'here', 'up', {}) ?? -1], values: [1] },
    ]);
    const room = roomOf(source());
    const expression = 'sum by (host) (nope(queue[$__interval]))';
    const data = await read(room, [
      query(expression),
      { metric: 'up', legend: 'here', source: null },
      query('count(queue)', 'there'),
      { metric: 'up', legend: null, source: 'nowhere' },
    ]);
    expect(data.faults).toEqual([
      {
        message: expect.stringMatching(/^prometheus says: parse error: unknown function with name "nope"/),
        at: expect.objectContaining({ line: 1, column: 16, text: 'nope' }),
      },
      null,
      null,
      { message: 'there is no promql source "nowhere" in capstan.yaml', at: null },
    ]);
    expect(data.lines.map(({ name }) => name)).toEqual(['here', 'there']);
    const said = await room.check({ metric: expression, source: 'prometheus' });
    expect(said).toMatchObject({ message: expect.stringContaining('unknown function'), at: { text: 'nope' } });
    expect(await room.check({ metric: 'sum by (host) (rate(x[$__interval]))', source: 'prometheus' })).toBeNull();
  }, 30_000);

  it('lay hosts over one another where its answer has hosts of this fleet', async () => {
    const room = roomOf(source());
    const band = await read(room, [query('queue')], 'band');
    expect(band.lines.map(({ role }) => role)).toEqual(['min', 'p10', 'p50', 'p90', 'max']);
    const other = await read(room, [query('label_replace(queue, "host", "other-$1", "host", "(.*)")')], 'band');
    expect(other.lines.map(({ role }) => role)).toEqual([null, null]);
  }, 30_000);

  it('find its metrics, their labels and values, and answer what a terminal asks', async () => {
    const room = roomOf(source());
    const find = (text: string) => room.metrics({ text, limit: 10, source: 'prometheus' });
    expect(await find('work')).toMatchObject([{ name: 'work_bytes_total', unit: 'B', series: null, labels: [], last: null }]);
    expect(await find('queue')).toMatchObject([{ name: 'queue', labels: ['host'] }]);
    expect(await room.values({ metric: 'queue', label: 'host', source: 'prometheus' })).toEqual(['www1', 'www2']);
    const at = await room.query({ metric: 'count(work_bytes_total) / 0', source: 'prometheus', over: { atMs: end } });
    expect(at).toEqual({ at: end, values: [{ labels: {}, value: '+Inf' }] });
    const over = { fromMs: end - hour, toMs: end, stepMs: 10 * minute };
    const range = await room.query({ metric: 'queue{host="www1"}', source: 'prometheus', over });
    const [own] = await asked('queue{host="www1"}', over.fromMs, over.toMs, over.stepMs);
    expect(range).toEqual({
      at: null,
      series: [{ labels: own?.metric, t: [...(own?.at.keys() ?? [])], v: [...(own?.at.values() ?? [])] }],
    });
    await expect(room.query({ metric: 'sum(', source: 'prometheus', over })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(room.query({ metric: 'up', source: 'nowhere', over })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 30_000);

  it('say that the password is wrong, and what it is not', async () => {
    const room = roomOf(source());
    password = 'sesame';
    try {
      const data = await read(room, [query('queue')]);
      expect(data.faults[0]?.message).toMatch(/^prometheus: http:.* answers 401\. See auth of this source\.$/);
      expect(JSON.stringify(data)).not.toContain('sesame');
      // It is left alone for longer each time, until no chart waits for it.
      await expect
        .poll(async () => (await read(room, [query('queue')])).faults[0]?.message, { timeout: 15_000 })
        .toMatch(/answers 401\. See auth of this source\. It is asked again in \d+ s\.$/);
    } finally {
      password = 'test';
    }
  }, 30_000);

  it('are without lines while it is away, say when it is asked again, and come back', async () => {
    const room = roomOf(source());
    expect((await read(room, [query('queue')])).lines).toHaveLength(2);
    const port = Number(new URL(prometheus.url).port);
    await prometheus.stop();
    const began = performance.now();
    const away = await read(room, [query('queue'), { metric: 'up', legend: 'here', source: null }]);
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(away.faults).toEqual([
      { message: expect.stringMatching(/^prometheus: .*ECONNREFUSED.* It is asked again in \d+ s\.$/), at: null },
      null,
    ]);
    expect(away.lines.map(({ name }) => name)).toEqual(['here']);
    prometheus = await startPrometheus(folder, 1, [], hour, { user, own: port });
    await expect.poll(async () => (await read(room, [query('queue')])).lines.length, { timeout: 30_000, interval: 500 }).toBe(2);
  }, 60_000);
});

/** A page of OpenMetrics with a gauge that has gaps and a counter, from one time to another. */
function exposed(fromMs: number, toMs: number, everyMs: number): string {
  const times = Array.from({ length: Math.floor((toMs - fromMs) / everyMs) + 1 }, (_, at) => fromMs + at * everyMs);
  const span = toMs - fromMs;
  const isThere = (host: string, at: number) =>
    host === 'www1' ? at < fromMs + 0.5 * span || at > fromMs + 0.65 * span : at < toMs - 20 * minute;
  const queue = ['www1', 'www2'].flatMap((host, n) =>
    times.filter((at) => isThere(host, at)).map((at, i) => `queue{host="${host}"} ${((i * 37 + n * 11) % 101) / 4} ${at / 1000}`),
  );
  const work = times.map((at, i) => `work_bytes_total{host="www1"} ${i * 1000 + (i % 7) * 13} ${at / 1000}`);
  return ['# TYPE queue gauge', ...queue, '# TYPE work_bytes counter', ...work, '# EOF', ''].join('\n');
}
