import { expect, it } from 'vitest';
import { placeMarks, spreadLabels } from './live-chart-words';

it('spreads the names of lines that end together, and keeps them on the chart', () => {
  const labels = spreadLabels(
    [
      { index: 0, y: 98 },
      { index: 1, y: 99 },
      { index: 2, y: 20 },
    ],
    14,
    10,
    100,
  );
  expect(labels.map((label) => label.index)).toEqual([2, 0, 1]);
  expect(labels.map((label) => label.y)).toEqual([20, 86, 100]);
});

it('leaves out words that would touch; the newest stay', () => {
  const marks = [0, 10, 60].map((at) => ({ at, word: 'r-2031', kind: 'push' as const }));
  const placed = placeMarks(marks, (t) => t, 6, 0, 110);
  expect(placed.map(({ mark, shown, before }) => [mark.at, shown, before])).toEqual([
    [0, false, false],
    [10, true, false],
    [60, true, false],
  ]);
});

it('stands a word at the right edge to the left of its line', () => {
  expect(placeMarks([{ at: 100, word: 'r-2031', kind: 'push' }], (t) => t, 6, 0, 110)[0]).toMatchObject({
    before: true,
    shown: true,
  });
});
