import type { Hold, Push, PushEvent, PushHost, PushState } from './push';
import { isActive } from './push';

export type Step = { readonly ok: true; readonly state: PushState } | { readonly ok: false; readonly refused: string };

const ok = (state: PushState): Step => ({ ok: true, state });

/** The one place that says which state may follow which. Anything not named here is refused with a sentence. */
export function transition(push: Pick<Push, 'state' | 'phases'>, event: PushEvent): Step {
  const { state } = push;
  const refuse = (): Step => ({ ok: false, refused: `A push that is ${state.at} cannot ${verb(event)}.` });
  const orRefuse = (next: PushState | null): Step => (next ? ok(next) : refuse());
  switch (event.type) {
    case 'stage':
      return state.at === 'planned' ? ok({ at: 'staging' }) : refuse();
    case 'staged':
      return state.at === 'staging' ? ok({ at: 'switching', phase: 0 }) : refuse();
    case 'switched':
      return state.at === 'switching' ? ok({ at: 'watching', phase: state.phase, since: event.now }) : refuse();
    case 'watched':
      if (state.at !== 'watching') return refuse();
      return state.phase + 1 < push.phases ? ok({ at: 'switching', phase: state.phase + 1 }) : ok({ at: 'done' });
    case 'hold':
      return orRefuse(hold(state, event.hold));
    case 'resume':
      return orRefuse(resume(state, event.now));
    case 'roll back':
      // From anywhere, also from a rollback that is under way: sending it again must never be refused.
      return ok({ at: 'rolling back', why: event.why, by: event.by, automatic: event.automatic, since: event.now });
    case 'rolled back':
      if (state.at !== 'rolling back') return refuse();
      return ok({ ...state, at: 'rolled back', pending: event.pending });
    case 'fail':
      // Once hosts may have been switched a push does not just fail: it is held or rolled back.
      return state.at === 'planned' || state.at === 'staging' || (state.at === 'held' && state.during === 'staging')
        ? ok({ at: 'failed', why: event.why })
        : refuse();
    case 'supersede':
      return isActive(state) ? ok({ at: 'superseded', why: event.why }) : refuse();
  }
}

function hold(state: PushState, hold: Hold): PushState | null {
  switch (state.at) {
    case 'staging':
      return { at: 'held', during: 'staging', phase: 0, hold, since: null };
    case 'switching':
      return { at: 'held', during: 'switching', phase: state.phase, hold, since: null };
    case 'watching':
      return { at: 'held', during: 'watching', phase: state.phase, hold, since: state.since };
    case 'held':
      return { ...state, hold };
    default:
      return null;
  }
}

function resume(state: PushState, now: number): PushState | null {
  if (state.at !== 'held') return null;
  switch (state.during) {
    case 'staging':
      return { at: 'staging' };
    case 'switching':
      return { at: 'switching', phase: state.phase };
    case 'watching':
      return { at: 'watching', phase: state.phase, since: state.since ?? now };
  }
}

function verb(event: PushEvent): string {
  return event.type === 'staged' || event.type === 'switched' || event.type === 'watched' ? `be ${event.type}` : event.type;
}

/** Takes one event to a push. Ends are stamped; hosts are never lost. Throws nothing: a refusal is a value. */
export function advance(push: Push, event: PushEvent, now: number): { ok: true; push: Push } | { ok: false; refused: string } {
  const step = transition(push, event);
  if (!step.ok) return step;
  return { ok: true, push: { ...push, state: step.state, endedAt: isActive(step.state) ? null : now } };
}

/** Replaces one host's row. A host that is not in the push is refused by returning the push unchanged. */
export function withHost(push: Push, host: string, change: Partial<Omit<PushHost, 'host' | 'type' | 'phase'>>): Push {
  const row = Object.hasOwn(push.hosts, host) ? push.hosts[host] : undefined;
  return row ? { ...push, hosts: { ...push.hosts, [host]: { ...row, ...change } } } : push;
}

/** Refuses a second active push. */
export function mayStart(pushes: readonly Push[]): { ok: true } | { ok: false; refused: string } {
  const active = pushes.find((push) => isActive(push.state));
  return active ? { ok: false, refused: `${active.id} is ${active.state.at}. One push at a time.` } : { ok: true };
}
