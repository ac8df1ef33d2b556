import type { Awake } from '../awake';
import type { Clock } from '../clock';
import type { LockAnswer } from '../fleet/commands/steps';
import type { Lease } from './lease';

/** Keeps this desk's lease alive while a push runs. */
export interface Heartbeat {
  /**
   * Whether a switch may begin now: false once so little of the lease is left that it might outlive it. After a nap the
   * coordinator is asked first, since another desk may have taken over, for as long as a network takes to come back.
   */
  mayAct(): Promise<boolean>;
  stop(): void;
}

/** How long after a nap the network may take before the coordinator counts as lost. */
const wakingMs = 30_000;
const againMs = 1000;

/** Renews three times a lease, and after a nap. A lease that another desk has taken, or that is running out, is told once. */
export function createHeartbeat(
  lease: Lease,
  leaseMs: number,
  desk: { clock: Clock; awake: Pick<Awake, 'since' | 'onWake'>; wait: (ms: number, signal: AbortSignal) => Promise<void> },
  on: { onView: (answer: LockAnswer) => void; onTaken: (answer: LockAnswer) => void; onExpiring: () => void },
): Heartbeat {
  const { clock, awake, wait } = desk;
  const stop = new AbortController();
  let renewedAt = clock();
  let beating: Promise<void> | null = null;
  let taken = false;
  let told = false;
  const isFresh = () => renewedAt >= awake.since();
  const isCovered = () => !taken && isFresh() && clock() < renewedAt + leaseMs * 0.8;
  const isWaking = () => !isFresh() && clock() < awake.since() + wakingMs;

  const renew = async () => {
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
    if (!isCovered() && !isWaking() && !taken && !told) {
      told = true;
      on.onExpiring();
    }
  };
  const beat = () => (beating ??= renew().finally(() => (beating = null)));
  const beatOn = async () => {
    for (;;) {
      await wait(Math.max(200, leaseMs / 3), stop.signal);
      void beat();
    }
  };
  beatOn().catch(() => undefined);
  const stopHearing = awake.onWake(() => void beat());

  return {
    mayAct: async () => {
      while (!taken && isWaking() && !stop.signal.aborted) {
        await beat();
        if (isWaking() && !taken) await wait(againMs, stop.signal).catch(() => undefined);
      }
      return isCovered();
    },
    stop: () => {
      stop.abort();
      stopHearing();
    },
  };
}
