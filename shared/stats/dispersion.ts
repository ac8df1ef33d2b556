/** A count and what it was exposed to (seconds, host-seconds, visits). */
export interface Counted {
  readonly n: number;
  readonly s: number;
}

/** Carries a count and an exposure. A type guard and not a copy: the judge asks this of every sample at every look. */
export function isCounted<T extends Partial<Counted>>(part: T): part is T & Counted {
  const { n, s } = part;
  return n !== undefined && s !== undefined && n >= 0 && s > 0 && n < Infinity && s < Infinity;
}

/**
 * How much more counts vary than chance alone would have them: Pearson's chi-square over its degrees of freedom, each
 * series (one host in one window) against its own rate; never under 1. Counts in clumps of k give about k. Parts without
 * exposure and series without counts say nothing and are left out.
 */
export function dispersion(series: readonly (readonly Partial<Counted>[])[]): number {
  let chiSquare = 0;
  let df = 0;
  for (const parts of series) {
    let n = 0;
    let s = 0;
    let cells = 0;
    for (const part of parts) {
      if (!isCounted(part)) continue;
      n += part.n;
      s += part.s;
      cells += 1;
    }
    if (n === 0 || cells < 2) continue;
    const rate = n / s;
    for (const part of parts) {
      if (isCounted(part)) chiSquare += (part.n - rate * part.s) ** 2 / (rate * part.s);
    }
    df += cells - 1;
  }
  return df > 0 ? Math.max(1, chiSquare / df) : 1;
}
