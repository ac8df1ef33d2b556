/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The middle one, or halfway between the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (low === undefined || high === undefined) throw new RangeError('There is no median of nothing.');
  return (low + high) / 2;
}

/** What one leaves behind (connections that end, files that are written) shall not fall on the next. */
const settleMs = 500;

/**
 * Lets each of them measure itself once a round, so that whatever else the machine does falls on all alike; each round begins
 * with another. Answers with the measurements of each, in the order of the rounds.
 */
export async function alternate(
  contestants: readonly (() => Promise<number>)[],
  rounds: number,
  pauseMs = settleMs,
): Promise<number[][]> {
  const found = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of contestants.keys()) {
      const at = (round + turn) % contestants.length;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const value = await contestants[at]?.();
      if (value !== undefined) found[at]?.push(value);
    }
  }
  return found;
}

/** The median over the rounds of ours / theirs: what fell on one round alone cancels. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.flatMap((value, round) => (theirs[round] === undefined ? [] : value / theirs[round])));
}
