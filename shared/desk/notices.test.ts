import { describe, expect, it } from 'vitest';
import { scene } from '../../e2e/stage/scenes';
import { defaultPreferences, type Preferences } from '../contract/settings';
import type { PushView } from '../contract/state';
import type { Hold, PushState } from '../push/push';
import { noticesBetween, type CheckSight, type Noticed } from './notices';
import { summaryOf } from './summary';

const hold: Hold = {
  why: 'suspect',
  sentence: 'errors rose, but so did the rest',
  owner: 'Mara',
  since: 5,
  until: null,
  then: 'hold',
};
const back = { why: 'errors: 9 is over 5.', by: 'Capstan', automatic: true, since: 1 };
const states = {
  watching: { at: 'watching', phase: 0, since: 0 },
  held: { at: 'held', during: 'watching', phase: 0, since: 0, hold },
  rolling: { at: 'rolling back', ...back },
  back: { at: 'rolled back', ...back, pending: 0 },
  done: { at: 'done' },
  failed: { at: 'failed', why: 'the build failed' },
} as const satisfies Record<string, PushState>;

const desk = (
  state: PushState | null,
  more: Partial<Noticed> & { id?: string; notify?: Partial<Preferences['notify']> } = {},
): Noticed => ({
  push:
    state &&
    ({
      id: more.id ?? 'r-7',
      revision: '9b3d07a5c1f2',
      state,
      hosts: [{ changed: true }, { changed: true }, { changed: false }],
    } as unknown as PushView),
  preferences: { ...defaultPreferences, notify: { ...defaultPreferences.notify, ...more.notify } },
  ...(more.checks ? { checks: more.checks } : {}),
});

describe('noticesBetween', () => {
  it.each([
    ['done', desk(states.watching), desk(states.done), 'r-7 is live', '9b3d07a on 2 hosts.', '/push/r-7/report'],
    ['rolledBack', desk(states.rolling), desk(states.back), 'r-7 was rolled back', 'errors: 9 is over 5.', '/push/r-7/report'],
    ['rolledBack', desk(states.watching), desk(states.failed), 'r-7 failed', 'the build failed.', '/push/r-7/report'],
    ['held', desk(states.watching), desk(states.held), 'r-7 is held: Mara decides', 'errors rose, but so did the rest.', '/push'],
  ])('tells %s once, with the room that says more', (kind, before, after, title, body, path) => {
    expect(noticesBetween(before, after)).toEqual([{ kind, title, body, path }]);
    expect(noticesBetween(after, after)).toEqual([]);
    expect(noticesBetween(null, after)).toEqual([]);
  });

  it('tells nothing of what goes as planned, or of what a person did', () => {
    expect(noticesBetween(desk(null), desk(states.watching))).toEqual([]);
    expect(noticesBetween(desk(states.watching), desk(states.rolling))).toEqual([]);
    const byHand: PushState = { ...states.held, hold: { ...hold, why: 'person' } };
    expect(noticesBetween(desk(states.watching), desk(byHand))).toEqual([]);
  });

  it('says what happens to a hold that nobody decides, and that it is held for another reason now', () => {
    const dated: PushState = { ...states.held, hold: { ...hold, until: Date.UTC(2026, 0, 1, 12), then: 'rollback' } };
    expect(noticesBetween(desk(states.watching), desk(dated))[0]?.body).toMatch(/At \d\d:\d\d.* it is rolled back\.$/);
    const other: PushState = { ...states.held, hold: { ...hold, why: 'lease lost', since: 9 } };
    expect(noticesBetween(desk(states.held), desk(other))).toHaveLength(1);
  });

  it('says how many hosts are still to come back', () => {
    const pending: PushState = { ...states.back, pending: 3 };
    expect(noticesBetween(desk(states.rolling), desk(pending))[0]?.body).toContain('3 hosts still to come back');
  });

  it('tells the end of a push whose beginning it has not seen', () => {
    expect(noticesBetween(desk(states.done, { id: 'r-6' }), desk(states.done, { id: 'r-7' }))).toHaveLength(1);
  });

  it.each(['done', 'rolledBack', 'held', 'critical'] as const)('keeps %s to itself where a person wants that', (kind) => {
    const after = { done: states.done, rolledBack: states.back, held: states.held, critical: states.watching }[kind];
    const checks = kind === 'critical' ? { checks: [critical] } : {};
    const before = desk(states.watching);
    expect(noticesBetween(before, desk(after, { ...checks }))).toHaveLength(1);
    expect(noticesBetween(before, desk(after, { ...checks, notify: { [kind]: false } }))).toEqual([]);
  });

  it('tells a check when it is critical for certain, once, and again only after it was well', () => {
    const at = (checks: readonly CheckSight[]) => desk(null, { checks });
    const soft: CheckSight = { ...critical, certainty: 'soft' };
    const well: CheckSight = { ...critical, state: 'OK' };
    expect(noticesBetween(at([well]), at([soft]))).toEqual([]);
    expect(noticesBetween(at([soft]), at([critical]))).toEqual([
      { kind: 'critical', title: 'disk is critical on www-1', body: '99 % used', path: '/fleet/www-1' },
    ]);
    expect(noticesBetween(at([critical]), at([critical]))).toEqual([]);
    expect(noticesBetween(at([well]), at([critical]))).toHaveLength(1);
    expect(noticesBetween(at([critical]), at([critical, { ...critical, host: null }]))).toHaveLength(1);
  });
});

const critical: CheckSight = { name: 'disk', host: 'www-1', state: 'CRITICAL', certainty: 'hard', said: '99 % used' };

describe('summaryOf', () => {
  const now = Date.UTC(2026, 10, 12, 11, 39, 20);

  it('says the state, what is live and where the push stands', () => {
    const calm = summaryOf(scene('calm', now).state);
    expect(calm).toMatchObject({
      tone: 'ok',
      word: 'Safe',
      push: { active: false, path: expect.stringMatching(/^\/push\/r-\d+\/report$/) },
    });
    expect(calm.live).toMatch(/^[0-9a-f]{7} live on 150 of 150 hosts$/);
    expect(summaryOf(scene('watch', now).state)).toMatchObject({ tone: 'move', push: { active: true, path: '/push' } });
    expect(summaryOf(scene('held', now).state).push?.said).toMatch(/: held, .* decides$/);
    expect(summaryOf(scene('empty', now).state).push).toBeNull();
  });
});
