import type { Stretch, TrendMark } from '../../../shared/contract/trends';
import type { Comparison, TrendTime } from '../../../shared/trends/place';
import { trendWindows } from '../../../shared/trends/windows';

const second = 1_000;
const day = 86_400_000;
/** A range is at most a year, and a zoom at least ten seconds. */
export const longest = 366 * day;
export const shortest = 10 * second;

/** How often a live window is read again: so that it moves by about a bucket, and never more often than every five seconds. */
export const liveStepMs = (lengthMs: number): number => Math.min(60 * second, Math.max(5 * second, lengthMs / 180));

/** The stretch that is shown now. A live one ends at a whole step, so that all panels ask for the same. */
export function stretchOf(time: TrendTime, now: number): Stretch {
  if ('fromMs' in time) return { fromMs: time.fromMs, toMs: time.toMs };
  const length = trendWindows[time.last];
  const step = liveStepMs(length);
  const toMs = Math.floor(now / step) * step;
  return { fromMs: toMs - length, toMs };
}

/** Half a window earlier (-1) or later (1), never beyond now. */
export function shifted({ fromMs, toMs }: Stretch, way: -1 | 1, now: number): Stretch {
  const length = toMs - fromMs;
  const to = Math.min(toMs + (way * length) / 2, now);
  return { fromMs: to - length, toMs: to };
}

/** Twice as long round the same middle, for who zooms out without having zoomed in. */
export function widened({ fromMs, toMs }: Stretch, now: number): Stretch {
  const length = Math.min(longest, (toMs - fromMs) * 2);
  const to = Math.min(now, (fromMs + toMs + length) / 2);
  return { fromMs: to - length, toMs: to };
}

/** What was marked, as a stretch that can be shown: in its order, not too short, whole seconds. */
export function marked(a: number, b: number): Stretch {
  const from = Math.floor(Math.min(a, b) / second) * second;
  const to = Math.ceil(Math.max(a, b) / second) * second;
  return { fromMs: from, toMs: Math.max(to, from + shortest) };
}

/**
 * How much earlier the comparison is. `push`: so that it ends where the newest push inside began; null: there is none, so nothing to compare
 * with.
 */
export function earlierBy(compare: Comparison, { fromMs, toMs }: Stretch, marks: readonly TrendMark[]): number | null {
  if (compare === 'day') return day;
  if (compare === 'week') return 7 * day;
  const begun = marks.filter((mark) => mark.kind === 'canary' && mark.at > fromMs && mark.at <= toMs).map((mark) => mark.at);
  return begun.length ? toMs - Math.max(...begun) : null;
}

/** The instant of a day and a time of day in a zone: `2026-11-12`, `09:30`. Null: that is no such time. */
export function instantOf(dayText: string, timeText: string, offsetAt: (at: number) => number): number | null {
  if (!/^\d{1,2}:\d{2}(:\d{2})?$/.test(timeText.trim())) return null;
  const wall = Date.parse(`${dayText}T${timeText.trim().padStart(5, '0')}${timeText.trim().length > 5 ? '' : ':00'}Z`);
  if (Number.isNaN(wall)) return null;
  // Once more from where it then is: on the day on which the clocks change the first guess can be an hour off.
  const guess = wall - offsetAt(wall);
  return wall - offsetAt(guess);
}
