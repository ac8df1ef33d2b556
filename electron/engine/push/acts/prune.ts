import type { HostsDone } from '../../../../shared/contract/fleet';
import { pruneHosts } from '../prune';
import type { Who } from '../session';
import { hostsNamed, type Room } from './room';

/** Removes old releases under the lock, so never beside a push. */
export async function pruneByHand(room: Room, names: readonly string[], who: Who): Promise<HostsDone & { removed: number }> {
  const end = room.begin('Remove old releases when it has ended.');
  const { context } = room;
  try {
    const hosts = hostsNamed(names, context);
    const pruned = await room.underLock(who, null, 'remove old releases', (fence, signal) =>
      pruneHosts(hosts, fence, context, { signal }),
    );
    const { removed, failed } = pruned;
    context.log.add(
      `${who.name} removed ${removed} old releases from ${hosts.length - failed.length} hosts${failed.length > 0 ? `; ${failed.length} failed` : ''}`,
      { mark: 'step', ...(hosts.length === 1 ? { host: hosts[0]?.name ?? null } : {}) },
    );
    return pruned;
  } finally {
    end();
  }
}
