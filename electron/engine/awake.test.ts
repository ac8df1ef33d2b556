import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwake, type Awake, type Nap } from './awake';

let now = 0;
let awake: Awake;
let naps: Nap[] = [];
/** As a machine runs: its timers every half second, and nothing in between. */
const run = async (ms: number) => {
  for (let left = ms; left > 0; left -= 500) {
    now += Math.min(500, left);
    await vi.advanceTimersByTimeAsync(Math.min(500, left));
  }
};
const freeze = (ms: number) => (now += ms);

beforeEach(() => {
  vi.useFakeTimers();
  now = 1_000_000;
  awake = createAwake(() => now);
  naps = [];
  awake.onWake((nap) => naps.push(nap));
});
afterEach(() => {
  awake.close();
  vi.useRealTimers();
});

describe('awake', () => {
  it('takes a stretch without any timer for a nap, and a busy machine for none', async () => {
    const began = awake.since();
    await run(10_000);
    freeze(1500);
    await run(5000);
    expect([naps, awake.since(), awake.asleep()]).toEqual([[], began, false]);
    freeze(3_600_000);
    await run(1000);
    expect(naps).toHaveLength(1);
    expect(naps[0]!.to - naps[0]!.from).toBeGreaterThanOrEqual(3_600_000);
    expect(awake.since()).toBe(naps[0]!.to);
    expect(awake.sleptMs(began, now)).toBe(naps[0]!.to - naps[0]!.from);
  });

  it('is noticed by whoever looks at the clock first', () => {
    const before = now;
    freeze(60_000);
    expect(awake.clock()).toBe(now);
    expect(awake.since()).toBe(now);
    expect(awake.sleptMs(before, now)).toBe(60_000);
  });

  it('begins when the system says so, and lasts until it says otherwise', async () => {
    awake.sleep();
    await run(3000);
    expect(awake.asleep()).toBe(true);
    freeze(600_000);
    await run(1000);
    expect(awake.asleep()).toBe(true);
    expect(awake.sleptMs(0, now)).toBe(604_000);
    awake.wake();
    await run(500);
    expect([awake.asleep(), naps]).toEqual([false, [{ from: 1_000_000, to: 1_604_000 }]]);
    awake.wake();
    await run(500);
    expect(naps).toHaveLength(1);
  });

  it('does not believe a system that says it sleeps and runs on', async () => {
    awake.sleep();
    await run(59_000);
    expect(awake.asleep()).toBe(true);
    await run(3000);
    expect(awake.asleep()).toBe(false);
  });

  it('never counts more than there was, however one asks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 20 }), fc.nat(1_000_000), async (steps, ago) => {
        for (const step of steps) {
          freeze(step);
          awake.clock();
        }
        const from = now - ago;
        const slept = awake.sleptMs(from, now);
        expect(slept).toBeGreaterThanOrEqual(0);
        expect(slept).toBeLessThanOrEqual(now - from);
        const middle = from + Math.floor(ago / 2);
        expect(awake.sleptMs(from, middle) + awake.sleptMs(middle, now)).toBe(slept);
      }),
    );
  });
});
