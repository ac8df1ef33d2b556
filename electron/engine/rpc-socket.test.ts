import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestFleet, type TestFleet } from '../../e2e/test-engine';
import type { Client } from '../../e2e/transports';
import { socketPath } from './claim';
import type { Engine } from './engine';
import { openDoor, type Door } from './rpc-socket';

let fleet: TestFleet;
let engine: Engine;
let path: string;
let door: Door | null = null;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  fleet = await startTestFleet({ types: { www: 1 } });
  vi.stubEnv('XDG_RUNTIME_DIR', fleet.directory);
  engine = await fleet.startEngine();
  path = socketPath(fleet.config.data);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await door?.close();
  door = null;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fleet.close();
});

async function dial(headers: Record<string, string> = {}): Promise<{ client: Client; closed: Promise<unknown> }> {
  const socket = new WebSocket(`ws+unix:${path}:/`, { headers });
  sockets.push(socket);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { client: createORPCClient(new RPCLink({ websocket: socket })), closed };
}

async function rawSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws+unix:${path}:/`);
  sockets.push(socket);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

describe.skipIf(process.platform === 'win32')('the door', () => {
  it('is this user’s alone, and takes the place of what a dead engine left', async () => {
    writeFileSync(path, '');
    door = await openDoor(engine);
    const found = statSync(path);
    expect([found.isSocket(), found.mode & 0o777]).toEqual([true, 0o600]);
    expect(await (await dial()).client.hello()).toMatchObject({ role: 'captain' });
  });

  it.each([
    [{ 'x-capstan-who': encodeURIComponent('Deniz Yılmaz') }, 'Deniz Yılmaz'],
    [{ 'x-capstan-who': 'R'.repeat(500) }, 'R'.repeat(100)],
    [{}, 'test desk'],
    [{ 'x-capstan-who': '' }, 'test desk'],
    [{ 'x-capstan-who': '%20' }, 'test desk'],
    [{ 'x-capstan-who': '%' }, 'test desk'],
    [{ 'x-capstan-who': '%ff%fe' }, 'test desk'],
  ])('knows who comes through it: %j', async (headers, who) => {
    door = await openDoor(engine);
    expect((await (await dial(headers)).client.hello()).who).toBe(who);
  });

  it.each([
    [{}, 'captain'],
    [{ 'x-capstan-role': 'captain' }, 'captain'],
    [{ 'x-capstan-role': 'responder' }, 'responder'],
    [{ 'x-capstan-role': 'viewer' }, 'viewer'],
    [{ 'x-capstan-role': '' }, 'viewer'],
    [{ 'x-capstan-role': 'Captain, captain' }, 'viewer'],
  ])('lets in for less whoever says so: %j', async (headers, role) => {
    door = await openDoor(engine);
    expect((await (await dial(headers)).client.hello()).role).toBe(role);
  });

  it('knows whether anybody stands in it, and shuts only where nobody does', async () => {
    door = await openDoor(engine);
    expect([door.shells(), door.wasEntered()]).toEqual([0, false]);
    const first = await dial();
    expect([door.shells(), door.wasEntered(), await door.shut()]).toEqual([1, true, false]);
    // Open again, and nobody was sent away.
    const second = await dial();
    expect((await first.client.hello()).pid).toBe((await second.client.hello()).pid);
    for (const socket of sockets.splice(0)) socket.terminate();
    await expect.poll(() => door?.shells()).toBe(0);
    expect([door.wasEntered(), await door.shut()]).toEqual([true, true]);
    await expect(dial()).rejects.toThrow('ENOENT');
  });

  it('speaks nothing but the contract', async () => {
    door = await openDoor(engine);
    const status = await new Promise((resolve, reject) => {
      request({ socketPath: path, path: '/' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(426);
  });

  describe('a connection of many calls', () => {
    it.each([
      ['small ones', 20],
      ['ones of 2 kB', 2000],
    ])('floods with 20,000, %s: has all its answers in the end, and delays nobody', async (_what, bytes) => {
      door = await openDoor(engine);
      const { client } = await dial();
      const timed = async () => {
        const start = performance.now();
        await client.hello();
        return performance.now() - start;
      };
      const idle: number[] = [];
      for (let n = 0; n < 20; n += 1) idle.push(await timed());
      const flood = await rawSocket();
      const count = 20_000;
      const answered = new Set<string>();
      flood.on('message', (data: Buffer) => answered.add((JSON.parse(data.toString()) as { i: string }).i));
      const heapBefore = process.memoryUsage().rss;
      const began = performance.now();
      for (let n = 1; n <= count; n += 1)
        flood.send(JSON.stringify({ i: String(n), p: { u: '/hello', h: { filler: 'x'.repeat(bytes) } } }));
      const sentInMs = performance.now() - began;
      const busy: number[] = [];
      for (let n = 0; n < 20; n += 1) busy.push(await timed());
      const answeredMeanwhile = answered.size;
      // What is not handed on yet waits on the sender's side.
      if (bytes > 1000) expect(flood.bufferedAmount).toBeGreaterThan(10_000_000);
      await expect.poll(() => answered.size, { timeout: 60_000, interval: 20 }).toBe(count);
      const worst = Math.max(...busy);
      console.info(
        `${bytes} B each: a call takes ${Math.max(...idle).toFixed(1)} ms at worst when idle, ${worst.toFixed(1)} ms beside the flood, of ` +
          `which ${answeredMeanwhile} were answered meanwhile; sent in ${sentInMs.toFixed(0)} ms, all answered in ` +
          `${(performance.now() - began).toFixed(0)} ms; rss +${((process.memoryUsage().rss - heapBefore) / 1e6).toFixed(0)} MB`,
      );
      expect(answeredMeanwhile).toBeLessThan(count / 2);
    });

    it('is none for having many streams: one that has begun is answered', async () => {
      door = await openDoor(engine);
      const { client } = await dial();
      const streams = await Promise.all(Array.from({ length: 300 }, () => client.state({ since: null })));
      for (const stream of streams) await stream.next();
      await Promise.all(streams.map((stream) => stream.return?.(undefined)));
      expect(await client.hello()).toMatchObject({ role: 'captain' });
    });
  });

  describe('a message that is none', () => {
    const call = (id: string, payload: unknown, type?: unknown) => JSON.stringify({ i: id, t: type, p: payload });
    it.each<[string, string | Buffer, number]>([
      ['no JSON', 'hello', 1007],
      ['escapes of a terminal', '\u001b]0;owned\u0007\u001b[2J\u001b[31mCRITICAL', 1007],
      ['escapes in JSON', '{"i":"\u001b[2J', 1007],
      ['bytes', Buffer.from([0, 1, 2, 254, 255, 255, 27, 91, 50, 74]), 1007],
      ['nothing', '', 1007],
      ['null', 'null', 1007],
      ['a list', '[]', 1007],
      ['without a call', '{}', 1007],
      ['with a number for a call', '{"i":1,"p":{"u":"/hello"}}', 1007],
      ['without an address', call('1', {}), 1007],
      ['without anything', call('1', null), 1007],
      ['with an address that is none', call('1', { u: 'http://[' }), 1007],
      ['with an address that is a list', call('1', { u: ['/hello'] }), 1007],
      ['with headers that are none', call('1', { u: '/hello', h: 'x' }), 1007],
      ['with a header that is none', call('1', { u: '/hello', h: { a: { b: 1 } } }), 1007],
      ['of a kind that there is not', call('1', { u: '/hello' }, 9), 1007],
      ['of a kind that is a text', call('1', { u: '/hello' }, '\u001b[2J'), 1007],
      ['an event of nothing', call('1', null, 3), 1007],
      [
        'a form that is none',
        Buffer.concat([
          Buffer.from(call('1', { u: '/hello', h: { 'content-type': 'multipart/form-data; boundary=\u001b[2J' } })),
          Buffer.from([255]),
          Buffer.from('\u001b[2J no form'),
        ]),
        1008,
      ],
    ])('%s: closes the connection, with one plain line on the terminal', async (_what, message, code) => {
      door = await openDoor(engine);
      const said: string[] = [];
      const hear = (text: unknown) => said.push(String(text)) > 0;
      const spies = [
        vi.spyOn(process.stderr, 'write').mockImplementation(hear),
        vi.spyOn(process.stdout, 'write').mockImplementation(hear),
        ...(['error', 'warn', 'log', 'info'] as const).map((name) => vi.spyOn(console, name).mockImplementation(hear)),
      ];
      try {
        const { client } = await dial();
        const socket = await rawSocket();
        const closed = new Promise((resolve) => socket.once('close', resolve));
        for (let n = 0; n < 50; n += 1) socket.send(message);
        expect(await closed).toBe(code);
        expect(await client.hello()).toMatchObject({ role: 'captain' });
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
      expect(said).toEqual([expect.stringMatching(/^The connection of a captain \(terminal\) was closed: [ -~]*\n$/)]);
    });
  });

  it('closes at once, whoever stands in it, and leaves no socket', async () => {
    door = await openDoor(engine);
    const { closed } = await dial();
    const idle = connect(path);
    await new Promise((resolve) => idle.once('connect', resolve));
    const gone = new Promise((resolve) => idle.once('close', resolve));
    const began = Date.now();
    await door.close();
    await Promise.all([closed, gone]);
    expect(Date.now() - began).toBeLessThan(3000);
    expect(() => statSync(path)).toThrow('ENOENT');
  });
});
