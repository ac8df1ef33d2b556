import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asRows,
  bucketed,
  draw,
  latest,
  mostPoints,
  nextHeights,
  summary,
  withGaps,
  type LiveInput,
  type LivePoint,
} from './live-chart-data';

const at = Date.UTC(2026, 10, 12, 11, 30);
const every = (ms: number, values: readonly (number | null)[]): readonly LivePoint[] =>
  values.map((v, index) => ({ t: at + index * ms, v }));
const input = (change: Partial<LiveInput> = {}): LiveInput => ({
  series: [{ name: 'www', points: every(1_000, [1, 2, 3, 4]) }],
  limit: null,
  marks: [],
  from: at,
  to: at + 3_000,
  heightTicks: 4,
  ...change,
});

describe('points', () => {
  it('are at most so many, and the peaks survive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null }), { maxLength: 2_000 }),
        (values) => {
          const points = every(1_000, values);
          const kept = bucketed(points, mostPoints);
          expect(kept.length).toBeLessThanOrEqual(mostPoints);
          const known = (list: readonly LivePoint[]) => list.flatMap((point) => (point.v === null ? [] : [point.v]));
          expect(Math.max(...known(kept))).toBe(Math.max(...known(points)));
          expect(Math.min(...known(kept))).toBe(Math.min(...known(points)));
          expect(kept.map((point) => point.t)).toEqual(kept.map((point) => point.t).toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('keep a gap when they are thinned', () => {
    const values = Array.from({ length: 600 }, (_, index) => (index >= 300 && index < 330 ? null : 5));
    expect(bucketed(every(1_000, values), mostPoints).some((point) => point.v === null)).toBe(true);
  });

  it('are parted by a silence, not joined across it', () => {
    const points = [...every(1_000, [1, 1, 1]), { t: at + 9_000, v: 1 }];
    expect(withGaps(points).map((point) => point.v)).toEqual([1, 1, 1, null, 1]);
    expect(withGaps(every(1_000, [1, 1, 1]))).toHaveLength(3);
  });
});

describe('the height', () => {
  it('grows at once, and shrinks only when less than half is used', () => {
    const first = nextHeights(null, { low: 0, high: 8 }, 4);
    expect(first.at(-1)).toBe(8);
    expect(nextHeights(first, { low: 0, high: 5 }, 4)).toBe(first);
    expect(nextHeights(first, { low: 0, high: 9 }, 4).at(-1)).toBeGreaterThanOrEqual(9);
    expect(nextHeights(first, { low: 0, high: 3 }, 4).at(-1)).toBeLessThan(8);
  });

  it('begins at zero when the readings are near it, and else makes noise look like noise', () => {
    expect(draw(input(), null).heights[0]).toBe(0);
    const calm = draw(input({ series: [{ name: 'idle', points: every(1_000, [38, 38.1, 38.05]) }] }), null).heights;
    expect(calm[0]).toBeGreaterThan(0);
    expect((calm.at(-1) ?? 0) - (calm[0] ?? 0)).toBeGreaterThan(10);
  });

  it('holds a limit that is near, and says on which side one is that is far', () => {
    expect(draw(input({ limit: 10 }), null)).toMatchObject({ limit: 10, limitOff: null });
    expect(draw(input({ limit: 100 }), null)).toMatchObject({ limit: null, limitOff: 'above' });
    expect(draw(input({ series: [], limit: 5 }), null).limit).toBe(5);
  });

  it('is there when nothing is known, or all of it is zero', () => {
    for (const points of [[], every(1_000, [0, 0, 0]), every(1_000, [null, null])]) {
      const { heights } = draw(input({ series: [{ name: 'www', points }] }), null);
      expect(heights.at(-1)).toBeGreaterThan(heights[0] ?? 0);
    }
  });
});

describe('a drawing', () => {
  it('has four series at most, and no mark outside its time', () => {
    const series = Array.from({ length: 6 }, (_, index) => ({ name: `s${index}`, points: every(1_000, [1, 2]) }));
    const marks = [at - 1, at + 1_000].map((t) => ({ at: t, word: 'r-1', kind: 'push' as const }));
    const drawn = draw(input({ series, marks }), null);
    expect(drawn.series).toHaveLength(4);
    expect(drawn.marks).toHaveLength(1);
  });

  it('hatches where nobody has samples, up to now, and not where somebody has', () => {
    const quiet = { name: 'a', points: every(1_000, [1, 1, 1]) };
    const talks = {
      name: 'b',
      points: every(
        1_000,
        Array.from({ length: 20 }, () => 2),
      ),
    };
    expect(draw(input({ series: [quiet], to: at + 19_000 }), null).silences).toEqual([{ from: at + 2_000, to: at + 19_000 }]);
    expect(draw(input({ series: [quiet, talks], to: at + 19_000 }), null).silences).toEqual([]);
  });

  it('is all of the chart where there is no sample at all', () => {
    const { from, to } = input({});
    expect(draw(input({ series: [] }), null).silences).toEqual([{ from, to }]);
  });
});

it('does not take the last sample of a silent series for what is so now', () => {
  const series = { name: 'a', points: every(1_000, [1, 2, 3]) };
  expect(latest(series, at + 3_000)).toBe(3);
  expect(latest(series, at + 30_000)).toBeNull();
  expect(latest({ name: 'a', points: every(1_000, [1, null]) }, at + 1_000)).toBeNull();
});

it('says itself in words', () => {
  const words = summary('php errors', 'per s', input({ limit: 5, marks: [{ at, word: 'r-2031', kind: 'push' }] }), 1);
  expect(words).toMatch(/^php errors, per s, .+ www: now 4\.0, least 1\.0, greatest 4\.0\. limit 5\.0\. r-2031 at /);
  expect(summary('x', '', input({ series: [{ name: 'www', points: [] }] }), 0)).toContain('www: no samples');
});

it('is a table with the newest on top and a dash where there is nothing', () => {
  const rows = asRows(
    [
      { name: 'a', points: every(1_000, [1, null]) },
      { name: 'b', points: every(2_000, [5]) },
    ],
    0,
  );
  expect(rows.map((row) => row.cells)).toEqual([
    ['\u2013', '\u2013'],
    ['1', '5'],
  ]);
});
