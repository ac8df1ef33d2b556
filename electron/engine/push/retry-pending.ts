import type { FleetHost } from '../fleet/fleet-room';
import { rollBackHosts } from './roll-back';
import type { Session } from './session';

const retryMs = 5000;

/** Keeps the push lock, with the reason of the rollback, once the coordinator answers: unless somebody else has it by then. */
export async function keepLock(session: Session, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  const { lease, board, fleet } = context;
  for (;;) {
    const at = active.push().state;
    if (at.at !== 'rolled back') return;
    await context.wait(retryMs, signal);
    const { fence, push } = fleet.highest();
    const seen = { fence: Math.max(fence, active.row().fence), push };
    const owner = session.owner(`${active.push().id} rolled back: ${at.why}`, 'kept');
    const answer = await lease.take(owner, { how: 'take', numbered: false, leaseMs: 0, seen }).catch(() => null);
    if (!answer) continue;
    board.set('lock', lease.view(answer));
    if (answer.done) active.fence(answer.fence);
    return;
  }
}

/**
 * Hosts that a rollback could not reach are brought back as soon as they can be. Whoever holds the fence does that: once another desk acts on
 * them, this one only looks whether they are back. Ends when none is pending, or when the session closes.
 */
export async function retryPending(session: Session, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  let isOurs = true;
  for (;;) {
    const before = active.push().state;
    if (before.at !== 'rolled back' || before.pending === 0) return;
    await context.wait(retryMs, signal);
    if (active.push().state !== before) return;
    const hosts = Object.values(active.push().hosts).flatMap((row) => (row.changed ? (context.fleet.host(row.host) ?? []) : []));
    if (isOurs) {
      const end = await rollBackHosts(session, { hosts, talks: null, how: 'keep', why: before.why }, signal);
      if (end.end === 'overtaken') {
        isOurs = false;
        active.say(`${end.lock?.by ?? 'Another desk'} acts on the hosts now, and brings back what is pending`, {
          level: 'warn',
          mark: 'warn',
        });
      }
    } else await Promise.all(hosts.map((host) => lookWhetherBack(session, host, signal)));
    const pending = Object.values(active.push().hosts).filter((row) => row.changed).length;
    if (pending === before.pending) continue;
    active.settle(pending);
    active.say(pending === 0 ? 'The last pending host is back' : `${pending} hosts are still pending`, { mark: 'rolled back' });
    session.changed();
  }
}

async function lookWhetherBack({ active, context }: Session, host: FleetHost, signal: AbortSignal): Promise<void> {
  const facts = await context.fleet.read(host, { signal }).catch(() => null);
  const { push } = active.row();
  if (!facts || facts.linked === push.release) return;
  active.host(host.name, { state: 'rolled back', changed: false, detail: `read back: linked ${facts.linked ?? 'nothing'}` });
}
