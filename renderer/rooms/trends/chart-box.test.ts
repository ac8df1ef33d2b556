import { describe, expect, it } from 'vitest';
import { chartBox, lonePath } from './chart-box';

const place = chartBox(110, 120, { fromMs: 0, toMs: 100 }, { heights: [0, 10], figures: [], log: false, left: 0 });

describe('readings with none beside them', () => {
  it('are dots, the first and the last too', () => {
    expect(lonePath([0, 10, 20, 30, 40, 50], [1, null, 2, null, null, 3], place).match(/M/g)).toHaveLength(3);
    expect(lonePath([0], [0], place)).toBe(`M0.0 ${place.bottom.toFixed(1)}h0`);
  });

  it('are no dots where a line joins them', () => {
    expect(lonePath([0, 10, 20, 30], [1, 2, null, null], place)).toBe('');
    expect(lonePath([], [], place)).toBe('');
  });
});
