/** One reading of a series; `t` in milliseconds. */
export interface Point {
  readonly t: number;
  readonly v: number;
  /** The series was gone at `t` (a failed scrape, or missing on its page): not a reading, whatever `v` holds. */
  readonly stale?: boolean;
}

/** What a counter counted between two readings. */
export interface Increment {
  /** Time of the later reading, ms. */
  readonly t: number;
  /** Counted since the reading before. */
  readonly n: number;
  /** Seconds since the reading before: the exposure. */
  readonly s: number;
  /** The counter fell: it was started anew, and `n` is what it counted since. */
  readonly reset: boolean;
}

/**
 * Exact steps of a counter, nothing extrapolated: their sum is what was counted between the first and the last reading. A counter that
 * fell began again at zero, so its new value is the step. Readings that are stale, not finite or not later than the one before are passed over,
 * and the step across them covers their time as well.
 */
export function increments(samples: readonly Point[]): Increment[] {
  const steps: Increment[] = [];
  let before: Point | null = null;
  for (const point of samples) {
    if (point.stale || !Number.isFinite(point.v)) continue;
    if (before) {
      if (point.t <= before.t) continue;
      const reset = point.v < before.v;
      steps.push({ t: point.t, n: reset ? point.v : point.v - before.v, s: (point.t - before.t) / 1000, reset });
    }
    before = point;
  }
  return steps;
}

/**
 * The stretch a function over a range looks at: open on the left as in Prometheus 3, `(from, to]`, in ms. With `closed` a reading at `from`
 * counts too: for a range cut off at a switch, whose first reading may be taken right there.
 */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly closed?: boolean;
}

/** The readings inside, oldest first. Stale marks are not readings. */
export function within(samples: readonly Point[], { from, to, closed }: Range): Point[] {
  return samples.filter(({ t, stale }) => !stale && t <= to && (closed ? t >= from : t > from));
}

type OverRange = (samples: readonly Point[], range: Range) => number | null;

/** Per second, as Prometheus' rate(): counter resets healed, extrapolated to the range's ends. null with fewer than two readings. */
export const rate: OverRange = (samples, range) => {
  const grown = extrapolated(within(samples, range), range, true);
  return grown === null ? null : grown / ((range.to - range.from) / 1000);
};

/** As Prometheus' increase(): like `rate`, over the whole range. Not an exact count: see `increments`. */
export const increase: OverRange = (samples, range) => extrapolated(within(samples, range), range, true);

/** As Prometheus' delta(), for gauges: last less first, extrapolated to the range's ends. */
export const delta: OverRange = (samples, range) => extrapolated(within(samples, range), range, false);

/**
 * Prometheus 3, promql/functions.go, extrapolatedRate: the change is stretched to an end of the range when the nearest reading is less than 1.1 mean
 * intervals away from it, and by half an interval otherwise; a counter is never stretched to before the time at which it would have been zero.
 */
function extrapolated(inside: readonly Point[], { from, to }: Range, isCounter: boolean): number | null {
  const first = inside[0];
  const last = inside[inside.length - 1];
  if (!first || !last || inside.length < 2 || last.t <= first.t) return null;
  let change = last.v - first.v;
  if (isCounter) {
    let before = first.v;
    for (const { v } of inside) {
      if (v < before) change += before;
      before = v;
    }
  }
  const sampled = (last.t - first.t) / 1000;
  const interval = sampled / (inside.length - 1);
  const reach = interval * 1.1;
  let toStart = (first.t - from) / 1000;
  if (toStart >= reach) toStart = interval / 2;
  if (isCounter && change > 0 && first.v >= 0) toStart = Math.min(toStart, sampled * (first.v / change));
  let toEnd = (to - last.t) / 1000;
  if (toEnd >= reach) toEnd = interval / 2;
  return change * ((sampled + toStart + toEnd) / sampled);
}

/** Per second between the last two readings, as Prometheus' irate(); after a reset the last reading itself is what was counted. */
export const irate: OverRange = (samples, range) => {
  const pair = lastTwo(samples, range);
  if (!pair) return null;
  const [before, last] = pair;
  return (last.v < before.v ? last.v : last.v - before.v) / ((last.t - before.t) / 1000);
};

/** Last reading less the one before it, as Prometheus' idelta(). */
export const idelta: OverRange = (samples, range) => {
  const pair = lastTwo(samples, range);
  return pair ? pair[1].v - pair[0].v : null;
};

function lastTwo(samples: readonly Point[], range: Range): readonly [Point, Point] | null {
  const [before, last] = within(samples, range).slice(-2);
  return before && last && last.t > before.t ? [before, last] : null;
}

/** How often the value fell, as Prometheus' resets(). null without a reading; NaN is neither above nor below anything. */
export const resets: OverRange = (samples, range) => steps(within(samples, range), (before, now) => now < before);

/** How often the value changed, as Prometheus' changes(). Two NaN in a row are no change. */
export const changes: OverRange = (samples, range) =>
  steps(within(samples, range), (before, now) => now !== before && !(Number.isNaN(now) && Number.isNaN(before)));

function steps(inside: readonly Point[], counts: (before: number, now: number) => boolean): number | null {
  let before = inside[0]?.v;
  if (before === undefined) return null;
  let number = 0;
  for (const { v } of inside) {
    if (counts(before, v)) number++;
    before = v;
  }
  return number;
}

/** Number of readings, as Prometheus' count_over_time(); null without one. */
export const countOverTime: OverRange = (samples, range) => within(samples, range).length || null;
