import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, links, person, revisionsLinked } from '../../../e2e/desk';
import { startTestFleet, type TestFleet, type TestFleetOptions } from '../../../e2e/test-engine';

// A real fleet (SSH, sh, files, HTTP) and real engines; only the times are short.

let fleet: TestFleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

async function desk(options: TestFleetOptions = {}) {
  fleet = await startTestFleet(options);
  const engine = await fleet.startEngine();
  return { fleet, engine, captain: person(engine) };
}

const short = (revision: string) => revision.slice(0, 12);

describe('a good push', () => {
  it('goes to canaries, is watched, goes to all, and is live when linked and running agree', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    const { push, lock } = await captain.until(ended(id));
    expect(push?.state).toEqual({ at: 'done' });
    expect(push?.hosts.every((host) => host.state === 'verified' && host.previous === before[host.host])).toBe(true);
    expect(revisionsLinked(fleet)).toEqual([short(fleet.commits.good)]);
    expect(push?.outcome).toMatchObject({ verdict: 'live', hostsChanged: 6 });
    await captain.until((state) => state.lock.state === 'free');
    expect(lock.push === null || lock.push === id).toBe(true);
    const journal = readFileSync(join(fleet.hosts['www-1']!.home, 'srv/shop/.capstan/journal.ndjson'), 'utf8').trim().split('\n');
    expect(journal.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(
      expect.arrayContaining(['stage', 'staged', 'switched', 'watched']),
    );
  });

  it('switches one canary of each type first, and judges again to the same bytes', async () => {
    const { fleet, captain } = await desk({ types: { www: 4, chat: 3, db: 2 } });
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    const canaries = push!.hosts.filter((host) => host.canary).map((host) => host.host.split('-')[0]);
    expect(canaries.sort()).toEqual(['chat', 'www']);
    const again = await captain.client.push.judge({ push: id, phase: null, gauge: null });
    expect(again.length).toBeGreaterThan(3);
    for (const { stored, again: now } of again) expect(JSON.stringify(now)).toBe(JSON.stringify(stored));
    const harsher = await captain.client.push.judge({ push: id, phase: 1, gauge: 'load', limits: { load: '> 0.1' } });
    expect(harsher.some(({ again: now }) => now.limit !== harsher[0]!.stored.limit)).toBe(true);
  });
});

describe('a bad push', () => {
  it('is rolled back by itself, on the changed hosts alone, and the lock stays with the reason', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.errors);
    const { push } = await captain.until(ended(id));
    expect(push).toMatchObject({ state: { at: 'rolled back', automatic: true, pending: 0 }, outcome: { gauge: 'errors' } });
    expect(push!.hosts.filter((host) => host.state === 'rolled back')).toHaveLength(1);
    expect(links(fleet)).toEqual(before);
    const { lock } = await captain.until((state) => state.lock.kind === 'kept');
    expect(lock).toMatchObject({ by: 'Capstan', push: id });
    expect(lock.reason).toContain('errors');
    const recovered = await captain.until((state) => state.push?.outcome?.recovered != null);
    expect(recovered.push?.outcome?.recovered).toBe(true);
    await expect(captain.push(fleet.commits.good)).rejects.toMatchObject({ code: 'LOCKED' });
    const next = await captain.push(fleet.commits.good, { unlock: true });
    expect((await captain.until(ended(next))).push?.state.at).toBe('done');
  });

  it('whose reload fails is put back there at once, and goes no further', async () => {
    const { fleet, captain } = await desk();
    for (const host of Object.values(fleet.hosts))
      writeFileSync(
        join(host.home, 'bin/reload'),
        '#!/bin/sh\ngrep -q currentless "$0" || grep -q "$(cat "$HOME/bad" 2>/dev/null || echo nothing)" "$HOME/srv/shop/current/REVISION" || exit 0\necho "cannot bind to port 80" >&2\nexit 3\n',
        { mode: 0o755 },
      );
    for (const host of Object.values(fleet.hosts)) writeFileSync(join(host.home, 'bad'), fleet.commits.good);
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    expect(push?.state).toMatchObject({ at: 'rolled back', automatic: true });
    expect(push!.hosts.some((host) => host.detail.includes('cannot bind to port 80'))).toBe(true);
    expect(links(fleet)).toEqual(before);
  });

  it('of a release that is not taken over by the process is not called live', async () => {
    // The reload says yes and does nothing: the old process goes on.
    const { fleet, captain } = await desk({
      yaml: (text) => text.replaceAll('reload: reload', 'reload: "true"').replaceAll('within: 5s', 'within: 1s'),
    });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    expect(push?.state).toMatchObject({ at: 'rolled back' });
    expect(push!.hosts.some((host) => host.detail.includes('still runs'))).toBe(true);
    expect(links(fleet)).toEqual(before);
  });
});

describe('hosts that cannot be reached', () => {
  it('are left out before the switch, shown, and converged later in one act', async () => {
    const { fleet, captain } = await desk({ types: { www: 6 } });
    fleet.hosts['www-5']!.stop();
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id), 30_000);
    expect(push?.state).toEqual({ at: 'done' });
    expect(push!.hosts.find((host) => host.host === 'www-5')?.state).toBe('left out');
    expect(revisionsLinked(fleet)).toHaveLength(2);
    await fleet.hosts['www-5']!.start();
    await captain.until((state) => state.lock.state === 'free');
    const done = await captain.client.push.converge({ key: randomUUID(), version: captain.state().version, hosts: ['www-5'] });
    expect(done).toEqual({ hosts: 1, failed: [], leftOut: [] });
    expect(revisionsLinked(fleet)).toEqual([short(fleet.commits.good)]);
  });

  it('refuse the push when they are too many, and nothing is touched', async () => {
    const { fleet, captain } = await desk();
    fleet.hosts['www-3']!.stop();
    fleet.hosts['www-4']!.stop();
    const before = links(fleet);
    await expect(captain.push(fleet.commits.good)).rejects.toMatchObject({ code: 'REFUSED', data: { detail: ['unreachable'] } });
    expect(links(fleet)).toEqual(before);
  });

  it('stay pending after a rollback, come back by themselves, and take no push until then', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until(ended(id));
    fleet.hosts['chat-1']!.stop();
    await captain.rollback(id);
    const { push } = await captain.until(ended(id), 30_000);
    expect(push?.state).toMatchObject({ at: 'rolled back', pending: 1 });
    expect(push!.hosts.find((host) => host.host === 'chat-1')).toMatchObject({ state: 'unknown', changed: true });
    await fleet.hosts['chat-1']!.start();
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.push.state.pending === 0, 30_000);
    expect(links(fleet)).toEqual(before);
  }, 60_000);

  it('are brought back by another desk, as soon as that holds the fence', async () => {
    const { fleet, captain, engine } = await desk({ types: { www: 6 } });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until(ended(id));
    fleet.hosts['www-6']!.stop();
    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.lock.kind === 'kept');
    await engine.close();
    await fleet.hosts['www-6']!.start();
    expect(links(fleet)['www-6']).not.toBe(before['www-6']);
    const other = person(
      await fleet.startEngine({ config: { ...fleet.config, data: join(fleet.directory, 'other') }, name: 'other desk' }),
      'captain',
      'Jonas',
    );
    await other.until((state) => state.lock.kind === 'kept');
    const next = await other.push(fleet.commits.good, { unlock: true });
    const { push } = await other.until(ended(next));
    expect(push!.hosts.find((host) => host.host === 'www-6')).toMatchObject({
      state: 'left out',
      detail: 'its last rollback is pending',
    });
    expect(links(fleet)['www-6']).toBe(before['www-6']);
  });

  it('and a coordinator that is gone stops no rollback', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'done');
    // www-1 is the coordinator and a host of the push: it stays pending, the others go back.
    fleet.hosts['www-1']!.stall(true);
    await captain.rollback(id);
    await captain.until((state) => state.push!.hosts.filter((host) => host.state === 'rolled back').length === 5, 30_000);
    fleet.hosts['www-1']!.stall(false);
    fleet.hosts['www-1']!.stop();
    await fleet.hosts['www-1']!.start();
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.push.state.pending === 0, 40_000);
    expect(links(fleet)).toEqual(before);
  }, 90_000);
});

describe('a rollback', () => {
  it('by hand interrupts whatever is under way', async () => {
    const { fleet, captain } = await desk({ yaml: (text) => text.replaceAll('watch: 1s', 'watch: 60s') });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    expect(captain.state().rollback).toMatchObject({ push: id, hosts: 1 });
    await captain.rollback();
    const { push } = await captain.until(ended(id));
    expect(push?.state).toMatchObject({ at: 'rolled back', automatic: false, by: 'Mara' });
    expect(links(fleet)).toEqual(before);
  });

  it('works from a desk that knows nothing of the push: it reads the hosts', async () => {
    const { fleet, captain, engine } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until(ended(id));
    await engine.close();
    const other = await fleet.startEngine({
      config: { ...fleet.config, data: join(fleet.directory, 'other') },
      name: 'other desk',
    });
    const responder = person(other, 'responder', 'Jonas');
    const { push, hosts } = await responder.rollback(null);
    expect([push, hosts]).toEqual([id, 6]);
    await responder.until(ended(id));
    expect(links(fleet)).toEqual(before);
  });

  it('takes the lock from a desk that is pushing, which then switches nothing more', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => text.replaceAll('watch: 1s', 'watch: 60s').replace('lease: 5s', 'lease: 1s'),
    });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    const other = await fleet.startEngine({
      config: { ...fleet.config, data: join(fleet.directory, 'other') },
      name: 'other desk',
    });
    const jonas = person(other, 'captain', 'Jonas');
    await expect(jonas.push(fleet.commits.good)).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('Mara'),
    });
    await jonas.rollback(id);
    await jonas.until(ended(id));
    const held = await captain.until((state) => state.push?.state.at === 'held');
    expect(held.push?.state).toMatchObject({ hold: { why: 'lease lost', sentence: expect.stringContaining('Jonas') } });
    expect(links(fleet)).toEqual(before);
  }, 40_000);

  it('of an older push names the newer ones it also undoes, and asks', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const first = await captain.push(fleet.commits.good);
    await captain.until(ended(first));
    await captain.until((state) => state.lock.state === 'free');
    const second = await captain.push(fleet.commits.live, {});
    await captain.until(ended(second));
    await expect(captain.rollback(first)).rejects.toMatchObject({ code: 'UNDOES_NEWER', data: { detail: [second] } });
    await captain.rollback(first, [second]);
    await captain.until(ended(first));
    expect(links(fleet)).toEqual(before);
  }, 40_000);
});

describe('a hold', () => {
  it('stops at a person’s word and goes on at another', async () => {
    const { fleet, captain } = await desk({ yaml: (text) => text.replace('hosts: 25%, watch: 1s', 'hosts: 25%, watch: 3s') });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    await captain.hold(id);
    expect((await captain.until((state) => state.push?.state.at === 'held')).push?.state).toMatchObject({
      hold: { why: 'person', owner: 'Mara' },
    });
    await new Promise((wake) => setTimeout(wake, 1200));
    expect(captain.state().push?.state.at).toBe('held');
    await captain.resume(id);
    expect((await captain.until(ended(id))).push?.state.at).toBe('done');
    expect(revisionsLinked(fleet)).toEqual([short(fleet.commits.good)]);
  });

  it('goes on being judged: a held push that regresses is rolled back', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => text.replaceAll('watch: 1s', 'watch: 30s').replace('warm_up: 0s', 'warm_up: 2s'),
    });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.errors);
    await captain.until((state) => state.push?.state.at === 'watching');
    await captain.hold(id);
    const { push } = await captain.until((state) => state.push?.state.at === 'rolled back');
    expect(push?.state).toMatchObject({ automatic: true });
    expect(links(fleet)).toEqual(before);
  });
});

describe('a push that is left alone', () => {
  it('is held when a gauge has no data, and rolled back when nobody decides in time', async () => {
    const blind = `  - { name: lag, metric: replication_lag, types: [ www ], kind: level, limit: "> 9", severity: normal, no_data: wait 400ms then hold }\n`;
    const { fleet, captain } = await desk({
      yaml: (text) => text.replace('hold: 5s', 'hold: 1s').replace('gauges:\n', `gauges:\n${blind}`),
    });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    const held = await captain.until((state) => state.push?.state.at === 'held');
    expect(held.push?.state).toMatchObject({
      hold: { why: 'unknown', then: 'rollback', sentence: expect.stringContaining('lag') },
    });
    const { push } = await captain.until((state) => state.push?.state.at === 'rolled back');
    expect(push).toMatchObject({ id, state: { automatic: true, why: expect.stringContaining('nobody decided') } });
    expect(links(fleet)).toEqual(before);
  });

  it('by its coordinator is held before the lease is over, and switches nothing more', async () => {
    const { fleet, captain } = await desk({
      types: { www: 4, db: 1 },
      yaml: (text) =>
        text
          .replace('coordinator: www-1', 'coordinator: db-1')
          .replace('lease: 5s', 'lease: 1s')
          .replaceAll('watch: 1s', 'watch: 60s'),
    });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    fleet.hosts['db-1']!.stop();
    const { push } = await captain.until((state) => state.push?.state.at === 'held');
    expect(push?.state).toMatchObject({ hold: { why: 'coordinator lost' } });
    expect(push!.hosts.filter((host) => host.changed)).toHaveLength(1);
    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.push.state.pending === 0);
  });
});

describe('what no rollback can undo', () => {
  it('needs a second confirmation, and then automation holds and calls', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => text.replace('  when_suspect', '  irreversible: "src/*.php"\n  when_suspect'),
    });
    await expect(captain.push(fleet.commits.errors)).rejects.toMatchObject({ code: 'NEEDS_CONFIRMATION' });
    const id = await captain.push(fleet.commits.errors, { override: ['irreversible'] });
    const { push } = await captain.until(ended(id));
    expect(push?.state).toMatchObject({ at: 'held', hold: { why: 'irreversible', owner: 'Mara', until: null } });
    await captain.rollback();
    await captain.until((state) => state.push?.state.at === 'rolled back');
  });
});

describe('staging', () => {
  it('fails as a whole when the build fails, in its own words, and touches no host', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => text.replace(/^ {2}build: .*$/m, '  build: "echo no compiler here >&2; exit 7"'),
    });
    const before = links(fleet);
    rmSync(join(fleet.directory, 'data/artifacts'), { recursive: true, force: true });
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    expect(push?.state).toMatchObject({ at: 'failed', why: expect.stringContaining('no compiler here') });
    expect(links(fleet)).toEqual(before);
    await captain.until((state) => state.lock.state === 'free');
  });

  it('leaves out a host that cannot take the release, with the reason, and does not upload what is complete', async () => {
    const { fleet, captain } = await desk({ types: { www: 6 } });
    const blocked = join(fleet.hosts['www-4']!.home, 'srv/shop/.capstan/upload');
    mkdirSync(join(blocked, '..'), { recursive: true });
    writeFileSync(blocked, 'a file where a directory has to be');
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    expect(push!.hosts.find((host) => host.host === 'www-4')).toMatchObject({
      state: 'left out',
      detail: expect.stringContaining('cannot make directories'),
    });
    expect(push?.state).toEqual({ at: 'done' });
    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.lock.kind === 'kept');
    const again = await captain.push(fleet.commits.good, { unlock: true });
    const second = await captain.until(ended(again));
    expect(second.push?.state.at).toBe('done');
    expect(second.push!.hosts.every((host) => host.host === 'www-4' || host.state === 'verified')).toBe(true);
  }, 40_000);
});
