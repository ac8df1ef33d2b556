import { afterEach, describe, expect, it } from 'vitest';
import { formatAge, isStale } from './age';
import { formatDateTime, formatDay, formatMinute, formatSince, formatTime, formatUtc, showZone } from './time';
import { formatWhen } from './words';

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

describe('the zone of whoever looks', () => {
  afterEach(() => showZone(undefined));

  it('holds wherever no other is named', () => {
    expect(showZone('Asia/Kolkata')).toBe(true);
    expect(formatTime(at)).toBe('17:09:17');
    expect(formatDateTime(at)).toBe('2026-11-16 17:09:17');
    expect(formatTime(at, 'UTC')).toBe('11:39:17');
    expect(formatUtc(at)).toBe('11:39:17 UTC');
    showZone('UTC');
    expect(formatMinute(at)).toBe('11:39');
  });

  it('decides what is today', () => {
    const late = Date.UTC(2026, 10, 16, 23, 30);
    showZone('UTC');
    expect(formatWhen(late, late + 3_600_000)).toBe('Mon 16 Nov, 23:30');
    showZone('Europe/Berlin');
    expect(formatWhen(late, late + 3_600_000)).toBe('00:30');
  });

  it('changes its hour when summer begins and ends', () => {
    showZone('Europe/Berlin');
    const spring = Date.UTC(2026, 2, 29, 1);
    expect([formatTime(spring - 1000), formatTime(spring)]).toEqual(['01:59:59', '03:00:00']);
    const autumn = Date.UTC(2026, 9, 25, 1);
    // The hour from two to three comes twice; UTC beside it says which one is meant.
    expect([formatTime(autumn - 1800_000), formatTime(autumn + 1800_000)]).toEqual(['02:30:00', '02:30:00']);
    expect([formatUtc(autumn - 1800_000), formatUtc(autumn + 1800_000)]).toEqual(['00:30:00 UTC', '01:30:00 UTC']);
  });

  it('stays what it was where the machine does not know the name', () => {
    showZone('UTC');
    expect(showZone('Europe/Atlantis')).toBe(false);
    expect(formatMinute(at)).toBe('11:39');
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
