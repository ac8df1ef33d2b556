import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatTimer, LONGEST_DURATION_MS, parseDuration, writeDuration } from './duration';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['3m', 180_000],
    ['1h30m', 5_400_000],
    ['1 h 30 m', 5_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['1.5h', 5_400_000],
    ['1m500ms', 60_500],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '10',
    '10 ',
    's',
    '-5s',
    '5 minutes',
    '30m1h',
    '1m1m',
    '1,5h',
    '1h 30',
    '10S',
    '99999d',
    ' 10s',
    '10s ',
    '1e3s',
    '.5s',
    '1..5s',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('reads back what writeDuration wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_DURATION_MS }), (ms) => {
        expect(parseDuration(writeDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.3, '< 1 ms'],
    [42, '42 ms'],
    [310, '0.3 s'],
    [960, '1 s'],
    [4100, '4 s'],
    [40_000, '40 s'],
    [59_700, '1 m 0 s'],
    [60_000, '1 m'],
    [580_000, '9 m 40 s'],
    [3_599_700, '1 h 0 m'],
    [7_200_000, '2 h'],
    [9_240_000, '2 h 34 m'],
    [86_399_999, '1 d 0 h'],
    [65 * 86_400_000 + 21 * 3_600_000, '65 d 21 h'],
    [-580_000, '\u22129 m 40 s'],
    [NaN, '\u2013'],
    [null, '\u2013'],
    [undefined, '\u2013'],
  ])('%s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('never shows 60 of a unit that has a larger one', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b60 [ms]\b|\b24 h\b/);
      }),
    );
  });
});

describe('formatTimer', () => {
  it.each([
    [150_000, '2:30'],
    [5_999, '0:05'],
    [0, '0:00'],
    [3_750_000, '1:02:30'],
    [-5_000, '\u22120:05'],
    [-400, '0:00'],
    [null, '\u2013'],
  ])('%s', (ms, text) => {
    expect(formatTimer(ms)).toBe(text);
  });
});
