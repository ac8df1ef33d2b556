import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromqlSourceConfig } from '../../../../shared/config/config';
import { retryAfterOf } from './fetch-json';
import { readAnswer } from './promql-answer';
import { createPromqlClient } from './promql-client';
import { createPromqlSource } from './promql-source';
import { createFindSecret } from './secrets-by-name';
import { httpServers } from './test-http';

const serve = httpServers();

const config = (url: string, change: Partial<PromqlSourceConfig> = {}): PromqlSourceConfig => ({
  by: 'promql',
  name: 'prom',
  everyMs: 2000,
  labels: { site: 'eu' },
  url,
  queries: [
    { name: 'orders_rate', query: 'sum by (shop) (rate(orders_total[5m]))', type: null },
    { name: 'logins_total', query: 'sum(logins_total)', type: null },
  ],
  auth: null,
  tls: { ca: null, insecure: false },
  ...change,
});

/** A source and its client on a clock of their own. */
function made(url: string, change: Partial<PromqlSourceConfig> = {}, env: Record<string, string> = {}) {
  const time = { now: 1_000_000 };
  const clock = () => time.now;
  const one = config(url, change);
  const client = createPromqlClient(one, { clock, findSecret: createFindSecret(env, null), random: () => 0.5 });
  return { time, client, source: createPromqlSource(one, client, { clock }) };
}

const send = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const vector = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });
const point = (metric: Record<string, string>, value: string) => ({ metric, value: [1_700_000_000.123, value] });
const asked = (request: IncomingMessage) => new URL(request.url ?? '', 'http://x');

describe('instant queries', () => {
  it('are samples under their own names, with the labels that came and the source’s over them', async () => {
    const paths = new Set<string>();
    const url = await serve((request, response) => {
      const { pathname, searchParams } = asked(request);
      paths.add(pathname);
      if (searchParams.get('query') === 'sum(logins_total)')
        return send(response, {
          status: 'success',
          data: { resultType: 'scalar', result: [1_700_000_000, '7'] },
          infos: ['a hint'],
        });
      send(
        response,
        vector(point({ __name__: 'x', shop: 'a', site: 'us' }, '1.5'), point({ shop: 'b' }, '+Inf'), point({ shop: 'c' }, 'NaN')),
      );
    });
    expect(await made(`${url}/prefix/`).source.read()).toEqual({
      ok: true,
      at: 1_000_000,
      samples: [
        { name: 'orders_rate', labels: { shop: 'a', site: 'eu' }, value: 1.5, timestampMs: null, type: 'gauge' },
        { name: 'orders_rate', labels: { shop: 'b', site: 'eu' }, value: Infinity, timestampMs: null, type: 'gauge' },
        { name: 'orders_rate', labels: { shop: 'c', site: 'eu' }, value: NaN, timestampMs: null, type: 'gauge' },
        { name: 'logins_total', labels: { site: 'eu' }, value: 7, timestampMs: null, type: 'counter' },
      ],
      warnings: ['logins_total: a hint'],
    });
    expect([...paths]).toEqual(['/prefix/api/v1/query']);
  });

  it('that fail are warnings where others succeed, and are not asked less often for it', async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      requests += 1;
      if (asked(request).searchParams.get('query') === 'sum(logins_total)') send(response, vector(point({}, '7')));
      else send(response, { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected ")"\u0007' }, 400);
    });
    const { source } = made(url);
    const expected = { ok: true, samples: [{ value: 7 }], warnings: ['orders_rate: bad_data: parse error: unexpected ")"'] };
    expect(await source.read()).toMatchObject(expected);
    expect(await source.read()).toMatchObject(expected);
    expect(requests).toBe(4);
  });

  it('say partial data and warnings', async () => {
    const url = await serve((_request, response) =>
      send(response, { ...vector(point({}, '1')), isPartial: true, warnings: ['store 10.0.0.1 is\nunavailable'] }),
    );
    const reading = await made(url, { queries: [{ name: 'a', query: 'a', type: 'counter' }] }).source.read();
    expect(reading).toMatchObject({
      ok: true,
      samples: [{ type: 'counter' }],
      warnings: ['a: store 10.0.0.1 is unavailable', 'a: the answer is partial: some of its storage did not answer'],
    });
  });

  it('with two results of one name and labels count once', async () => {
    const url = await serve((_request, response) => send(response, vector(point({ site: 'a' }, '1'), point({ site: 'b' }, '2'))));
    const reading = await made(url, { queries: [{ name: 'a', query: 'a', type: null }] }).source.read();
    expect(reading).toMatchObject({ samples: [{ value: 1 }], warnings: [expect.stringMatching(/1 samples have the same name/)] });
  });

  it('keep away from a server that is unwell, longer each time, and as long as it asks', async () => {
    let requests = 0;
    let headers: Record<string, string> = {};
    let status = 503;
    const url = await serve((_request, response) => {
      requests += 1;
      if (status === 200) send(response, vector(point({}, '1')));
      else send(response, { status: 'error', errorType: 'unavailable', error: 'starting' }, status, headers);
    });
    const { source, time } = made(url);
    expect(await source.read()).toEqual({
      ok: false,
      at: time.now,
      fault: expect.stringMatching(/answers 503: unavailable: starting\.$/),
      todo: null,
    });
    expect(requests).toBe(2);
    expect(await source.read()).toMatchObject({ fault: expect.stringMatching(/starting\. It is asked again in 1 s\.$/) });
    expect(requests).toBe(2);
    time.now += 1001;
    headers = { 'retry-after': '120' };
    await source.read();
    expect(requests).toBe(4);
    time.now += 119_000;
    expect(await source.read()).toMatchObject({ fault: expect.stringMatching(/asked again in 1 s/) });
    expect(requests).toBe(4);
    time.now += 1001;
    status = 200;
    expect(await source.read()).toMatchObject({ ok: true });
    status = 503;
    headers = {};
    await source.read();
    expect(await source.read()).toMatchObject({ fault: expect.stringMatching(/asked again in 1 s/) });
  });

  it('never show a secret, also where it is refused', async () => {
    const url = await serve((request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer sesame' ? 403 : 401).end('no'),
    );
    const reading = await made(url, { auth: { by: 'bearer', secret: 'TOKEN' } }, { TOKEN: 'sesame' }).source.read();
    expect(reading).toMatchObject({ ok: false, fault: expect.stringMatching(/answers 403\. See auth of this source\.$/) });
    expect(JSON.stringify(reading)).not.toContain('sesame');
  });

  it('end in time with a server that is slow, and with one that never ends', async () => {
    const slow = await serve((_request, response) => {
      response.writeHead(200).write('{');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const begun = performance.now();
    expect(await made(slow, { everyMs: 300 }).source.read()).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/within \d+(\.\d+)? ms/),
    });
    expect(performance.now() - begun).toBeLessThan(2000);
    const endless = await serve((_request, response) => {
      const more = () => {
        while (response.write('['.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await made(endless, { everyMs: 10_000 }).source.read()).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/larger than 8 MB/),
    });
  });
});

describe('an answer', () => {
  const limits = { series: 2, points: 3 };
  const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

  it.each([
    [null, /no JSON/],
    [[], /no JSON/],
    [{}, /no answer of a Prometheus/],
    [{ status: 'success', data: null }, /no answer of a Prometheus/],
    [{ status: 'error' }, /does not say why/],
    [{ status: 'error', error: 'x'.repeat(5000) }, /^x{299}…$/],
    [{ status: 'success', data: { resultType: 'string', result: [0, 'x'] } }, /a string, which is no number/],
    [{ status: 'success', data: { result: [] } }, /a result of no type/],
    [vector(1), /a series that is none/],
    [vector({ metric: {}, value: 5 }), /a point that is none/],
    [vector({ metric: {}, value: [1, 5] }), /a point that is none/],
    [vector({ metric: {}, value: [1, '0x5'] }), /a point that is none/],
    [vector({ metric: {}, value: [null, '5'] }), /a point that is none/],
    [vector({}, {}, {}), /3 series, more than 2/],
    [matrix({ metric: {}, values: Array.from({ length: 4 }, (_, at) => [at, '1']) }), /more than 3 points/],
    [
      matrix({
        metric: {},
        values: [
          [2, '1'],
          [1, '1'],
        ],
      }),
      /not in order/,
    ],
  ])('%j is refused', (body, words) => expect(() => readAnswer(body, limits)).toThrow(words));

  it('without values, with native histograms or with odd labels is read as far as it goes', () => {
    const answer = readAnswer(
      vector({ metric: { a: 1, ['__proto__']: 'x', b: 'y' }, value: [1, '2'] }, { metric: {}, histogram: [1, {}] }),
      limits,
    );
    expect(answer.series).toHaveLength(1);
    expect(answer.series[0]?.labels.b).toBe('y');
    expect(answer.warnings).toEqual(['1 native histograms are left out: they have no single value']);
  });
});

describe('ranges', () => {
  const answer = {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'up', job: 'a' },
          values: [
            [10, '1'],
            [20.5, '-Inf'],
          ],
        },
      ],
    },
  };

  it('are series in columns', async () => {
    let parameters: Record<string, string> = {};
    const url = await serve((request, response) => {
      parameters = Object.fromEntries(asked(request).searchParams);
      send(response, answer);
    });
    const { series } = await made(url).client.range('up', { fromMs: 10_000, toMs: 20_500, stepMs: 500 }, { timeoutMs: 2000 });
    expect(series).toMatchObject([
      { labels: { __name__: 'up', job: 'a' }, times: Float64Array.of(10_000, 20_500), values: Float64Array.of(1, -Infinity) },
    ]);
    expect(parameters).toMatchObject({ query: 'up', start: '10', end: '20.5', step: '0.5' });
  });

  it('are tried again while the time reaches, and not where it is of no use', async () => {
    let requests = 0;
    let status = 503;
    const url = await serve((_request, response) => {
      requests += 1;
      if (requests < 2) send(response, { status: 'error', error: 'busy' }, status, { 'retry-after': '0' });
      else send(response, answer);
    });
    const span = { fromMs: 0, toMs: 1000, stepMs: 1000 };
    const time = { at: Date.now };
    const client = createPromqlClient(config(url), { clock: time.at, findSecret: createFindSecret({}, null), random: () => 0 });
    const begun = performance.now();
    expect((await client.range('up', span, { timeoutMs: 5000 })).series).toHaveLength(1);
    // A first wait of 1 s, spread down to 0.8.
    expect(performance.now() - begun).toBeGreaterThan(700);
    expect(requests).toBe(2);
    requests = 0;
    await expect(client.range('up', span, { timeoutMs: 200 })).rejects.toThrow(/answers 503: busy\. It is asked again in 1 s\.$/);
    expect(requests).toBe(1);
    [requests, status] = [0, 422];
    const other = made(url).client;
    await expect(other.range('up', span, { timeoutMs: 5000 })).rejects.toThrow('busy');
    expect(requests).toBe(1);
    await expect(other.range('up', { ...span, stepMs: 0 }, { timeoutMs: 10 })).rejects.toThrow(/no range/);
  });

  it('end when they are cancelled, also while they wait', async () => {
    const url = await serve((_request, response) => send(response, {}, 503, { 'retry-after': '2' }));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    const begun = performance.now();
    await expect(
      made(url).client.range('up', { fromMs: 0, toMs: 1000, stepMs: 1000 }, { timeoutMs: 60_000, signal: stop.signal }),
    ).rejects.toThrow(/cancelled/);
    expect(performance.now() - begun).toBeLessThan(1500);
  });
});

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['soon', null],
  [undefined, null],
])('a Retry-After of %s', (header, ms) => expect(retryAfterOf(header, 10_000)).toBe(ms));

const whyNot = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'openssl is not installed';
  }
})();

describe.skipIf(whyNot)(`TLS${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'capstan-tls-'));
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const rest = [
      '-subj',
      '/CN=own',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'ca.pem'),
    ];
    execFileSync('openssl', [...words, ...rest], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('trusts the file of certificates, and nobody without it unless told so', async () => {
    const tls = { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'ca.pem'), 'utf8') };
    const url = await serve((_request, response) => send(response, vector(point({}, '1'))), tls);
    const read = (ca: string | null, insecure = false) => made(url, { tls: { ca, insecure } }).source.read();
    expect(await read(join(folder, 'ca.pem'))).toMatchObject({ ok: true });
    expect(await read(null)).toMatchObject({ ok: false, fault: expect.stringMatching(/self-signed certificate/) });
    expect(await read(null, true)).toMatchObject({ ok: true });
    expect(await read(join(folder, 'none.pem'))).toMatchObject({
      fault: expect.stringMatching(/certificates in .* cannot be read/),
    });
    expect(await read(join(folder, 'key.pem'))).toMatchObject({ fault: expect.stringMatching(/There is no certificate in/) });
  });
});
