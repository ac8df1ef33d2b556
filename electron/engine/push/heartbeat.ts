import type { Clock } from '../clock';
import type { LockAnswer } from '../fleet/commands/steps';
import type { Lease } from './lease';

/** Keeps this desk's lease alive while a push runs. */
export interface Heartbeat {
  /** False once so little of the lease is left that a switch begun now might outlive it. */
  mayAct(): boolean;
  stop(): void;
}

/** Renews three times a lease. A lease that another desk has taken, or that is running out, is told once. */
export function createHeartbeat(
  lease: Lease,
  leaseMs: number,
  clock: Clock,
  on: { onView: (answer: LockAnswer) => void; onTaken: (answer: LockAnswer) => void; onExpiring: () => void },
): Heartbeat {
  let renewedAt = clock();
  let taken = false;
  let told = false;
  const mayAct = () => !taken && clock() < renewedAt + leaseMs * 0.8;
  const beat = async () => {
    const askedAt = clock();
    try {
      const answer = await lease.renew();
      on.onView(answer);
      if (answer.done) {
        // From when it was asked: the coordinator counts from no later than that.
        renewedAt = askedAt;
        told = false;
        return;
      }
      if (!taken) on.onTaken(answer);
      taken = true;
    } catch {
      // Not reached this time: what counts is how much of the lease is left.
    }
    if (!mayAct() && !taken && !told) {
      told = true;
      on.onExpiring();
    }
  };
  const timer = setInterval(() => void beat(), Math.max(200, leaseMs / 3));
  return { mayAct, stop: () => clearInterval(timer) };
}
