import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, links, person, revisionsLinked, type Person } from '../../../e2e/desk';
import { deskEach } from '../../../e2e/desk-each';
import type { TestFleet } from '../../../e2e/test-engine';

// One desk, engine or act takes over from another: whoever acts, the hosts are right. Hosts are real (SSH, sh, files, HTTP).

const desk = deskEach();
const short = (revision: string) => revision.slice(0, 12);
const path = (fleet: TestFleet, host: string, ...rest: string[]) => join(fleet.hosts[host]!.home, 'srv/shop', ...rest);
const long = (text: string) => text.replaceAll('watch: 1s', 'watch: 60s');

async function another(fleet: TestFleet, who = 'Jonas'): Promise<Person> {
  const engine = await fleet.startEngine({ config: { ...fleet.config, data: join(fleet.directory, 'other') }, name: 'other desk' });
  const captain = person(engine, 'captain', who);
  await captain.until((state) => state.lock.state !== 'unknown');
  return captain;
}

/** What runs on each host, asked over SSH now; by the revision in its name. */
async function revisionsRunning(captain: Person): Promise<string[]> {
  await captain.client.fleet.read();
  return [...new Set(Object.values(captain.state().hosts).map((host) => (host.running ?? 'nothing').split('-')[0] ?? ''))].sort();
}

describe('a desk that has lost its push to another', () => {
  it('does not go on when it is resumed: it says whose push it is, and the push is over', async () => {
    const { fleet, captain } = await desk({ yaml: long });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    await captain.hold(id);
    const jonas = await another(fleet);
    await jonas.unlock();
    const next = await jonas.push(fleet.commits.live, { override: ['mixed-fleet', 'not-a-descendant', 'already-live'] });
    await jonas.until((state) => state.push?.id === next && state.push.state.at === 'watching', 30_000);
    const before = links(fleet);
    await expect(captain.resume(id)).rejects.toMatchObject({ code: 'LOCKED' });
    const { push } = await captain.until((state) => state.push?.state.at === 'superseded');
    expect(push?.state).toMatchObject({ why: expect.stringContaining(next) });
    expect(links(fleet)).toEqual(before);
    // It stands in nobody's way, and goes on being Jonas' push.
    expect(jonas.state().push).toMatchObject({ id: next, state: { at: 'watching' } });
  }, 180_000);

  it('takes nothing back when its engine is started again after the other has finished', async () => {
    const { fleet, captain, engine } = await desk({
      yaml: (text) => text.replace('hosts: 25%, watch: 1s', 'hosts: 25%, watch: 60s'),
    });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    await engine.close();
    const patient = { ...fleet.config, push: { ...fleet.config.push, phases: [{ hosts: { share: 1 }, watchMs: 500 }] } };
    const other = person(
      await fleet.startEngine({ config: { ...patient, data: join(fleet.directory, 'other') }, name: 'other desk' }),
      'captain',
      'Jonas',
    );
    await other.until((state) => state.lock.state === 'held');
    await other.unlock();
    const next = await other.push(fleet.commits.good, { override: ['mixed-fleet'] });
    expect((await other.until(ended(next), 30_000)).push?.state.at).toBe('done');
    const again = person(await fleet.startEngine());
    const { push } = await again.until((state) => state.push?.state.at === 'superseded', 30_000);
    expect(push).toMatchObject({ id, state: { why: expect.stringContaining(next) } });
    expect(revisionsLinked(fleet)).toEqual([short(fleet.commits.good)]);
    expect(await revisionsRunning(again)).toEqual([short(fleet.commits.good)]);
  }, 180_000);
});

describe('a rollback', () => {
  it('is not overtaken by hosts that another desk was draining', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) =>
        text.replaceAll('      reload: reload\n', '      reload: reload\n      drain: sleep 4\n      undrain: "true"\n'),
    });
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'switching' && state.push.state.phase === 1, 40_000);
    await pause(500);
    const jonas = await another(fleet);
    await jonas.rollback(id);
    const { push } = await jonas.until(ended(id), 40_000);
    expect(push?.state).toMatchObject({ at: 'rolled back', pending: 0 });
    expect(links(fleet)).toEqual(before);
    // Longer than the drain takes.
    await pause(6000);
    expect(links(fleet)).toEqual(before);
    expect(await revisionsRunning(jonas)).toEqual([short(fleet.commits.live)]);
    const mine = await captain.until((state) => state.push?.state.at === 'superseded' || state.push?.state.at === 'held');
    expect(mine.push!.hosts.some((host) => host.state === 'failed' || host.state === 'broken')).toBe(false);
  }, 180_000);

  it('names the newer push of another desk and asks; without a name it takes that one', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const first = await captain.push(fleet.commits.good);
    await captain.until(ended(first));
    await captain.until((state) => state.lock.state === 'free');
    const middle = links(fleet);
    const jonas = await another(fleet);
    const second = await jonas.push(fleet.commits.live, { override: ['not-a-descendant'] });
    expect((await jonas.until(ended(second))).push?.state.at).toBe('done');
    await jonas.until((state) => state.lock.state === 'free');
    await expect(captain.rollback(first)).rejects.toMatchObject({ code: 'UNDOES_NEWER', data: { detail: [second] } });
    expect(await captain.rollback(null)).toMatchObject({ push: second });
    await captain.until(ended(second));
    expect(links(fleet)).toEqual(middle);
    await captain.rollback(first);
    await captain.until(ended(first));
    expect(links(fleet)).toEqual(before);
  }, 180_000);

  it('reads the highest fence first, where the coordinator’s is behind those of the hosts', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until(ended(id));
    await captain.until((state) => state.lock.state === 'free');
    for (const [index, name] of Object.keys(fleet.hosts).entries())
      writeFileSync(path(fleet, name, '.capstan/fence'), `${90_000_000_000 + index * 10}\n`);
    rmSync(path(fleet, 'www-1', '.capstan/fence-counter'));
    const { hosts } = await captain.rollback(id);
    const { push } = await captain.until(ended(id));
    expect([hosts, push?.state]).toEqual([6, expect.objectContaining({ at: 'rolled back', pending: 0 })]);
    expect(links(fleet)).toEqual(before);
  }, 180_000);

  it('while a push stages ends that push, and takes an older one back only when both are meant', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const first = await captain.push(fleet.commits.good);
    await captain.until(ended(first));
    await captain.until((state) => state.lock.state === 'free');
    const good = links(fleet);
    // Staging waits for the mutex of one host.
    const mutex = path(fleet, 'www-3', '.capstan/mutex');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const start = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
    const held = join(mutex, `held.${process.pid}.${start}.${boot}`);
    execFileSync('mv', [join(mutex, 'free'), held]);
    const second = await captain.push(fleet.commits.live, { override: ['not-a-descendant'] });
    const staging = await captain.until((state) => state.push?.id === second && state.push.state.at === 'staging');
    expect(staging.rollback).toMatchObject({ push: second, hosts: 0 });
    await expect(captain.rollback(first)).rejects.toMatchObject({ code: 'UNDOES_NEWER', data: { detail: [second] } });
    expect(await captain.rollback(null)).toEqual({ push: second, hosts: 0 });
    execFileSync('mv', [held, join(mutex, 'free')]);
    expect((await captain.until(ended(second))).push?.state).toMatchObject({ at: 'rolled back' });
    expect(links(fleet)).toEqual(good);
    await captain.rollback(first);
    await captain.until(ended(first));
    expect(links(fleet)).toEqual(before);
  }, 180_000);
});

describe('an engine that is started again', () => {
  it('calls nothing live that does not run: a host in the middle of its switch is switched again', async () => {
    const { fleet, captain, engine } = await desk({
      yaml: (text) =>
        text
          .replace('hosts: 100%, watch: 1s', 'hosts: 100%, watch: 60s')
          .replace('canary: rollback, all: hold', 'canary: continue, all: continue'),
    });
    const old = links(fleet)['www-4'] ?? '';
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching' && state.push.state.phase === 1, 30_000);
    await engine.close();
    // As a script leaves it that died between the link and the reload.
    const link = (release: string) => {
      unlinkSync(path(fleet, 'www-4', 'current'));
      symlinkSync(`releases/${release}`, path(fleet, 'www-4', 'current'));
    };
    const good = links(fleet)['www-4'] ?? '';
    link(old);
    fleet.hosts['www-4']!.stop();
    await fleet.hosts['www-4']!.start();
    link(good);
    const short1s = { ...fleet.config, push: { ...fleet.config.push, phases: fleet.config.push.phases } };
    const again = person(await fleet.startEngine({ config: short1s }));
    const { push } = await again.until(
      (state) => state.push?.hosts.find((host) => host.host === 'www-4')?.state === 'verified',
      180_000,
    );
    expect(push?.id).toBe(id);
    expect(await revisionsRunning(again)).toEqual([short(fleet.commits.good)]);
  }, 180_000);

  it('calls nothing back that still runs what was taken back', async () => {
    const { fleet, captain, engine } = await desk({
      yaml: (text) => long(text).replace('canary: rollback, all: hold', 'canary: rollback, all: rollback'),
    });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    const [canary] = captain.state().push!.hosts.filter((host) => host.changed);
    await engine.close();
    // Linked to what was before, and the process goes on with the new release: its reload died with whoever began it.
    unlinkSync(path(fleet, canary!.host, 'current'));
    symlinkSync(`releases/${canary!.previous}`, path(fleet, canary!.host, 'current'));
    const again = person(await fleet.startEngine());
    await again.until(ended(id), 30_000);
    expect(again.state().push?.state).toMatchObject({ at: 'rolled back', pending: 0 });
    expect(await revisionsRunning(again)).toEqual([short(fleet.commits.live)]);
  }, 180_000);

  it('only to look takes nothing up; the first act does', async () => {
    const { fleet, captain, engine } = await desk({ yaml: long });
    const id = await captain.push(fleet.commits.good);
    await captain.until((state) => state.push?.state.at === 'watching');
    const before = links(fleet);
    await engine.close();
    const looking = await fleet.startEngine({ takeUp: false });
    const reader = person(looking);
    await reader.until((state) => state.live.readAt !== null);
    await pause(2000);
    expect(reader.state().push).toMatchObject({ id, interrupted: true, state: { at: 'watching' } });
    expect(looking.desk().push.work()).toBeNull();
    expect(links(fleet)).toEqual(before);
    await reader.hold(id);
    expect((await reader.until((state) => state.push?.state.at === 'held')).push).toMatchObject({ interrupted: false });
    expect(looking.desk().push.work()).toBe(`${id} is held`);
  }, 180_000);
});

describe('a coordinator that was replaced', () => {
  it('stops no push, and gives out no name that hosts know already', async () => {
    const { fleet, captain, engine } = await desk({
      types: { www: 4, db: 1 },
      yaml: (text) => text.replace('coordinator: www-1', 'coordinator: db-1'),
    });
    const first = await captain.push(fleet.commits.good);
    await captain.until(ended(first));
    await captain.until((state) => state.lock.state === 'free');
    rmSync(path(fleet, 'db-1', '.capstan'), { recursive: true });
    const second = await captain.push(fleet.commits.live, { override: ['not-a-descendant'] });
    expect((await captain.until(ended(second))).push?.state.at).toBe('done');
    await captain.until((state) => state.lock.state === 'free');
    expect([first, second]).toEqual(['r-1', 'r-2']);
    await engine.close();
    // A desk with no history of its own.
    rmSync(path(fleet, 'db-1', '.capstan'), { recursive: true });
    const jonas = await another(fleet);
    const third = await jonas.push(fleet.commits.good);
    expect(third).toBe('r-3');
    await jonas.until(ended(third));
    await jonas.rollback(third);
    expect((await jonas.until(ended(third))).push?.state).toMatchObject({ at: 'rolled back', pending: 0 });
    expect(revisionsLinked(fleet)).toEqual([short(fleet.commits.live)]);
  }, 180_000);
});

describe('a gauge without samples that may not decide', () => {
  it.each([
    ['advisory', 'severity: advisory, no_data: wait 1s then hold'],
    ['ignored', 'severity: normal, no_data: ignore'],
  ])(
    '(%s) keeps no watch open',
    async (_what, words) => {
      const { fleet, captain } = await desk({
        yaml: (text) =>
          `${text.slice(0, text.indexOf('gauges:'))}gauges:\n  - { name: lag, metric: replication_lag, types: [ www ], kind: level, limit: "> 9", ${words} }\n`,
      });
      const id = await captain.push(fleet.commits.good);
      expect((await captain.until(ended(id), 30_000)).push?.state.at).toBe('done');
    },
    180_000,
  );
});

describe('a push', () => {
  it('touches only hosts that take part in it: no release of another is pruned', async () => {
    const { fleet, captain } = await desk({
      types: { www: 5 },
      yaml: (text) => text.replace('  when_suspect', '  keep_releases: { last: 1, and_live_within: 1ms }\n  when_suspect'),
    });
    const old = join('releases', '1111111-000000000000');
    for (const name of ['www-1', 'www-5']) {
      mkdirSync(path(fleet, name, old));
      writeFileSync(path(fleet, name, old, '.complete'), `${'0'.repeat(64)}\n`);
    }
    await captain.client.fleet.takeOut({ key: crypto.randomUUID(), hosts: ['www-5'], reason: 'disk' });
    const id = await captain.push(fleet.commits.good);
    expect((await captain.until(ended(id))).push?.state.at).toBe('done');
    await captain.until((state) => state.push?.finishing === false && state.lock.state === 'free');
    expect([existsSync(path(fleet, 'www-1', old)), existsSync(path(fleet, 'www-5', old))]).toEqual([false, true]);
  }, 180_000);
});
