import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isActive, type Push, type PushEvent, type PushHost, type PushState } from './push';
import { advance, mayStart, transition, withHost } from './transition';

const hold = { why: 'person', sentence: 'wait', owner: 'Mara', since: 1, until: null, then: 'hold' } as const;

function push(state: PushState = { at: 'planned' }, phases = 2): Push {
  const host = (name: string, phase: number): PushHost => ({
    host: name,
    type: 'www',
    phase,
    canary: phase === 0,
    state: 'old',
    changed: false,
    previous: 'a',
    switchedAt: null,
    verifiedAt: null,
    detail: '',
    at: 0,
    tookMs: null,
  });
  return {
    id: 'r-1',
    revision: 'abc',
    release: 'abc-1',
    captain: 'Mara',
    desk: 'd',
    startedAt: 0,
    endedAt: null,
    phases,
    state,
    hosts: { a: host('a', 0), b: host('b', 1), c: host('c', 1) },
  };
}

function run(events: readonly PushEvent[], from: Push = push()): { push: Push; refused: string[] } {
  const refused: string[] = [];
  let at = from;
  for (const [now, event] of events.entries()) {
    const step = advance(at, event, now);
    if (step.ok) at = step.push;
    else refused.push(step.refused);
  }
  return { push: at, refused };
}

const good: readonly PushEvent[] = [
  { type: 'stage' },
  { type: 'staged' },
  { type: 'switched', now: 5 },
  { type: 'watched' },
  { type: 'switched', now: 9 },
  { type: 'watched' },
];

describe('transition', () => {
  it('goes through every phase to done', () => {
    const { push: end, refused } = run(good);
    expect(refused).toEqual([]);
    expect(end).toMatchObject({ state: { at: 'done' }, endedAt: 5 });
  });

  it('goes on where a hold interrupted it, with the watch it had', () => {
    const watching = run(good.slice(0, 3)).push;
    const held = run([{ type: 'hold', hold }], watching).push;
    expect(held.state).toMatchObject({ at: 'held', during: 'watching', phase: 0, since: 5 });
    expect(run([{ type: 'resume', now: 50 }], held).push.state).toEqual({ at: 'watching', phase: 0, since: 5 });
  });

  it('rolls back from anywhere, also when it is done and also again', () => {
    const back: PushEvent = { type: 'roll back', why: 'x', by: 'y', automatic: false, now: 7 };
    const states: PushState[] = [
      { at: 'planned' },
      { at: 'staging' },
      { at: 'switching', phase: 1 },
      { at: 'watching', phase: 0, since: 1 },
      { at: 'held', during: 'switching', phase: 0, hold, since: null },
      { at: 'rolling back', why: '', by: '', automatic: true, since: 1 },
      { at: 'rolled back', why: '', by: '', automatic: true, since: 1, pending: 2 },
      { at: 'failed', why: '' },
      { at: 'done' },
    ];
    for (const state of states) expect(transition(push(state), back)).toMatchObject({ ok: true, state: { at: 'rolling back' } });
  });

  it('does not let a push fail once hosts may have been switched', () => {
    expect(transition(push({ at: 'switching', phase: 0 }), { type: 'fail', why: 'x' })).toEqual({
      ok: false,
      refused: 'A push that is switching cannot fail.',
    });
    expect(transition(push({ at: 'staging' }), { type: 'fail', why: 'x' }).ok).toBe(true);
  });

  it('refuses with a sentence what makes no sense', () => {
    expect(run([{ type: 'watched' }]).refused).toEqual(['A push that is planned cannot be watched.']);
    expect(run([...good, { type: 'resume', now: 9 }]).refused).toEqual(['A push that is done cannot resume.']);
  });
});

describe('properties', () => {
  const event: fc.Arbitrary<PushEvent> = fc.oneof(
    fc.constant<PushEvent>({ type: 'stage' }),
    fc.constant<PushEvent>({ type: 'staged' }),
    fc.nat(99).map<PushEvent>((now) => ({ type: 'switched', now })),
    fc.constant<PushEvent>({ type: 'watched' }),
    fc.constant<PushEvent>({ type: 'hold', hold }),
    fc.nat(99).map<PushEvent>((now) => ({ type: 'resume', now })),
    fc.boolean().map<PushEvent>((automatic) => ({ type: 'roll back', why: 'w', by: 'b', automatic, now: 1 })),
    fc.nat(3).map<PushEvent>((pending) => ({ type: 'rolled back', pending })),
    fc.constant<PushEvent>({ type: 'fail', why: 'x' }),
  );
  const hostState = fc.constantFrom(
    'old',
    'staging',
    'staged',
    'switching',
    'new',
    'verified',
    'reverting',
    'rolled back',
    'failed',
    'broken',
    'left out',
    'unknown',
  ) as fc.Arbitrary<PushHost['state']>;

  it('no sequence of events loses a host or leaves the phases', () => {
    const step = fc.oneof(event, fc.record({ host: fc.constantFrom('a', 'b', 'c', 'nobody', '__proto__'), state: hostState }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, phases) => {
        let at = push({ at: 'planned' }, phases);
        for (const [now, one] of steps.entries()) {
          if ('host' in one) at = withHost(at, one.host, { state: one.state });
          else {
            const next = advance(at, one, now);
            if (next.ok) at = next.push;
          }
          expect(Object.keys(at.hosts).sort()).toEqual(['a', 'b', 'c']);
          expect(at.endedAt === null).toBe(isActive(at.state));
          if ('phase' in at.state) expect(at.state.phase).toBeLessThan(phases);
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('no sequence of pushes and events leaves two active', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('start' as const), fc.tuple(fc.nat(5), event)), { maxLength: 80 }), (steps) => {
        const pushes: Push[] = [];
        for (const [now, one] of steps.entries()) {
          if (one === 'start') {
            if (mayStart(pushes).ok) pushes.push(push());
          } else {
            const [which, what] = one;
            const at = pushes[which];
            // A rollback of an ended push makes it active again: only where no other is.
            if (!at || (!isActive(at.state) && !mayStart(pushes).ok)) continue;
            const next = advance(at, what, now);
            if (next.ok) pushes[which] = next.push;
          }
          expect(pushes.filter((each) => isActive(each.state)).length).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});
