import { describe, expect, it } from 'vitest';
import { around, gaugeOf, hosts, inputOf, type Shape } from './sample-input';
import { judgeGauge } from './verdict';

const gauge = gaugeOf({ name: 'php errors', limit: { op: '>', value: 5 } });
const untouched = hosts(106, { group: 'comparator', pre: around(0.2), post: around(0.2) });
/** 0.2 until `from`, then `high`; ticks after the switch count from 30. */
const rising =
  (from: number, high: number): Shape =>
  (host, tick) =>
    tick >= from ? high : around(0.2)(host, tick);

describe('limit rule', () => {
  it('acts on two samples in a row of all canary hosts', () => {
    const verdict = judgeGauge(
      inputOf(gauge, [...hosts(6, { group: 'switched', pre: around(0.2), post: rising(46, 7.42) }), ...untouched]),
    );
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'limit', firm: true, limit: '> 5' });
    expect(verdict.reason).toBe('Over the limit twice in a row, on 6 of 6 canary hosts.');
    expect(verdict.show).toHaveLength(6);
    expect(verdict.hosts.filter((one) => one.verdict === 'regressed')).toHaveLength(6);
  });

  it('does not act on one sample', () => {
    const verdict = judgeGauge(
      inputOf(gauge, [...hosts(6, { group: 'switched', pre: around(0.2), post: rising(47, 7.42) }), ...untouched]),
    );
    expect(verdict).toMatchObject({ word: 'ok', rule: 'limit', firm: false });
    expect(verdict.reason).toBe('Over the limit once; two samples in a row act.');
  });

  it('does not act on what is over again', () => {
    const blip: Shape = (_, tick) => (tick === 40 || tick === 41 ? 9 : 0.2);
    expect(judgeGauge(inputOf(gauge, hosts(6, { group: 'switched', pre: around(0.2), post: blip }))).word).toBe('ok');
  });

  it('acts when half of the switched hosts break it, though the mean does not', () => {
    const wide = gaugeOf({ limit: { op: '>', value: 5 } });
    const plans = (bad: number) => [
      ...hosts(bad, { group: 'switched', pre: around(0.2), post: () => 6 }),
      ...hosts(6 - bad, { group: 'switched', pre: around(0.2), post: () => 0 }),
    ];
    expect(judgeGauge(inputOf(wide, plans(3)))).toMatchObject({ word: 'regressed', rule: 'limit' });
    expect(judgeGauge(inputOf(wide, plans(3))).reason).toBe('Over the limit twice in a row, on 3 of 6 canary hosts.');
    expect(judgeGauge(inputOf(wide, plans(2))).word).toBe('ok');
  });

  it('asks for two hosts, or for all where there are fewer', () => {
    const one = (others: number) => [
      ...hosts(1, { group: 'switched', pre: around(0.2), post: () => 6 }),
      ...hosts(others, { group: 'switched', pre: around(0.2), post: () => 0 }),
    ];
    expect(judgeGauge(inputOf(gauge, one(1))).word).toBe('ok');
    expect(judgeGauge(inputOf(gauge, one(0))).word).toBe('regressed');
  });

  it('knows lower limits', () => {
    const idle = gaugeOf({ limit: { op: '<', value: 15 } });
    const verdict = judgeGauge(inputOf(idle, hosts(3, { group: 'switched', pre: around(38), post: around(10) }), { phase: 1 }));
    expect(verdict.reason).toBe('Under the limit twice in a row, on 3 of 3 switched hosts.');
    expect(judgeGauge(inputOf(idle, hosts(3, { group: 'switched', pre: around(38), post: around(37) }))).word).toBe('ok');
  });

  it('counts what was broken before only if it got worse', () => {
    const before = (post: Shape) =>
      judgeGauge(
        inputOf(gauge, [
          ...hosts(6, { group: 'switched', pre: around(7), post }),
          ...hosts(20, { group: 'comparator', pre: around(7), post: around(7) }),
        ]),
      );
    const same = before(around(7.05));
    expect(same).toMatchObject({ word: 'ok', rule: 'limit' });
    expect(same.reason).toContain('before the push already');
    expect(before(around(9))).toMatchObject({ word: 'regressed', rule: 'limit', firm: true });
    expect(before(around(9)).reason).toContain('worse now');
    expect(before(around(3))).toMatchObject({ word: 'ok', reason: 'Broke its limit before the push, not now.' });
  });

  it('counts it as worse at the end of the watch only, where no untouched hosts can prove it', () => {
    const verdict = judgeGauge(inputOf(gauge, hosts(6, { group: 'switched', pre: around(7), post: around(9) })));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'limit', firm: false });
  });

  it('does not call it worse when the untouched hosts got as much worse', () => {
    const plans = [
      ...hosts(6, { group: 'switched', pre: around(7), post: around(9) }),
      ...hosts(20, { group: 'comparator', pre: around(7), post: around(9) }),
    ];
    expect(judgeGauge(inputOf(gauge, plans)).word).not.toBe('regressed');
  });

  it('acts on a critical limit that untouched hosts newly break', () => {
    const plans = [
      ...hosts(2, { group: 'switched', pre: around(1), post: around(1) }),
      ...hosts(8, { group: 'comparator', type: 'shard-master', pre: around(1), post: around(8) }),
    ];
    const verdict = judgeGauge(inputOf(gauge, plans));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'limit' });
    expect(verdict.reason).toBe('Over the limit twice in a row on 8 untouched hosts: a release can hurt what they share.');
    expect(judgeGauge(inputOf({ ...gauge, severity: 'normal' }, plans)).word).toBe('ok');
    const already = plans.map((plan) => (plan.group === 'comparator' ? { ...plan, pre: around(8) } : plan));
    expect(judgeGauge(inputOf(gauge, already)).word).toBe('ok');
  });

  it('goes by the limit whatever the untouched hosts do, never to suspect', () => {
    const plans = [
      ...hosts(6, { group: 'switched', pre: around(4), post: around(8) }),
      ...hosts(106, { group: 'comparator', pre: around(4), post: around(8) }),
    ];
    expect(judgeGauge(inputOf({ ...gauge, change: { up: 0.2, down: null, atLeast: 0 } }, plans))).toMatchObject({
      word: 'regressed',
      rule: 'limit',
    });
  });
});
