import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it('doubles from 250 ms and never passes 5 s', () => {
    const longest = [0, 1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(attempt, 1));
    expect(longest).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('leaves half of it to chance', () => {
    expect(backoffMs(2, 0)).toBe(500);
    expect(backoffMs(2, 0.5)).toBe(750);
  });
});
