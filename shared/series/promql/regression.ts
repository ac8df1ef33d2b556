import { Sum } from './sums';
import type { Window } from './windows';

/**
 * The straight line through the readings by least squares: its slope per second, and its value at `origin` (ms). null with fewer than two readings.
 * As linearRegression in Prometheus' promql/functions.go, which sets the slope of readings that are all the same to exactly 0.
 */
export function regression(
  { times, values, first, end }: Window,
  origin: number,
): { readonly slope: number; readonly intercept: number } | null {
  const n = end - first;
  if (n < 2) return null;
  const x = new Sum();
  const y = new Sum();
  const xy = new Sum();
  const xx = new Sum();
  const start = values[first] ?? NaN;
  let isConstant = true;
  for (let i = first; i < end; i++) {
    const value = values[i] ?? NaN;
    const at = ((times[i] ?? NaN) - origin) / 1000;
    if (value !== start) isConstant = false;
    x.add(at);
    y.add(value);
    xy.add(at * value);
    xx.add(at * at);
  }
  if (isConstant) return Number.isFinite(start) ? { slope: 0, intercept: start } : { slope: NaN, intercept: NaN };
  const slope = (xy.total - (x.total * y.total) / n) / (xx.total - (x.total * x.total) / n);
  return { slope, intercept: y.total / n - (slope * x.total) / n };
}
