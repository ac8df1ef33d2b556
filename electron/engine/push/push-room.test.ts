import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, links, revisionsLinked } from '../../../e2e/desk';
import { deskEach } from '../../../e2e/desk-each';

const desk = deskEach();
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
    const { fleet, captain } = await desk({
      // As long is looked for whether it recovers: a busy machine has to have read it by then.
      yaml: (text) => text.replace('{ hosts: 25%, watch: 1s }', '{ hosts: 25%, watch: 5s }'),
    });
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
  }, 180_000);
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
