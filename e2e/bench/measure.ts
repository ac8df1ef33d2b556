/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The middle one, or between the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (low === undefined || high === undefined) throw new RangeError('There is no median of nothing.');
  return (low + high) / 2;
}

/** Those who are compared, by name, each measuring itself once. */
export type Contestants = Readonly<Record<string, () => Promise<number>>>;

/**
 * Measures all of them in each round, so that whatever else the machine does falls on all alike, each round beginning with the
 * next. The answer holds the measurements of each, in the order of the rounds.
 */
export async function alternate(contestants: Contestants, rounds: number): Promise<Record<string, number[]>> {
  const names = Object.keys(contestants);
  const found: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const at of names.keys()) {
      const name = names[(round + at) % names.length] ?? '';
      const value = await contestants[name]?.();
      if (value !== undefined) found[name]?.push(value);
    }
  }
  return found;
}

/** The median of ours / theirs, round by round: noise that falls on one round alone cancels. */
export function ratioOf(ours: readonly number[] | undefined, theirs: readonly number[] | undefined): number {
  if (!ours || !theirs) throw new RangeError('There is nothing to compare.');
  return median(ours.flatMap((value, round) => (theirs[round] ? value / theirs[round] : [])));
}

/** For the table: three digits that mean something. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
