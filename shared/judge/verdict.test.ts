import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GaugeConfig } from '../config/config';
import { gaugeOf, type HostPlan, inputOf } from './sample-input';
import type { GaugeInput } from './types';
import { judgeGauge } from './verdict';

const gauges: readonly GaugeConfig[] = [
  gaugeOf({ limit: { op: '>', value: 6 }, change: { up: 0.2, down: 0.3, atLeast: 0.1 } }),
  gaugeOf({ kind: 'count', change: { up: 0.5, down: 0.2, atLeast: 0 } }),
  gaugeOf({ kind: 'count', unit: 'per min', limit: { op: '<=', value: 0.1 }, change: { up: null, down: 0.2, atLeast: 0 } }),
  gaugeOf({ change: { up: null, down: 0.1, atLeast: 0 } }),
  gaugeOf(),
];

const plan: fc.Arbitrary<HostPlan> = fc
  .record({
    type: fc.constantFrom('www', 'chat'),
    group: fc.constantFrom('switched' as const, 'comparator' as const),
    pre: fc.integer({ min: 0, max: 8 }),
    post: fc.integer({ min: 0, max: 12 }),
    odd: fc.integer({ min: 1, max: 7 }),
    postTicks: fc.integer({ min: 0, max: 18 }),
    restarts: fc.constantFrom(0, 0, 0, 0, 1),
  })
  .map(({ pre, post, odd, ...rest }) => ({
    ...rest,
    pre: (_, tick) => pre + ((tick * odd) % 3),
    post: (_, tick) => post + ((tick * odd) % 3),
  }));

const input: fc.Arbitrary<GaugeInput> = fc
  .record({
    gauge: fc.constantFrom(...gauges),
    plans: fc.array(plan, { minLength: 0, maxLength: 14 }),
    drift: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 25 }),
    late: fc.integer({ min: 0, max: 120_000 }),
  })
  .map(({ gauge, plans, drift, late }) => {
    const made = inputOf(gauge, plans, { drift });
    return { ...made, now: made.now + late };
  });

function everyNumber(value: unknown, test: (n: number) => boolean): boolean {
  if (typeof value === 'number') return test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((one) => everyNumber(one, test));
}

describe('judgeGauge', () => {
  it('gives the same bytes for the same input, and after a round trip through JSON', () => {
    fc.assert(
      fc.property(input, (given) => {
        const bytes = JSON.stringify(judgeGauge(given));
        expect(JSON.stringify(judgeGauge(given))).toBe(bytes);
        const again: GaugeInput = JSON.parse(JSON.stringify(given));
        expect(JSON.stringify(judgeGauge(again))).toBe(bytes);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of the hosts', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 13 }), (given, turn) => {
        const hosts = [...given.hosts.slice(turn), ...given.hosts.slice(0, turn)].reverse();
        expect(JSON.stringify(judgeGauge({ ...given, hosts }))).toBe(JSON.stringify(judgeGauge(given)));
      }),
      { numRuns: 150 },
    );
  });

  it('holds only finite numbers, and a reason', () => {
    fc.assert(
      fc.property(input, (given) => {
        const verdict = judgeGauge(given);
        expect(everyNumber(verdict, Number.isFinite)).toBe(true);
        expect(verdict.reason).toMatch(/^\S.*\.$/);
        expect(verdict.reason).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(verdict.hosts).toHaveLength(given.hosts.length);
      }),
      { numRuns: 300 },
    );
  });

  it('does not trip over samples that are no numbers', () => {
    const made = inputOf(gaugeOf({ limit: { op: '>', value: 5 } }), [
      { group: 'switched', pre: () => 1, post: (_, tick) => (tick % 5 === 0 ? Number.NaN : 1) },
    ]);
    expect(judgeGauge(made)).toMatchObject({ word: 'ok', switched: { post: 1 } });
  });

  it('only shows a gauge that watches nothing', () => {
    const made = inputOf(gaugeOf(), [{ group: 'switched', pre: () => 1, post: () => 9 }]);
    expect(judgeGauge(made)).toMatchObject({ word: 'ok', rule: 'none', p: null, couldNotice: null });
  });

  it('has no hosts, no verdict', () => {
    expect(judgeGauge(inputOf(gaugeOf(), []))).toMatchObject({ word: 'too little', rule: 'none' });
  });
});
