import { useSyncExternalStore } from 'react';

/** How many pixels one unit of the wall's measures has: one on 1920 x 1080, and on any other screen as many as fit. */
export const unitOf = (width: number, height: number): number => Math.min(width / 1920, height / 1080);

const subscribe = (hear: () => void) => {
  window.addEventListener('resize', hear);
  return () => window.removeEventListener('resize', hear);
};

export const useUnit = (): number => useSyncExternalStore(subscribe, () => unitOf(window.innerWidth, window.innerHeight));
