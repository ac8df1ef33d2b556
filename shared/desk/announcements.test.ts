import { describe, expect, it } from 'vitest';
import type { DeskState, GaugeView } from '../contract/state';
import type { PushState } from '../push/push';
import { announcements, linkAnnouncements } from './announcements';

const desk = (
  state: PushState | null,
  gauges: readonly Partial<GaugeView>[] = [],
  lock: Partial<DeskState['lock']> = { state: 'free', by: null },
): DeskState =>
  ({
    push: state && { id: 'r-7', revision: '9b3d07a5', state, phases: [{ hosts: { share: 0.05 }, watchMs: 1 }] },
    gauges,
    lock,
    questions: [],
  }) as unknown as DeskState;
const watching: PushState = { at: 'watching', phase: 0, since: 0 };
const back: PushState = { at: 'rolling back', why: 'php errors', by: 'the judge', automatic: true, since: 0 };
const gauge = (word: string, severity = 'critical') =>
  ({ name: 'php errors', severity, verdict: { word } }) as unknown as GaugeView;

describe('announcements', () => {
  it('say nothing where nothing changed', () => {
    expect(announcements(desk(watching, [gauge('ok')]), desk(watching, [gauge('ok')]))).toEqual({ polite: [], urgent: [] });
  });

  it('say a rollback at once and an ordinary step politely', () => {
    expect(announcements(desk(watching), desk(back)).urgent).toEqual(['Push r-7 is rolling back: php errors.']);
    expect(announcements(desk({ at: 'staging' }), desk(watching)).polite).toEqual(['Push r-7 is watching 5\u202f%.']);
  });

  it('say at once that hosts are still to come back, and politely that all are', () => {
    const rolledBack = (pending: number): PushState => ({ ...back, at: 'rolled back', pending });
    expect(announcements(desk(back), desk(rolledBack(3)))).toEqual({
      polite: [],
      urgent: ['Push r-7 is rolled back, 3 hosts still to come back.'],
    });
    expect(announcements(desk(back), desk(rolledBack(0)))).toEqual({ polite: ['Push r-7 is rolled back.'], urgent: [] });
  });

  it('say a verdict when its word changes, at once only where it is critical and regressed', () => {
    expect(announcements(desk(watching, [gauge('ok')]), desk(watching, [gauge('regressed')])).urgent).toEqual([
      'php errors: ok, now regressed.',
    ]);
    expect(announcements(desk(watching, [gauge('ok')]), desk(watching, [gauge('regressed', 'normal')]))).toMatchObject({
      urgent: [],
      polite: ['php errors: ok, now regressed.'],
    });
  });

  it('say that a lock is free again', () => {
    expect(announcements(desk(null, [], { state: 'held', by: 'Mara' }), desk(null)).polite).toEqual(['The push lock is free.']);
  });
});

it('says at once that nothing is live, and politely that it is again', () => {
  expect(linkAnnouncements('connected', 'lost').urgent).toHaveLength(1);
  expect(linkAnnouncements('lost', 'connected').polite).toHaveLength(1);
  expect(linkAnnouncements('connecting', 'connected')).toEqual({ polite: [], urgent: [] });
});
