import { describe, expect, it } from 'vitest';
import type { Panel, TrendData, TrendLine } from '../../../shared/contract/trends';
import { chartDrawing, distinctLines, heightsOf, newestAt, valueAt } from './chart-data';

const line = (name: string, mean: readonly (number | null)[], change: Partial<TrendLine> = {}): TrendLine => ({
  name,
  labels: {},
  t: mean.map((_, index) => index * 10_000),
  mean,
  min: mean,
  max: mean,
  current: null,
  average: null,
  minimum: null,
  maximum: null,
  role: null,
  ...change,
});
const data = (lines: readonly TrendLine[]): TrendData => ({
  lines,
  more: 0,
  stepMs: 10_000,
  tier: 'raw',
  faults: [],
  unit: '',
  resets: [],
});
const panel: Pick<Panel, 'kind' | 'from' | 'scale' | 'thresholds'> = {
  kind: 'line',
  from: 'zero',
  scale: 'linear',
  thresholds: [],
};
const plain = { divide: 1, word: '' };
const stretch = { fromMs: 0, toMs: 60_000 };
const all: ReadonlySet<string> = new Set();

describe('lines', () => {
  it('are distinct for the first four, dim from there on, and one alone when it is isolated', () => {
    const lines = ['a', 'b', 'c', 'd', 'e'].map((name) => line(name, [1]));
    expect(distinctLines(lines, all).map((one) => one.colour)).toEqual([1, 2, 3, 4, 0]);
    expect(distinctLines(lines, new Set(['e'])).map((one) => one.colour)).toEqual([0, 0, 0, 0, 1]);
  });

  it('that bound a band are none of their own', () => {
    const lines = [
      line('least', [1], { role: 'min' }),
      line('median', [2], { role: 'p50' }),
      line('greatest', [3], { role: 'max' }),
    ];
    expect(distinctLines(lines, all).map((one) => one.line.name)).toEqual(['median']);
    expect(chartDrawing(data(lines), panel, plain, stretch, all).bands).toHaveLength(1);
  });
});

describe('a drawing', () => {
  it('keeps a gap of what is stacked, and gives a line that lacks a time a gap there', () => {
    const both = data([line('a', [1, null, 3]), line('b', [4, 5])]);
    expect(chartDrawing(both, panel, plain, stretch, all).rows).toEqual([]);
    const drawn = chartDrawing(both, { ...panel, kind: 'area' }, plain, stretch, all);
    expect(drawn.rows).toEqual([
      { t: 0, v0: 1, v1: 4 },
      { t: 10_000, v0: null, v1: 5 },
      { t: 20_000, v0: 3 },
    ]);
  });

  it('holds the greatest of the buckets, so that a peak is on it', () => {
    const peaked = line('a', [1, 1], { max: [1, 42] });
    const drawn = chartDrawing(data([peaked]), panel, plain, stretch, all);
    expect(drawn.heights.at(-1)).toBeGreaterThanOrEqual(42);
    expect(drawn.spreads).toHaveLength(1);
  });

  it('of a stack is as high as all together, and of one line when that is isolated', () => {
    const lines = [line('a', [10, 10]), line('b', [30, 30])];
    const stack = { ...panel, kind: 'area' as const };
    expect(chartDrawing(data(lines), stack, plain, stretch, all).heights.at(-1)).toBeGreaterThanOrEqual(40);
    const alone = chartDrawing(data(lines), stack, plain, stretch, new Set(['a']));
    expect(chartDrawing(data(lines), stack, plain, stretch, all).stacked).toBe(true);
    expect(chartDrawing(data(lines), panel, plain, stretch, all).stacked).toBe(false);
    expect(alone.lines.map((one) => one.line.name)).toEqual(['a']);
    expect(alone.heights.at(-1)).toBeLessThan(40);
  });
});

describe('heights', () => {
  const fitted = { from: 'fitted' as const, thresholds: [] };
  it('begin at zero or are fitted, with the thresholds that are near', () => {
    expect(heightsOf([90, 100], { from: 'zero', thresholds: [] }, plain, false)[0]).toBe(0);
    expect(heightsOf([90, 100], fitted, plain, false)[0]).toBe(90);
    expect(
      heightsOf([1, 2], { from: 'zero', thresholds: [{ value: 5, label: null }] }, plain, false).at(-1),
    ).toBeGreaterThanOrEqual(5);
    expect(heightsOf([1, 2], { from: 'zero', thresholds: [{ value: 50, label: null }] }, plain, false).at(-1)).toBeLessThan(50);
  });

  it('are there when nothing is known, and when all is the same', () => {
    for (const values of [[], [0, 0], [7, 7], [-3]]) {
      const heights = heightsOf(values, fitted, plain, false);
      expect(heights.at(-1)).toBeGreaterThan(heights[0] ?? 0);
    }
  });

  it('are powers of ten on a logarithmic scale, which holds no zero', () => {
    expect(heightsOf([0, 0.02, 300], fitted, plain, true)).toEqual([0.01, 0.1, 1, 10, 100, 1000]);
    expect(heightsOf([], fitted, plain, true).length).toBeGreaterThan(1);
  });

  it('are round in the unit that is written', () => {
    const heights = heightsOf([0, 3.2 * 1024 ** 3], { from: 'zero', thresholds: [] }, { divide: 1024 ** 3, word: 'GiB' }, false);
    expect(heights.map((tick) => tick / 1024 ** 3)).toEqual([0, 1, 2, 3, 4]);
  });
});

it('reads what stands under the crosshair, and nothing in a gap or outside', () => {
  const one = line('a', [1, null, 3]);
  expect([0, 9_000, 10_000, 21_000, 90_000].map((at) => valueAt(one, at, 10_000))).toEqual([1, 1, null, 3, null]);
  expect(valueAt(line('none', []), 0, 10_000)).toBeNull();
});

it('knows how old a panel is', () => {
  expect(newestAt(data([line('a', [1, 2, null]), line('b', [1])]))).toBe(10_000);
  expect(newestAt(data([line('a', [null])]))).toBeNull();
});
