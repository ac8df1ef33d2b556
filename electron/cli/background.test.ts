import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { capstan, startCapstan, type Ended } from '../../e2e/capstan';
import { revisionsLinked } from '../../e2e/desk';
import { engineStarted, enginePid, isAlive, killEngine, untilEnded } from '../../e2e/engine-process';
import { startTestFleet, type TestFleet, type TestFleetOptions } from '../../e2e/test-engine';
import { subprotocols, type Client } from '../../e2e/transports';
import type { DeskState } from '../../shared/contract/state';

// Verbs as processes, and the engine that they start in the background: how long it lives, who ends it, what it does meanwhile.

let fleet: TestFleet | null = null;
beforeAll(async () => {
  // Builds, if the sources are newer than the build.
  expect((await capstan(['version'], { cwd: tmpdir() })).code).toBe(0);
}, 120_000);
afterEach(async () => {
  if (fleet) await killEngine(fleet.config.data);
  vi.unstubAllEnvs();
  await fleet?.close();
  fleet = null;
});

/** A fleet, and verbs on it. */
async function desk(options: TestFleetOptions = {}) {
  // A lease that a busy machine can renew: nothing here is about it.
  const yaml = (text: string) => (options.yaml?.(text) ?? text).replace('lease: 20s', 'lease: 30s');
  const made = await startTestFleet({ types: { www: 4 }, ...options, yaml });
  fleet = made;
  const env = { XDG_RUNTIME_DIR: made.directory, CAPSTAN_WHO: 'Ravi', CAPSTAN_CONFIG: made.configFile };
  vi.stubEnv('XDG_RUNTIME_DIR', made.directory);
  const start = (...args: string[]) => startCapstan(args, { cwd: made.directory, env });
  const run = async (...args: string[]) => {
    const ended = await start(...args).ended;
    expectPlain(ended);
    return ended;
  };
  return { fleet: made, start, run, data: made.config.data, live: short(made.commits.live) };
}

/** Sentences, never a stack trace, whatever happened. */
function expectPlain({ out, err }: Ended): void {
  expect(`${out}${err}`).not.toMatch(/^\s+at .*[:(]|node:internal|Error:|undefined|\[object/m);
}

const short = (revision: string) => revision.slice(0, 12);
const longWatch = (text: string) => text.replaceAll('watch: 1s', 'watch: 60s');
const goesOn = (push: string) =>
  new RegExp(
    `^The engine goes on in the background \\(process \\d+\\): .*${push}.*"capstan status" looks, "capstan serve" opens`,
    'm',
  );

describe('an engine that a verb started', () => {
  it('is shared by eight that start at once, and has gone after them', async () => {
    const { run, data } = await desk();
    const all = await Promise.all(Array.from({ length: 8 }, () => run('status')));
    for (const ended of all)
      expect(ended).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Hosts      4 of 4 on it, 4 reached') });
    await expect.poll(() => enginePid(data), { timeout: 5000 }).toBeNull();
  }, 180_000);

  it('leaves no process behind a verb, done or refused', async () => {
    const { fleet: made, start, data } = await desk();
    for (const [code, args] of [
      [0, ['status', '--json']],
      [1, ['hold']],
      [1, ['judge', 'r-999']],
      [0, ['push', made.commits.good]],
    ] as const) {
      const verb = start(...args);
      const pid = await engineStarted(data);
      expect(pid).not.toBe(verb.child.pid);
      const ended = await verb.ended;
      expect([args[0], ended.code, isAlive(pid)]).toEqual([args[0], code, false]);
    }
    // Nothing to tell: no fault, no complaint.
    expect(readFileSync(join(data, 'engine.log'), 'utf8')).toBe('');
    expect(revisionsLinked(made)).toEqual([short(made.commits.good)]);
  }, 180_000);

  it('is not ended by a verb beside the one that rolls back', async () => {
    const {
      fleet: made,
      start,
      run,
      live,
    } = await desk({ yaml: (text) => text.replace('reload: reload', 'reload: sleep 2; reload') });
    expect((await run('push', made.commits.good)).code).toBe(0);
    const statuses: Promise<Ended>[] = [run('status')];
    const rollback = start('rollback');
    await rollback.said(/Rolling back r-1 on 4 hosts/);
    for (let more = 0; more < 3; more++) statuses.push(run('status'));
    const back = await rollback.ended;
    expectPlain(back);
    expect([back.code, back.out.trim().split('\n').at(-1)]).toEqual([0, 'r-1 rolled back']);
    expect(revisionsLinked(made)).toEqual([live]);
    for (const { code, out } of await Promise.all(statuses))
      expect([code, out]).toEqual([expect.any(Number), expect.stringMatching(/^Push /m)]);
  }, 180_000);

  it('judges on a push that is held from a terminal, takes it back, and ends by itself', async () => {
    const {
      fleet: made,
      start,
      run,
      data,
      live,
    } = await desk({
      yaml: (text) => longWatch(text).replace('warm_up: 0s', 'warm_up: 12s'),
    });
    const push = start('push', made.commits.errors);
    await push.said(/Phase 1: watch starts/);
    const pid = await engineStarted(data);
    expect(await run('hold')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('goes on being judged') });
    const left = await push.ended;
    expect([left.code, left.err]).toEqual([4, expect.stringMatching(goesOn('r-1'))]);
    expect(isAlive(pid)).toBe(true);
    expect((await run('status')).out).toMatch(/^Push {7}r-1 held: held by Ravi$/m);
    await untilEnded(pid, 40_000);
    expect(revisionsLinked(made)).toEqual([live]);
    const after = await run('status');
    expect([after.code, after.out]).toEqual([4, expect.stringMatching(/^Push {7}r-1 rolled back: errors/m)]);
  }, 180_000);

  it('is ended in order by a signal, and the push is taken up by the next who acts', async () => {
    const { fleet: made, start, run, data, live } = await desk({ yaml: longWatch });
    const push = start('push', made.commits.good);
    await push.said(/Phase 1: watch starts/);
    process.kill(await engineStarted(data), 'SIGTERM');
    const lost = await push.ended;
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('The engine that this was asked of has gone.')]);
    await expect.poll(() => enginePid(data)).toBeNull();
    expect((await run('rollback')).code).toBe(0);
    expect(revisionsLinked(made)).toEqual([live]);
  }, 180_000);

  // What a push room does at the start is its own: it still takes up what a crash left, whoever starts the engine.
  it('takes up no push for who only looks', async () => {
    const { fleet: made, start, run, data, live } = await desk({ yaml: longWatch });
    const push = start('push', made.commits.good);
    await push.said(/Phase 1: watch starts/);
    process.kill(await engineStarted(data), 'SIGKILL');
    await push.ended;
    for (let times = 0; times < 3; times++) {
      const { code, out } = await run('status');
      expect([code, out]).toEqual([4, expect.stringContaining('r-1 is watching, but no engine works on it.')]);
      await expect.poll(() => enginePid(data)).toBeNull();
    }
    expect(revisionsLinked(made)).toHaveLength(2);
    expect((await run('rollback')).code).toBe(0);
    expect(revisionsLinked(made)).toEqual([live]);
  }, 180_000);

  it('starts also where it can keep nothing, and says so', async () => {
    // A data directory that is a file.
    const { run } = await desk({ yaml: (text) => text.replace(/^data: "(.*)\/data"$/m, 'data: "$1/known_hosts"') });
    const status = await run('status', '--json');
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({ desk: { historyFault: expect.any(String) } });
  }, 180_000);
});

describe('a broken capstan.yaml', () => {
  const fault = /^.*capstan\.yaml:\d+:\d+: .+$/m;

  it('stops no verb while an engine runs', async () => {
    const { fleet: made, start, run, data, live } = await desk({ yaml: longWatch });
    const push = start('push', made.commits.good);
    await push.said(/Phase 1: watch starts/);
    writeFileSync(made.configFile, `${readFileSync(made.configFile, 'utf8')}:\n`);
    const status = await run('status');
    expect([status.code, status.out]).toEqual([4, expect.stringMatching(/^Push {7}r-1 watching$/m)]);
    expect(status.err).toMatch(/capstan\.yaml is broken; the engine that runs goes on with the configuration that it has\.$/m);
    expect(status.err).toMatch(fault);
    expect(await run('hold')).toMatchObject({ code: 0, err: expect.stringMatching(fault) });
    await push.ended;
    expect(await run('rollback')).toMatchObject({ code: 0, err: expect.stringMatching(fault) });
    expect(revisionsLinked(made)).toEqual([live]);
    await expect.poll(() => enginePid(data), { timeout: 10_000 }).toBeNull();
  }, 180_000);

  it('has who needs it most go on with the last good one, where none runs', async () => {
    const { fleet: made, run, live } = await desk();
    expect((await run('push', made.commits.good)).code).toBe(0);
    const good = readFileSync(made.configFile, 'utf8');
    writeFileSync(made.configFile, `${good}:\n`);
    // Half an edit is nothing to begin a push with.
    const refused = await run('push', made.commits.errors);
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/^.* cannot be used:\n/)]);
    const status = await run('status', '--json');
    expect([status.code, (JSON.parse(status.out) as DeskState).config.faults.length]).toEqual([4, expect.any(Number)]);
    expect(status.err).toMatch(
      /capstan\.yaml is broken; going on with the one that was in force since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.$/m,
    );
    expect(await run('rollback')).toMatchObject({ code: 0, err: expect.stringMatching(fault) });
    expect(revisionsLinked(made)).toEqual([live]);
    writeFileSync(made.configFile, good);
    expect((await run('unlock')).err).toBe('');
  }, 180_000);
});

describe('serve beside an engine that runs', () => {
  it('shows it, holds each page to its role, and keeps it; when it goes, goes on itself', async () => {
    const { fleet: made, start, run, data, live } = await desk({ yaml: longWatch });
    const push = start('push', made.commits.good);
    await push.said(/Phase 1: watch starts/);
    expect((await run('hold')).code).toBe(0);
    expect((await push.ended).code).toBe(4);
    const pid = await engineStarted(data);
    const serve = start('serve', '--no-open', '--json');
    const [text] = await serve.said(/\{[^}]*\}/);
    const addresses = JSON.parse(text) as Record<'captain' | 'responder' | 'viewer', string>;
    const page = await fetch(new URL(addresses.viewer).origin);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Capstan')]);

    const open = async (role: 'captain' | 'viewer') => {
      const { origin, host } = new URL(addresses[role]);
      const socket = new WebSocket(`ws://${host}/rpc`, subprotocols(addresses[role]), { origin });
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
      return { socket, client };
    };
    const viewer = await open('viewer');
    expect(await viewer.client.hello()).toMatchObject({ role: 'viewer', who: "a viewer at Ravi's desk", pid });
    for await (const event of await viewer.client.state({ since: null })) {
      expect(event).toMatchObject({ kind: 'snapshot', state: { push: { id: 'r-1', state: { at: 'held' } } } });
      break;
    }
    await expect(viewer.client.push.rollback({ key: randomUUID(), push: 'r-1' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const captain = await open('captain');
    const rolling = await captain.client.push.rollback({ key: randomUUID(), push: 'r-1' });
    expect(rolling.push).toBe('r-1');
    await expect.poll(() => revisionsLinked(made), { timeout: 10_000 }).toEqual([live]);
    const acts = await captain.client.settings.acts({ limit: 5 });
    expect(acts[0]).toMatchObject({ who: 'Ravi', via: 'browser' });

    // Nothing keeps it but the page's shell; that does.
    await pause(1500);
    expect(isAlive(pid)).toBe(true);
    const sentAway = new Promise<number>((resolve) => viewer.socket.once('close', resolve));
    process.kill(pid, 'SIGKILL');
    expect(await sentAway).toBe(1012);
    await expect.poll(() => enginePid(data), { timeout: 15_000 }).toBe(serve.child.pid);
    const again = await open('viewer');
    expect(await again.client.hello()).toMatchObject({ role: 'viewer', pid: serve.child.pid });
    again.socket.terminate();
    captain.socket.terminate();
    serve.child.kill('SIGTERM');
    const ended = await serve.ended;
    expectPlain(ended);
    expect([ended.code, ended.err]).toEqual([0, expect.stringContaining('runs already (process')]);
  }, 180_000);
});
