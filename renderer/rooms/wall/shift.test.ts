import { describe, expect, it } from 'vitest';
import { shiftAt } from './shift';

describe('shiftAt', () => {
  it('walks a pixel a minute at most, stays within three, and comes to every place', () => {
    const walk = Array.from({ length: 60 }, (_, minute) => shiftAt(1_700_000_000_000 + minute * 60_000));
    for (const axis of [0, 1]) {
      const at = walk.map((shift) => shift[axis] ?? 9);
      expect(Math.max(...at.map(Math.abs))).toBe(3);
      expect(new Set(at).size).toBe(7);
      expect(Math.max(...at.slice(1).map((place, index) => Math.abs(place - (at[index] ?? 9))))).toBe(1);
    }
  });

  it('stands still within a minute', () => {
    expect(shiftAt(60_000)).toEqual(shiftAt(119_999));
  });
});
