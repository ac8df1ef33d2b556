import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestFleet, type TestFleet } from '../../../../e2e/test-engine';
import type { Client } from '../../../cli/attach';
import { loadConfig } from '../../config/read-config';
import { router } from '../../router/router';
import { openSeriesStore } from '../store/series-store';
import { httpServers } from './test-http';

const serve = httpServers();

/** What a Prometheus would say: 1 now, and 2 at the end of any range. */
function promql(asked: URL): string {
  const end = asked.searchParams.get('end');
  const data =
    end === null
      ? { resultType: 'scalar', result: [1, '1'] }
      : { resultType: 'matrix', result: [{ metric: {}, values: [[Number(end), '2']] }] };
  return JSON.stringify({ status: 'success', data });
}

describe('a configuration that is read again', () => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await startTestFleet({ types: { www: 1 } });
  });
  afterAll(() => fleet.close());

  it('ends the series of a source, and of a metric, that left it, and asks the sources that it has now', async () => {
    const url = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      const asked = new URL(request.url ?? '', 'http://x');
      response.end(asked.pathname.startsWith('/api') ? promql(asked) : JSON.stringify({ users: 7, orders: 3 }));
    });
    const before = readFileSync(fleet.configFile, 'utf8');
    /** The fleet with these sources, and a panel that asks one of them. */
    const write = (asked: string, lines: readonly string[]) => {
      const panel = `{ title: load, metric: "avg(load)", source: ${asked} }`;
      const text = before.replace('  types:\n', `  sources:\n${lines.map((line) => `    - ${line}\n`).join('')}  types:\n`);
      writeFileSync(fleet.configFile, `${text}dashboards: [ { name: all, rows: [ { panels: [ ${panel} ] } ] } ]\n`);
    };
    const stats = (values: string) => `{ name: stats, json: "${url}/stats", values: { ${values} }, interval: 1s }`;
    write('first', [
      stats('users: users, orders: orders'),
      `{ name: other, json: "${url}/other", values: { visitors: users }, interval: 1s }`,
      `{ name: first, promql: "${url}", interval: 1s }`,
    ]);
    const read = await loadConfig(fleet.configFile);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const engine = await fleet.startEngine({ config: read.config, configFile: fleet.configFile });
    const client: Client = createRouterClient(router, { context: { engine, role: 'captain', who: 'Mara', via: 'test' } });

    const present = async (metric: string) =>
      ((await client.trends.query({ metric, over: { atMs: null } })) as { values: readonly unknown[] }).values.length;
    await expect.poll(() => Promise.all(['users', 'orders', 'visitors'].map(present)), { timeout: 10_000 }).toEqual([1, 1, 1]);
    await expect
      .poll(async () => (await client.trends.sources()).sources.map(({ name, by, readAt }) => [name, by, readAt !== null]), {
        timeout: 10_000,
      })
      .toEqual([
        ['stats', 'json', true],
        ['other', 'json', true],
        ['first', 'promql', true],
      ]);
    const panel = async () => {
      const queries = (await client.trends.dashboards())[0]?.rows[0]?.panels[0]?.queries ?? [];
      const now = engine.clock();
      const { lines, faults } = await client.trends.read({ fromMs: now - 60_000, toMs: now, queries: [...queries], overlay: null });
      return { asked: queries.map(({ source }) => source), faults, maximum: lines.map(({ maximum }) => maximum) };
    };
    expect(await panel()).toEqual({ asked: ['first'], faults: [null], maximum: [2] });
    const ask = (source: string) => client.trends.query({ metric: '1', source, over: { atMs: null } });
    expect(await ask('first')).toMatchObject({ values: [{ value: 1 }] });
    expect(await client.fleet.sources({})).toMatchObject([
      { source: 'stats', state: 'ok', said: '2 samples' },
      { source: 'other', state: 'ok', said: '1 sample' },
      { source: 'first', state: 'ok', said: 'answers' },
    ]);

    // Read each hour from now on: what is marked is not marked by a reading.
    write('second', [stats('users: users').replace('1s', '1h'), `{ name: second, promql: "${url}", interval: 1s }`]);
    await expect
      .poll(async () => (await client.trends.sources()).sources.map(({ name }) => name), { timeout: 10_000 })
      .toEqual(['stats', 'second']);
    // Long before anything is too old to be shown.
    expect(await Promise.all(['visitors', 'orders', 'users'].map(present))).toEqual([0, 0, 1]);
    expect(await ask('second')).toMatchObject({ values: [{ value: 1 }] });
    expect(await panel()).toEqual({ asked: ['second'], faults: [null], maximum: [2] });
    await expect(ask('first')).rejects.toMatchObject({ code: 'NOT_FOUND' });

    // With Capstan the rest ends too.
    await engine.close();
    const store = openSeriesStore(join(fleet.config.data, 'series.sqlite'), { clock: Date.now, log: () => undefined });
    const [users] = store.select([{ label: '__name__', op: '=', value: 'users' }], 0, Date.now() + 1000);
    store.close();
    expect(users?.stale.length).toBe(1);
    expect(users?.stale.at(-1)).toBeGreaterThan(users?.times.at(-1) ?? Infinity);
  }, 60_000);
});
