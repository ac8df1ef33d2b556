import { describe, expect, it } from 'vitest';
import type { TrendMark } from '../../../shared/contract/trends';
import { earlierBy, instantOf, marked, shifted, shortest, stretchOf, widened } from './stretches';
import { offsetIn } from './zone-ticks';

const now = Date.UTC(2026, 10, 21, 12, 0, 7);
const hour = 3_600_000;
const mark = (kind: TrendMark['kind'], at: number): TrendMark => ({
  at,
  kind,
  push: 'r-1',
  revision: null,
  who: null,
  author: null,
  lines: null,
  text: '',
});

describe('the stretch that is shown', () => {
  it('of a live window ends at a whole step, so that all panels ask for the same', () => {
    const first = stretchOf({ last: '1h' }, now);
    expect(first.toMs - first.fromMs).toBe(hour);
    expect(first.toMs).toBeLessThanOrEqual(now);
    expect(now - first.toMs).toBeLessThan(60_000);
    expect(stretchOf({ last: '1h' }, first.toMs + 1_000)).toEqual(first);
  });

  it('is moved by half of it, and never beyond now', () => {
    const whole = { fromMs: now - 4 * hour, toMs: now - 2 * hour };
    expect(shifted(whole, -1, now)).toEqual({ fromMs: now - 5 * hour, toMs: now - 3 * hour });
    expect(shifted(shifted(whole, 1, now), 1, now)).toEqual({ fromMs: now - 2 * hour, toMs: now });
    expect(shifted({ fromMs: now - 2 * hour, toMs: now }, 1, now).toMs).toBe(now);
  });

  it('is widened round its middle, up to now', () => {
    expect(widened({ fromMs: now - 5 * hour, toMs: now - 3 * hour }, now)).toEqual({
      fromMs: now - 6 * hour,
      toMs: now - 2 * hour,
    });
    expect(widened({ fromMs: now - 2 * hour, toMs: now }, now)).toEqual({ fromMs: now - 4 * hour, toMs: now });
  });

  it('can be marked from either end, and is never too short to be read', () => {
    expect(marked(now + 90_500, now)).toEqual({ fromMs: now, toMs: now + 91_000 });
    expect(marked(now, now).toMs - now).toBe(shortest);
  });
});

describe('what it is compared with', () => {
  const whole = { fromMs: now - 2 * hour, toMs: now };
  it('is a day or a week earlier', () => {
    expect(earlierBy('day', whole, [])).toBe(24 * hour);
    expect(earlierBy('week', whole, [])).toBe(7 * 24 * hour);
  });

  it('or ends where the newest push in it began; without one there is nothing', () => {
    const marks = [mark('canary', now - hour), mark('everywhere', now - 100), mark('canary', now - 1.5 * hour)];
    expect(earlierBy('push', whole, marks)).toBe(hour);
    expect(earlierBy('push', whole, [mark('canary', now - 3 * hour)])).toBeNull();
  });
});

describe('a day and a time of day', () => {
  const berlin = offsetIn('Europe/Berlin');
  it('are an instant of the zone, also round the change of the clocks', () => {
    expect(instantOf('2026-07-01', '09:30', berlin)).toBe(Date.UTC(2026, 6, 1, 7, 30));
    expect(instantOf('2026-12-01', '09:30:15', berlin)).toBe(Date.UTC(2026, 11, 1, 8, 30, 15));
    expect(instantOf('2026-10-25', '00:30', berlin)).toBe(Date.UTC(2026, 9, 24, 22, 30));
    expect(instantOf('2026-10-25', '04:00', berlin)).toBe(Date.UTC(2026, 9, 25, 3, 0));
    expect(instantOf('2026-03-29', '04:00', berlin)).toBe(Date.UTC(2026, 2, 29, 2, 0));
  });

  it('are none where they cannot be read', () => {
    for (const text of ['', '9', '25:00', '12:61', 'noon']) expect(instantOf('2026-12-01', text, berlin)).toBeNull();
  });
});
