import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { DrawGrid } from '../../../shared/trends/draw-grid';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import { createPromqlClient } from '../metrics/sources/promql-client';
import { createFindSecret } from '../metrics/sources/secrets-by-name';
import { httpServers } from '../metrics/sources/test-http';
import { readSourceQuery } from './read-source-query';

const serve = httpServers();

const minute = 60_000;
const grid: DrawGrid = { tier: 'raw', widthMs: 4 * minute, stepMs: minute, startMs: 0, buckets: 3, steps: 12 };
const toMs = 12 * minute;

function placeOf(url: string): PromqlPlace {
  const source = { url, auth: null, tls: { ca: null, insecure: false } };
  const client = createPromqlClient(source, { clock: Date.now, findSecret: createFindSecret({}, null) });
  return { name: 'prom', everyMs: minute, client };
}

const matrix = (response: ServerResponse, ...result: unknown[]) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
};

describe('a query that a source answers', () => {
  it('is asked for at multiples of the step, and each value counts to the step that it ends', async () => {
    let asked = new URLSearchParams();
    const url = await serve((request, response) => {
      asked = new URL(request.url ?? '', 'http://x').searchParams;
      const values = [60, 120, 180, 240, 300, 720].map((at) => [at, at === 180 ? 'NaN' : String(at)]);
      matrix(response, { metric: { __name__: 'a' }, values }, { metric: { __name__: 'b' }, values: values.slice(0, 1) });
    });
    const read = await readSourceQuery(placeOf(url), 'x[$__interval]', { grid, toMs, nowMs: toMs });
    expect(Object.fromEntries(asked)).toMatchObject({ query: 'x[240s       ]', start: '60', end: '720', step: '60' });
    const [a, b] = read.lines;
    expect([...(a?.mean ?? [])]).toEqual([140, 300, 720]);
    expect([...(a?.min ?? [])]).toEqual([60, 300, 720]);
    expect([...(a?.max ?? [])]).toEqual([240, 300, 720]);
    expect(a).toMatchObject({ labels: { __name__: 'a' }, current: 720, maximum: 720 });
    // Two metrics with the same labels stay two lines; the other one has gone stale.
    expect(b).toMatchObject({ labels: { __name__: 'b' }, current: NaN });
  });

  it('is not asked for before anything of it has happened', async () => {
    const url = await serve(() => expect.unreachable());
    expect(await readSourceQuery(placeOf(url), 'up', { grid, toMs, nowMs: 59_000 })).toEqual({
      lines: [],
      fault: null,
      unit: '',
      resets: [],
    });
  });

  it('ends within ten seconds where the source never does, whoever else asks it', async () => {
    let open = 0;
    let most = 0;
    const url = await serve((_request, response) => {
      most = Math.max(most, (open += 1));
      response.on('close', () => (open -= 1));
    });
    const place = placeOf(url);
    const began = performance.now();
    const reads = Array.from({ length: 9 }, () => readSourceQuery(place, 'up', { grid, toMs, nowMs: toMs }));
    const faults = (await Promise.all(reads)).map(({ fault }) => fault?.message);
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(most).toBe(6);
    for (const said of faults) expect(said).toMatch(/^prom: .*( did not answer within|has been busy with 6 other queries)/);
    // Who comes next does not wait for it at all.
    const again = performance.now();
    const next = await readSourceQuery(place, 'up', { grid, toMs, nowMs: toMs });
    expect(next.fault?.message).toMatch(/did not answer within .* It is asked again in \d+ s\.$/);
    expect(performance.now() - again).toBeLessThan(1_000);
  }, 40_000);

  it('is given up at once when nobody waits any more, and that is no failure of the source', async () => {
    let open = 0;
    let isSilent = true;
    const url = await serve((_request, response) => {
      open += 1;
      response.on('close', () => (open -= 1));
      if (!isSilent) matrix(response);
    });
    const place = placeOf(url);
    for (let turn = 0; turn < 20; turn++) {
      const stop = new AbortController();
      const asked = readSourceQuery(place, 'up', { grid, toMs, nowMs: toMs, signal: stop.signal });
      await expect.poll(() => open, { interval: 5 }).toBe(1);
      stop.abort();
      await asked.catch(() => undefined);
      await expect.poll(() => open, { interval: 5 }).toBe(0);
    }
    isSilent = false;
    expect((await readSourceQuery(place, 'up', { grid, toMs, nowMs: toMs })).fault).toBeNull();
  }, 20_000);

  it.each([
    ['no JSON', 200, 'hello', /^prom: It answers with what is no JSON/],
    ['a page of somebody else', 404, '<html>', /^prom: http:.* answers 404\.$/],
    [
      'words of its own',
      422,
      { status: 'error', errorType: 'execution', error: 'query\u001b timed\nout' },
      /^prom says: execution: query +timed out$/,
    ],
    [
      'a string',
      200,
      { status: 'success', data: { resultType: 'string', result: [1, 'x'] } },
      /^prom: It answers with a string, which is no number\.$/,
    ],
  ])('says what is wrong with %s', async (_, status, body, said) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    const { fault } = await readSourceQuery(placeOf(url), 'up', { grid, toMs, nowMs: toMs });
    expect(fault).toEqual({ message: expect.stringMatching(said), at: null });
  });
});
