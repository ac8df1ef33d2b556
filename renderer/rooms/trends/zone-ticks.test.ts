import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetIn, zoneTicks } from './zone-ticks';

const hour = 3_600_000;
const day = 24 * hour;
const berlin = 'Europe/Berlin';
const words = (from: number, to: number, zone: string, most = 10) => zoneTicks(from, to, zone, most).map((tick) => tick.word);

describe('ticks', () => {
  it('stand at round local times, and name the day where it begins', () => {
    const from = Date.UTC(2026, 6, 1, 19, 10);
    expect(words(from, from + 6 * hour, berlin)).toEqual(['22:00', '23:00', '2 Jul', '01:00', '02:00', '03:00']);
    expect(words(from, from + 50 * 60_000, 'Asia/Kolkata')).toEqual(
      ['00:40', '00:45', '00:50', '00:55', '01:00', '01:05', '01:10', '01:15', '01:20', '01:25', '01:30'].slice(0, 11),
    );
  });

  it('show an hour that comes twice twice, and leave out one that does not come', () => {
    const back = Date.UTC(2026, 9, 24, 22);
    expect(words(back, back + 6 * hour, berlin)).toEqual(['25 Oct', '01:00', '02:00', '02:00', '03:00', '04:00', '05:00']);
    const ahead = Date.UTC(2026, 2, 28, 23);
    expect(words(ahead, ahead + 4 * hour, berlin, 5)).toEqual(['29 Mar', '01:00', '03:00', '04:00', '05:00']);
  });

  it('stand at midnight over days, also over the change of the clocks', () => {
    const ticks = zoneTicks(Date.UTC(2026, 9, 23), Date.UTC(2026, 9, 28), berlin, 8);
    expect(ticks.map((tick) => tick.word)).toEqual(['24 Oct', '25 Oct', '26 Oct', '27 Oct', '28 Oct']);
    for (const { at } of ticks) expect((at + offsetIn(berlin)(at)) % day).toBe(0);
  });

  it('are Mondays over weeks, and firsts of a month over a year', () => {
    const weeks = zoneTicks(Date.UTC(2026, 8, 1), Date.UTC(2026, 9, 20), 'UTC', 8);
    for (const { at } of weeks) expect(new Date(at).getUTCDay()).toBe(1);
    expect(words(Date.UTC(2025, 10, 21), Date.UTC(2026, 10, 21), 'UTC', 7)).toEqual(['2026', 'Mar', 'May', 'Jul', 'Sep', 'Nov']);
  });

  it('are within, in order, and not too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) }),
        fc.integer({ min: 15_000, max: 366 * day }),
        fc.constantFrom(berlin, 'America/Sao_Paulo', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'),
        (from, length, zone) => {
          const ticks = zoneTicks(from, from + length, zone, 8);
          expect(ticks.length).toBeLessThanOrEqual(13);
          for (const [index, tick] of ticks.entries()) {
            expect(tick.at).toBeGreaterThanOrEqual(from);
            expect(tick.at).toBeLessThanOrEqual(from + length);
            if (index > 0) expect(tick.at).toBeGreaterThan(ticks[index - 1]!.at);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
