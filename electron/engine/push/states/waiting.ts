import type { Hold } from '../../../../shared/push/push';
import { askAuthority } from '../authority';
import { deadline } from '../deadline';
import type { Session } from '../session';

const lookAgainMs = 5000;

/** A hold in which nothing is watched: until its deadline, or for a push that another desk has taken until that is seen to be over. */
export async function waiting(session: Session, held: Hold, signal: AbortSignal): Promise<void> {
  const { active, context } = session;
  if (held.why !== 'lease lost') {
    if (held.until === null) await aborted(signal);
    else {
      await context.wait(Math.max(0, held.until - context.clock()), signal);
      await deadline(session, held);
    }
    return;
  }
  for (;;) {
    await context.wait(lookAgainMs, signal);
    const authority = await askAuthority(active, context);
    if (authority.is === 'lost') await session.lookWhetherOver(authority.lock, true);
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
