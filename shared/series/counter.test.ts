import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changes, delta, exactIncrease, exactRate, idelta, increase, increments, irate, rate, resets } from './counter';
import { windowOf } from './promql/windows';
import type { Point, SeriesData } from './series-data';
import { seriesData } from './series-data';

const pointsEvery = (stepS: number, values: readonly number[]): Point[] => values.map((v, i) => ({ t: i * stepS * 1000, v }));
const every = (stepS: number, values: readonly number[]) => seriesData({}, pointsEvery(stepS, values));

type Over = typeof rate;
/** What a function gives for the readings later than `from` up to `to`; null also where there are none. */
function over(compute: Over, series: SeriesData, from: number, to: number): number | null {
  const window = windowOf(series, from, to);
  return window && compute(window);
}

describe('increments', () => {
  it('are exact, and a fall is a restart from zero', () => {
    expect(increments(every(10, [5, 7, 7, 3, 4]))).toEqual([
      { t: 10_000, n: 2, s: 10, reset: false },
      { t: 20_000, n: 0, s: 10, reset: false },
      { t: 30_000, n: 3, s: 10, reset: true },
      { t: 40_000, n: 1, s: 10, reset: false },
    ]);
    expect(increments(every(10, []))).toEqual([]);
    expect(increments(every(10, [5]))).toEqual([]);
  });

  it('step over what is no reading, with all its time', () => {
    const points: Point[] = [
      { t: 0, v: 1 },
      { t: 10_000, v: NaN },
      { t: 20_000, v: 0, stale: true },
      { t: 20_000, v: Infinity },
      { t: 30_000, v: 4 },
      { t: 30_000, v: 9 },
    ];
    expect(increments(seriesData({}, points))).toEqual([{ t: 30_000, n: 3, s: 30, reset: false }]);
  });

  it('lose and invent nothing over any restarts', () => {
    const lives = fc.array(fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lives, (counted) => {
        // each life is read once at its start, at zero, so that a restart is seen whenever there was anything to lose
        const values = counted.flatMap((life) => life.reduce<number[]>((read, n) => [...read, (read.at(-1) ?? 0) + n], [0]));
        const steps = increments(every(15, values));
        expect(steps.reduce((sum, { n }) => sum + n, 0)).toBe(counted.flat().reduce((sum, n) => sum + n, 0));
        expect(steps.reduce((sum, { s }) => sum + s, 0)).toBe((values.length - 1) * 15);
        expect(steps.filter(({ reset }) => reset)).toHaveLength(values.filter((v, i) => i > 0 && v < (values[i - 1] ?? 0)).length);
      }),
      { seed: 20251121 },
    );
  });
});

describe('ranges', () => {
  it('are open on the left, closed on the right', () => {
    const window = windowOf(every(10, [1, 2, 3, 4]), 0, 20_000);
    expect(window && [...window.values.subarray(window.first, window.end)]).toEqual([2, 3]);
  });

  it('with fewer than two readings have no rate', () => {
    for (const compute of [rate, increase, irate, delta, idelta]) expect(over(compute, every(10, [1, 2]), 0, 10_000)).toBeNull();
    for (const compute of [resets, changes]) expect(over(compute, every(10, [1]), 0, 10_000)).toBeNull();
  });

  it('are stretched to an end within 1.1 mean intervals, else by half an interval', () => {
    const points = every(10, [0, 10, 20]);
    // 10.5 s to the start are covered, 12 s are not and count as 5
    expect(over(delta, points, -10_500, 20_000)).toBeCloseTo(20 * (30.5 / 20), 12);
    expect(over(delta, points, -12_000, 20_000)).toBeCloseTo(20 * (25 / 20), 12);
    expect(over(delta, points, -1, 30_500)).toBeCloseTo(20 * (30.501 / 20), 12);
    expect(over(delta, points, -1, 32_000)).toBeCloseTo(20 * (25.001 / 20), 12);
    // a counter that began at zero was nothing before
    expect(over(increase, points, -10_500, 20_000)).toBe(20);
  });

  it('a gauge may fall below zero, a counter is healed', () => {
    const points = every(10, [100, 40, -20]);
    expect(over(delta, points, -10_000, 20_000)).toBe(-180);
    expect(over(increase, every(10, [100, 40, 50]), -10_000, 20_000)).toBe(((50 - 100 + 100) * (20 + 10)) / 20);
  });
});

describe('a steady counter', () => {
  it('has the rate it has, wherever the range lies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 5, max: 40 }),
        (perSecond, stepS, number) => {
          const points = every(
            stepS,
            Array.from({ length: number }, (_, i) => 1e6 + i * stepS * perSecond),
          );
          const to = (number - 1) * stepS * 1000;
          expect(over(rate, points, to - 3 * stepS * 1000, to)).toBeCloseTo(perSecond, 6);
          expect(over(irate, points, 0, to)).toBeCloseTo(perSecond, 9);
          expect(over(resets, points, -1, to)).toBe(0);
        },
      ),
      { seed: 20251121 },
    );
  });
});

describe('exact increases', () => {
  const windowAt = (series: SeriesData, from: number, to: number) => {
    const window = windowOf(series, from, to);
    if (!window) throw new Error('no readings');
    return window;
  };

  it('count the step from the reading before the window, whole things only', () => {
    const series = every(10, [5, 7, 7, 3, 4]);
    expect(exactIncrease(windowAt(series, 5000, 25_000))).toBe(2);
    expect(exactRate(windowAt(series, 5000, 25_000))).toBe(0.1);
    expect(exactIncrease(windowAt(series, 25_000, 45_000))).toBe(4);
    expect(exactIncrease(windowAt(series, -1, 5000))).toBeNull();
    expect(exactRate(windowAt(series, -1, 5000))).toBeNull();
  });

  it('of windows side by side add up to the whole, wherever they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1000, max: 60_000 }),
        (values, width) => {
          const series = every(10, values);
          let sum = 0;
          for (let from = -1; from < values.length * 10_000; from += width) {
            const window = windowOf(series, from, from + width);
            sum += (window && exactIncrease(window)) ?? 0;
          }
          expect(sum).toBe(increments(series).reduce((total, { n }) => total + n, 0));
        },
      ),
      { seed: 20251121 },
    );
  });
});
