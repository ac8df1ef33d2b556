import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, links, person, revisionsLinked } from '../../../e2e/desk';
import { deskEach } from '../../../e2e/desk-each';

const desk = deskEach();
const short = (revision: string) => revision.slice(0, 12);

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
  }, 180_000);

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
  }, 180_000);
});
