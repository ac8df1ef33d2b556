import { isRelease } from '../../../shared/push/release';
import { inParallel } from '../fleet/in-parallel';
import type { PushContext } from './context';
import { putBack } from './switch-hosts';

/**
 * Hosts that a rollback still owes, and the push it is of: they take no new push until they are back. This desk's history knows its
 * own; of another desk's rollback the hosts tell: one that still is on a push which other hosts were taken back from.
 */
export function pendingRollbacks({ fleet, history, board }: PushContext): ReadonlyMap<string, string> {
  const pending = new Map<string, string>();
  const [newest] = history.pushes.newest(1);
  if (newest?.push.state.at === 'rolled back') {
    for (const host of Object.values(newest.push.hosts)) if (host.changed) pending.set(host.host, newest.push.id);
  }
  const takenBack = new Set(
    fleet.hosts().flatMap(
      (host) =>
        fleet
          .facts(host.name)
          ?.pushes.filter((record) => record.back)
          .map((record) => record.push) ?? [],
    ),
  );
  for (const host of fleet.hosts()) {
    const facts = fleet.facts(host.name);
    const on = facts?.pushes.find((record) => !record.back && record.next === facts.linked && takenBack.has(record.push));
    if (on) pending.set(host.name, on.push);
    // Linked back, but the process there still runs what was taken back.
    const running = board.state().hosts[host.name]?.running ?? null;
    const half = facts?.pushes.find(
      ({ next, previous }) =>
        running !== null &&
        next !== null &&
        previous !== null &&
        previous === facts.linked &&
        isRelease(running, next) &&
        !isRelease(running, previous),
    );
    if (half && takenBack.has(half.push)) pending.set(host.name, half.push);
  }
  return pending;
}

/** Brings back what is owed, now that this desk holds the fence. Hosts that still cannot be reached stay pending. */
export async function settlePending(
  fence: number,
  context: PushContext,
  signal: AbortSignal,
  say: (text: string, host: string) => void,
): Promise<void> {
  const owed = [...pendingRollbacks(context)].flatMap(([name, push]) => {
    const host = context.fleet.host(name);
    return host && context.fleet.facts(name) ? [{ host, push }] : [];
  });
  await inParallel(owed, 64, async ({ host, push }) => {
    const put = await putBack(host, { fence, push, release: null }, context, signal);
    say(
      put.ok ? `owed its rollback of ${push}: back on ${put.release}` : `still owes its rollback of ${push}: ${put.said}`,
      host.name,
    );
  });
}
