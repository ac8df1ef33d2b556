import { describe, expect, it } from 'vitest';
import type { PushState } from '../../../shared/push/push';
import { nearestChanges } from '../../../shared/trends/nearest-changes';
import { pushMarks } from './fleet-marks';

const push = { id: 'r-7', revision: '4f2c91e0000', captain: 'ann', author: 'ida', lines: 12, phases: 2 };
const at = (time: number, state: PushState) => ({ at: time, state });

describe('pushMarks', () => {
  it('has the first switch and the moment when all were switched', () => {
    const marks = pushMarks(push, [
      at(1, { at: 'staging' }),
      at(2, { at: 'switching', phase: 0 }),
      at(3, { at: 'watching', phase: 0, since: 3 }),
      at(4, { at: 'switching', phase: 1 }),
      at(5, { at: 'watching', phase: 1, since: 5 }),
      at(6, { at: 'done' }),
    ]);
    expect(marks.map(({ kind, at, push, lines }) => [kind, at, push, lines])).toEqual([
      ['canary', 2, 'r-7', 12],
      ['everywhere', 5, 'r-7', 12],
    ]);
  });

  it('has the rollback with who and why', () => {
    const marks = pushMarks(push, [
      at(2, { at: 'switching', phase: 0 }),
      at(3, { at: 'watching', phase: 0, since: 3 }),
      at(4, { at: 'rolling back', why: 'errors rose.', by: 'capstan', automatic: true, since: 4 }),
    ]);
    expect(marks.map(({ kind }) => kind)).toEqual(['canary', 'rollback']);
    expect(marks[1]).toMatchObject({ at: 4, who: 'capstan', text: 'r-7 (4f2c91e) is rolled back: errors rose.' });
  });

  it('are sorted by their distance from a stretch', () => {
    const [mark] = pushMarks(push, [at(2, { at: 'switching', phase: 0 })]);
    if (!mark) throw new Error('no mark');
    const near = nearestChanges(
      [5, 90, 150, 260].map((time) => ({ ...mark, at: time })),
      { fromMs: 100, toMs: 200 },
    );
    expect(near.map(({ awayMs, mark }) => [mark.at, awayMs])).toEqual([
      [150, 0],
      [90, -10],
      [260, 60],
      [5, -95],
    ]);
  });
});
