const firstMs = 250;
const longestMs = 5_000;

/**
 * How long to wait before dialling again, in milliseconds: doubling from 250 ms to 5 s, with half of it left to chance so that
 * many pages do not come back in the same instant. `attempt` counts from 0; `chance` is in [0, 1).
 */
export function backoffMs(attempt: number, chance: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * chance);
}
