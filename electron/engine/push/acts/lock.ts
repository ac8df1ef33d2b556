import { CapstanError } from '../../../../shared/contract/errors';
import type { PushContext } from '../context';
import type { Who } from '../session';
import { highestSeen, lockedBy, type Room } from './room';

/** Takes the push lock for a person, until somebody clears it. Throws LOCKED. */
export async function takeLock(room: Room, reason: string, who: Who): Promise<void> {
  const { context } = room;
  const { board, lease, log } = context;
  const how = { how: 'take', numbered: false, leaseMs: 0, seen: highestSeen(context) } as const;
  const answer = await lease.take(room.owner(who, null, reason, 'kept'), how);
  board.set('lock', lease.view(answer));
  if (!answer.done) throw lockedBy(lease.view(answer));
  log.add(`Push lock taken by ${who.name}: ${reason}`, { mark: 'warn', level: 'warn' });
  board.decided();
}

/** Clears the push lock, whoever holds it. Throws BUSY while this desk's own push needs it. */
export async function unlock(room: Room, reason: string, who: Who): Promise<void> {
  const session = room.session();
  const state = session?.active.push().state;
  // What this desk has lost is not its lock any more.
  if (session && room.underWay() && !(state?.at === 'held' && state.hold.why === 'lease lost'))
    throw new CapstanError('BUSY', `${session.active.push().id} is under way and needs its lock.`, 'Roll it back or let it end.');
  await clearLock(room.context, reason, who);
}

/** Clears it, shows it, tells the other desks. */
export async function clearLock(context: PushContext, reason: string, who: Who): Promise<void> {
  const { board, lease, log } = context;
  const answer = await lease.clear('anybody');
  board.set('lock', lease.view(answer));
  log.add(`Push lock cleared by ${who.name}${reason ? `: ${reason}` : ''}`, { mark: 'step' });
  await lease.journal({ event: 'unlock', by: who.name, reason }).catch(() => undefined);
  board.decided();
}

/** Shows the lock as it is now; `unknown` where the coordinator does not answer. */
export async function readLock({ board, lease }: PushContext): Promise<void> {
  try {
    board.set('lock', lease.view(await lease.read()));
  } catch {
    board.set('lock', { ...board.state().lock, state: 'unknown' });
  }
}
