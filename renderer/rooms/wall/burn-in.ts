import { useSyncExternalStore } from 'react';
import { useLocalNow } from '../../state/clock';

const reduced = matchMedia('(prefers-reduced-motion: reduce)');
const farPx = 3;

/**
 * By how many pixels the picture stands aside in this minute, so that no edge burns into a screen that shows it for years. A slow
 * walk over a few pixels; none where motion is not wanted.
 */
export function shiftAt(now: number): readonly [number, number] {
  const minute = Math.floor(now / 60_000);
  return [there(minute, 4 * farPx), there(Math.floor(minute / 2) + farPx, 4 * farPx)];
}

/** To and fro, a pixel a step. */
function there(step: number, period: number): number {
  const at = ((step % period) + period) % period;
  return (at <= period / 2 ? at : period - at) - farPx;
}

export function useShift(): readonly [number, number] {
  const now = useLocalNow();
  const still = useSyncExternalStore(
    (hear) => {
      reduced.addEventListener('change', hear);
      return () => reduced.removeEventListener('change', hear);
    },
    () => reduced.matches,
  );
  return still ? [0, 0] : shiftAt(now);
}
