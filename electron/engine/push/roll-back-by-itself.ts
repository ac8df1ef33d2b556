import { askAuthority } from './authority';
import { holdOf } from './hold-of';
import type { Session } from './session';

/** A rollback that no person asked for: only where the lock is this desk's, or the hosts say that nobody else has acted. */
export async function rollBackByItself(session: Session, why: string, via: string): Promise<void> {
  const { active, context } = session;
  const before = active.push().state;
  const authority = await askAuthority(active, context);
  // A person was faster.
  if (active.push().state !== before) return;
  if (authority.is === 'lost') return session.overtaken(authority.lock);
  if (authority.is === 'nobody answers') {
    const words = `To be rolled back (${why}), but neither the coordinator nor any host answers`;
    session.hold(holdOf('coordinator lost', words, active.push().captain, context.clock(), null));
    return;
  }
  session.rollBack(why, { name: 'Capstan', via }, true);
}
