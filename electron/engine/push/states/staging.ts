import { runHook } from '../hook';
import { sampleFirst } from '../sample-first';
import type { Session } from '../session';
import { stageHosts } from '../stage';

/** Brings the artifact to every host that takes part, and samples what the gauges need from before the switch. */
export async function staging(session: Session, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  session.beat();
  const end = await stageHosts(active, await context.artifact(active.push(), signal), context, signal);
  if (end.overtaken) return session.overtaken(null);
  if (end.refused !== null) {
    active.move({ type: 'fail', why: end.refused }, `Failed: ${end.refused}. No host was switched`);
    return;
  }
  const { before } = active.row().config.push;
  if (before !== null) await runHook('before', before, active, context, signal);
  await sampleFirst(active, context, session.notBefore(), signal);
  active.move({ type: 'staged' }, 'Staged on every host that takes part');
}
