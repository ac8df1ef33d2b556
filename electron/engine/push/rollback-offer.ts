import type { RollbackOffer } from '../../../shared/contract/state';
import type { PushRow } from '../history/pushes';
import type { PushContext } from './context';

/** What the rollback button would do now: the push under way, else the newest one that changed hosts and was not taken back. */
export function rollbackOffer(active: PushRow | null, context: PushContext): RollbackOffer | null {
  const changedIn = (row: PushRow) => Object.values(row.push.hosts).filter((host) => host.changed);
  const row =
    active && changedIn(active).length > 0 ? active : context.history.pushes.newest(10).find((one) => changedIn(one).length > 0);
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
