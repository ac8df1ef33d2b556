import type { Clock } from './clock';

/** Time in which this desk saw nothing because its machine slept, or its process was stopped. */
export interface Nap {
  readonly from: number;
  readonly to: number;
}

/**
 * Knows when this desk was asleep. What happened to the fleet meanwhile nobody watched: that time counts neither as watched nor as
 * silence of a host. Told by the desktop shell where there is one; noticed from the clock in any case.
 */
export interface Awake {
  /** The engine's clock. Every look at it also notices a nap, so that whoever wakes first knows of it. */
  readonly clock: Clock;
  /** Start of the present stretch without a nap. */
  since(): number;
  /** Told that the machine goes to sleep, and not yet that it woke. */
  asleep(): boolean;
  /** How much of (from, to] was slept. */
  sleptMs(from: number, to: number): number;
  /** Hears each nap when it is over; answers how to stop. */
  onWake(hear: (nap: Nap) => void): () => void;
  sleep(): void;
  wake(): void;
  close(): void;
}

/** A stretch in which not one timer ran. Well above what a busy machine makes a process wait. */
const napMs = 2000;
const tickMs = 500;
/** A system that says it sleeps and then runs on for so long did not. */
const believedMs = 60_000;
const kept = 100;

export function createAwake(raw: Clock): Awake {
  const listeners = new Set<(nap: Nap) => void>();
  let naps: Nap[] = [];
  let started = raw();
  let last = started;
  /** Since when it is said to sleep, and for how much of that this process ran. */
  let told: { from: number; ranMs: number } | null = null;

  const note = (nap: Nap) => {
    naps = [...naps.slice(1 - kept), nap];
    started = nap.to;
    // Not from within whoever asked for the time.
    queueMicrotask(() => {
      for (const hear of listeners) hear(nap);
    });
  };
  const end = (now: number) => {
    if (!told) return;
    const { from } = told;
    told = null;
    note({ from, to: now });
  };
  const clock: Clock = () => {
    const now = raw();
    const passed = now - last;
    const before = last;
    last = now;
    if (told) {
      told.ranMs += passed > napMs ? 0 : passed;
      if (told.ranMs > believedMs) end(now);
    } else if (passed > napMs) note({ from: before, to: now });
    return now;
  };
  const timer = setInterval(clock, tickMs);
  timer.unref();

  return {
    clock,
    since: () => (clock(), told?.from ?? started),
    asleep: () => (clock(), told !== null),
    sleptMs: (from, to) => {
      const now = clock();
      const all = told ? [...naps, { from: told.from, to: now }] : naps;
      return all.reduce((sum, nap) => sum + Math.max(0, Math.min(to, nap.to) - Math.max(from, nap.from)), 0);
    },
    onWake: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    sleep: () => {
      told ??= { from: clock(), ranMs: 0 };
    },
    wake: () => end(clock()),
    close: () => clearInterval(timer),
  };
}
