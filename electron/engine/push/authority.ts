import type { LockView } from '../../../shared/contract/state';
import { pushNumber, type LockAnswer, type PushFacts, type PushRecord } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';
import type { LockOwner } from './lease';

/**
 * Whether this desk may act on a push's hosts by itself, asked now: of the coordinator, and of the hosts where that gives no answer or says
 * that nobody holds the lock.
 */
export type Authority =
  /** The lock is this desk's. */
  | { readonly is: 'ours' }
  /** Another desk holds it, or has acted on the hosts since. */
  | { readonly is: 'lost'; readonly lock: LockView | null }
  /** Nobody holds the lock, and nobody has acted since. */
  | { readonly is: 'free' }
  /** The coordinator does not answer; of the hosts that do none was acted on by another. */
  | { readonly is: 'no coordinator' }
  | { readonly is: 'nobody answers' };

const askMs = 3000;
const readMs = 5000;

/** Asks whose push it is. Changes nothing but the age of this desk's own lease. */
export async function askAuthority(active: ActivePush, context: PushContext): Promise<Authority> {
  const { lease, board } = context;
  let answer: LockAnswer;
  try {
    answer = await lease.renew(askMs);
  } catch {
    const { reached, overtaken } = await askHosts(active, context);
    if (overtaken) return { is: 'lost', lock: null };
    return { is: reached > 0 ? 'no coordinator' : 'nobody answers' };
  }
  const lock = lease.view(answer);
  board.set('lock', lock);
  if (answer.done) return { is: 'ours' };
  if (answer.held) return { is: 'lost', lock };
  const { overtaken } = await askHosts(active, context);
  return overtaken ? { is: 'lost', lock: null } : { is: 'free' };
}

/**
 * Asks as `askAuthority` does, and takes the lock again with a new fence where it is ours or free: nothing that an earlier life of this desk
 * left on its way counts from then on. `lost` also where another desk was faster.
 */
export async function takeAgain(
  active: ActivePush,
  owner: LockOwner,
  options: { leaseMs: number },
  context: PushContext,
): Promise<Authority> {
  const authority = await askAuthority(active, context);
  if (authority.is !== 'ours' && authority.is !== 'free') return authority;
  const { lease, board, fleet } = context;
  const { fence, push } = fleet.highest();
  try {
    const seen = { fence: Math.max(fence, active.row().fence), push };
    const answer = await lease.take(owner, { how: 'again', numbered: false, seen, deadlineMs: askMs, ...options });
    const lock = lease.view(answer);
    board.set('lock', lock);
    if (!answer.done) return { is: 'lost', lock };
    active.fence(answer.fence);
    return { is: 'ours' };
  } catch {
    return { is: 'no coordinator' };
  }
}

/** Reads the push's hosts, briefly, and says whether one of them was acted on by another since. */
async function askHosts(active: ActivePush, context: PushContext): Promise<{ reached: number; overtaken: boolean }> {
  const { fleet } = context;
  const hosts = hostsOf(active, context);
  let reached = 0;
  await inParallel(hosts, 256, async (host) => {
    await fleet.read(host, { deadlineMs: readMs, urgent: true }).then(
      () => (reached += 1),
      () => undefined,
    );
  });
  return { reached, overtaken: hosts.some((host) => isOvertaken(active, fleet.facts(host.name))) };
}

/** The hosts that take part in a push. */
export function hostsOf(active: ActivePush, { fleet }: Pick<PushContext, 'fleet'>): FleetHost[] {
  return Object.values(active.push().hosts).flatMap((row) => (row.state === 'left out' ? [] : (fleet.host(row.host) ?? [])));
}

/** Whether another has acted on this host since: it has seen a higher fence than this push's, or a newer push. */
export function isOvertaken(active: ActivePush, facts: PushFacts | null): boolean {
  if (!facts) return false;
  const { fence, number } = active.row();
  return facts.fence > fence || facts.pushes.some((record) => pushNumber(record.push) > number);
}

/**
 * A host's record of this push. One of the same name for another release is another push's: a coordinator that was replaced may give a name out
 * twice.
 */
export function recordOf(active: ActivePush, facts: PushFacts): PushRecord | null {
  const { id, release } = active.push();
  return facts.pushes.find((one) => one.push === id && (release === '' || one.next === release)) ?? null;
}

/**
 * Why this push is over, by what the hosts say: a newer push is on them, or all that this one changed was taken back. Null: neither; then a
 * person may give it back to this desk.
 */
export function supersededBy(active: ActivePush, lock: LockView | null, { fleet }: Pick<PushContext, 'fleet'>): string | null {
  const { push, number } = active.row();
  const whose = lock?.by ? ` by ${lock.by}${lock.desk ? ` on ${lock.desk}` : ''}` : ' by another desk';
  const facts = Object.keys(push.hosts).flatMap((name) => fleet.facts(name) ?? []);
  const newest = facts.flatMap((one) => one.pushes).reduce((most, record) => Math.max(most, pushNumber(record.push)), number);
  if (newest > number) return `r-${newest} was pushed since${lock?.push === `r-${newest}` ? whose : ' by another desk'}`;
  const own = facts.flatMap((one) => recordOf(active, one) ?? []);
  return own.length > 0 && own.every((record) => record.back) ? `${push.id} was rolled back${whose}` : null;
}
