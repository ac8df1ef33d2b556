import { countOf } from '../../../shared/push/phases';
import { inParallel } from '../fleet/in-parallel';
import { sentence } from '../fleet/operate';
import type { ActivePush } from './active-push';
import { shortName } from './artifact';
import type { PushContext } from './context';
import type { LockOwner } from './lease';
import { putBack } from './switch-hosts';

/** How long a rollback waits for the coordinator before it goes on without: seconds matter more than the record. */
const coordinatorMs = 3000;

/**
 * Takes the lock whatever holds it. With the coordinator out of reach the highest fence seen on the hosts plus one does: hosts
 * refuse lower ones, so whoever else was switching is stopped all the same.
 */
export async function takeFence(active: ActivePush, owner: LockOwner, context: PushContext): Promise<number> {
  try {
    const answer = await context.lease.take(owner, {
      force: true,
      numbered: false,
      leaseMs: context.config.push.leaseMs,
      deadlineMs: coordinatorMs,
    });
    context.board.set('lock', context.lease.view(answer));
    return answer.fence;
  } catch (error) {
    const fence = Math.max(active.row().fence, context.fleet.highestFence()) + 1;
    active.say(`The coordinator does not answer (${sentence(error)}): going on with fence ${fence}, the highest seen plus one`, {
      level: 'warn',
      mark: 'warn',
    });
    return fence;
  }
}

/**
 * Takes every changed host of the push back to the release that was live on THAT host. Never stops at a host that fails: it
 * stays pending. Returns how many are.
 */
export async function rollBackHosts(active: ActivePush, context: PushContext, signal: AbortSignal): Promise<number> {
  const { fleet, clock } = context;
  const changed = () => Object.values(active.push().hosts).filter((host) => host.changed);
  const hosts = changed().flatMap((host) => fleet.host(host.host) ?? []);
  const { config, push } = active.row();
  let { fence } = active.row();
  for (const host of hosts) active.host(host.name, { state: 'reverting' });

  await Promise.all(
    [...new Set(hosts.map((host) => host.type))].map((type) => {
      const width = Math.max(1, countOf(config.push.rollbackBatch, type.hosts.length));
      return inParallel(
        hosts.filter((host) => host.type === type),
        width,
        async (host) => {
          if (signal.aborted) return;
          const startedAt = clock();
          const previous = active.push().hosts[host.name]?.previous ?? null;
          let put = await putBack(host, { fence, push: push.id, release: previous }, context, signal);
          // A host that has seen a higher fence than the coordinator gave out: rollback is never refused for that.
          if (!put.ok && put.fence !== null && put.fence >= fence) {
            fence = put.fence + 1;
            active.fence(fence);
            put = await putBack(host, { fence, push: push.id, release: previous }, context, signal);
          }
          if (signal.aborted) return;
          const tookMs = clock() - startedAt;
          if (put.ok) {
            active.host(host.name, {
              state: 'rolled back',
              changed: false,
              detail: `linked ${put.release}${put.proven ? ', and running' : ', running unproven'}`,
              tookMs,
            });
            active.say(
              `linked ${shortName(put.release)}, running ${put.proven ? shortName(put.release) : 'unproven'}: rolled back, ${(tookMs / 1000).toFixed(1)} s`,
              { host: host.name, mark: 'rolled back' },
            );
          } else if (put.unchanged) {
            active.host(host.name, { state: 'old', changed: false, detail: 'had not been switched yet', tookMs });
          } else {
            active.host(host.name, { state: 'unknown', detail: `rollback pending: ${put.said}`, tookMs });
            active.say(`rollback pending: ${put.said}`, { host: host.name, level: 'error', mark: 'unknown' });
          }
        },
      );
    }),
  );
  signal.throwIfAborted();
  return changed().length;
}
