import type { RollbackOffer } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import type { PushRow } from '../history/pushes';
import type { PushContext } from './context';
import { findPush, newestOnHosts } from './records';
import { pushNumber } from '../fleet/commands/steps';

/** What the rollback button would do with this push. */
export function rollbackOffer(row: PushRow | null): RollbackOffer | null {
  if (!row) return null;
  const changed = changedIn(row);
  const to = new Map<string, number>();
  for (const host of changed) if (host.previous !== null) to.set(host.previous, (to.get(host.previous) ?? 0) + 1);
  return {
    push: row.push.id,
    hosts: changed.length,
    types: [...new Set(changed.map((host) => host.type))],
    to: [...to].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null,
    underWay: row.push.state.at === 'rolling back',
    alsoUndoes: [],
  };
}

const changedIn = (row: PushRow) => Object.values(row.push.hosts).filter((host) => host.changed);

/**
 * The push that a rollback would take back now, if nobody names one: the one under way, also before it has changed a host (then it ends); else the
 * newest one that hosts are on and that was not taken back, whichever desk made it.
 */
export function offeredPush(active: PushRow | null, context: PushContext): PushRow | null {
  if (active && isActive(active.push.state)) return active;
  const newest = newestOnHosts(context);
  if (active && changedIn(active).length > 0 && (newest === null || pushNumber(newest) <= active.number)) return active;
  if (newest !== null) return findPush(newest, context);
  // Nothing was read yet: what this desk remembers.
  return context.history.pushes.newest(10).find((one) => changedIn(one).length > 0) ?? null;
}
