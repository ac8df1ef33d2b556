import { describe, expect, it } from 'vitest';
import type { GaugeSeries } from '../../../shared/contract/state';
import { niceTicks, timeTicks } from '../../parts/ticks';
import { bandOutlines, layOutChart, lines } from './chart-geometry';

const series = (change: Partial<GaugeSeries> = {}): GaugeSeries => ({
  gauge: 'g',
  times: [0, 60_000, 120_000],
  switched: [1, 2, 8],
  comparator: [1, 1, 1],
  band: [null, null, null],
  hosts: [],
  marks: [],
  ...change,
});
const plain = { x: (t: number) => t, y: (v: number) => v };

it('chooses round ticks that hold everything', () => {
  expect(niceTicks(0, 8.05, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(niceTicks(0, 0.3, 5)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(niceTicks(-3, 3, 5)[0]).toBeLessThanOrEqual(-3);
});

it('marks whole minutes, ten at most', () => {
  expect(timeTicks(30_000, 300_000)).toEqual([60_000, 120_000, 180_000, 240_000, 300_000]);
  expect(timeTicks(0, 3_600_000).length).toBeLessThanOrEqual(11);
});

it('takes a near limit into the height and leaves a far one out', () => {
  expect(layOutChart(series(), 12, 900, 260).yTicks.at(-1)).toBeGreaterThanOrEqual(12);
  expect(layOutChart(series(), 500, 900, 260).yTicks.at(-1)).toBeLessThan(20);
});

it('never lays two words on one another', () => {
  const marks = [0, 1_000, 2_000].map((at) => ({ at, word: 'a rather long word', kind: 'watch' as const }));
  const places = layOutChart(series({ marks }), null, 900, 260).marks.map((mark) => `${mark.row} ${String(mark.before)}`);
  expect(new Set(places).size).toBe(places.length);
});

describe('lines', () => {
  it('stop at a gap and at a switch', () => {
    expect(lines([0, 1, 2, 3, 4], [1, 1, null, 1, 1], plain)).toHaveLength(2);
    expect(lines([0, 1, 2, 3], [1, 1, 1, 1], plain, [2])).toEqual(['0.0,1.0 1.0,1.0', '2.0,1.0 3.0,1.0']);
  });
});

it('closes a band around what was measured', () => {
  expect(bandOutlines([0, 1, 2, 3], [[1, 2], [1, 3], null, [1, 2]], plain)).toEqual(['0.0,2.0 1.0,3.0 1.0,1.0 0.0,1.0']);
});
