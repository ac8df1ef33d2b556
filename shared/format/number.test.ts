import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatSpeed } from './bytes';
import { digitsFor, formatDelta, formatDeltaPercent, formatNumber, formatP, formatPercent } from './number';

describe('formatNumber', () => {
  it.each([
    [0, 0, '0'],
    [999, 0, '999'],
    [1000, 0, '1,000'],
    [1234567.891, 2, '1,234,567.89'],
    [-4022, 0, '\u22124,022'],
    [-0.001, 2, '0.00'],
    [-0, 0, '0'],
    [0.1234567, 6, '0.123457'],
    [1e21, 0, '1.00e+21'],
    [Infinity, 0, '\u221e'],
    [-Infinity, 0, '\u2212\u221e'],
    [NaN, 2, '\u2013'],
    [null, 2, '\u2013'],
    [undefined, 2, '\u2013'],
  ])('%s with %d digits', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it('loses nothing but the commas', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 6 }), (value, digits) => {
        const text = formatNumber(value, digits).replaceAll(',', '').replace('\u2212', '-');
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('percentages and deltas', () => {
  it('has a narrow no-break space before the sign', () => {
    expect(formatPercent(0.1984, 2)).toBe('19.84\u202f%');
    expect(formatPercent(null)).toBe('\u2013');
  });
  it('always shows a sign', () => {
    expect(formatDelta(7.24, 2)).toBe('+7.24');
    expect(formatDelta(-2.4, 1)).toBe('\u22122.4');
    expect(formatDelta(0.004, 2)).toBe('+0.00');
    expect(formatDelta(0, 2)).toBe('\u00b10.00');
    expect(formatDelta(NaN)).toBe('\u2013');
    expect(formatDeltaPercent(40.22)).toBe('+4,022\u202f%');
    expect(formatDeltaPercent(-0.0488, 2)).toBe('\u22124.88\u202f%');
    expect(formatDeltaPercent(null)).toBe('\u2013');
  });
});

describe('formatP', () => {
  it.each([
    [4.21e-10, '4.2e-10'],
    [0.000001, '0.000001'],
    [9.99e-7, '1.0e-6'],
    [0.05, '0.050000'],
    [1, '1.000000'],
    [0, '0.000000'],
    [null, '\u2013'],
  ])('%s', (p, text) => {
    expect(formatP(p)).toBe(text);
  });
});

describe('digitsFor', () => {
  it.each([
    [[0.18, 7.42], 3],
    [[112, 4000], 0],
    [[1.5, null, 20], 2],
    [[0, null, NaN], 0],
    [[1e-12], 6],
  ])('%j', (values, digits) => {
    expect(digitsFor(values)).toBe(digits);
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KiB'],
    [1_048_500, '1.0 MiB'],
    [4_300_000, '4.1 MiB'],
    [312 * 1024 * 1024, '312 MiB'],
    [10 * 1024 * 1024, '10 MiB'],
    [2 ** 70, '1,048,576 PiB'],
    [null, '\u2013'],
    [NaN, '\u2013'],
  ])('%s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
  it('has a speed', () => {
    expect(formatSpeed(12 * 1024 * 1024)).toBe('12 MiB/s');
    expect(formatSpeed(null)).toBe('\u2013');
  });
});
