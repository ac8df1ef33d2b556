import { expect, it } from 'vitest';
import { createClock } from './clock';

it('never runs backwards, and catches up after a sleep', () => {
  let wall = 1_000_000;
  let monotonic = 0;
  const clock = createClock(
    () => wall,
    () => monotonic,
  );
  wall += 1000;
  monotonic += 1000;
  expect(clock()).toBe(1_001_000);
  wall -= 3_600_000;
  monotonic += 500;
  expect(clock()).toBe(1_001_500);
  wall += 3_600_000 + 500 + 60_000;
  expect(clock()).toBe(1_061_500);
});
