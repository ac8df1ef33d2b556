import { describe, expect, it } from 'vitest';
import { recentDeaths, restartDelay } from './restart';

describe('restartDelay', () => {
  it('is none at first, doubles, and forgets after a minute', () => {
    expect(restartDelay([], 0)).toBe(0);
    expect(restartDelay([1], 2)).toBe(250);
    expect(restartDelay([1, 2, 3], 4)).toBe(1000);
    expect(restartDelay(Array<number>(20).fill(5), 6)).toBe(30_000);
    expect(restartDelay([1, 2, 3], 70_000)).toBe(0);
    expect(recentDeaths([1, 69_000], 70_000)).toEqual([69_000]);
  });
});
