import { describe, expect, it } from 'vitest';
import { figureWriter, tickWords, unitScale } from './unit-scale';

describe('a scale', () => {
  it('is chosen by the unit and the greatest value, once for a panel', () => {
    expect(unitScale('B', [3 * 1024 ** 3, null])).toEqual({ divide: 1024 ** 3, word: 'GiB' });
    expect(unitScale('B/s', [4_200_000], 'decimal')).toEqual({ divide: 1e6, word: 'MB/s' });
    expect(unitScale('s', [0.184])).toEqual({ divide: 0.001, word: 'ms' });
    expect(unitScale('s', [12])).toEqual({ divide: 1, word: 's' });
    expect(unitScale('s', [90_000])).toEqual({ divide: 3_600, word: 'h' });
    expect(unitScale('%', [0.61])).toEqual({ divide: 0.01, word: '%' });
    expect(unitScale('per s', [4_200_000])).toEqual({ divide: 1e6, word: 'million per s' });
    expect(unitScale('per s', [3_100])).toEqual({ divide: 1, word: 'per s' });
    expect(unitScale('', [])).toEqual({ divide: 1, word: '' });
  });

  it('has one precision for all figures, and a dash where there is none', () => {
    const figure = figureWriter({ divide: 1, word: '' }, [0.184, 7.4]);
    expect([figure(0.184), figure(7.4), figure(null), figure(Number.NaN), figure(0)]).toEqual(['0.18', '7.40', '–', '–', '0.00']);
    expect(tickWords([0, 0.5, 1], { divide: 1, word: '' }, false)).toEqual(['0.0', '0.5', '1.0']);
    expect(tickWords([0, 1024 ** 3 * 2], { divide: 1024 ** 3, word: 'GiB' }, false)).toEqual(['0', '2']);
    expect(tickWords([0.01, 1, 100], { divide: 1, word: '' }, true)).toEqual(['0.01', '1', '100']);
  });
});
