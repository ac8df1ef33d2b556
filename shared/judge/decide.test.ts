import { describe, expect, it } from 'vitest';
import type { GaugeConfig } from '../config/config';
import { decide } from './decide';
import { around, gaugeOf, hosts, inputOf } from './sample-input';
import type { Verdict, VerdictWord } from './types';
import { judgeGauge } from './verdict';

const base = judgeGauge(inputOf(gaugeOf(), hosts(2, { group: 'switched', pre: around(1), post: around(1) })));
const one = (word: VerdictWord, part: Partial<GaugeConfig> = {}, firm = true): { verdict: Verdict; gauge: GaugeConfig } => {
  const gauge = gaugeOf(part);
  return { gauge, verdict: { ...base, gauge: gauge.name, word, firm, reason: `${gauge.name} is ${word}` } };
};
const during = { countedMs: 60_000, lengthMs: 180_000 };
const ended = { countedMs: 180_000, lengthMs: 180_000 };

describe('decide', () => {
  it('watches on until the watch is over, then goes on', () => {
    expect(decide([one('ok')], during)).toEqual({ do: 'watch' });
    expect(decide([one('ok')], ended)).toEqual({ do: 'go on' });
    expect(decide([], ended)).toEqual({ do: 'go on' });
  });

  it('rolls back at once for a critical gauge that is sure', () => {
    expect(decide([one('ok'), one('regressed', { name: 'errors' })], during)).toEqual({
      do: 'roll back',
      gauge: 'errors',
      reason: 'errors is regressed',
    });
    expect(decide([one('regressed', {}, false)], during)).toEqual({ do: 'watch' });
    expect(decide([one('regressed', {}, false)], ended)).toMatchObject({ do: 'roll back' });
  });

  it('rolls back at the end for a normal one, never for an advisory one', () => {
    expect(decide([one('regressed', { severity: 'normal' })], during)).toEqual({ do: 'watch' });
    expect(decide([one('regressed', { severity: 'normal' })], ended)).toMatchObject({ do: 'roll back' });
    for (const word of ['regressed', 'suspect', 'unknown', 'too little'] as const) {
      const advisory = one(word, { severity: 'advisory', tooLittle: 'fail', noData: { waitMs: 0, then: 'fail' } });
      expect(decide([advisory], ended)).toEqual({ do: 'go on' });
    }
  });

  it('names the critical gauge before the others', () => {
    const normal = one('regressed', { name: 'load', severity: 'normal' });
    const critical = one('regressed', { name: 'errors' });
    expect(decide([normal, critical], ended)).toMatchObject({ gauge: 'errors' });
  });

  it('holds for suspect at once, unless something is to be rolled back', () => {
    expect(decide([one('suspect', { severity: 'normal' })], during)).toMatchObject({ do: 'hold', why: 'suspect' });
    expect(decide([one('suspect'), one('regressed')], during)).toMatchObject({ do: 'roll back' });
  });

  it('does what the gauge says when nothing is known', () => {
    const unknown = (then: GaugeConfig['noData']['then'], firm = true) =>
      one('unknown', { noData: { waitMs: 60_000, then } }, firm);
    expect(decide([unknown('hold')], during)).toMatchObject({ do: 'hold', why: 'unknown' });
    expect(decide([unknown('hold', false)], during)).toEqual({ do: 'watch' });
    expect(decide([unknown('hold', false)], ended)).toMatchObject({ do: 'hold' });
    expect(decide([unknown('fail')], during)).toMatchObject({ do: 'roll back' });
    expect(decide([unknown('ignore')], during)).toEqual({ do: 'watch' });
    expect(decide([unknown('ignore')], ended)).toEqual({ do: 'go on' });
  });

  it('does what the gauge says when there was too little, at the end', () => {
    const little = (tooLittle: GaugeConfig['tooLittle']) => one('too little', { tooLittle }, false);
    expect(decide([little('fail')], during)).toEqual({ do: 'watch' });
    expect(decide([little('pass')], ended)).toEqual({ do: 'go on' });
    expect(decide([little('hold')], ended)).toMatchObject({ do: 'hold', why: 'too little' });
    expect(decide([little('fail')], ended)).toMatchObject({ do: 'roll back' });
  });
});
