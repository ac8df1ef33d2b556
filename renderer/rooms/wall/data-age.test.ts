import { describe, expect, it } from 'vitest';
import type { GaugeView, LiveView } from '../../../shared/contract/state';
import { dataAge, intervalOf } from './data-age';

const gauge = (readAt: number | null) => ({ readAt }) as GaugeView;
const live = (readAt: number | null) => ({ readAt }) as LiveView;
const everySecond = Array.from({ length: 10 }, (_, at) => at * 1000);

describe('dataAge', () => {
  it('is that of the newest reading', () => {
    const state = { gauges: [gauge(4000), gauge(null), gauge(7000)], live: live(1) };
    expect(dataAge(state, everySecond, 8000)).toEqual({ at: 7000, stale: false });
    expect(dataAge(state, everySecond, 10_000)).toEqual({ at: 7000, stale: true });
    expect(dataAge(state, [], 10_000)).toEqual({ at: 7000, stale: false });
  });

  it('is stale where nothing came at all', () => {
    expect(dataAge({ gauges: [gauge(null)], live: live(1) }, everySecond, 2)).toEqual({ at: null, stale: true });
  });

  it('is that of the hosts where there are no gauges', () => {
    expect(dataAge({ gauges: [], live: live(1000) }, [], 80_000)).toEqual({ at: 1000, stale: false });
    expect(dataAge({ gauges: [], live: live(1000) }, [], 91_000)).toEqual({ at: 1000, stale: true });
  });
});

describe('intervalOf', () => {
  it.each([
    [[], 10_000],
    [[1, 2, 3], 10_000],
    [[0, 1000, 2000, 3000], 1000],
    [[0, 1000, 2000, 60_000, 61_000, 62_000], 1000],
    [[5, 5, 5, 5], 10_000],
  ])('%j', (times, ms) => {
    expect(intervalOf(times)).toBe(ms);
  });
});
