import { describe, expect, it } from 'vitest';
import { formatAge, isStale } from './age';
import { formatDateTime, formatDay, formatMinute, formatSince, formatTime, formatUtc } from './time';

const at = Date.UTC(2026, 10, 16, 11, 39, 17);

describe('time', () => {
  it('shows the zone of the reader and UTC', () => {
    expect(formatTime(at, 'Europe/Berlin')).toBe('12:39:17');
    expect(formatMinute(at, 'Europe/Berlin')).toBe('12:39');
    expect(formatUtc(at)).toBe('11:39:17 UTC');
    expect(formatDay(at, 'Europe/Berlin')).toBe('Mon 16 Nov 2026');
    expect(formatDateTime(at, 'America/Los_Angeles')).toBe('2026-11-16 03:39:17');
  });
  it('is the same as the machine\u2019s clock without a zone', () => {
    const local = new Date(at);
    const two = (n: number): string => String(n).padStart(2, '0');
    expect(formatTime(at)).toBe(`${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`);
  });
  it('begins a day with 00, not 24', () => {
    expect(formatTime(Date.UTC(2026, 10, 16), 'UTC')).toBe('00:00:00');
  });
  it.each([null, undefined, NaN, Infinity, 1e16])('shows %s as missing', (value) => {
    expect(formatTime(value, 'UTC')).toBe('\u2013');
    expect(formatDay(value, 'UTC')).toBe('\u2013');
  });
  it('adds the date to another day', () => {
    expect(formatSince(at, at + 3_600_000, 'UTC')).toBe('11:39:17');
    expect(formatSince(at, at + 86_400_000, 'UTC')).toBe('2026-11-16 11:39:17');
    expect(formatSince(null, at, 'UTC')).toBe('\u2013');
  });
});

describe('age', () => {
  it.each([
    [14_999, '14 s'],
    [60_000, '1 m'],
    [599_999, '9 m'],
    [7_800_000, '2 h 10 m'],
    [65 * 86_400_000 + 21 * 3_600_000, '65 d 21 h'],
    [28 * 86_400_000, '28 d 0 h'],
    [-5000, '0 s'],
  ])('%d ms', (age, text) => {
    expect(formatAge(at - age, at)).toBe(text);
  });
  it('does not know the age of what was never read', () => {
    expect(formatAge(null, at)).toBe('\u2013');
  });
  it('is stale at three intervals', () => {
    expect(isStale(at - 29_999, at, 10_000)).toBe(false);
    expect(isStale(at - 30_000, at, 10_000)).toBe(true);
    expect(isStale(null, at, 10_000)).toBe(true);
  });
});
