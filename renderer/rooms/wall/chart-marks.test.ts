import { describe, expect, it } from 'vitest';
import { scene } from '../../../e2e/stage/scenes';
import { chartMarks, chartSpan } from './chart-marks';

const now = Date.parse('2026-11-12T11:39:17Z');

describe('chartMarks', () => {
  it('has the switches of the push, its rollback, and the pushes before', () => {
    const marks = chartMarks(scene('rolling-back', now).state);
    expect(marks.slice(-2).map((mark) => [mark.word, mark.kind])).toEqual([
      ['r-2031', 'push'],
      ['roll back', 'rollback'],
    ]);
    expect(marks.filter((mark) => mark.word === 'r-2030')).toHaveLength(1);
    expect(marks.every((mark, index) => index === 0 || mark.at >= (marks[index - 1]?.at ?? 0))).toBe(true);
  });
});

describe('chartSpan', () => {
  it.each([
    [[], 1_000_003, 1_000_000 - 60_000, 1_000_000],
    [[{ t: 0 }, { t: 1_000_002 }], 1_000_003, 1_000_002 - 600_000, 1_000_002],
    [[{ t: 800_000 }, { t: 990_000 }], 1_000_003, 800_000, 1_000_000],
    [[{ t: 999_000 }], 1_000_003, 940_000, 1_000_000],
  ])('%j at %d', (points, at, from, to) => {
    expect(chartSpan(points, at)).toEqual({ from, to });
  });
});
