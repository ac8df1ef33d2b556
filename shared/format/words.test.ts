import { describe, expect, it } from 'vitest';
import { count, decimalsFor, formatRatio, formatShare, formatTook, list, short } from './words';

describe('numbers', () => {
  it('have one precision for all readings of a gauge', () => {
    expect(decimalsFor([0.18, 7.42])).toBe(2);
    expect(decimalsFor([38.6, 37.9, null])).toBe(1);
    expect(decimalsFor([0, 0, null])).toBe(0);
    expect(decimalsFor([431.2])).toBe(0);
    expect(decimalsFor([0.0123])).toBe(3);
    expect(decimalsFor([])).toBe(0);
  });

  it('write changes from the unrounded ratio, with a narrow space', () => {
    expect(formatRatio(0.19839)).toBe('+19.84\u202f%');
    expect(formatRatio(40.2222, true)).toBe('+4,022\u202f%');
    expect(formatRatio(40.2222)).toBe('+4,022.22\u202f%');
    expect(formatRatio(null)).toBe('');
  });

  it('write shares of hosts as short as they are', () => {
    expect(formatShare(0.05)).toBe('5\u202f%');
    expect(formatShare(1)).toBe('100\u202f%');
    expect(formatShare(0.025)).toBe('2.5\u202f%');
  });
});

describe('words', () => {
  it('count, shorten and join', () => {
    expect(count(1, 'host')).toBe('1 host');
    expect(count(1000, 'host')).toBe('1,000 hosts');
    expect(short('9b3d07a1c0ffee')).toBe('9b3d07a');
    expect(short('9b3d07a-1f2e3d4c')).toBe('9b3d07a');
    expect(short('main')).toBe('main');
    expect(list(['www', 'chat', 'memcache'])).toBe('www, chat and memcache');
  });

  it('keep the tenths of what is over in seconds', () => {
    expect(formatTook(2_140)).toBe('2.1 s');
    expect(formatTook(61_000)).toBe('1 m 1 s');
  });
});
