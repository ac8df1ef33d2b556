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
  const kept = live.filter((row, index) => index < last || (row.push.endedAt ?? 0) > clock() - andLiveWithinMs);
  // With each of them what it would go back to: a rollback must never find its release gone.
  const keep = new Set(
    kept.flatMap((row) => [row.push.release, ...Object.values(row.push.hosts).flatMap((host) => host.previous ?? [])]),
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
