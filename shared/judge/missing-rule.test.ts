import { describe, expect, it } from 'vitest';
import { around, gaugeOf, hosts, inputOf } from './sample-input';
import { judgeGauge } from './verdict';

const gauge = gaugeOf({ name: 'replication lag', limit: { op: '>', value: 10 } });
const well = { group: 'switched', pre: around(0.4), post: around(0.4) } as const;
const others = hosts(4, { group: 'comparator', pre: around(0.4), post: around(0.4) });

describe('missing rule', () => {
  it('takes a switched host that went silent for dead after the wait, while others report', () => {
    const verdict = judgeGauge(inputOf(gauge, [{ ...well, name: 'www-dead', postTicks: 9 }, well, well, ...others]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'missing', firm: true, show: ['www-dead'] });
    expect(verdict.reason).toBe('www-dead silent for 1 m 31 s, others report: the process may be dead.');
  });

  it('counts no silence that the desk slept through', () => {
    const input = inputOf(gauge, [{ ...well, name: 'www-dead', postTicks: 9 }, well, well, ...others]);
    const woken = (agoMs: number) => judgeGauge({ ...input, awakeSince: input.now - agoMs });
    expect(woken(1000)).toMatchObject({ word: 'ok' });
    // It is heard out for the whole of its wait from then on.
    expect(woken(91_000)).toMatchObject({ word: 'regressed', rule: 'missing', show: ['www-dead'] });
    const all = inputOf(gauge, hosts(3, { ...well, postTicks: 9 }));
    const later = { ...all, now: all.now + 3_600_000 };
    expect(judgeGauge(later)).toMatchObject({ word: 'unknown', firm: true });
    expect(judgeGauge({ ...later, awakeSince: later.now - 1000 })).not.toMatchObject({ word: 'unknown' });
  });

  it('takes one that never came for dead, too', () => {
    const verdict = judgeGauge(inputOf(gauge, [{ ...well, name: 'www-dead', postTicks: 0 }, well, ...others]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'missing', show: ['www-dead'] });
  });

  it('says the age before the wait is over and keeps what the others say', () => {
    const verdict = judgeGauge(inputOf(gauge, [{ ...well, name: 'www-late', postTicks: 14 }, well, well, ...others]));
    expect(verdict.word).toBe('ok');
    expect(verdict.reason).toBe('Within the limit; www-late silent for 41 s.');
  });

  it('does not know when everybody is silent', () => {
    const input = inputOf(gauge, hosts(3, { ...well, postTicks: 9 }));
    expect(judgeGauge({ ...input, now: input.now + 30_000 })).toMatchObject({ word: 'too little', rule: 'missing', firm: false });
    expect(judgeGauge({ ...input, now: input.now + 90_000 })).toMatchObject({ word: 'unknown', rule: 'missing', firm: true });
    expect(judgeGauge({ ...input, now: input.now + 90_000 }).reason).toBe('No sample from any host for 1 m 31 s.');
  });

  it('knows when all switched hosts are silent but the untouched ones are not', () => {
    const verdict = judgeGauge(inputOf(gauge, [...hosts(3, { ...well, postTicks: 5 }), ...others]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'missing' });
    expect(verdict.reason).toMatch(/^www-000 and 2 other hosts silent for /);
    expect(verdict.show).toHaveLength(3);
  });

  it('waits for hosts that are not verified yet', () => {
    const input = inputOf(gauge, hosts(2, { ...well, postTicks: 0 }));
    const unproven = { ...input, hosts: input.hosts.map((one) => ({ ...one, postFrom: null })), now: input.now + 600_000 };
    expect(judgeGauge(unproven)).toMatchObject({ word: 'too little', reason: 'No host is verified yet.' });
  });

  it('says too little before the second sample', () => {
    expect(judgeGauge(inputOf(gauge, hosts(2, { ...well, postTicks: 1 })))).toMatchObject({
      word: 'too little',
      reason: 'One sample so far; judged from the second on.',
    });
    expect(judgeGauge(inputOf(gauge, hosts(2, { ...well, postTicks: 0 })))).toMatchObject({
      word: 'too little',
      reason: 'No sample after the switch yet.',
    });
  });
});

describe('restart rule', () => {
  it('regresses when a switched host restarts on its own', () => {
    const verdict = judgeGauge(inputOf(gauge, [{ ...well, name: 'www-loop', restarts: 3 }, well, ...others]));
    expect(verdict).toMatchObject({ word: 'regressed', rule: 'restarts', firm: true, show: ['www-loop'] });
    expect(verdict.reason).toBe("Restarted 3 times after the push's own reload, on www-loop.");
  });

  it('does not when the untouched hosts restart as often', () => {
    const restless = others.map((plan) => ({ ...plan, restarts: 1 }));
    expect(judgeGauge(inputOf(gauge, [{ ...well, restarts: 1 }, well, ...restless])).word).toBe('ok');
  });
});
