import { describe, expect, it } from 'vitest';
import { drawGrid, stepTime } from './draw-grid';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 1, 12, 34, 56);
const kept = { raw: now - 2 * day, minute: now - 30 * day, hour: now - 700 * day, day: now - 700 * day };
const last = (ms: number) => drawGrid({ fromMs: now - ms, toMs: now }, 150, kept, 10_000);

describe('drawGrid', () => {
  it.each([
    ['15 min', 15 * minute, 'raw', 10_000, 1],
    ['1 h', hour, 'raw', 25_000, 2],
    ['24 h', day, 'minute', 10 * minute, 2],
    ['30 d', 29 * day, 'hour', 5 * hour, 1],
    ['a year', 365 * day, 'day', 3 * day, 3],
  ] as const)('%s', (_, length, tier, widthMs, parts) => {
    const grid = last(length);
    expect(grid).toMatchObject({ tier, widthMs });
    expect(grid.widthMs / grid.stepMs).toBe(parts);
    expect(grid.buckets).toBeLessThanOrEqual(150);
    expect(grid.startMs % widthMs).toBe(0);
    expect(grid.startMs).toBeLessThanOrEqual(now - length);
  });

  it('covers the stretch with its steps', () => {
    const grid = last(day);
    expect(stepTime(grid, grid.steps - 1)).toBeGreaterThanOrEqual(now - 1);
    expect(stepTime(grid, grid.steps - 2)).toBeLessThan(now);
  });
});
