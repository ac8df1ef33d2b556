import { useSyncExternalStore } from 'react';
import { useLocalNow } from '../../state/clock';
import { shiftAt } from './shift';

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

const subscribe = (hear: () => void) => {
  reduced.addEventListener('change', hear);
  return () => reduced.removeEventListener('change', hear);
};

/** Where the picture stands in this minute; in its place where motion is not wanted. */
export function useShift(): readonly [number, number] {
  const now = useLocalNow();
  const still = useSyncExternalStore(subscribe, () => reduced.matches);
  return still ? [0, 0] : shiftAt(now);
}
