import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispersion } from './dispersion';
import { permutationTest } from './permutation';
import { pooledT } from './pooled-t';
import { exactRankP, rankTest } from './rank-test';
import { rateRatioTest } from './rate-ratio';
import { drawnSumUpper } from './saddlepoint';
import { timeShift } from './time-shift';

/** A small generator with a fixed seed (mulberry32), so that the tests are the same every day. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const gauss = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

describe('rankTest', () => {
  it('is exact for small samples without ties', () => {
    // scipy 1.17: mannwhitneyu(..., method='exact'): U = 18, p = 0.06349206349206349
    const test = rankTest([1.1, 2.2, 3.3, 4.7, 9.1], [0.3, 0.8, 1.9, 2.1], 0.95);
    expect(test.u).toBe(18);
    expect(test.exact).toBe(true);
    expect(test.p).toBeCloseTo(0.06349206349206349, 12);
    expect(exactRankP(0, 3, 3)).toBeCloseTo(2 / 20, 12);
  });

  it('is not exact with ties, and no evidence where all is equal', () => {
    const test = rankTest([1, 1, 2], [1, 2, 2], 0.95);
    expect(test.exact).toBe(false);
    expect(rankTest([5, 5], [5, 5], 0.95)).toMatchObject({ z: 0, p: 1, estimate: 0, low: 0, high: 0 });
  });
});

describe('pooledT', () => {
  it('agrees with scipy', () => {
    // scipy 1.17: ttest_ind([1,2,3,4],[2,4,6,9,5]): t = -1.8883955, df 7, two-sided p 0.1009131
    const test = pooledT([1, 2, 3, 4], [2, 4, 6, 9, 5]);
    expect(test?.df).toBe(7);
    expect(2 * (test?.lower ?? 0)).toBeCloseTo(0.1009130806, 9);
    expect(pooledT([1], [2])).toBeNull();
    expect(pooledT([2, 2], [1, 1])?.upper).toBe(0);
  });
});

describe('permutationTest', () => {
  it('counts all splits where it can', () => {
    const test = permutationTest([9, 8], [1, 2, 3, 4]);
    expect(test).toMatchObject({ method: 'exact' });
    expect(test?.upper).toBeCloseTo(1 / 15, 12);
    expect(test?.lower).toBe(1);
    expect(test?.smallest).toBeCloseTo(1 / 15, 12);
    expect(permutationTest([], [1])).toBeNull();
    expect(permutationTest([3, 3], [3, 3, 3])).toMatchObject({ upper: 1, lower: 1 });
  });

  it('approximates the counted distribution well in the tail', () => {
    const next = random(7);
    for (let round = 0; round < 40; round += 1) {
      const a = Array.from({ length: 5 }, () => gauss(next) + 0.12 * round);
      const b = Array.from({ length: 14 }, () => gauss(next) * (round % 2 === 0 ? 1 : Math.abs(gauss(next))));
      const exact = permutationTest(a, b);
      const pooled = [...a, ...b];
      const centre = pooled.reduce((sum, v) => sum + v, 0) / pooled.length;
      const sd = Math.sqrt(pooled.reduce((sum, v) => sum + (v - centre) ** 2, 0) / pooled.length);
      const values = Float64Array.from(pooled, (v) => (v - centre) / sd);
      const approximate = drawnSumUpper(
        values,
        5,
        a.reduce((sum, v) => sum + (v - centre) / sd, 0),
      );
      expect(exact?.method).toBe('exact');
      // The most extreme few splits are steps that no smooth formula can follow.
      if (exact && exact.upper > 20 * exact.smallest) {
        expect(approximate / exact.upper).toBeGreaterThan(0.75);
        expect(approximate / exact.upper).toBeLessThan(1.35);
      }
    }
  });

  it('reaches very small p with many hosts, and the smallest at the very top', () => {
    const b = Array.from({ length: 106 }, (_, i) => Math.sin(i * 12.9898));
    const a = [5.1, 5.2, 5.3, 5.4, 5.5, 5.6];
    const test = permutationTest(a, b);
    expect(test?.method).toBe('saddlepoint');
    expect((test?.upper ?? 1) / (test?.smallest ?? 1)).toBeCloseTo(1, 6);
    expect(permutationTest(b, a)?.lower).toBeCloseTo(test?.upper ?? 0, 15);
  });

  it('is not moved by one wild host', () => {
    const b = Array.from({ length: 106 }, (_, i) => Math.sin(i * 12.9898));
    expect(permutationTest([1e6, 0, 0.1, -0.1, 0.2, -0.2], b)?.upper).toBeGreaterThan(0.02);
    expect(permutationTest([1e6, 0, 0, 0, 0, 0], new Array<number>(106).fill(0))?.upper).toBeCloseTo(6 / 112, 6);
  });

  it('has uniform p where nothing happened', () => {
    const next = random(11);
    let below = 0;
    for (let round = 0; round < 2000; round += 1) {
      const a = Array.from({ length: 6 }, () => gauss(next));
      const b = Array.from({ length: 40 }, () => gauss(next));
      if ((permutationTest(a, b)?.upper ?? 1) <= 0.05) below += 1;
    }
    expect(below / 2000).toBeGreaterThan(0.035);
    expect(below / 2000).toBeLessThan(0.065);
  });
});

describe('dispersion', () => {
  it('is 1 for counts no wilder than chance and k for clumps of k', () => {
    expect(
      dispersion([
        [
          { n: 5, s: 10 },
          { n: 5, s: 10 },
        ],
      ]),
    ).toBe(1);
    expect(dispersion([])).toBe(1);
    const next = random(3);
    const poisson = (mean: number): number => {
      let k = 0;
      for (let p = next(); p > Math.exp(-mean); p *= next()) k += 1;
      return k;
    };
    const clumps = Array.from({ length: 60 }, () => Array.from({ length: 30 }, () => ({ n: 10 * poisson(2), s: 10 })));
    expect(dispersion(clumps)).toBeGreaterThan(9);
    expect(dispersion(clumps)).toBeLessThan(11);
  });
});

describe('rateRatioTest', () => {
  const at = (pre: number, post: number, preS = 300, postS = 180) => ({ pre: { n: pre, s: preS }, post: { n: post, s: postS } });

  it('is the exact binomial without a comparator', () => {
    // all 12 counts after the switch, by chance 0.375 each
    const test = rateRatioTest(at(0, 12), null, 1);
    expect(test.upper).toBeCloseTo(0.375 ** 12, 9);
    expect(test.ratio).toBeNull();
    expect(rateRatioTest(at(0, 0), null, 1)).toMatchObject({ upper: 1, lower: 1 });
  });

  it('finds a hundredfold rise from nearly nothing, and a fall to zero', () => {
    expect(rateRatioTest(at(3, 180), at(60, 36, 30_000, 18_000), 1).upper).toBeLessThan(1e-20);
    expect(rateRatioTest(at(300, 0), at(3000, 1800, 3000, 1800), 1).lower).toBeLessThan(1e-20);
  });

  it('finds counts out of nowhere, where the comparator has none to know a drift from', () => {
    expect(rateRatioTest(at(0, 60), at(0, 0, 30_000, 18_000), 1).upper).toBeLessThan(1e-20);
    expect(rateRatioTest(at(0, 60), at(2, 3, 30_000, 18_000), 1).upper).toBeLessThan(1e-12);
    expect(rateRatioTest(at(0, 3), at(0, 5, 3000, 1800), 1).upper).toBeGreaterThan(0.01);
    expect(rateRatioTest(at(90, 0), at(0, 0, 3000, 1800), 1).lower).toBeLessThan(1e-15);
    expect(rateRatioTest(at(90, 0), at(4, 0, 3000, 1800), 1).lower).toBeGreaterThan(0.01);
  });

  it('does not blame what the comparator did as well', () => {
    const test = rateRatioTest(at(300, 360), at(3000, 3600), 1);
    expect(test.ratio).toBeCloseTo(1, 2);
    expect(test.upper).toBeGreaterThan(0.3);
    expect(rateRatioTest(at(300, 360), null, 1).upper).toBeLessThan(1e-6);
  });

  it('pays for not knowing the drift and for clumps', () => {
    const known = rateRatioTest(at(300, 260), at(300_000, 180_000), 1).upper;
    const guessed = rateRatioTest(at(300, 260), at(30, 18), 1).upper;
    expect(guessed).toBeGreaterThan(10 * known);
    expect(rateRatioTest(at(300, 260), at(300_000, 180_000), 5).upper).toBeGreaterThan(10 * known);
  });

  it('does not depend on the unit of exposure', () => {
    const n = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(n, n, n, n, (a, b, c, d) => {
        const one = rateRatioTest(at(a, b), at(c, d), 2);
        const other = rateRatioTest(at(a, b, 5, 3), at(c, d, 5, 3), 2);
        expect(other.upper).toBeCloseTo(one.upper, 9);
        expect(one.upper).toBeGreaterThanOrEqual(0);
        expect(one.upper).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('timeShift', () => {
  const wobble = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => from + 0.05 * Math.sin(i * 78.233));

  it('sees a step in a calm series', () => {
    expect(timeShift(wobble(30, 4.1), wobble(12, 4.95), 2)?.upper).toBeLessThan(1e-10);
    expect(timeShift(wobble(30, 4.1), wobble(12, 4.95), 2)?.lower).toBe(1);
    expect(timeShift([1, 1, 1, 1], [2, 2], 1)?.upper).toBe(0);
    expect(timeShift([3, 3, 3, 3], [3, 3], 1)).toEqual({ difference: 0, upper: 1, lower: 1 });
    expect(timeShift([1, 1, 1], [2, 2], 1)).toBeNull();
  });

  it('sees none in a slow drift', () => {
    const next = random(9);
    const drift = Array.from({ length: 48 }, (_, i) => 10 + 0.1 * i + 0.2 * gauss(next));
    expect(timeShift(drift.slice(0, 30), drift.slice(30), 1)?.upper).toBeGreaterThan(0.001);
  });

  it.each([0, 0.5, 0.9, 0.99])(
    'rarely takes a series with memory %s for one that stepped, and sees a large step in it',
    (memory) => {
      const next = random(5);
      let wrong = 0;
      let seen = 0;
      for (let round = 0; round < 2000; round += 1) {
        let v = gauss(next) / Math.sqrt(1 - memory * memory);
        const walk = Array.from({ length: 51 }, () => (v = memory * v + gauss(next)));
        const post = walk.slice(33);
        if ((timeShift(walk.slice(0, 30), post, 4)?.upper ?? 1) <= 0.001) wrong += 1;
        const stepped = post.map((value) => value + 15);
        if ((timeShift(walk.slice(0, 30), stepped, 4)?.upper ?? 1) <= 0.001) seen += 1;
      }
      expect(wrong / 2000).toBeLessThan(0.003);
      expect(seen / 2000).toBeGreaterThan(0.95);
    },
  );
});
