import { pruneStep } from '../fleet/commands/steps';
import { inParallel } from '../fleet/in-parallel';
import type { ActivePush } from './active-push';
import { deadlines, type PushContext } from './context';

/** Removes old releases after a push is live: the newest few stay, and those live within the time that the configuration names. */
export async function prune(active: ActivePush, context: PushContext, signal: AbortSignal): Promise<void> {
  const { fleet, history, clock } = context;
  const { config, fence } = active.row();
  const { last, andLiveWithinMs } = config.push.keepReleases;
  const live = history.pushes.newest(200).filter((row) => row.push.state.at === 'done');
  const keep = new Set(
    live.filter((row, index) => index < last || (row.push.endedAt ?? 0) > clock() - andLiveWithinMs).map((row) => row.push.release),
  );
  let removed = 0;
  await inParallel(fleet.hosts(), 64, async (host) => {
    const { previous } = active.push().hosts[host.name] ?? {};
    const names = previous ? [...keep, previous] : [...keep];
    await fleet.operate(host, pruneStep({ path: host.path, fence, keep: names }), { deadlineMs: deadlines.stageMs, signal }).then(
      ({ result }) => (removed += result.removed.length),
      () => undefined,
    );
  });
  if (removed > 0) active.say(`Pruned ${removed} old releases`);
}
