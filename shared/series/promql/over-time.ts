import { changes, delta, exactIncrease, exactRate, idelta, increase, irate, rate, resets } from '../counter';
import { quantileOf } from './quantile';
import { regression } from './regression';
import type { FunctionName } from './signatures';
import { meanOf, totalOf, varianceOf } from './sums';
import type { OverWindow, Window } from './windows';

const inside = ({ values, first, end }: Window): Float64Array => values.subarray(first, end);

/** Functions over a range that take nothing else. */
const OVER_TIME = {
  rate,
  increase,
  irate,
  delta,
  idelta,
  resets,
  changes,
  deriv: (window) => regression(window, window.times[window.first] ?? 0)?.slope ?? null,
  avg_over_time: (window) => meanOf(inside(window)),
  sum_over_time: (window) => totalOf(inside(window)),
  count_over_time: ({ first, end }) => end - first,
  min_over_time: ({ values, first, end }) => {
    let least = values[first] ?? NaN;
    for (let i = first + 1; i < end; i++) {
      const value = values[i] ?? NaN;
      if (value < least || Number.isNaN(least)) least = value;
    }
    return least;
  },
  max_over_time: ({ values, first, end }) => {
    let most = values[first] ?? NaN;
    for (let i = first + 1; i < end; i++) {
      const value = values[i] ?? NaN;
      if (value > most || Number.isNaN(most)) most = value;
    }
    return most;
  },
  last_over_time: ({ values, end }) => values[end - 1] ?? null,
  first_over_time: ({ values, first }) => values[first] ?? null,
  present_over_time: () => 1,
  stddev_over_time: (window) => Math.sqrt(varianceOf(inside(window))),
  stdvar_over_time: (window) => varianceOf(inside(window)),
} as const satisfies Readonly<Partial<Record<FunctionName, OverWindow>>>;

export type OverTimeName = keyof typeof OVER_TIME;

export const isOverTime = (name: FunctionName): name is OverTimeName => Object.hasOwn(OVER_TIME, name);

/** The function of this name; `exact` takes what was counted instead of an extrapolation, see `counter.ts`. */
export function overTime(name: OverTimeName, exact: boolean): OverWindow {
  if (!exact) return OVER_TIME[name];
  if (name === 'rate') return exactRate;
  return name === 'increase' ? exactIncrease : OVER_TIME[name];
}

/** Functions whose result keeps the name of the metric. */
export const keepsName = (name: OverTimeName): boolean => name === 'last_over_time' || name === 'first_over_time';

export const quantileOverTime = (phi: number, window: Window): number => quantileOf(phi, inside(window));
