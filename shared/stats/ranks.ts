export interface Ranked {
  /** Rank of each value, from 1; equal values share the mean of their ranks. */
  readonly ranks: Float64Array;
  /** Sum of t^3 - t over groups of t equal values: what ties take from the variance of a rank sum. */
  readonly ties: number;
}

/** Ranks the values among themselves. NaN ranks above everything, as in most rank tests. */
export function averageRanks(values: readonly number[]): Ranked {
  const key = (value: number): number => (Number.isNaN(value) ? Infinity : value);
  const order = values
    .map((value, index) => ({ value: key(value), index }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to += 1;
    const same = to - from;
    ties += same ** 3 - same;
    for (let i = from; i < to; i += 1) {
      const entry = order[i];
      if (entry) ranks[entry.index] = (from + 1 + to) / 2;
    }
    from = to;
  }
  return { ranks, ties };
}
