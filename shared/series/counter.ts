import type { OverWindow, Window } from './promql/windows';
import type { SeriesData } from './series-data';

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
 * fell began again at zero, so its new value is the step. Readings that are not finite are passed over, and so are marks that the series was
 * gone; the step across them covers their time as well.
 */
export function increments({ times, values }: Pick<SeriesData, 'times' | 'values'>): Increment[] {
  const steps: Increment[] = [];
  eachStep({ times, values, first: 0, end: times.length, previous: -1 }, (t, n, s, reset) => steps.push({ t, n, s, reset }));
  return steps;
}

function eachStep(
  { times, values, first, end, previous }: Pick<Window, 'times' | 'values' | 'first' | 'end' | 'previous'>,
  visit: (t: number, n: number, s: number, reset: boolean) => void,
): void {
  let before = -1;
  for (let i = previous < 0 ? first : previous; i < end; i++) {
    const v = values[i] ?? NaN;
    if (!Number.isFinite(v)) continue;
    if (before >= 0) {
      const last = values[before] ?? 0;
      const t = times[i] ?? NaN;
      visit(t, v < last ? v : v - last, (t - (times[before] ?? NaN)) / 1000, v < last);
    }
    before = i;
  }
}

/**
 * What was really counted in a window: the exact steps that end in it, the one from the reading before the window included. Windows side by
 * side add up to the whole; nothing is extrapolated, so a count of whole things is a whole number. null without a step.
 */
export const exactIncrease: OverWindow = (window) => {
  let counted: number | null = null;
  eachStep(window, (_t, n) => (counted = (counted ?? 0) + n));
  return counted;
};

/** `exactIncrease` per second of the time that its steps cover. */
export const exactRate: OverWindow = (window) => {
  let counted = 0;
  let seconds = 0;
  eachStep(window, (_t, n, s) => {
    counted += n;
    seconds += s;
  });
  return seconds > 0 ? counted / seconds : null;
};

/** Per second, as Prometheus' rate(): counter resets healed, extrapolated to the range's ends. null with fewer than two readings. */
export const rate: OverWindow = (window) => extrapolated(window, true, true);

/** As Prometheus' increase(): like `rate`, over the whole range. Not an exact count: see `exactIncrease`. */
export const increase: OverWindow = (window) => extrapolated(window, true, false);

/** As Prometheus' delta(), for gauges: last less first, extrapolated to the range's ends. */
export const delta: OverWindow = (window) => extrapolated(window, false, false);

/**
 * Prometheus 3, promql/functions.go, extrapolatedRate: the change is stretched to an end of the range when the nearest reading is less than 1.1 mean
 * intervals away from it, and by half an interval otherwise; a counter is never stretched to before the time at which it would have been zero.
 */
function extrapolated({ times, values, first, end, from, to }: Window, isCounter: boolean, perSecond: boolean): number | null {
  if (end - first < 2) return null;
  const start = values[first] ?? NaN;
  const firstT = times[first] ?? NaN;
  const lastT = times[end - 1] ?? NaN;
  let change = (values[end - 1] ?? NaN) - start;
  if (isCounter) {
    let before = start;
    for (let i = first; i < end; i++) {
      const v = values[i] ?? NaN;
      if (v < before) change += before;
      before = v;
    }
  }
  const sampled = (lastT - firstT) / 1000;
  const interval = sampled / (end - first - 1);
  const reach = interval * 1.1;
  let toStart = (firstT - from) / 1000;
  if (toStart >= reach) toStart = interval / 2;
  if (isCounter && change > 0 && start >= 0) toStart = Math.min(toStart, sampled * (start / change));
  let toEnd = (to - lastT) / 1000;
  if (toEnd >= reach) toEnd = interval / 2;
  const stretch = (sampled + toStart + toEnd) / sampled;
  return change * (perSecond ? stretch / ((to - from) / 1000) : stretch);
}

/** Per second between the last two readings, as Prometheus' irate(); after a reset the last reading itself is what was counted. */
export const irate: OverWindow = ({ times, values, first, end }) => {
  if (end - first < 2) return null;
  const before = values[end - 2] ?? NaN;
  const last = values[end - 1] ?? NaN;
  return (last < before ? last : last - before) / (((times[end - 1] ?? NaN) - (times[end - 2] ?? NaN)) / 1000);
};

/** Last reading less the one before it, as Prometheus' idelta(). */
export const idelta: OverWindow = ({ values, first, end }) =>
  end - first < 2 ? null : (values[end - 1] ?? NaN) - (values[end - 2] ?? NaN);

/** How often the value fell, as Prometheus' resets(); NaN is neither above nor below anything. */
export const resets: OverWindow = (window) => steps(window, (before, now) => now < before);

/** How often the value changed, as Prometheus' changes(). Two NaN in a row are no change. */
export const changes: OverWindow = (window) =>
  steps(window, (before, now) => now !== before && !(Number.isNaN(now) && Number.isNaN(before)));

function steps({ values, first, end }: Window, counts: (before: number, now: number) => boolean): number {
  let number = 0;
  for (let i = first + 1; i < end; i++) if (counts(values[i - 1] ?? NaN, values[i] ?? NaN)) number++;
  return number;
}
