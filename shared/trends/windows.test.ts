import { expect, it } from 'vitest';
import { windowOver } from './windows';

it('shows as much time as there are readings of, and no more than usual', () => {
  expect([0, 15, 16, 60, 61, 180, 181, 1e6].map((minutes) => windowOver(minutes * 60_000))).toEqual([
    '15m',
    '15m',
    '1h',
    '1h',
    '3h',
    '3h',
    '3h',
    '3h',
  ]);
});
