import type { Decision } from '../../../../shared/judge/types';
import type { Hold } from '../../../../shared/push/push';
import { askAuthority } from '../authority';
import { holdOf } from '../hold-of';
import { deadline } from '../deadline';
import { rollBackByItself } from '../roll-back-by-itself';
import type { Session } from '../session';
import { switchUnproven } from '../switch-hosts';

interface Watch {
  readonly phase: number;
  readonly since: number;
  /** The watch goes on while the push is held, but the push does not. */
  readonly held: Hold | null;
}

/** Looks at every beat of the metrics, and at least at that pace when none come. Ends when the state is left. */
export async function watching(session: Session, { phase, since, held }: Watch, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  const { clock, awake } = context;
  const { everyMs } = active.row().config.push;
  const beat = session.beat();
  // Found half switched after a crash: nobody may be judged by what does not run.
  if (held === null && (await switchUnproven(active, phase, context, signal, () => beat.mayAct())) === 'overtaken')
    return session.overtaken(null);
  const looks = context.looks(active, { phase, since, notBefore: session.notBefore() });
  signal.addEventListener('abort', () => looks.keep(), { once: true });
  let awakeSince = awake.since();
  while (!signal.aborted) {
    if (awake.asleep()) {
      await nextTick(session, everyMs * 1.5, signal);
      continue;
    }
    if (awake.since() > awakeSince) {
      awakeSince = awake.since();
      // While this desk slept another one may have taken over: then nothing here is this push's doing any more.
      const authority = await askAuthority(active, context);
      if (authority.is === 'lost') return session.overtaken(authority.lock);
    }
    const decision = looks.look();
    if (held === null && decision.do === 'go on') return goOn(session, phase, signal);
    // A push that nothing can undo is held already: saying so again at each look would change nothing.
    const called = held?.why === 'irreversible';
    if ((decision.do === 'roll back' && !called) || (decision.do === 'hold' && held === null))
      return follow(session, decision, held);
    if (held?.until != null && clock() >= held.until) return deadline(session, held);
    await nextTick(session, everyMs * 1.5, signal);
  }
}

/** The watch is over and nothing regressed: the next phase, or live. */
async function goOn(session: Session, phase: number, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  if (!(await session.beat().mayAct())) {
    if (!signal.aborted)
      session.hold(holdOf('coordinator lost', 'The lease could not be renewed', active.push().captain, context.clock(), null));
    return;
  }
  if (signal.aborted) return;
  const { phases, hosts } = active.push();
  const isLast = phase + 1 === phases;
  if (isLast) active.outcome({ verdict: 'live', hostsChanged: Object.values(hosts).filter((host) => host.changed).length });
  active.move({ type: 'watched' }, isLast ? 'Nothing regressed: live' : `Phase ${phase + 1}: nothing regressed, going on`);
}

/** What a look's decision means for the push. */
async function follow(session: Session, decision: Decision, held: Hold | null): Promise<void> {
  const { active, context } = session;
  const { clock } = context;
  const { config, plan, push } = active.row();
  if (decision.do === 'roll back') {
    const first = Math.min(...Object.values(push.hosts).flatMap((host) => host.switchedAt ?? []));
    active.outcome({ gauge: decision.gauge, detectedAfterMs: Number.isFinite(first) ? clock() - first : null });
    const why = `${decision.gauge}: ${decision.reason}`;
    if (plan.irreversible.length === 0) return rollBackByItself(session, why, 'judge');
    const words = `${why} This push changed what no rollback can undo, so a person has to decide`;
    session.hold(holdOf('irreversible', words, push.captain, clock(), null));
  } else if (decision.do === 'hold' && held === null) {
    const { holdMs, then } = config.push.whenSuspect;
    session.hold(holdOf(decision.why, `${decision.gauge}: ${decision.reason}`, push.captain, clock(), clock() + holdMs, then));
  }
}

async function nextTick({ context }: Session, atMostMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const timer = context
    .wait(atMostMs, both)
    .catch(() => undefined)
    .then(() => over.abort());
  for await (const _tick of context.metrics.ticks(both)) break;
  over.abort();
  await timer;
}
