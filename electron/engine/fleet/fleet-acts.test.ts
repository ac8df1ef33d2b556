import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, links, person, type Person } from '../../../e2e/desk';
import { startTestFleet, type TestFleet, type TestFleetOptions } from '../../../e2e/test-engine';

// What a person does to hosts, on a real fleet (SSH, sh, files, HTTP) and real engines.

let fleet: TestFleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** Every type drains into a file and undrains into it, so that what happened can be read from the host. */
const drained = (text: string) =>
  text.replaceAll(
    '      reload: reload\n',
    '      drain: "echo drain {host} >>traffic"\n      undrain: "echo undrain {host} >>traffic"\n      reload: reload\n',
  );

async function desk(options: TestFleetOptions = {}) {
  fleet = await startTestFleet({ yaml: drained, ...options });
  const engine = await fleet.startEngine();
  const captain = person(engine);
  // The first reading of the hosts.
  await captain.until((state) => Object.values(state.hosts).every((host) => host.releases !== null));
  return { fleet, engine, captain, responder: person(engine, 'responder', 'Jonas') };
}

async function otherDesk(fleet: TestFleet, name = 'other desk') {
  const engine = await fleet.startEngine({ config: { ...fleet.config, data: join(fleet.directory, name) }, name });
  const other = person(engine, 'captain', 'Aiko');
  await other.client.fleet.read();
  return other;
}

const shop = (of: TestFleet, host: string) => join(of.hosts[host]!.home, 'srv/shop');
const traffic = (of: TestFleet, host: string) => {
  const file = join(of.hosts[host]!.home, 'traffic');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const key = () => randomUUID();
const out = (one: Person, hosts: string[], reason = 'disk') => one.client.fleet.takeOut({ key: key(), hosts, reason });
const back = (one: Person, hosts: string[]) => one.client.fleet.putBack({ key: key(), hosts });
const converge = (one: Person, hosts: string[] = []) =>
  one.client.push.converge({ key: key(), version: one.state().version, hosts });
const free = (one: Person) => one.until((state) => state.lock.state === 'free');

describe('a host that is out of service', () => {
  it('is drained, left out by pushes without counting as excluded, and converged once it is back', async () => {
    const { fleet, captain, responder } = await desk({
      yaml: (text) => drained(text).replace('max_excluded: 20%', 'max_excluded: 0%'),
    });
    expect(await out(responder, ['www-2'], 'disk is failing')).toEqual({ hosts: 1, failed: [] });
    expect(traffic(fleet, 'www-2')).toEqual(['drain www-2']);
    const view = (await captain.until((state) => state.hosts['www-2']?.out != null)).hosts['www-2'];
    expect(view?.out).toMatchObject({ by: 'Jonas', reason: 'disk is failing' });

    const plan = await captain.client.push.plan({ revision: fleet.commits.good });
    expect(plan.refusals).toEqual([]);
    expect(plan.warnings).toContainEqual({ code: 'out-of-service', text: expect.stringContaining('www-2 is left out') });
    expect(plan.hosts.find((host) => host.host === 'www-2')?.trouble).toMatch(
      /^out of service since \d{4}-\d\d-\d\d \d\d:\d\d UTC, by Jonas: disk is failing$/,
    );
    const before = links(fleet)['www-2'];
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    expect(push?.state).toEqual({ at: 'done' });
    expect(push!.hosts.filter((host) => host.state === 'left out').map((host) => host.host)).toEqual(['www-2']);
    expect(links(fleet)['www-2']).toBe(before);

    await free(captain);
    expect(await converge(captain)).toEqual({ hosts: 0, failed: [], leftOut: ['www-2'] });
    await free(captain);
    await expect(back(responder, ['www-2'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await back(captain, ['www-2'])).toEqual({ hosts: 1, failed: [] });
    expect(traffic(fleet, 'www-2')).toEqual(['drain www-2', 'undrain www-2']);
    await captain.until((state) => state.hosts['www-2']?.out === null);
    expect(await converge(captain, ['www-2', 'www-1'])).toEqual({ hosts: 1, failed: [], leftOut: [] });
    expect(new Set(Object.values(links(fleet)))).toEqual(new Set([push!.release]));
    // Converged twice, its way back is still the release from before the push.
    await free(captain);
    await captain.rollback(id);
    await captain.until(ended(id));
    expect(new Set(Object.values(links(fleet)))).toEqual(new Set([before]));
  }, 180_000);

  it('is seen by every desk, whichever took it out, and by one that starts later', async () => {
    const { fleet, captain, engine } = await desk();
    const aiko = await otherDesk(fleet);
    const reason = `it's "odd"\n$(touch owned) \`touch owned\`; touch owned # ümlaut 💥`;
    await out(aiko, ['chat-1', 'chat-2'], reason);
    await captain.client.fleet.read();
    expect(captain.state().hosts['chat-1']?.out).toMatchObject({ by: 'Aiko', reason });
    expect(existsSync(join(fleet.hosts['chat-1']!.home, 'owned'))).toBe(false);
    expect(existsSync(join(shop(fleet, 'chat-1'), 'owned'))).toBe(false);
    await back(captain, ['chat-1']);
    await aiko.client.fleet.read();
    expect(aiko.state().hosts['chat-1']?.out).toBeNull();
    await engine.close();
    const later = await otherDesk(fleet, 'third desk');
    expect(later.state().hosts['chat-2']?.out).toMatchObject({ by: 'Aiko' });
  });

  it('is left out even by a push that was under way when another desk took it out', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => drained(text).replace('hosts: 25%, watch: 1s', 'hosts: 25%, watch: 3s'),
    });
    const aiko = await otherDesk(fleet);
    const id = await captain.push(fleet.commits.good);
    const { push: at } = await captain.until((state) => state.push?.state.at === 'watching');
    const waiting = at!.hosts.find((host) => host.state === 'staged' && host.host.startsWith('www'))!.host;
    await out(aiko, [waiting], 'fan');
    const { push } = await captain.until(ended(id));
    expect(push?.state).toEqual({ at: 'done' });
    expect(push!.hosts.find((host) => host.host === waiting)).toMatchObject({
      state: 'left out',
      changed: false,
      detail: expect.stringContaining('by Aiko: fan'),
    });
    expect(traffic(fleet, waiting)).not.toContain(`undrain ${waiting}`);
  }, 180_000);

  it('is rolled back all the same, and takes no work again by that', async () => {
    const { fleet, captain } = await desk();
    const before = links(fleet);
    const id = await captain.push(fleet.commits.good);
    await captain.until(ended(id));
    await out(captain, ['www-3']);
    await captain.rollback(id);
    await captain.until(ended(id));
    expect(links(fleet)).toEqual(before);
    expect(traffic(fleet, 'www-3')).toEqual(['drain www-3', 'undrain www-3', 'drain www-3']);
    expect(traffic(fleet, 'www-2').at(-1)).toBe('undrain www-2');
  }, 180_000);

  it('stays out while it is off, so that a push is not refused for it', async () => {
    const { fleet, captain } = await desk({ yaml: (text) => drained(text).replace('max_excluded: 20%', 'max_excluded: 0%') });
    await out(captain, ['www-4'], 'new board');
    fleet.hosts['www-4']!.stop();
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id), 30_000);
    expect(push?.state).toEqual({ at: 'done' });
    expect(push!.hosts.find((host) => host.host === 'www-4')?.detail).toContain('new board');
  }, 180_000);
});

describe('taking out', () => {
  it('says of each host where it could not be done why, and does the others', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) =>
        drained(text).replace('echo drain {host} >>traffic', 'test {host} != www-2 || { echo pool is gone; exit 3; }'),
    });
    fleet.hosts['www-4']!.stop();
    const done = await out(captain, ['www-1', 'www-2', 'www-4']);
    expect(done.hosts).toBe(1);
    expect(done.failed).toEqual([
      {
        host: 'www-2',
        said: expect.stringMatching(/^pushes leave it out now, but its drain failed with exit code 3: pool is gone$/),
      },
      { host: 'www-4', said: expect.any(String) },
    ]);
    expect(done.failed[1]?.said).not.toBe('');
    expect(captain.state().hosts['www-2']?.out).not.toBeNull();
    await expect(out(captain, ['www-1', 'nowhere'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(captain.client.fleet.takeOut({ key: key(), hosts: ['www-1'], reason: '  ' })).rejects.toThrow();
  });

  it('is refused while a push switches that very host', async () => {
    const { fleet, captain, responder } = await desk();
    for (const host of Object.values(fleet.hosts))
      writeFileSync(join(host.home, 'bin/reload'), '#!/bin/sh\nwhile [ ! -e "$HOME/go" ]; do sleep 0.1; done\n', { mode: 0o755 });
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until((state) => state.push?.hosts.some((host) => host.state === 'switching') ?? false);
    const now = push!.hosts.find((host) => host.state === 'switching')!.host;
    await expect(out(responder, [now])).rejects.toMatchObject({ code: 'BUSY', message: expect.stringContaining(id) });
    const other = push!.hosts.find((host) => host.phase === 1)!.host;
    expect(await out(responder, [now, other])).toEqual({ hosts: 1, failed: [{ host: now, said: expect.stringContaining(id) }] });
    expect(existsSync(join(shop(fleet, now), '.capstan/out'))).toBe(false);
    await expect(captain.client.fleet.prune({ key: key(), hosts: [other] })).rejects.toMatchObject({ code: 'BUSY' });
    for (const host of Object.values(fleet.hosts)) writeFileSync(join(host.home, 'go'), '');
    await captain.rollback(id);
    await captain.until(ended(id), 30_000);
  }, 180_000);
});

describe('pruning', () => {
  it('removes what no rollback needs, on any desk, and says how much', async () => {
    const { fleet, captain, engine } = await desk({
      yaml: (text) => text.replace('  pre: 1s', '  keep_releases: { last: 1, and_live_within: 0s }\n  pre: 1s'),
    });
    const before = links(fleet)['www-1']!;
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    await free(captain);
    for (const name of ['www-1', 'www-2'])
      for (const old of ['old-1', 'old-2']) {
        mkdirSync(join(shop(fleet, name), 'releases', old));
        writeFileSync(join(shop(fleet, name), 'releases', old, '.complete'), 'x\n');
      }
    expect(await captain.client.fleet.prune({ key: key(), hosts: ['www-1'] })).toEqual({ hosts: 1, failed: [], removed: 2 });
    expect(readdirSync(join(shop(fleet, 'www-1'), 'releases')).sort()).toEqual([before, push!.release].sort());
    expect(captain.state().hosts['www-1']?.releases?.toSorted()).toEqual([before, push!.release].sort());
    await engine.close();
    // A desk without any history knows from the host's own records what has to stay.
    const aiko = await otherDesk(fleet);
    fleet.hosts['www-3']!.stop();
    const done = await aiko.client.fleet.prune({ key: key(), hosts: ['www-2', 'www-3'] });
    expect(done).toMatchObject({ hosts: 1, removed: 2, failed: [{ host: 'www-3' }] });
    expect(readdirSync(join(shop(fleet, 'www-2'), 'releases')).sort()).toEqual([before, push!.release].sort());
    await expect(person(engine, 'responder').client.fleet.prune({ key: key(), hosts: ['www-1'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  }, 180_000);
});

describe('the page of a host', () => {
  it('tells the steps taken on it with their output, its records and its links', async () => {
    const { fleet, captain } = await desk({
      yaml: (text) => `${drained(text)}links: { logs: "https://logs.example/{host}?r={revision}" }\n`,
    });
    for (const host of Object.values(fleet.hosts)) {
      const reload = readFileSync(join(host.home, 'bin/reload'), 'utf8');
      writeFileSync(join(host.home, 'bin/reload'), reload.replace('\n', '\necho "workers restarted" >&2\n'), { mode: 0o755 });
    }
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id));
    const page = await captain.client.fleet.host({ host: 'www-1' });
    expect(page).toMatchObject({
      address: 'www-1',
      path: 'srv/shop',
      writable: true,
      commands: { drain: 'echo drain www-1 >>traffic', reload: 'reload', verify: 'http://localhost:8080/healthz' },
      view: { linked: push!.release, failures: 0 },
    });
    expect(Object.keys(page.links)).toEqual(['logs']);
    expect(page.links['logs']).toMatch(/^https:\/\/logs\.example\/www-1\?r=[0-9a-f]+$/);
    const steps = page.operations.filter((one) => one.push === id).map((one) => one.step);
    expect(steps.reverse()).toEqual(
      expect.arrayContaining(['stage', 'receive', 'drain', 'switch', 'verify', 'service', 'undrain']),
    );
    const switched = page.operations.find((one) => one.step === 'switch');
    expect(switched).toMatchObject({ ok: true, code: 0, push: id });
    expect(switched?.output).toContain('workers restarted');
    await captain.client.fleet.read();
    const read = await captain.client.fleet.host({ host: 'www-1' });
    expect(read.fence).toBeGreaterThan(0);
    const record = read.pushes[0];
    expect(record).toMatchObject({ push: id, next: push!.release, back: false });
    expect(Math.abs((record?.at ?? 0) - Date.now())).toBeLessThan(120_000);
    await expect(captain.client.fleet.host({ host: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 180_000);

  it('counts failures until something goes well again, with the words of the reload that failed', async () => {
    const { fleet, captain } = await desk();
    for (const host of Object.values(fleet.hosts))
      writeFileSync(join(host.home, 'bin/reload'), '#!/bin/sh\necho "cannot bind to port 80" >&2\nexit 3\n', { mode: 0o755 });
    const id = await captain.push(fleet.commits.good);
    const { push } = await captain.until(ended(id), 30_000);
    const bad = push!.hosts.find((host) => host.canary)!.host;
    const page = await captain.client.fleet.host({ host: bad });
    const failed = page.operations.find((one) => one.step === 'switch' && !one.ok);
    expect(failed).toMatchObject({ code: 3, output: expect.stringContaining('cannot bind to port 80') });
    fleet.hosts['chat-2']!.stop();
    await captain.client.fleet.read();
    await captain.client.fleet.read();
    expect(captain.state().hosts['chat-2']).toMatchObject({ releases: null, linked: null, freeBytes: null });
    expect(captain.state().hosts['chat-2']!.failures).toBeGreaterThanOrEqual(2);
    await fleet.hosts['chat-2']!.start();
    await captain.client.fleet.read();
    expect(captain.state().hosts['chat-2']!.failures).toBe(0);
  }, 180_000);
});
