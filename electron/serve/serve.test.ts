import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestFleet, type TestFleet } from '../../e2e/test-engine';
import { subprotocols, type Client } from '../../e2e/transports';
import { contentSecurityPolicy } from '../../shared/security';
import type { Engine } from '../engine/engine';
import { inThisProcess } from './connect';
import { serve, type BrowserShell } from './serve';

let fleet: TestFleet;
let engine: Engine;
let shell: BrowserShell;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-serve-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  for (const [name, text] of Object.entries({
    'page/index.html': '<!doctype html><title>Capstan</title>',
    'page/icon.svg': '<svg/>',
    'page/assets/app-1.js': 'export {};',
    'secret.js': 'SECRET',
    'secret.html': 'SECRET',
    'page/secret.txt': 'SECRET',
  }))
    writeFileSync(join(folder, name), text);
  fleet = await startTestFleet({ types: { www: 1 } });
  engine = await fleet.startEngine();
  shell = await serve(inThisProcess(engine), join(folder, 'page'), 0, () => 'Mara');
});
afterAll(async () => {
  await shell.close();
  await fleet.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks with exactly this path and these headers: no browser in between that would tidy them up. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: shell.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: {}, body: '' });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Sends bytes and gives back all that comes until the other side ends. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(shell.port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
    socket.setTimeout(3000, () => socket.destroy(new Error('no end')));
  });
}

const upgrade = (over: Record<string, string | undefined> = {}, path = '/rpc') =>
  ask(
    path,
    Object.fromEntries(
      Object.entries({
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        origin: `http://127.0.0.1:${shell.port}`,
        'sec-websocket-protocol': subprotocols(shell.address('captain')).join(', '),
        ...over,
      }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ),
  );

/** What every answer carries, whatever it says. */
function expectSafe({ headers }: Answer): void {
  expect(headers).toMatchObject({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
}

describe('the page', () => {
  it('is served with a strict policy, never kept; what is named by its content is kept', async () => {
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Capstan</title>' });
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    const asset = await ask('/assets/app-1.js');
    expect(asset).toMatchObject({ status: 200, body: 'export {};' });
    expect(asset.headers['cache-control']).toBe('max-age=31536000, immutable');
    [page, asset].forEach(expectSafe);
  });

  it.each(['/push', '/push/r-12/report?phase=1', '/push/plan/v1.2.3', '/push/plan/fix.js'])(
    'answers %s with itself',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 200, body: expect.stringContaining('<title>Capstan') });
    },
  );

  it.each(['/assets/none.js', '/none.svg', '/assets/', '/secret.txt', '/assets/%zz.js'])('has nothing at %s', async (path) => {
    const answer = await ask(path);
    // An unknown ending is an address of a room; never a file of another kind.
    if (answer.status !== 404) expect(answer.body).toContain('<title>Capstan');
    else expect(answer.body).toBe('There is nothing here.\n');
    expectSafe(answer);
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.html',
    '/assets/..%5c..%5csecret.js',
    '/assets/..\\..\\secret.js',
    '/assets/%252e%252e/%252e%252e/secret.js',
    '/assets/....//....//secret.js',
    '/%2e%2e/secret.js',
    '//secret.js',
    '/..;/secret.js',
    '/assets/%c0%ae%c0%ae/%c0%ae%c0%ae/secret.js',
    '/secret.js%00.html',
    '/../secret.html?x=.js',
  ])('gives nothing away for %s', async (path) => {
    const answer = await ask(path);
    expect(answer.body).not.toContain('SECRET');
    expectSafe(answer);
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask('/', {}, 'HEAD');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['content-length']).toBe('37');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('takes no %s', async (method) => {
    const answer = await ask('/', {}, method);
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expectSafe(answer);
  });
});

describe('a request', () => {
  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT', '0.0.0.0:PORT'])(
    'for the host %s is refused: a name can be pointed here by DNS',
    async (host) => {
      const headers = { host: host.replace('PORT', String(shell.port)) };
      for (const answer of [await ask('/', headers), await upgrade({ ...headers, origin: `http://${headers.host}` })]) {
        expect(answer.status).toBe(403);
        expectSafe(answer);
      }
    },
  );

  it('for one of its own names is answered', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]'])
      expect((await ask('/', { host: `${name}:${shell.port}` })).status).toBe(200);
  });

  it('without a host is refused', async () => {
    for (const version of ['1.0', '1.1']) {
      const said = await raw(`GET / HTTP/${version}\r\nconnection: close\r\n\r\n`);
      expect(said).toMatch(/^HTTP\/1\.1 403 /);
      expect(said).toContain('content-security-policy');
    }
  });

  it.each([
    'null',
    'http://evil.example',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'http://127.0.0.1',
  ])('from the origin %s is refused', async (origin) => {
    const headers = { origin: origin.replace('PORT', String(shell.port)) };
    for (const answer of [await ask('/', headers), await upgrade(headers)]) {
      expect(answer.status).toBe(403);
      expectSafe(answer);
    }
  });

  it.each([
    'GET',
    'GET / HTTP/1.1\r\nhost: a\r\nhost : b\r\n\r\n',
    '\u0016\u0003\u0001\u0002garbage\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
  ])('that is none is answered as one, and ended: %j', async (text) => {
    const said = await raw(`${text}\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said).toContain('x-content-type-options: nosniff');
  });

  it.each(['http://[', '//', 'http://evil.example/assets/app-1.js', '*'])('for %s does no harm', async (path) => {
    const said = await raw(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${shell.port}\r\nconnection: close\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 (200|404) /);
  });
});

describe('the way to the engine', () => {
  it('is open to the page with a token', async () => {
    expect((await upgrade()).status).toBe(101);
  });

  it.each([
    ['no origin', { origin: undefined }, 403],
    ['no token', { 'sec-websocket-protocol': 'capstan' }, 401],
    ['no subprotocol at all', { 'sec-websocket-protocol': undefined }, 401],
    ['a wrong token', { 'sec-websocket-protocol': `capstan, capstan.token.${'A'.repeat(43)}` }, 401],
    ['a handshake that is none', { 'sec-websocket-key': 'short' }, 400],
    ['an old version', { 'sec-websocket-version': '7' }, 400],
  ])('is closed to %s', async (_, headers, status) => {
    const answer = await upgrade(headers);
    expect(answer.status).toBe(status);
    expectSafe(answer);
  });

  it('takes a token from nowhere else than the subprotocol', async () => {
    const [, offered] = subprotocols(shell.address('captain'));
    const token = offered!.slice('capstan.token.'.length);
    expect((await upgrade({ 'sec-websocket-protocol': 'capstan' }, `/rpc?token=${token}`)).status).toBe(403);
    expect((await upgrade({ 'sec-websocket-protocol': 'capstan', cookie: `token=${token}` })).status).toBe(401);
    expect((await upgrade({ 'sec-websocket-protocol': 'capstan', authorization: `Bearer ${token}` })).status).toBe(401);
    for (const path of ['/', '/rpc/', '/RPC', '//rpc', '/x/../rpc']) expect((await upgrade({}, path)).status).toBe(403);
  });

  it('has one secret a role, new at each start, and does not say it back', async () => {
    const roles = ['captain', 'responder', 'viewer'] as const;
    const other = await serve(inThisProcess(engine), folder, 0, () => 'Mara');
    const all = [...roles.map((role) => shell.address(role)), ...roles.map((role) => other.address(role))].map(
      (address) => new URL(address).hash,
    );
    await other.close();
    expect(new Set(all).size).toBe(6);
    expect(all.every((hash) => /^#token=[\w-]{43}$/.test(hash))).toBe(true);
    for (const role of roles) {
      const socket = await dial(shell.address(role));
      expect(socket.protocol).toBe('capstan');
      const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
      expect(await client.hello()).toMatchObject({ role, who: 'Mara' });
      socket.terminate();
    }
  });
});

function dial(address: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/rpc`, subprotocols(address), {
      origin: `http://127.0.0.1:${shell.port}`,
    });
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

describe('another engine in its place', () => {
  it('is shown at the same address with the same tokens; who was connected is sent away and comes again', async () => {
    const own = await serve(inThisProcess(engine), folder, 0, () => 'Mara');
    const at = (role: 'captain' | 'viewer') => own.address(role);
    const before = at('captain');
    const greet = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${own.port}/rpc`, subprotocols(at('viewer')), {
        origin: `http://127.0.0.1:${own.port}`,
      });
      await new Promise((resolve) => socket.once('open', resolve));
      const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
      return { socket, hello: await client.hello() };
    };
    const first = await greet();
    expect(first.hello).toMatchObject({ who: 'Mara', data: engine.options.config.data });
    const ended = new Promise<number>((resolve) => first.socket.once('close', resolve));
    const next: Engine = { ...engine, options: { ...engine.options, config: { ...engine.options.config, name: 'other' } } };
    own.show(inThisProcess(next), () => 'Ravi');
    expect(await ended).toBe(1012);
    expect(at('captain')).toBe(before);
    const second = await greet();
    expect(second.hello).toMatchObject({ who: 'Ravi', fleet: 'other' });
    second.socket.terminate();
    await own.close();
  });
});

describe('a page that talks nonsense', () => {
  it('is heard on where it only asks for what there is not', async () => {
    const socket = await dial(shell.address('viewer'));
    const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
    for (const words of [
      '{"i":"x1","p":{"u":"/push/none"}}',
      '{"i":"x2","t":3,"p":{}}',
      '{"i":"x3","t":4}',
      '{"i":"x4","p":{"u":"/__proto__"}}',
    ])
      socket.send(words);
    expect(await client.hello()).toMatchObject({ role: 'viewer' });
    socket.terminate();
  });

  it('is closed where that is no message, and disturbs nobody', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const other = await dial(shell.address('captain'));
    for (const words of [
      '',
      'garbage',
      '{}',
      '[]',
      'null',
      '{"i":1}',
      '{"i":"x","p":{"u":"http://["}}',
      Buffer.from([255, 0, 255, 1]),
    ]) {
      const socket = await dial(shell.address('viewer'));
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(words);
      expect(await closed, String(words)).toBe(1007);
    }
    const client: Client = createORPCClient(new RPCLink({ websocket: other }));
    expect(await client.hello()).toMatchObject({ role: 'captain' });
    other.terminate();
    expect(said.mock.calls.length).toBe(8);
    expect(said.mock.calls[0]?.[0]).toBe(
      'The connection of a viewer (browser) was closed: it sent what is no message of a shell.\n',
    );
    said.mockRestore();
  });

  it('is cut off when it sends too much', async () => {
    const [rude, other] = [await dial(shell.address('viewer')), await dial(shell.address('captain'))];
    const closed = new Promise<number>((resolve) => rude.once('close', resolve));
    rude.on('error', () => undefined);
    rude.send('x'.repeat(5 << 20));
    expect(await closed).toBe(1009);
    const client: Client = createORPCClient(new RPCLink({ websocket: other }));
    expect(await client.hello()).toMatchObject({ role: 'captain' });
    other.terminate();
  });
});

describe('the server', () => {
  it('listens on 127.0.0.1 only', async () => {
    for (const host of ['127.0.0.2', '::1']) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect(shell.port, host, () => resolve('connected'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      });
      expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(outcome);
    }
  });

  it('says in one sentence that its port is in use', async () => {
    await expect(serve(inThisProcess(engine), folder, shell.port, () => 'Mara')).rejects.toMatchObject({
      name: 'CapstanError',
      code: 'BUSY',
      message: `Port ${shell.port} is in use.`,
      hint: expect.stringContaining('--port'),
    });
  });

  it('closes at once, with pages and idle connections open', async () => {
    const other = await serve(inThisProcess(engine), folder, 0, () => 'Mara');
    const idle = connect(other.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const gone = new Promise((resolve) => idle.once('close', resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/rpc`, subprotocols(other.address('viewer')), {
      origin: `http://127.0.0.1:${other.port}`,
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const began = Date.now();
    await other.close();
    await Promise.all([gone, closed]);
    expect(Date.now() - began).toBeLessThan(3000);
  });
});
