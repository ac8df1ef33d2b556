import { describe, expect, it } from 'vitest';
import type { DeskState } from '../../../shared/contract/state';
import { scene, type SceneName } from '../../../e2e/stage/scenes';
import { alarms } from './alarms';
import { chooseGauges } from './chosen-gauges';

const now = Date.parse('2026-11-12T11:39:17Z');
const desk = (name: SceneName): DeskState => scene(name, now).state;
const titles = (state: DeskState) => alarms(state, now).map((alarm) => alarm.title);

describe('alarms', () => {
  it('is empty on a calm desk', () => {
    expect(alarms(desk('calm'), now)).toEqual([]);
    expect(alarms(desk('empty'), now)).toEqual([]);
  });

  it('names the gauge that regressed with its numbers, and the hosts that are not reached', () => {
    const found = alarms(desk('rolling-back'), now);
    expect(found[0]).toMatchObject({ mark: 'crit', title: 'php errors regressed', about: '0.18 to 7.42 per s, limit > 5' });
    expect(found.at(-2)).toMatchObject({ mark: 'failed', title: '1 host failed', about: 'www-087' });
    expect(found.at(-1)).toMatchObject({ mark: 'unknown', title: '1 host not reached', about: 'chat-019' });
  });

  it('puts a hold with its deadline first', () => {
    const state = desk('held');
    expect(alarms(state, now)[0]).toMatchObject({
      key: 'held',
      title: 'Mara Lindqvist decides',
      about: expect.stringContaining('then it rolls back'),
      until: now + 89_000,
    });
  });

  it('says what is over its limit while nothing is judged, and not when it is too old to tell', () => {
    const calm = desk('calm');
    const over = (readAt: number): DeskState => ({
      ...calm,
      gauges: calm.gauges.map((gauge) => (gauge.name === 'php errors' ? { ...gauge, value: 9, readAt } : gauge)),
    });
    expect(titles(over(now))).toEqual(['php errors over its limit']);
    expect(titles(over(now - 600_000))).toEqual([]);
  });

  it('counts what it cannot name', () => {
    const many = desk('many');
    const names = Object.keys(many.hosts).slice(0, 30);
    const hosts = { ...many.hosts };
    for (const name of names) {
      const view = hosts[name];
      if (view) hosts[name] = { ...view, connection: 'lost', linked: null };
    }
    const push = many.push && {
      ...many.push,
      state: { at: 'done' as const },
      hosts: many.push.hosts.map((row, index) => (index < 2 ? { ...row, state: 'broken' as const } : row)),
    };
    const found = alarms({ ...many, hosts, push }, now);
    expect(found[0]).toMatchObject({ mark: 'crit', title: '2 hosts broken' });
    expect(found[1]?.title).toBe('28 hosts not reached');
    expect(found[1]?.about).toMatch(/and 24 more$/);
  });

  it('says that somebody has to answer', () => {
    expect(titles(desk('questions'))).toEqual(['2 questions open']);
  });
});

describe('chooseGauges', () => {
  const names = (state: DeskState, most = 4) => chooseGauges(state, now, most).map((chosen) => chosen.gauge.name);

  it('has the worst first, then the critical, then the order of the file', () => {
    expect(names(desk('rolling-back'))).toEqual(['php errors', 'replication lag', 'loadavg1', 'registrations']);
    expect(names(desk('calm'))).toEqual(['php errors', 'registrations', 'crashes', 'loadavg1']);
    expect(names(desk('calm'), 2)).toEqual(['php errors', 'registrations']);
    expect(names(desk('empty'))).toEqual([]);
  });
});
