import { describe, expect, it } from 'vitest';
import { counts, gaugeOf, hosts, inputOf } from './sample-input';
import { judgeGauge } from './verdict';

const errors = gaugeOf({ name: 'php errors', kind: 'count', change: { up: 0.5, down: null, atLeast: 0.05 } });
const registrations = gaugeOf({ name: 'registrations', kind: 'count', change: { up: null, down: 0.2, atLeast: 0 } });
const group = (count: number, which: 'switched' | 'comparator', pre: number, post: number) =>
  hosts(count, { group: which, pre: counts(pre), post: counts(post) });

describe('count rule', () => {
  it('finds a hundredfold rise from nearly nothing', () => {
    const verdict = judgeGauge(inputOf(errors, [...group(6, 'switched', 0.02, 2), ...group(106, 'comparator', 0.02, 0.02)]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'count', firm: true });
    expect(verdict.test).toContain('rate ratio');
    expect(verdict.show).toHaveLength(6);
  });

  it('finds errors where there were none at all', () => {
    const verdict = judgeGauge(inputOf(errors, [...group(6, 'switched', 0, 2), ...group(106, 'comparator', 0, 0)]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'count' });
    expect(verdict.switched.ratio).toBeNull();
  });

  it('is not alarmed by 0.01 -> 0.03', () => {
    const verdict = judgeGauge(inputOf(errors, [...group(6, 'switched', 0.1, 0.3), ...group(106, 'comparator', 0.1, 0.1)]));
    expect(verdict.word).not.toBe('regressed');
  });

  it('catches a fall to zero while samples still come', () => {
    const verdict = judgeGauge(inputOf(registrations, [...group(6, 'switched', 3, 0), ...group(106, 'comparator', 3, 3)]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'count' });
    expect(verdict.switched.post).toBe(0);
  });

  it('catches it without a comparator too, from its own before and after', () => {
    expect(judgeGauge(inputOf(registrations, group(6, 'switched', 3, 0)))).toMatchObject({
      word: 'regressed',
      rule: 'count',
      test: 'rate ratio, step in time',
    });
    expect(judgeGauge(inputOf(errors, group(6, 'switched', 0, 2)))).toMatchObject({ word: 'regressed', rule: 'count' });
    expect(judgeGauge(inputOf(registrations, group(6, 'switched', 12, 12))).word).toBe('ok');
  });

  it('goes by the counts alone where there were too few samples before to know the wandering', () => {
    const given = inputOf(registrations, group(6, 'switched', 30, 0));
    const short = { ...given, hosts: given.hosts.map((one) => ({ ...one, pre: one.pre.slice(-3) })) };
    expect(judgeGauge(short)).toMatchObject({ word: 'regressed', rule: 'count', test: 'rate ratio' });
  });

  it('is suspect when the untouched hosts fell as well', () => {
    const verdict = judgeGauge(inputOf(registrations, [...group(6, 'switched', 3, 1), ...group(106, 'comparator', 3, 1)]));
    expect(verdict).toMatchObject({ word: 'suspect', rule: 'count', reason: '106 untouched hosts moved as much: not this push.' });
  });

  it('says when there is too little to tell, and what it could notice', () => {
    const verdict = judgeGauge(inputOf(registrations, [...group(6, 'switched', 0.3, 0.3), ...group(106, 'comparator', 0.3, 0.3)]));
    expect(verdict).toMatchObject({ word: 'too little', rule: 'count' });
    expect(verdict.reason).toMatch(/^3\d so far; could (notice a fall of \d+ %|not even notice a fall to zero)\.$/);
    const busy = judgeGauge(inputOf(registrations, [...group(60, 'switched', 9, 9), ...group(60, 'comparator', 9, 9)]));
    expect(busy.word).toBe('ok');
  });

  it('says so when there were none', () => {
    const quiet = gaugeOf({ name: 'crashes', kind: 'count', change: { up: 1, down: null, atLeast: 0.05 } });
    const verdict = judgeGauge(inputOf(quiet, [...group(6, 'switched', 0, 0), ...group(20, 'comparator', 0, 0)]));
    expect(verdict).toMatchObject({ word: 'ok', reason: 'None in 48 host-minutes.' });
  });

  it('allows for clumps: the same counts in bursts are less evidence', () => {
    const bursts = (each: number) => (host: number, tick: number) => ((tick + host) % 12 === 0 ? each : 0);
    const clumpy = judgeGauge(
      inputOf(errors, [
        ...hosts(6, { group: 'switched', pre: bursts(12), post: bursts(21) }),
        ...hosts(20, { group: 'comparator', pre: bursts(12), post: bursts(12) }),
      ]),
    );
    const even = judgeGauge(inputOf(errors, [...group(6, 'switched', 1, 1.75), ...group(20, 'comparator', 1, 1)]));
    expect(even.word).toBe('regressed');
    expect(clumpy.p ?? 0).toBeGreaterThan((even.p ?? 1) * 100);
    expect(clumpy.word).not.toBe('regressed');
  });

  it('is not moved by a burst on one host of six', () => {
    const plans = [
      ...hosts(1, { group: 'switched', pre: counts(0.02), post: counts(50) }),
      ...group(5, 'switched', 0.02, 0.02),
      ...group(106, 'comparator', 0.02, 0.02),
    ];
    expect(judgeGauge(inputOf(errors, plans)).word).not.toBe('regressed');
  });

  it('reads rates in the unit of the gauge', () => {
    const plans = [...group(6, 'switched', 1, 1), ...group(20, 'comparator', 1, 1)];
    const perMin = (part: object) => judgeGauge(inputOf({ ...errors, ...part }, plans)).switched.pre;
    expect(perMin({})).toBeCloseTo(0.1, 6);
    expect(perMin({ unit: 'per min' })).toBeCloseTo(6, 6);
    expect(perMin({ unit: '/h' })).toBeCloseTo(360, 6);
    expect(perMin({ metric: 'increase(errors_total[5m])' })).toBeCloseTo(30, 6);
  });

  it('still has its limit where no change is set', () => {
    const crashes = gaugeOf({ name: 'crashes', kind: 'count', limit: { op: '>', value: 0 } });
    expect(judgeGauge(inputOf(crashes, group(4, 'switched', 0, 1)))).toMatchObject({ word: 'regressed', rule: 'limit' });
    expect(judgeGauge(inputOf(crashes, group(4, 'switched', 0, 0)))).toMatchObject({ word: 'ok', reason: 'Within the limit.' });
  });

  it('is judged by its values where the samples carry no counts', () => {
    const bare = inputOf(errors, [...group(6, 'switched', 3, 9), ...group(20, 'comparator', 3, 3)]);
    const stripped = {
      ...bare,
      hosts: bare.hosts.map((one) => ({
        ...one,
        pre: one.pre.map(({ t, v }) => ({ t, v })),
        post: one.post.map(({ t, v }) => ({ t, v })),
      })),
    };
    expect(judgeGauge(stripped)).toMatchObject({ word: 'regressed', rule: 'change' });
  });
});
