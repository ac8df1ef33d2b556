import type { SeriesData } from '../series-data';
import { firstAfter } from '../series-data';
import type { Grid } from './grid';
import { timeAt } from './grid';
import type { Track } from './track';

/** What a function over a range looks at: readings `first` (included) to `end` (not), taken in `from` to `to` (ms). One at least. */
export interface Window {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly first: number;
  readonly end: number;
  /** Not in the window itself (as in Prometheus 3), unless the window was cut off there. */
  readonly from: number;
  readonly to: number;
  /** The last reading before the window, for functions that count what grew since then; -1 when there is none to be used. */
  readonly previous: number;
}

/** null: no value. */
export type OverWindow = (window: Window) => number | null;

/** Where the windows of a range lie, one for each time of the grid. */
export interface Windows {
  readonly lengthMs: number;
  /** End of the window for a time of the grid. */
  readonly endOf: (time: number) => number;
  /** Nothing before this time is looked at; a window that begins earlier is cut there, and then includes it. */
  readonly notBefore: number;
  /** How far before its window a reading may be that `previous` names, ms. */
  readonly reachMs: number;
}

/** The readings later than `from` up to and with `to` as a window; null when there are none. */
export function windowOf({ times, values }: SeriesData, from: number, to: number): Window | null {
  const first = firstAfter(times, from);
  const end = firstAfter(times, to);
  return first < end ? { times, values, first, end, from, to, previous: first - 1 } : null;
}

/**
 * Evaluates a function over the window of each time. The windows move on together with the readings, so nothing is looked for
 * twice. null when there is no value at any time.
 */
export function overWindows(
  { labels, times, values }: SeriesData,
  windows: Windows,
  grid: Grid,
  compute: (window: Window, index: number) => number | null,
): Track | null {
  const result = new Float64Array(grid.count);
  const present = new Uint8Array(grid.count);
  let found = false;
  const start = windowAt(windows, timeAt(grid, 0));
  let first = firstAfter(times, start.from);
  let end = first;
  const window = { times, values, first, end, from: 0, to: 0, previous: -1 };
  for (let i = 0; i < grid.count; i++) {
    const { from, to, isCut } = windowAt(windows, timeAt(grid, i));
    while (end < times.length && (times[end] ?? Infinity) <= to) end++;
    while (first < end && (times[first] ?? Infinity) <= from) first++;
    // a reading right at the cut counts
    const begin = isCut && first > 0 && times[first - 1] === from && from <= to ? first - 1 : first;
    if (begin >= end) continue;
    window.first = begin;
    window.end = end;
    window.from = from;
    window.to = to;
    const before = times[begin - 1] ?? -Infinity;
    window.previous = before > from - windows.reachMs && before >= windows.notBefore ? begin - 1 : -1;
    const value = compute(window, i);
    if (value === null) continue;
    result[i] = value;
    present[i] = 1;
    found = true;
  }
  return found ? { labels, values: result, present } : null;
}

function windowAt({ lengthMs, endOf, notBefore }: Windows, time: number): { from: number; to: number; isCut: boolean } {
  const to = endOf(time);
  const isCut = notBefore > to - lengthMs;
  return { from: isCut ? notBefore : to - lengthMs, to, isCut };
}

/**
 * The last reading of the window of each time, as a bare selector sees it: none after a mark that the series was gone. With `stamps`, the time of
 * that reading in seconds instead of its value.
 */
export function lastReadings(series: SeriesData, windows: Windows, grid: Grid, stamps: boolean): Track | null {
  const { times, values, stale } = series;
  let gone = firstAfter(stale, windowAt(windows, timeAt(grid, 0)).from);
  return overWindows(series, windows, grid, ({ end, to }) => {
    while (gone < stale.length && (stale[gone] ?? Infinity) <= to) gone++;
    const at = times[end - 1] ?? -Infinity;
    if (gone > 0 && (stale[gone - 1] ?? -Infinity) >= at) return null;
    return stamps ? at / 1000 : (values[end - 1] ?? null);
  });
}
