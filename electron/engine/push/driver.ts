import { CapstanError } from '../../../shared/contract/errors';
import type { Decision } from '../../../shared/judge/types';
import type { Hold } from '../../../shared/push/push';
import { isActive } from '../../../shared/push/push';
import { sentence } from '../fleet/operate';
import type { ActivePush } from './active-push';
import { artifactOf } from './artifact-of';
import type { LockAnswer } from '../fleet/commands/steps';
import type { PushContext } from './context';
import { createHeartbeat, type Heartbeat } from './heartbeat';
import type { LockOwner } from './lease';
import { holdOf } from './hold-of';
import { runHook } from './hook';
import { pruneHosts } from './prune';
import { retryPending } from './retry-pending';
import { sampleFirst } from './sample-first';
import { watchRecovery } from './recovery-watch';
import { rollBackHosts, takeFence } from './roll-back';
import { stageHosts } from './stage';
import { switchPhase } from './switch-hosts';
import { readTruth } from './truth';
import { createLooks } from './watch';
import type { Who } from './push-room';

/** Carries one push through its states. Acts from outside change the state first; the work under way then ends and this goes on from there. */
export interface Driver {
  go(): void;
  rollBack(why: string, who: Who, automatic: boolean): void;
  hold(hold: Hold): void;
  resume(who: Who): void;
  /** Finds out on the hosts where the push stands, then goes on, holds or rolls back as configured. */
  recover(): Promise<void>;
  /** Brings back hosts that a rollback still owes, and watches whether its gauge recovers. */
  tend(): void;
  /** Resolves when nothing is being done any more: ended, or waiting for a person. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createDriver(
  active: ActivePush,
  context: PushContext,
  deps: { owner: (who: Who, push: string | null, reason: string, kind?: LockOwner['kind']) => LockOwner; onChange: () => void },
): Driver {
  const { clock, awake, lease, board, metrics } = context;
  const closing = new AbortController();
  let work = new AbortController();
  let running: Promise<void> | null = null;
  let heartbeat: Heartbeat | null = null;
  let actedBy: Who = { name: active.push().captain, via: 'engine' };
  let waiters: (() => void)[] = [];
  const state = () => active.push().state;
  const push = () => active.push();
  const captain = () => push().captain;

  const notBefore = () => {
    const [, before] = context.history.pushes.newest(2);
    return before?.push.endedAt ?? 0;
  };

  /** Asks the coordinator, briefly. If another desk has the lock this push is held; if nobody answers, it goes on. */
  const lockIsLost = async () => {
    const answer = await lease.renew(2000).catch(() => null);
    if (answer?.done !== false) return false;
    taken(answer);
    return true;
  };

  const taken = (answer: LockAnswer) => {
    const view = lease.view(answer);
    board.set('lock', view);
    const at = state();
    if (at.at === 'held' && at.hold.why === 'lease lost') return;
    const whose = `${view.by ?? 'Somebody'} has taken the push lock${view.desk ? ` on ${view.desk}` : ''}`;
    hold(holdOf('lease lost', `${whose}: this desk switches nothing more`, captain(), clock(), null));
  };

  const beat = () => {
    heartbeat ??= createHeartbeat(
      lease,
      active.row().config.push.leaseMs,
      { clock, awake },
      {
        onView: (answer) => board.set('lock', lease.view(answer)),
        onTaken: taken,
        onExpiring: () =>
          hold(
            holdOf(
              'coordinator lost',
              'The coordinator cannot be reached and the lease is running out: this desk switches nothing more',
              captain(),
              clock(),
              null,
            ),
          ),
      },
    );
    return heartbeat;
  };

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
    deps.onChange();
  };

  const rollBack = (why: string, who: Who, automatic: boolean) => {
    actedBy = who;
    active.outcome({ gauge: automatic ? (active.row().outcome?.gauge ?? null) : null });
    active.move({ type: 'roll back', why, by: who.name, automatic, now: clock() }, `Roll back: ${why}`);
    work.abort();
    deps.onChange();
    go();
  };

  /** What a look's decision means for the push. */
  const follow = async (decision: Decision) => {
    const { config, plan } = active.row();
    switch (decision.do) {
      case 'roll back': {
        const first = Math.min(...Object.values(push().hosts).flatMap((host) => host.switchedAt ?? []));
        active.outcome({ gauge: decision.gauge, detectedAfterMs: Number.isFinite(first) ? clock() - first : null });
        if (plan.irreversible.length > 0) {
          hold(
            holdOf(
              'irreversible',
              `${decision.gauge}: ${decision.reason} This push changed what no rollback can undo, so a person has to decide`,
              captain(),
              clock(),
              null,
            ),
          );
        } else if (await lockIsLost()) {
          // Another desk acts on these hosts, and what was seen may be its doing.
          return;
        } else rollBack(`${decision.gauge}: ${decision.reason}`, { name: 'Capstan', via: 'judge' }, true);
        return;
      }
      case 'hold': {
        if (state().at === 'held') return;
        const policy = config.push.whenSuspect;
        hold(
          holdOf(decision.why, `${decision.gauge}: ${decision.reason}`, captain(), clock(), clock() + policy.holdMs, policy.then),
        );
        return;
      }
      default:
    }
  };

  const stage = async (signal: AbortSignal) => {
    const refused = await stageHosts(active, await artifactOf(push(), context, signal), context, signal);
    if (refused !== null) {
      active.move({ type: 'fail', why: refused }, `Failed: ${refused}. No host was switched`);
      return;
    }
    const { before } = active.row().config.push;
    if (before !== null) await runHook('before', before, active, context, signal);
    await sampleFirst(active, context, notBefore(), signal);
    active.move({ type: 'staged' }, 'Staged on every host that takes part');
  };

  const switching = async (phase: number, signal: AbortSignal) => {
    const result = await switchPhase(
      active,
      phase,
      context,
      signal,
      async () => state().at === 'switching' && (await beat().mayAct()),
    );
    if (result.end === 'too many failed') {
      active.outcome({ gauge: null });
      if (active.row().plan.irreversible.length > 0) hold(holdOf('irreversible', result.why, captain(), clock(), null));
      else rollBack(result.why, { name: 'Capstan', via: 'push' }, true);
    } else if (result.end === 'stopped') {
      if (state().at === 'switching') hold(holdOf('coordinator lost', 'The lease could not be renewed', captain(), clock(), null));
    } else if (state().at === 'switching') {
      const unproven = Object.values(push().hosts).filter((host) => host.phase === phase && host.state === 'new').length;
      active.move(
        { type: 'switched', now: clock() },
        `Phase ${phase + 1}: watch starts${unproven > 0 ? `, running unproven on ${unproven} hosts` : ', linked and running agree'}`,
      );
    }
  };

  /** Looks at every beat of the metrics, and at least at that pace when none come. Ends when the state is left. */
  const watching = async (phase: number, since: number, signal: AbortSignal) => {
    const { everyMs } = active.row().config.push;
    const at = state();
    const held = at.at === 'held' ? at.hold : null;
    const looks = createLooks(active, phase, since, notBefore(), context);
    signal.addEventListener('abort', () => looks.keep(), { once: true });
    let awakeSince = awake.since();
    while (!signal.aborted) {
      if (awake.asleep()) {
        await nextTick(everyMs * 1.5, signal);
        continue;
      }
      if (awake.since() > awakeSince) {
        awakeSince = awake.since();
        // While this desk slept another one may have taken over: then nothing here is this push's doing any more.
        if (await lockIsLost()) return;
      }
      const decision = looks.look();
      if (held === null && decision.do === 'go on') {
        if (!(await beat().mayAct())) {
          if (!signal.aborted) hold(holdOf('coordinator lost', 'The lease could not be renewed', captain(), clock(), null));
          return;
        }
        if (signal.aborted) return;
        if (phase + 1 === push().phases)
          active.outcome({ verdict: 'live', hostsChanged: Object.values(push().hosts).filter((host) => host.changed).length });
        active.move(
          { type: 'watched' },
          phase + 1 < push().phases ? `Phase ${phase + 1}: nothing regressed, going on` : 'Nothing regressed: live',
        );
        return;
      }
      // A push that nothing can undo is held already: saying so again at each look would change nothing.
      const called = held?.why === 'irreversible';
      if ((decision.do === 'roll back' && !called) || (decision.do === 'hold' && held === null)) {
        await follow(decision);
        return;
      }
      if (held?.until != null && clock() >= held.until) {
        await deadline(held);
        return;
      }
      await nextTick(everyMs * 1.5, signal);
    }
  };

  const nextTick = async (atMostMs: number, signal: AbortSignal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(atMostMs))]);
    for await (const _tick of metrics.ticks(limit)) return;
  };

  /** A hold has an owner, an end, and what happens then. */
  const deadline = async (held: Hold) => {
    if (awake.since() > held.since && (await lockIsLost())) return;
    if (state().at !== 'held') return;
    if (held.then === 'rollback') rollBack(`nobody decided in time: ${held.sentence}`, { name: 'Capstan', via: 'hold' }, true);
    else if (held.then === 'continue') resume({ name: 'Capstan', via: 'hold' });
    else active.move({ type: 'hold', hold: { ...held, until: null } }, `Still held, and nobody has decided: ${held.sentence}`);
  };

  const waiting = async (held: Hold, signal: AbortSignal) => {
    const until = held.until;
    await new Promise<void>((resolve) => {
      const timer = until === null ? null : setTimeout(resolve, Math.max(0, until - clock()));
      signal.addEventListener('abort', () => {
        if (timer) clearTimeout(timer);
        resolve();
      });
    });
    if (!signal.aborted) await deadline(held);
  };

  const resume = (who: Who) => {
    active.move({ type: 'resume', now: clock() }, `Resumed by ${who.name}`);
    work.abort();
    deps.onChange();
    go();
  };

  const backing = async (signal: AbortSignal) => {
    const began = clock();
    const at = state();
    const why = at.at === 'rolling back' ? at.why : '';
    const fence = await takeFence(active, deps.owner(actedBy, push().id, why), context);
    active.fence(fence);
    active.say(`Fence ${fence}. Switching ${Object.values(push().hosts).filter((host) => host.changed).length} hosts back`);
    const before = Object.values(push().hosts).filter((host) => host.changed).length;
    const pending = await rollBackHosts(active, context, signal);
    active.outcome({
      verdict: pending === 0 ? 'rolled back' : `rolled back, ${pending} pending`,
      hostsChanged: Math.max(before, active.row().outcome?.hostsChanged ?? 0),
      rolledBackInMs: clock() - (at.at === 'rolling back' ? at.since : began),
    });
    active.move(
      { type: 'rolled back', pending },
      pending === 0 ? `Rolled back: ${before} hosts, read back` : `Rolled back, but ${pending} hosts are pending`,
    );
    // The lock stays with the reason: nobody pushes the same thing again before a person has looked.
    await lease.keep(deps.owner(actedBy, push().id, `${push().id} rolled back: ${why}`, 'kept')).then(
      (answer) => board.set('lock', lease.view(answer)),
      (error: unknown) => active.say(`The lock could not be kept: ${sentence(error)}`, { level: 'warn' }),
    );
  };

  const finish = async (signal: AbortSignal) => {
    const { config } = active.row();
    if (config.push.after !== null)
      await runHook('after', config.push.after, active, context, signal).catch((error: unknown) =>
        active.say(sentence(error), { level: 'error', mark: 'warn' }),
      );
    const { fence } = active.row();
    await pruneHosts(context.fleet.hosts(), fence, context, { signal, push: push().id }).then(
      ({ removed }) => (removed > 0 ? active.say(`Pruned ${removed} old releases`) : undefined),
      (error: unknown) => active.say(`Pruning: ${sentence(error)}`, { level: 'warn' }),
    );
  };

  const step = async (signal: AbortSignal): Promise<void> => {
    const at = state();
    switch (at.at) {
      case 'planned': {
        active.say('Building');
        const artifact = await artifactOf(push(), context, signal);
        active.artifact(artifact);
        active.say(`Release ${artifact.release}, ${(artifact.sizeBytes / 1048576).toFixed(1)} MB`);
        active.move({ type: 'stage' }, 'Staging to all hosts');
        return;
      }
      case 'staging':
        return stage(signal);
      case 'switching':
        return switching(at.phase, signal);
      case 'watching':
        return watching(at.phase, at.since, signal);
      case 'held':
        return at.during === 'watching' && at.since !== null ? watching(at.phase, at.since, signal) : waiting(at.hold, signal);
      case 'rolling back':
        return backing(signal);
      default:
    }
  };

  /** Gives the lock back. Only the one this push was made with: a rollback that begins meanwhile takes its own. */
  const release = () => {
    heartbeat?.stop();
    heartbeat = null;
    const at = state().at;
    if (at !== 'done' && at !== 'failed') return Promise.resolve();
    return lease.clear({ fence: active.row().fence }).then(
      (answer) => board.set('lock', lease.view(answer)),
      (error: unknown) => active.say(`The lock could not be released: ${sentence(error)}`, { level: 'warn' }),
    );
  };

  const loop = async () => {
    for (;;) {
      work = new AbortController();
      const signal = AbortSignal.any([work.signal, closing.signal]);
      if (closing.signal.aborted) return;
      if (!isActive(state())) {
        // Also what comes after the end gives way at once to a rollback.
        if (state().at === 'done') await Promise.race([finish(signal), aborted(signal)]);
        if (!signal.aborted) await Promise.race([release(), aborted(signal)]);
        if (!isActive(state())) break;
        continue;
      }
      if (state().at !== 'rolling back') beat();
      try {
        await step(signal);
      } catch (error) {
        if (signal.aborted) continue;
        unexpected(error);
      }
      deps.onChange();
    }
    board.set('recent', context.history.pushes.summaries(30));
    active.show();
    deps.onChange();
  };

  const aborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  /** Something that no rule foresaw: before the first switch the push fails; after it, a person has to look. */
  const unexpected = (error: unknown) => {
    const why = sentence(error);
    const at = state();
    if (at.at === 'planned' || at.at === 'staging') active.move({ type: 'fail', why }, `Failed: ${why} No host was switched`);
    else if (at.at === 'rolling back')
      active.move(
        { type: 'rolled back', pending: Object.values(push().hosts).filter((host) => host.changed).length },
        `The rollback stopped: ${why}`,
      );
    else hold(holdOf('unknown', why, captain(), clock(), null));
  };

  const tend = () => {
    if (state().at !== 'rolled back') return;
    const quiet = (error: unknown) => (closing.signal.aborted ? undefined : active.say(sentence(error), { level: 'warn' }));
    retryPending(active, context, closing.signal, deps.onChange).catch(quiet);
    watchRecovery(active, context, closing.signal).catch(quiet);
  };

  const go = () => {
    if (running || closing.signal.aborted) return;
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

  return {
    go,
    rollBack,
    hold,
    resume,
    recover: async () => {
      await readTruth(active, context);
      const at = state();
      const { whenDeskLost } = active.row().config.push;
      const lastPhase = (phase: number) => phase + 1 >= push().phases;
      if (at.at === 'planned' || at.at === 'staging') {
        active.move(
          { type: 'fail', why: 'the desk was lost while staging' },
          'Failed: the desk was lost before any host was switched',
        );
        await release();
        return;
      }
      if (at.at === 'switching' || at.at === 'watching') {
        const policy = lastPhase(at.phase) ? whenDeskLost.all : whenDeskLost.canary;
        const lock = await lease
          .take(deps.owner(actedBy, push().id, 'taken up after the engine was started again'), {
            force: false,
            numbered: false,
            leaseMs: active.row().config.push.leaseMs,
          })
          .catch(() => null);
        if (lock?.done) {
          active.fence(lock.fence);
          board.set('lock', lease.view(lock));
        }
        if (policy === 'rollback')
          rollBack('the desk was lost in the middle of this push', { name: 'Capstan', via: 'recovery' }, true);
        else if (policy === 'hold' || !lock?.done) {
          hold(
            holdOf(
              lock?.done === false ? 'lease lost' : 'desk lost',
              lock?.done === false ? 'Another desk holds the push lock now' : 'The desk was lost in the middle of this push',
              captain(),
              clock(),
              null,
            ),
          );
        }
      }
      go();
    },
    tend,
    settled: () =>
      running === null || state().at === 'held'
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve);
          }),
    close: async () => {
      closing.abort();
      work.abort();
      heartbeat?.stop();
      await running;
    },
  };
}
