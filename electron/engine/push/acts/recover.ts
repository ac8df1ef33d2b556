import { askAuthority, takeAgain } from '../authority';
import { holdOf } from '../hold-of';
import type { Session } from '../session';
import { readTruth } from '../truth';

/**
 * Takes up a push that an engine has left in the middle: asks whose lock it is, makes sure that nothing of it is still on its way, reads the hosts,
 * and then goes on, holds or rolls back as configured; `hold` whatever is configured, since a person decides in the same breath. Where another desk
 * has taken over it only says so.
 */
export async function takeUp(session: Session, wanted: 'hold' | null): Promise<void> {
  const { active, context } = session;
  const { config, push } = active.row();
  const at = push.state;
  active.interrupted(false);
  if (at.at === 'done' || at.at === 'failed' || at.at === 'rolled back' || at.at === 'superseded') {
    // Killed between the end and giving the lock back: nobody else would, before its lease is over.
    if (at.at === 'done' || at.at === 'failed')
      await context.lease.clear({ fence: active.row().fence }).then(
        (answer) => context.board.set('lock', context.lease.view(answer)),
        () => undefined,
      );
    session.tend();
    return;
  }
  active.say('The engine was started again and reads the hosts', { level: 'warn', mark: 'warn' });
  if (at.at === 'planned' || at.at === 'staging') {
    active.move({ type: 'fail', why: 'the desk was lost while staging' }, 'Failed: the desk was lost before any host was switched');
    session.go();
    return;
  }
  if (at.at === 'rolling back') {
    const authority = await askAuthority(active, context);
    // Whoever holds the lock for this very push is whom a person wanted to stop.
    const isMeant = authority.is === 'lost' && !at.automatic && authority.lock?.push === push.id;
    if (authority.is === 'lost' && !isMeant) return session.overtaken(authority.lock);
    session.go();
    return;
  }
  const authority = await takeAgain(
    active,
    session.owner('taken up after the engine was started again'),
    { leaseMs: config.push.leaseMs },
    context,
  );
  if (authority.is === 'lost') {
    await session.overtaken(authority.lock);
    session.go();
    return;
  }
  const hasLock = authority.is === 'ours';
  const { refused } = await readTruth(active, context, { fence: hasLock ? active.row().fence : null, signal: session.closing });
  if (refused) {
    await session.overtaken(null);
    session.go();
    return;
  }
  if (at.at === 'held' || wanted !== null) {
    if (at.at !== 'held')
      session.hold(holdOf('desk lost', 'The desk was lost in the middle of this push', push.captain, context.clock(), null));
    session.go();
    return;
  }
  const isLast = at.phase + 1 >= push.phases;
  const policy = isLast ? config.push.whenDeskLost.all : config.push.whenDeskLost.canary;
  // Without the coordinator only going back is allowed, and only where no host was acted on by another.
  if (policy === 'rollback' && authority.is !== 'nobody answers') {
    session.rollBack('the desk was lost in the middle of this push', { name: 'Capstan', via: 'recovery' }, true);
    return;
  }
  if (policy !== 'continue' || !hasLock)
    session.hold(
      holdOf(
        hasLock ? 'desk lost' : 'coordinator lost',
        `The desk was lost in the middle of this push${hasLock ? '' : ', and the coordinator does not answer'}`,
        push.captain,
        context.clock(),
        null,
      ),
    );
  session.go();
}
