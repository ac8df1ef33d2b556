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
