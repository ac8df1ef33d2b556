import type { Labels } from './series-key';

/** The readings of a series over some time. */
export interface SeriesData {
  /** With the name in `__name__`. */
  readonly labels: Labels;
  /** ms, each later than the one before. */
  readonly times: Float64Array;
  /** One for each of `times`. */
  readonly values: Float64Array;
  /** Times (ms, ascending) at which the series was found gone: a failed scrape, or not on its page any more. */
  readonly stale: Float64Array;
}

/** One reading; `stale`: not a reading but the mark that the series was gone, whatever `v` holds. */
export interface Point {
  readonly t: number;
  readonly v: number;
  readonly stale?: boolean;
}

/** Readings in the order of their times as a series. Those not later than the one before are left out. */
export function seriesData(labels: Labels, points: readonly Point[]): SeriesData {
  const isLater = (point: Point, i: number, all: readonly Point[]) => i === 0 || point.t > (all[i - 1]?.t ?? -Infinity);
  const readings = points.filter((point) => !point.stale).filter(isLater);
  return {
    labels,
    times: Float64Array.from(readings, ({ t }) => t),
    values: Float64Array.from(readings, ({ v }) => v),
    stale: Float64Array.from(points.filter((point) => point.stale).filter(isLater), ({ t }) => t),
  };
}

/** Index of the first of the ascending `times` that is later than `t`; their number when there is none. */
export function firstAfter(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) > t) high = middle;
    else low = middle + 1;
  }
  return low;
}
