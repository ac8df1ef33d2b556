import { expect, it } from 'vitest';
import { hasRecovered } from './recovery';

const errors = { limit: { op: '>', value: 5 }, change: { up: 0.5, down: null, atLeast: 0.2 } } as const;
const registrations = { limit: null, change: { up: null, down: 0.3, atLeast: 0.1 } } as const;

it('tells a gauge that came back from one that did not', () => {
  expect(hasRecovered(errors, { pre: 0.2, worst: 7.4 }, [0.3, 0.2])).toBeNull();
  expect(hasRecovered(errors, { pre: 0.2, worst: 7.4 }, [7, 6, 0.3, 0.2, 0.2])).toBe(true);
  expect(hasRecovered(errors, { pre: 0.2, worst: 7.4 }, [7, 7, 7])).toBe(false);
  expect(hasRecovered(registrations, { pre: 10, worst: 2 }, [9, 10, 9])).toBe(true);
  expect(hasRecovered(registrations, { pre: 10, worst: 2 }, [2, 3, 2])).toBe(false);
});
