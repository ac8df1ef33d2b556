import { useSyncExternalStore } from 'react';
import { useDeskStore } from './desk';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = Date.now();

/** Where the clock was stopped; null: it goes. */
let stoppedAt: number | null = null;

const tick = () => {
  now = stoppedAt ?? Date.now();
  listeners.forEach((hear) => hear());
};

/** One ticker for the whole page: every timer and age changes in the same frame, once a second, and none while it is hidden. */
function subscribe(hear: () => void): () => void {
  listeners.add(hear);
  timer ??= setInterval(() => {
    if (!document.hidden) tick();
  }, 1_000);
  return () => {
    listeners.delete(hear);
    if (listeners.size || !timer) return;
    clearInterval(timer);
    timer = null;
  };
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) tick();
});

/** Stops the page's clock at an instant, for what has to look the same each time; what it returns lets it go on. */
export function stopClock(at: number): () => void {
  stoppedAt = at;
  tick();
  return () => {
    stoppedAt = null;
    tick();
  };
}

/** This machine's time, a tick a second. */
export const useLocalNow = (): number => useSyncExternalStore(subscribe, () => now);

/** The engine's time, a tick a second, also while the connection is lost: what is old goes on growing older. */
export function useAgeNow(): number {
  const local = useLocalNow();
  const offset = useDeskStore((store) => store.offsetMs);
  return stoppedAt ?? local + offset;
}

/** The same in whole steps, for what is not worth drawing each second: it draws only who has come to the next step. */
export function useNowEvery(stepMs: number): number {
  const offset = useDeskStore((store) => store.offsetMs);
  const lostAt = useDeskStore((store) => (store.status.at === 'lost' ? store.status.since : null));
  return useSyncExternalStore(subscribe, () => Math.floor((stoppedAt ?? (lostAt ?? now) + offset) / stepMs) * stepMs);
}

/**
 * The engine's time, a tick a second, for timers. It stands still while the connection is lost: a timer that went on would show as live
 * what nobody knows.
 */
export function useNow(): number {
  const local = useLocalNow();
  const offset = useDeskStore((store) => store.offsetMs);
  const lostAt = useDeskStore((store) => (store.status.at === 'lost' ? store.status.since : null));
  return stoppedAt ?? (lostAt ?? local) + offset;
}
