import { describe, expect, it } from 'vitest';
import { alternate, median, ratioOf } from './measure';

describe('median', () => {
  it('is the middle one, or halfway between the two in the middle', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([10, 1, 4, 2])).toBe(3);
    expect(() => median([])).toThrow('nothing');
  });
});

describe('alternate', () => {
  it('lets everybody measure once a round, and begin in turn', async () => {
    const order: string[] = [];
    const contestant = (name: string) => () => Promise.resolve(order.push(name));
    const found = await alternate([contestant('a'), contestant('b')], 3, 0);
    expect(order.join('')).toBe('abbaab');
    expect(found).toEqual([
      [1, 4, 5],
      [2, 3, 6],
    ]);
  });
});

describe('ratioOf', () => {
  it('compares within rounds, so that a slow round harms nobody', () => {
    expect(ratioOf([1, 10, 1], [2, 20, 2])).toBe(0.5);
    expect(ratioOf([1, 100, 3], [2, 20, 4])).toBe(0.75);
  });
});
