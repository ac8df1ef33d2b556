import { holdOf } from '../hold-of';
import { rollBackByItself } from '../roll-back-by-itself';
import type { Session } from '../session';
import { switchPhase } from '../switch-hosts';

/** Switches the hosts of a phase; its watch begins when linked and running agree on each of them. */
export async function switching(session: Session, phase: number, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  const isOn = () => active.push().state.at === 'switching';
  const end = await switchPhase(active, phase, context, signal, async () => isOn() && (await session.beat().mayAct()));
  switch (end.end) {
    case 'overtaken':
      return session.overtaken(null);
    case 'too many failed':
      active.outcome({ gauge: null });
      if (active.row().plan.irreversible.length > 0)
        session.hold(holdOf('irreversible', end.why, active.push().captain, context.clock(), null));
      else await rollBackByItself(session, end.why, 'push');
      return;
    case 'stopped':
      if (isOn())
        session.hold(holdOf('coordinator lost', 'The lease could not be renewed', active.push().captain, context.clock(), null));
      return;
    case 'switched': {
      if (!isOn()) return;
      const unproven = Object.values(active.push().hosts).filter((host) => host.phase === phase && host.state === 'new').length;
      active.move(
        { type: 'switched', now: context.clock() },
        `Phase ${phase + 1}: watch starts${unproven > 0 ? `, running unproven on ${unproven} hosts` : ', linked and running agree'}`,
      );
    }
  }
}
