interface Walk {
  readonly base: number;
  readonly spread: number;
  readonly seed: number;
  readonly from: number;
  /** What becomes of a value in a second; null: no sample. */
  readonly change?: (second: number, value: number) => number | null;
}

/** Five minutes of a quantity that drifts, a sample a second: the same each time. */
export function walk({ base, spread, seed, from, change = (_, value) => value }: Walk) {
  let state = seed;
  let drift = 0;
  return Array.from({ length: 300 }, (_, second) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    drift = drift * 0.9 + (state / 2_147_483_648 - 0.5) * spread;
    return { t: from + second * 1_000, v: change(second, base + drift) };
  });
}
