import { sentence } from '../../fleet/operate';
import { hostsOf } from '../authority';
import { runHook } from '../hook';
import { pruneHosts } from '../prune';
import type { Session } from '../session';

/** What comes after a push has ended: `after`, old releases, the lock. Gives way at once to a rollback. */
export async function afterTheEnd(session: Session, signal: AbortSignal, stopBeat: () => void): Promise<void> {
  const { active, context } = session;
  const at = active.push().state.at;
  if (at === 'done') {
    const { after } = active.row().config.push;
    if (after !== null)
      await runHook('after', after, active, context, signal).catch((error: unknown) =>
        active.say(sentence(error), { level: 'error', mark: 'warn' }),
      );
    if (signal.aborted) return;
    // Only where this push has brought something: a host that it left out is not touched by it.
    await pruneHosts(hostsOf(active, context), active.row().fence, context, { signal, push: active.push().id }).then(
      ({ removed }) => (removed > 0 ? active.say(`Pruned ${removed} old releases`) : undefined),
      (error: unknown) => active.say(`Pruning: ${sentence(error)}`, { level: 'warn' }),
    );
  }
  if (signal.aborted) return;
  stopBeat();
  // Only the lock that this push was made with: a rollback has kept its own, and of another desk's push it is theirs.
  if (at !== 'done' && at !== 'failed') return;
  await context.lease.clear({ fence: active.row().fence }).then(
    (answer) => context.board.set('lock', context.lease.view(answer)),
    (error: unknown) => active.say(`The lock could not be released: ${sentence(error)}`, { level: 'warn' }),
  );
}
