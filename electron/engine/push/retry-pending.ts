import { setTimeout as pause } from 'node:timers/promises';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';
import { rollBackHosts } from './roll-back';

const retryMs = 5000;

/** Hosts that a rollback could not reach are brought back as soon as they can be. Ends when none is pending, or on abort. */
export async function retryPending(
  active: ActivePush,
  context: PushContext,
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  for (;;) {
    const before = active.push().state;
    if (before.at !== 'rolled back' || before.pending === 0) return;
    await pause(retryMs, undefined, { signal });
    if (active.push().state !== before) return;
    const pending = await rollBackHosts(active, context, signal);
    if (pending === before.pending) continue;
    active.settle(pending);
    active.say(pending === 0 ? 'The last pending host is back' : `${pending} hosts are still pending`, { mark: 'rolled back' });
    onChange();
  }
}
