/** What `$__interval` and `$__rate_interval` stand for, ms. */
export interface Intervals {
  readonly intervalMs: number;
  readonly rateIntervalMs: number;
}

/**
 * As in Grafana: `$__interval` is as long as a bucket of the chart, `$__rate_interval` long enough for `rate` to find readings in it wherever it
 * stands. `everyMs`: time between two readings.
 */
export function intervalsOf(bucketMs: number, everyMs: number): Intervals {
  return { intervalMs: Math.max(bucketMs, everyMs), rateIntervalMs: Math.max(bucketMs + everyMs, 4 * everyMs) };
}

/** Intervals for reading an expression whose chart is not known yet. */
export const someIntervals: Intervals = { intervalMs: 60_000, rateIntervalMs: 240_000 };

const word = /\$__(rate_)?interval(?!\w)|\$\{__(rate_)?interval\}/g;

/**
 * An expression with `$__interval` and `$__rate_interval` (also `${__interval}`) filled in. What is put there is as long as the word, with blanks
 * after it, so that the place of a fault in the result is its place in what was written.
 */
export function fillIntervals(expression: string, { intervalMs, rateIntervalMs }: Intervals): string {
  return expression.replaceAll(word, (found, bare?: string, braced?: string) =>
    durationOf((bare ?? braced) === undefined ? intervalMs : rateIntervalMs).padEnd(found.length),
  );
}

const durationOf = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.ceil(ms)}ms`);
