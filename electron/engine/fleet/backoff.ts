const firstMs = 1000;
const longestMs = 60_000;

/**
 * How long to leave a host alone after its n-th failure in a row (n from 1), in ms: doubling from 1 s to 60 s, spread by
 * a fifth either way so that a fleet that fell together does not come back in step. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const base = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(base * (0.8 + 0.4 * random()));
}
