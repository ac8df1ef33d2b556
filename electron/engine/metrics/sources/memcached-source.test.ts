import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MemcachedSourceConfig } from '../../../../shared/config/config';
import { createMemcachedSource } from './memcached-source';

const config = (port: number, change: Partial<MemcachedSourceConfig> = {}): MemcachedSourceConfig => ({
  by: 'memcached',
  name: 'counters',
  everyMs: 30_000,
  labels: {},
  host: '127.0.0.1',
  port,
  keys: { signups_total: 'app.signups', queue: 'app.queue' },
  type: null,
  ...change,
});

const clock = () => 1000;
const read = (port: number, change: Partial<MemcachedSourceConfig> = {}, signal?: AbortSignal) =>
  createMemcachedSource(config(port, change), { clock }).read(signal);

describe('memcached that is none', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  const serve = async (answer: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  it('is not waited for where it is silent', async () => {
    const port = await serve(() => undefined);
    expect(await read(port, { everyMs: 200 })).toEqual({
      ok: false,
      at: 1000,
      fault: `memcached at 127.0.0.1:${port} did not answer within 200 ms.`,
      todo: null,
    });
  });

  it('is not waited for where it answers a byte at a time', async () => {
    const port = await serve((socket) => {
      const timer = setInterval(() => socket.write('V'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await read(port, { everyMs: 300 })).toMatchObject({ ok: false, fault: expect.stringMatching(/within 300 ms/) });
  });

  it('is cut off where it never ends', async () => {
    const port = await serve((socket) => {
      socket.write('VALUE app.queue 0 1000000\r\n');
      const more = () => {
        while (socket.write('1'.repeat(65_536)));
      };
      socket.on('drain', more);
      more();
    });
    expect(await read(port)).toMatchObject({ ok: false, fault: expect.stringMatching(/more than 1 MB|should/) });
  });

  it('is a fault where it talks otherwise, hangs up or is not there', async () => {
    const web = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await read(web)).toMatchObject({ fault: `memcached at 127.0.0.1:${web}: It answers "HTTP/1.1 400 Bad Request".` });
    const shy = await serve((socket) => socket.end('VALUE app.queue 0 1\r\n'));
    expect(await read(shy)).toMatchObject({ fault: expect.stringMatching(/closed the connection before/) });
    expect(await read(1)).toMatchObject({ fault: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/) });
  });

  it('ends when it is cancelled', async () => {
    const port = await serve(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30);
    expect(await read(port, {}, stop.signal)).toMatchObject({ ok: false, fault: 'The reading was cancelled.' });
    expect(await read(port, {}, stop.signal)).toMatchObject({ ok: false, fault: 'The reading was cancelled.' });
  });

  it('gets one command, whatever the keys are', async () => {
    let asked = '';
    const port = await serve((socket) => socket.end('END\r\n'));
    servers[0]?.prependListener('connection', (socket: Socket) => socket.on('data', (chunk) => (asked += chunk.toString())));
    expect(await read(port)).toMatchObject({ ok: true, samples: [], warnings: [] });
    expect(asked).toBe('get app.signups app.queue\r\n');
    expect(await read(port, { keys: { a: 'x\r\nflush_all' } })).toMatchObject({ fault: expect.stringMatching(/was not asked/) });
  });
});

const whyNot = (() => {
  try {
    execFileSync('memcached', ['-V'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'memcached is not installed';
  }
})();

describe.skipIf(whyNot)(`memcached itself${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  let port = 0;
  let process: ChildProcess;

  const start = async () => {
    process = spawn('memcached', ['-p', String(port), '-U', '0', '-l', '127.0.0.1', '-u', 'root'], { stdio: 'ignore' });
    for (let tries = 0; tries < 100; tries++) {
      if (await say('version\r\n').catch(() => null)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('memcached does not start');
  };
  const end = async () => {
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill();
    await gone;
  };
  /** What it answers to one command. */
  const say = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('error', reject);
      socket.once('data', (chunk) => (socket.destroy(), resolve(chunk.toString())));
    });

  beforeAll(async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    port = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    await start();
  });
  afterAll(end);

  it('is read with one get: what counts, what was set, and nothing where there is no key', async () => {
    await say('set app.signups 0 0 1\r\n0\r\n');
    await say('incr app.signups 41\r\n');
    expect(await read(port, { labels: { site: 'eu' } })).toMatchObject({
      ok: true,
      samples: [{ name: 'signups_total', labels: { site: 'eu' }, value: 41, type: 'counter' }],
      warnings: [],
    });
    await say('set app.queue 0 0 4\r\n-2.5\r\n');
    await say('set app.signups 0 0 3\r\n100\r\n');
    await say('decr app.signups 1\r\n');
    expect(await read(port)).toMatchObject({
      samples: [
        { name: 'signups_total', value: 99 },
        { name: 'queue', value: -2.5, type: 'gauge' },
      ],
    });
    await say('set app.queue 0 0 4\r\nmany\r\n');
    expect(await read(port)).toMatchObject({ samples: [{ value: 99 }], warnings: ['app.queue is "many", which is no number.'] });
  });

  it('is read for 1000 long keys at once', async () => {
    const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`m${at}`, `${'k'.repeat(240)}.${at}`]));
    await say(`set ${keys.m999 ?? ''} 0 0 1\r\n7\r\n`);
    expect(await read(port, { keys })).toMatchObject({ ok: true, samples: [{ name: 'm999', value: 7 }] });
  });

  it('begins anew after a restart: no sample until something counts again', async () => {
    await end();
    expect(await read(port)).toMatchObject({ ok: false, fault: expect.stringMatching(/cannot be reached/) });
    await start();
    expect(await read(port)).toMatchObject({ ok: true, samples: [] });
    await say('add app.signups 0 0 1\r\n0\r\n');
    await say('incr app.signups 1\r\n');
    expect(await read(port)).toMatchObject({ samples: [{ value: 1 }] });
  });
});
