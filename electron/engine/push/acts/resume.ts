import { CapstanError } from '../../../../shared/contract/errors';
import { takeAgain } from '../authority';
import type { Session, Who } from '../session';

/** Goes on with a held push, once the lock is this desk's again. Throws LOCKED where another desk has taken over, UNREACHABLE where nobody says. */
export async function goOnWith(session: Session, who: Who): Promise<void> {
  const { active, context } = session;
  const { push, config } = active.row();
  if (push.state.at !== 'held')
    throw new CapstanError(
      'REFUSED',
      `A push that is ${push.state.at} cannot resume.`,
      'Look at the push room for what it is doing now.',
    );
  const authority = await takeAgain(active, session.owner(`resumed by ${who.name}`), { leaseMs: config.push.leaseMs }, context);
  if (active.push().state.at !== 'held')
    throw new CapstanError(
      'REFUSED',
      `${push.id} is ${active.push().state.at} meanwhile.`,
      'Look at the push room for what it is doing now.',
    );
  switch (authority.is) {
    case 'lost': {
      await session.overtaken(authority.lock);
      const now = active.push().state;
      throw new CapstanError(
        'LOCKED',
        now.at === 'superseded'
          ? `${push.id} is over: ${now.why}.`
          : `${authority.lock?.by ?? 'Another desk'} holds the push lock: ${authority.lock?.reason || 'no reason given'}.`,
        now.at === 'superseded' ? 'Push again.' : 'Ask them, or clear it once its reason is gone.',
      );
    }
    case 'no coordinator':
    case 'nobody answers':
      throw new CapstanError(
        'UNREACHABLE',
        `The coordinator ${context.fleet.coordinator().address.name} does not answer, so nothing goes on.`,
        'Rolling back is still possible.',
      );
    case 'free':
    case 'ours':
      session.resume(who);
  }
}
