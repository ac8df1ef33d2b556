import { describe, expect, it } from 'vitest';
import { ended, links, revisionsLinked } from '../../../e2e/desk';
import { deskEach } from '../../../e2e/desk-each';

const desk = deskEach();
const short = (revision: string) => revision.slice(0, 12);

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
          .replace('lease: 20s', 'lease: 1s')
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
