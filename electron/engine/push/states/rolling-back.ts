import type { PushState } from '../../../../shared/push/push';
import { hostsOf } from '../authority';
import { rollBackHosts } from '../roll-back';
import type { Session } from '../session';

/** Takes every host that the push changed back; ends with how many are pending. */
export async function rollingBack(
  session: Session,
  at: Extract<PushState, { at: 'rolling back' }>,
  signal: AbortSignal,
): Promise<void> {
  const { active, context } = session;
  const count = () => Object.values(active.push().hosts).filter((row) => row.changed || row.state === 'rolled back').length;
  const end = await rollBackHosts(
    session,
    { hosts: hostsOf(active, context), talks: session.takeTalks(), how: at.automatic ? 'again' : 'force', why: at.why },
    signal,
  );
  if (end.end === 'overtaken') return session.overtaken(end.lock);
  const { pending } = end;
  active.outcome({
    verdict: pending === 0 ? 'rolled back' : `rolled back, ${pending} pending`,
    hostsChanged: Math.max(count(), active.row().outcome?.hostsChanged ?? 0),
    rolledBackInMs: context.clock() - at.since,
  });
  active.move(
    { type: 'rolled back', pending },
    pending === 0 ? `Rolled back: ${count()} hosts, read back` : `Rolled back, but ${pending} hosts are pending`,
  );
}
