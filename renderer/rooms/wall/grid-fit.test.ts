import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitGrid, grouped, linesHeight } from './grid-fit';

describe('fitGrid', () => {
  it('draws few hosts no larger than asked for', () => {
    expect(fitGrid([4, 2], 400, 300, 34, 30)).toEqual({ pitch: 30, columns: 13, own: 2 });
  });

  it('makes room for a thousand', () => {
    const { pitch, columns, own } = fitGrid([800, 150, 40, 10], 440, 350, 34, 30);
    expect(own).toBe(4);
    expect(pitch).toBeGreaterThan(8);
    expect([800, 150, 40, 10].reduce((sum, hosts) => sum + linesHeight(hosts, columns, pitch, 34), 0)).toBeLessThanOrEqual(350);
  });

  it('puts the last types together where there are too many', () => {
    expect(
      fitGrid(
        Array.from({ length: 40 }, () => 5),
        440,
        350,
        34,
        30,
      ).own,
    ).toBe(9);
    expect(grouped([5, 4, 3, 2], 2)).toEqual([5, 4, 5]);
  });

  it('always fits while there is a pixel or three for each host', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 }), (counts) => {
        const { pitch, columns, own } = fitGrid(counts, 440, 350, 30, 30);
        const height = grouped(counts, own).reduce((sum, hosts) => sum + linesHeight(hosts, columns, pitch, 30), 0);
        expect(pitch).toBeGreaterThanOrEqual(3);
        expect(columns * pitch).toBeLessThanOrEqual(440);
        if (pitch > 3) expect(height).toBeLessThanOrEqual(350);
      }),
    );
  });
});
