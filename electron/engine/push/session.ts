import { CapstanError } from '../../../shared/contract/errors';
import type { LockView } from '../../../shared/contract/state';
import type { Hold } from '../../../shared/push/push';
import { isActive } from '../../../shared/push/push';
import type { LockAnswer } from '../fleet/commands/steps';
import { sentence } from '../fleet/operate';
import type { HostTalk } from '../fleet/talk';
import type { ActivePush } from './active-push';
import { supersededBy } from './authority';
import type { PushContext } from './context';
import { createHeartbeat, type Heartbeat } from './heartbeat';
import { holdOf } from './hold-of';
import type { LockOwner } from './lease';
import { keepLock, retryPending } from './retry-pending';
import { watchRecovery } from './recovery-watch';
import { afterTheEnd } from './states/after-the-end';
import { planned } from './states/planned';
import { rollingBack } from './states/rolling-back';
import { staging } from './states/staging';
import { switching } from './states/switching';
import { waiting } from './states/waiting';
import { watching } from './states/watching';
import { readTruth } from './truth';

export interface Who {
  readonly name: string;
  readonly via: string;
}

/** The talks with hosts that were begun before it was known which push is to be taken back. */
export type Talks = ReadonlyMap<string, HostTalk>;

/**
 * One push at work, from its plan to what comes after its end. It looks at the state, does that step (`states/`), and the step moves the state;
 * an act from outside moves the state too and ends the step under way. Closed before another session begins.
 */
export interface Session {
  readonly active: ActivePush;
  readonly context: PushContext;
  /** Begins, or goes on with what the state now asks for. */
  go(): void;
  /** Takes the push back. `talks`: what the hosts have been asked already. */
  rollBack(why: string, who: Who, automatic: boolean, talks?: Talks): void;
  hold(hold: Hold): void;
  /** Leaves a hold; whoever calls has the lock. */
  resume(who: Who): void;
  /**
   * Another desk acts on these hosts: this one switches nothing more, reads the truth and says whose push it is. The push ends as superseded
   * where the hosts say so, and is held otherwise.
   */
  overtaken(lock: LockView | null): Promise<void>;
  /** Looks again whether a push that this desk has lost is over. */
  lookWhetherOver(lock: LockView | null, quiet?: boolean): Promise<void>;
  /** This desk's lease, kept alive while the push runs. */
  beat(): Heartbeat;
  owner(reason: string, kind?: LockOwner['kind']): LockOwner;
  /** Says that the state has changed. */
  changed(): void;
  /** Until when the push before was watched: nothing of that is anybody's pre window. */
  notBefore(): number;
  /** Talks that a rollback may go on with; they are its own from then on. */
  takeTalks(): Talks | null;
  /** The coordinator could not be reached: the lock is kept as soon as it can be. */
  owesLock(): void;
  /** Brings back hosts that a rollback still owes, and watches whether its gauge recovers. */
  tend(): void;
  /** Whether a step, or what comes after the end, is being done now. */
  isWorking(): boolean;
  /** Resolves when nothing is being done any more: ended, or waiting for a person. */
  settled(): Promise<void>;
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

export function createSession(active: ActivePush, context: PushContext, onChange: () => void): Session {
  const { clock, lease, board, desk } = context;
  const closing = new AbortController();
  let work = new AbortController();
  let running: Promise<void> | null = null;
  let tending: Promise<unknown> | null = null;
  let tendingTo = new AbortController();
  let heartbeat: Heartbeat | null = null;
  let talks: Talks | null = null;
  let owesLock = false;
  let actedBy: Who = { name: active.push().captain, via: 'engine' };
  let waiters: (() => void)[] = [];
  const state = () => active.push().state;

  const hold = (one: Hold) => {
    const at = state();
    if (at.at !== 'staging' && at.at !== 'switching' && at.at !== 'watching' && at.at !== 'held') {
      if (one.why === 'person')
        throw new CapstanError(
          'REFUSED',
          `A push that is ${at.at} cannot be held.`,
          'Look at the push room for what it is doing now.',
        );
      return;
    }
    active.move({ type: 'hold', hold: one }, `Held: ${one.sentence}`);
    // A host in the middle of its switch is let finish: only waiting is interrupted.
    if (at.at !== 'switching') work.abort();
    onChange();
  };

  const stopBeat = () => {
    heartbeat?.stop();
    heartbeat = null;
  };
  const beat = () =>
    (heartbeat ??= createHeartbeat(lease, active.row().config.push.leaseMs, context, {
      onView: (answer) => board.set('lock', lease.view(answer)),
      onTaken: (answer: LockAnswer) => {
        const lock = lease.view(answer);
        board.set('lock', lock);
        if (state().at !== 'held') hold(lost(lock));
      },
      onExpiring: () =>
        hold(
          holdOf(
            'coordinator lost',
            'The coordinator cannot be reached and the lease is running out: this desk switches nothing more',
            active.push().captain,
            clock(),
            null,
          ),
        ),
    }));

  const lost = (lock: LockView | null) =>
    holdOf(
      'lease lost',
      `${lock?.by ?? 'Another desk'} has taken the push lock${lock?.desk ? ` on ${lock.desk}` : ''}: this desk switches nothing more`,
      active.push().captain,
      clock(),
      null,
    );

  const supersede = (why: string) => {
    if (isActive(state())) active.move({ type: 'supersede', why }, `Superseded: ${why}`);
    work.abort();
    onChange();
  };

  const lookWhetherOver: Session['lookWhetherOver'] = async (lock, quiet = false) => {
    await readTruth(active, context, { fence: null, signal: closing.signal, quiet });
    const why = supersededBy(active, lock, context);
    if (why !== null) supersede(why);
    // A rollback that another desk's fence has stopped cannot be held: it ends, and what is not back is said.
    else if (state().at === 'rolling back') {
      const acts = `${lock?.by ?? 'another desk'} acts on these hosts now`;
      const pending = Object.values(active.push().hosts).filter((row) => row.changed).length;
      if (pending === 0) supersede(acts);
      else active.move({ type: 'rolled back', pending }, `Stopped: ${acts}. ${pending} hosts are still to come back`);
    }
  };

  const overtaken: Session['overtaken'] = async (lock) => {
    const at = state();
    if (at.at !== 'rolling back' && !(at.at === 'held' && at.hold.why === 'lease lost')) hold(lost(lock));
    await lookWhetherOver(lock);
  };

  const rollBack: Session['rollBack'] = (why, who, automatic, begun) => {
    actedBy = who;
    talks = begun ?? null;
    stopBeat();
    active.outcome({ gauge: automatic ? (active.row().outcome?.gauge ?? null) : null });
    active.move({ type: 'roll back', why, by: who.name, automatic, now: clock() }, `Roll back: ${why}`);
    work.abort();
    onChange();
    go();
  };

  const step = (signal: AbortSignal): Promise<void> => {
    const at = state();
    switch (at.at) {
      case 'planned':
        return planned(session, signal);
      case 'staging':
        return staging(session, signal);
      case 'switching':
        return switching(session, at.phase, signal);
      case 'watching':
        return watching(session, { phase: at.phase, since: at.since, held: null }, signal);
      case 'held':
        // A push that this desk has lost is not its to judge.
        return at.during === 'watching' && at.since !== null && at.hold.why !== 'lease lost'
          ? watching(session, { phase: at.phase, since: at.since, held: at.hold }, signal)
          : waiting(session, at.hold, signal);
      case 'rolling back':
        return rollingBack(session, at, signal);
      default:
        return Promise.resolve();
    }
  };

  /** Something that no rule foresaw: before the first switch the push fails; after it, a person has to look. */
  const unexpected = (error: unknown) => {
    const why = sentence(error);
    const at = state();
    if (at.at === 'planned' || at.at === 'staging') active.move({ type: 'fail', why }, `Failed: ${why} No host was switched`);
    else if (at.at === 'rolling back')
      active.move(
        { type: 'rolled back', pending: Object.values(active.push().hosts).filter((host) => host.changed).length },
        `The rollback stopped: ${why}`,
      );
    else hold(holdOf('unknown', why, active.push().captain, clock(), null));
  };

  const loop = async () => {
    for (;;) {
      work = new AbortController();
      const signal = AbortSignal.any([work.signal, closing.signal]);
      if (closing.signal.aborted) return;
      if (!isActive(state())) {
        // Also what comes after the end gives way at once to a rollback.
        active.finishing(true);
        await Promise.race([afterTheEnd(session, signal, stopBeat), aborted(signal)]).finally(() => active.finishing(false));
        if (!isActive(state())) break;
        continue;
      }
      try {
        await step(signal);
      } catch (error) {
        if (signal.aborted) continue;
        unexpected(error);
      }
      onChange();
    }
    board.set('recent', context.history.pushes.summaries(30));
    onChange();
  };

  /** Begun anew after each rollback: what was begun after the one before gives way. */
  const tend = () => {
    if (state().at !== 'rolled back' || closing.signal.aborted) return;
    tendingTo.abort();
    tendingTo = new AbortController();
    const signal = AbortSignal.any([closing.signal, tendingTo.signal]);
    const quiet = (error: unknown) => (signal.aborted ? undefined : active.say(sentence(error), { level: 'warn' }));
    const locking = owesLock ? keepLock(session, signal).catch(quiet) : null;
    owesLock = false;
    tending = Promise.all([
      tending,
      locking,
      retryPending(session, signal).catch(quiet),
      watchRecovery(active, context, signal).catch(quiet),
    ]);
  };

  const go = () => {
    if (running || closing.signal.aborted) return;
    active.interrupted(false);
    running = loop()
      .catch((error: unknown) =>
        active.say(`The engine could not go on with this push: ${sentence(error)}`, { level: 'error', mark: 'crit' }),
      )
      .finally(() => {
        running = null;
        for (const wake of waiters) wake();
        waiters = [];
        // An act that came between the last look at the state and here.
        if (isActive(state()) && !closing.signal.aborted) go();
        else tend();
      });
  };

  const session: Session = {
    active,
    context,
    go,
    rollBack,
    hold,
    resume: (who) => {
      active.move({ type: 'resume', now: clock() }, `Resumed by ${who.name}`);
      work.abort();
      onChange();
      go();
    },
    overtaken,
    lookWhetherOver,
    beat,
    owner: (reason, kind = 'push') => ({
      by: actedBy.name,
      desk: desk.name,
      push: active.push().id,
      reason,
      kind,
      since: clock(),
    }),
    changed: onChange,
    notBefore: () => {
      const [, before] = context.history.pushes.newest(2);
      return before?.push.endedAt ?? 0;
    },
    takeTalks: () => {
      const begun = talks;
      talks = null;
      return begun;
    },
    owesLock: () => (owesLock = true),
    tend,
    isWorking: () => running !== null,
    settled: () =>
      running === null || state().at === 'held' ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve)),
    closing: closing.signal,
    close: async () => {
      closing.abort();
      work.abort();
      stopBeat();
      await running;
      await tending;
      active.close();
    },
  };
  return session;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
