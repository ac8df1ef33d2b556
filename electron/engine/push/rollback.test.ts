import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, links, person } from '../../../e2e/desk';
import { deskEach } from '../../../e2e/desk-each';

const desk = deskEach();

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
      yaml: (text) => text.replaceAll('watch: 1s', 'watch: 60s').replace('lease: 20s', 'lease: 1s'),
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
  }, 180_000);

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
  }, 180_000);
});
