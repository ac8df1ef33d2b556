import type { HostsDone } from '../../../shared/contract/fleet';
import { pruneStep, type PushRecord } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import { onEach } from '../fleet/out-of-service';
import { deadlines, type PushContext } from './context';

/** What stays of a host's releases: the newest few that were live, and those that were live lately. */
export interface KeepRule {
  readonly last: number;
  readonly andLiveWithinMs: number;
}

/** Releases that were live on the whole fleet, as this desk's history has them, with each what a rollback of it would go back to. */
export function keptByHistory(rule: KeepRule, { history, clock }: Pick<PushContext, 'history' | 'clock'>): ReadonlySet<string> {
  const live = history.pushes.newest(200).filter((row) => row.push.state.at === 'done');
  const kept = live.filter((row, index) => index < rule.last || (row.push.endedAt ?? 0) > clock() - rule.andLiveWithinMs);
  return new Set(
    kept.flatMap((row) => [row.push.release, ...Object.values(row.push.hosts).flatMap((host) => host.previous ?? [])]),
  );
}

/**
 * The same by a host's own records: what other desks brought there, of which this one's history knows nothing. Times in the records
 * are the host's, in seconds; `hostNow` is its clock.
 */
export function keptByRecords(rule: KeepRule, records: readonly PushRecord[], hostNow: number | null): ReadonlySet<string> {
  const newest = records.filter((record) => !record.back).sort((a, b) => Number(b.push.slice(2)) - Number(a.push.slice(2)));
  const kept = newest.filter(
    ({ at }, index) => index < rule.last || hostNow === null || at === null || at > hostNow - rule.andLiveWithinMs / 1000,
  );
  return new Set(kept.flatMap(({ previous, next }) => [previous, next]).filter((release) => release !== null));
}

/**
 * Removes old releases from hosts: what a rollback would need stays, and so does what the rule keeps. A host whose records have not
 * been read is not touched.
 */
export async function pruneHosts(
  hosts: readonly FleetHost[],
  fence: number,
  context: PushContext,
  { signal, push }: { signal: AbortSignal; push?: string },
): Promise<HostsDone & { removed: number }> {
  const { fleet, config } = context;
  const rule = config.push.keepReleases;
  const byHistory = keptByHistory(rule, context);
  let removed = 0;
  const done = await onEach(hosts, async (host) => {
    // By hand: what another desk may have brought there since it was read last counts too.
    const facts = (push === undefined ? null : fleet.facts(host.name)) ?? (await fleet.read(host, { signal, urgent: true }));
    const keep = new Set([...byHistory, ...keptByRecords(rule, facts.pushes, facts.time)]);
    const { result } = await fleet.operate(host, pruneStep({ path: host.path, fence, keep: [...keep] }), {
      deadlineMs: deadlines.stageMs,
      signal,
      push,
    });
    if (result.refused) throw new Error('refused: another desk has acted since (fence)');
    removed += result.removed.length;
    fleet.saw(host, { removed: result.removed });
  });
  return { ...done, removed };
}
