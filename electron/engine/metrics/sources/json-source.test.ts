import { describe, expect, it } from 'vitest';
import type { JsonSourceConfig } from '../../../../shared/config/config';
import type { SecretStore } from '../../secrets';
import { fetchJson } from './fetch-json';
import { createJsonSource } from './json-source';
import { createFindSecret } from './secrets-by-name';
import { httpServers } from './test-http';

const serve = httpServers();
const clock = () => 1000;

const read = (url: string, change: Partial<JsonSourceConfig> = {}, env: Record<string, string> = {}) =>
  createJsonSource(
    {
      by: 'json',
      name: 'stats',
      everyMs: 20_000,
      labels: { site: 'eu' },
      url,
      values: { users_active: 'users.active', queue: 'shards[*shard].queue', missing: 'no[3].such' },
      type: null,
      auth: null,
      tls: { ca: null, insecure: false },
      ...change,
    },
    { clock, findSecret: createFindSecret(env, null) },
  ).read();

describe('a JSON source', () => {
  it('reads the numbers at its paths, with its labels; what is missing makes no sample', async () => {
    const url = await serve((_request, response) =>
      response.end('{ "users": { "active": 12 }, "shards": { "a": { "queue": 1 }, "b": { "queue": 2.5 } } }'),
    );
    expect(await read(`${url}/stats?token=x`)).toEqual({
      ok: true,
      at: 1000,
      samples: [
        { name: 'users_active', labels: { site: 'eu' }, value: 12, timestampMs: null, type: 'gauge' },
        { name: 'queue', labels: { site: 'eu', shard: 'a' }, value: 1, timestampMs: null, type: 'gauge' },
        { name: 'queue', labels: { site: 'eu', shard: 'b' }, value: 2.5, timestampMs: null, type: 'gauge' },
      ],
      warnings: ['There is no number at no[3].such.'],
    });
  });

  it.each([
    ['an error', 500, '{}', /\/stats answers 500\.$/],
    ['another place', 302, '', /answers 302: it is somewhere else \(https:\/\/elsewhere\.example\.com\/\)/],
    ['a page', 200, '<html>', /answers with what is no JSON/],
    ['nothing', 200, '', /answers with what is no JSON/],
    ['10 MB', 200, `[${'1,'.repeat(5 << 20)}1]`, /larger than 8 MB/],
    [
      'more numbers than may be',
      200,
      `{ "shards": [${'{"queue":1},'.repeat(10_001)}{}] }`,
      /more at shards\[\*shard\]\.queue than the 9999|more at shards/,
    ],
    [
      'a label of 3,000 characters',
      200,
      `{ "shards": { "${'x'.repeat(3000)}": { "queue": 1 } } }`,
      /label "shard" is longer than 2000/,
    ],
  ])('says that there is %s', async (_, status, body, words) => {
    const url = await serve((_request, response) =>
      response.writeHead(status, { location: 'https://elsewhere.example.com/' }).end(body),
    );
    const reading = await read(`${url}/stats?token=sesame`);
    expect(reading).toMatchObject({ ok: false, fault: expect.stringMatching(words) });
    expect(JSON.stringify(reading)).not.toContain('sesame');
  });

  it('reads what begins with a byte order mark, and halves of characters as one that stands for them', async () => {
    const url = await serve((_request, response) =>
      response.end('\ufeff{ "shards": { "\\ud800": { "queue": 1 }, "\\ud801": { "queue": 2 } } }'),
    );
    expect(await read(url, { values: { queue: 'shards[*shard].queue' } })).toMatchObject({
      ok: true,
      samples: [{ labels: { shard: '\ufffd' }, value: 1 }],
      warnings: [expect.stringMatching(/1 samples have the same/)],
    });
  });

  it('says that nobody answers, or not in time', async () => {
    expect(await read('http://127.0.0.1:1/stats?token=sesame')).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/stats: .*ECONNREFUSED.*\.$/),
    });
    const silent = await serve(() => undefined);
    expect(await read(silent, { everyMs: 150 })).toMatchObject({ fault: `${silent}/ did not answer within 150 ms.` });
  });

  it('takes 100,000 levels and odd keys as they are', async () => {
    const deep = await serve((_request, response) =>
      response.end(`{ "users": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "__proto__": { "active": 5 } }`),
    );
    expect(await read(deep, { values: { a: 'users.active', b: '["__proto__"].active', c: 'constructor.length' } })).toMatchObject({
      ok: true,
      samples: [{ name: 'b', value: 5 }],
    });
  });

  it('says who it is, and names a secret that is missing without asking anybody', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{ "users": { "active": 1 } }');
    });
    const auth = { by: 'basic', user: 'ann', passwordSecret: 'PASSWORD' } as const;
    await read(url, { auth }, { PASSWORD: 'open sésame\n' });
    await read(url, { auth: { by: 'bearer', secret: 'TOKEN' } }, { TOKEN: 'abc' });
    expect(seen).toEqual([`Basic ${Buffer.from('ann:open sésame').toString('base64')}`, 'Bearer abc']);
    expect(await read(url, { auth })).toMatchObject({
      fault: expect.stringMatching(/secret PASSWORD is not there.*environment variable PASSWORD/),
    });
    expect(await read(url, { auth }, { PASSWORD: 'a\r\nHost: b' })).toMatchObject({
      fault: 'The secret PASSWORD has a control character in it.',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('secrets', () => {
  it('are not waited for longer than an answer is, though a keychain may be waiting for a person', async () => {
    const keychain: SecretStore = {
      read: () => new Promise(() => undefined),
      write: () => Promise.resolve(null),
    };
    const findSecret = createFindSecret({}, keychain);
    const access = { auth: { by: 'bearer' as const, secret: 'TOKEN' }, tls: { ca: null, insecure: false } };
    await expect(fetchJson(new URL('http://127.0.0.1:1/'), access, findSecret, { timeoutMs: 200 })).rejects.toThrow('200 ms');
  });

  it('come from the environment first, then from the keychain', async () => {
    const keychain = {
      read: async (name: string) => ({ value: name === 'secret TOKEN' ? 'kept' : null, whyNot: null }),
      write: async () => null,
    };
    const find = createFindSecret({ OTHER: 'set' }, keychain);
    expect([await find('TOKEN'), await find('OTHER')]).toEqual(['kept', 'set']);
    await expect(find('NONE')).rejects.toThrow('The secret NONE is not there');
    const broken = { read: () => Promise.reject(new Error('no')), write: async () => null };
    await expect(createFindSecret({}, broken).call(null, 'NONE')).rejects.toThrow('not there');
  });
});
