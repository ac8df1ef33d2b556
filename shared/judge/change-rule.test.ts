import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, gaugeOf, hosts, inputOf, SWITCH, wobble } from './sample-input';
import { judgeGauge } from './verdict';

const gauge = gaugeOf({ name: 'loadavg1', change: { up: 0.1, down: null, atLeast: 0.2 } });
const still = hosts(106, { group: 'comparator', pre: around(4.1), post: around(4.1) });
const moved = hosts(106, { group: 'comparator', pre: around(4.1), post: around(4.95) });
const up = hosts(6, { group: 'switched', pre: around(4.13), post: around(4.95) });

describe('change rule', () => {
  it('regresses when switched hosts move and untouched ones do not', () => {
    const verdict = judgeGauge(inputOf(gauge, [...up, ...still]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'change', firm: true, test: 'permutation over hosts' });
    expect(verdict.reason).toMatch(
      /^\+0\.8\d* \(\+(19|2\d)[.\d]* %\), against [+\u2212]?0[.\d]* on 106 untouched hosts \(p < 0\.000001\)\.$/,
    );
    expect(verdict.show).toHaveLength(6);
    expect(verdict.difference?.delta).toBeCloseTo(0.82, 1);
    expect(verdict.comparator).toMatchObject({ hosts: 106, kind: 'hosts' });
  });

  it('is suspect when the untouched hosts moved as much', () => {
    const verdict = judgeGauge(inputOf(gauge, [...up, ...moved]));
    expect(verdict).toMatchObject({
      word: 'suspect',
      rule: 'change',
      firm: false,
      reason: '106 untouched hosts moved as much: not this push.',
    });
  });

  it('is ok when both wander as they always do', () => {
    const ramp = (host: number, tick: number) => 4 + 0.03 * tick + 0.05 * wobble(host, tick);
    const plans = [
      ...hosts(6, { group: 'switched' as const, pre: ramp, post: ramp }),
      ...hosts(50, { group: 'comparator' as const, pre: ramp, post: ramp }),
    ];
    expect(judgeGauge(inputOf(gauge, plans)).word).toBe('ok');
  });

  it('asks for the relative and the absolute size', () => {
    const small = gaugeOf({ change: { up: 2, down: null, atLeast: 0.5 } });
    const plans = [
      ...hosts(6, { group: 'switched', pre: around(0.01, 0.001), post: around(0.03, 0.001) }),
      ...hosts(50, { group: 'comparator', pre: around(0.01, 0.001), post: around(0.01, 0.001) }),
    ];
    expect(judgeGauge(inputOf(small, plans)).word).toBe('ok');
    expect(judgeGauge(inputOf({ ...gauge, change: { up: 0.5, down: null, atLeast: 0.2 } }, [...up, ...still])).word).toBe('ok');
  });

  it('watches only the direction that is set', () => {
    const down = hosts(6, { group: 'switched', pre: around(4.1), post: around(3) });
    expect(judgeGauge(inputOf(gauge, [...down, ...still])).word).toBe('ok');
    expect(judgeGauge(inputOf({ ...gauge, change: { up: null, down: 0.1, atLeast: 0 } }, [...down, ...still])).word).toBe(
      'regressed',
    );
    expect(judgeGauge(inputOf({ ...gauge, change: { up: 0.1, down: 0.1, atLeast: 0 } }, [...down, ...still])).word).toBe(
      'regressed',
    );
  });

  it('is not moved by one wild host of six', () => {
    const plans = [
      ...hosts(5, { group: 'switched', pre: around(4.1), post: around(4.1) }),
      ...hosts(1, { group: 'switched', pre: around(4.1), post: around(40) }),
      ...still,
    ];
    expect(judgeGauge(inputOf(gauge, plans)).word).toBe('ok');
  });

  it('decides with few hosts by the most extreme split and a t-test', () => {
    const few = [
      ...hosts(2, { group: 'switched', pre: around(4.1), post: around(6) }),
      ...hosts(22, { group: 'comparator', pre: around(4.1), post: around(4.1) }),
    ];
    expect(judgeGauge(inputOf(gauge, few))).toMatchObject({ word: 'regressed', test: 't-test over hosts' });
    // One of the two did not move: another split is as extreme, and no t-test is asked.
    const half = [
      ...hosts(1, { group: 'switched', pre: around(4.1), post: around(8) }),
      ...few.slice(1, 1),
      ...hosts(1, { group: 'switched', pre: around(4.1), post: around(4) }),
      ...few.slice(2),
    ];
    expect(judgeGauge(inputOf(gauge, half))).toMatchObject({ word: 'ok', test: 'permutation over hosts' });
  });

  it('does not decide with fewer than 3 untouched hosts and no known drift', () => {
    const plans = [...up, ...still.slice(0, 2)];
    expect(judgeGauge(inputOf(gauge, plans))).toMatchObject({ word: 'too little', rule: 'none', p: null });
    expect(judgeGauge(inputOf({ ...gauge, limit: { op: '>', value: 9 } }, plans))).toMatchObject({
      word: 'ok',
      rule: 'limit',
      reason: 'Within the limit.',
    });
  });

  it('goes by the drift of windows without a push, at least 20 of them', () => {
    const drift = Array.from({ length: 24 }, (_, i) => 0.05 * wobble(i, 3));
    expect(judgeGauge(inputOf(gauge, up, { drift }))).toMatchObject({
      word: 'regressed',
      test: 't-test against drift',
      comparator: { kind: 'drift', hosts: 24 },
    });
    expect(judgeGauge(inputOf(gauge, up, { drift: drift.slice(0, 19) })).word).toBe('too little');
    const wild = drift.map((value) => value * 30);
    expect(judgeGauge(inputOf(gauge, up, { drift: wild })).word).toBe('ok');
  });

  it('compares each type with its own untouched hosts', () => {
    const plans = [
      ...hosts(4, { group: 'switched', type: 'www', pre: around(4), post: around(6) }),
      ...hosts(40, { group: 'comparator', type: 'www', pre: around(4), post: around(6) }),
      ...hosts(2, { group: 'switched', type: 'chat', pre: around(4), post: around(4) }),
      ...hosts(20, { group: 'comparator', type: 'chat', pre: around(4), post: around(4) }),
    ];
    expect(judgeGauge(inputOf(gauge, plans)).word).not.toBe('regressed');
    const verdict = judgeGauge(inputOf(gauge, plans));
    expect(Math.abs(verdict.difference?.delta ?? 1)).toBeLessThan(0.1);
  });

  it('does not blame a busy hour that begins while batches are switched', () => {
    // All hosts step at tick 20. Half are switched at tick 10, half at tick 30: their own windows straddle it differently.
    const step = (host: number, tick: number) => (tick >= 20 ? 6 : 4) + 0.05 * wobble(host, tick);
    const line = (host: number, from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({ t: (from + i) * 10_000, v: step(host, from + i) }));
    const plans = Array.from({ length: 20 }, (_, i) => {
      const at = i < 10 ? 10 : 30;
      return {
        host: `www-${i}`,
        type: 'www',
        group: 'switched' as const,
        switchedAt: at * 10_000,
        pre: line(i, at - 10, at),
        post: line(i, at + 1, 50),
        postFrom: (at + 1) * 10_000,
        restarts: 0,
      };
    });
    const rest = Array.from({ length: 8 }, (_, i) => ({
      host: `hold-${i}`,
      type: 'www',
      group: 'comparator' as const,
      switchedAt: null,
      pre: line(50 + i, 0, 21),
      post: line(50 + i, 21, 50),
      postFrom: 210_000,
      restarts: 0,
    }));
    const input = { ...inputOf(gauge, []), hosts: [...plans, ...rest], now: 500_000 };
    const verdict = judgeGauge(input);
    expect(Math.abs(verdict.difference?.delta ?? 9)).toBeLessThan(0.1);
    expect(verdict.word).not.toBe('regressed');
  });

  it('says what it could notice', () => {
    const verdict = judgeGauge(inputOf(gauge, [...hosts(6, { group: 'switched', pre: around(4.1), post: around(4.1) }), ...still]));
    expect(verdict.word).toBe('ok');
    expect(verdict.couldNotice).toBeGreaterThanOrEqual(0.41 - 0.01);
    expect(verdict.reason).toMatch(
      /^(No change to be seen; could notice 0\.\d+\.|Within noise, and so did the untouched hosts\.)$/,
    );
  });

  it('asks for more evidence early than late, and for more when more gauges share it', () => {
    const weak = [
      ...hosts(6, { group: 'switched', pre: around(4.1, 1.2), post: around(4.1 + 0.55, 1.2) }),
      ...hosts(106, { group: 'comparator', pre: around(4.1, 1.2), post: around(4.1, 1.2) }),
    ];
    const p = judgeGauge(inputOf(gauge, weak)).p ?? 0;
    const at = (push: number) => judgeGauge(inputOf(gauge, weak, { alpha: { push, gauges: 1, phases: 1 } })).word;
    expect(at(Math.min(1, p * 2.1))).toBe('regressed');
    expect(at(p * 1.5)).toBe('ok');
  });

  it('never regresses because all hosts step together', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 50, noNaN: true }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 3, max: 30 }),
        (step, seed, others) => {
          const noisy = (host: number, tick: number) => 4 + 0.2 * wobble(host + seed, tick);
          const after = (host: number, tick: number) => noisy(host, tick) + step;
          const plans = [
            ...hosts(5, { group: 'switched' as const, pre: noisy, post: after }),
            ...hosts(others, { group: 'comparator' as const, pre: noisy, post: after }),
          ];
          const both = { ...gauge, change: { up: 0.1, down: 0.1, atLeast: 0.1 } };
          expect(judgeGauge(inputOf(both, plans)).word).not.toBe('regressed');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads nothing across the switch', () => {
    const input = inputOf(gauge, [...up, ...still]);
    expect(judgeGauge(input).window.preFrom).toBeLessThan(SWITCH);
    expect(judgeGauge(input).window.postTo).toBeGreaterThan(SWITCH);
  });
});
