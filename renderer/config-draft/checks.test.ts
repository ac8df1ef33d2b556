import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../electron/engine/config/parse-config';
import {
  amount,
  duration,
  expression,
  gaugeFields,
  gaugeName,
  instant,
  limit,
  noData,
  percent,
  pushGroups,
  share,
  whole,
  type Check,
} from './checks';
import { faultAt, otherFaults, writePlace } from './faults';
import { firstFault } from './first-fault';
import { withField } from './plain';
import { begin } from './working';

const fault = (path: string) => ({ line: 1, column: 1, text: '', path, message: 'it is wrong', hint: 'right' });

const samples: readonly (readonly [string, Check, readonly string[], readonly string[]])[] = [
  ['a limit', limit, ['> 5', '>=.5', '< -1e3', '<=0'], ['5', '> five', '> 5%', '=> 5', '> \u22125', '>']],
  ['a time', duration, ['500ms', '10s', '1h30m', '2d', '1.5h'], ['10', 'soon', '3m 1h', '-1s', '1y']],
  ['a percentage', percent, ['50%', '0.5 %'], ['50', '%', '-1%', '5%%']],
  ['an amount', amount, ['0', '0.2', '.5', '1e3', '0.20'], ['-1', 'a', '1,5', '0x1']],
  ['a whole number', whole, ['1', '999'], ['0', '1.5', '-1', 'a']],
  ['a share', share, ['5%', '3', '0', '2.5%'], ['-1', '1.5', 'all', '5 hosts']],
  ['a name', gaugeName, ['php errors', '5xx'], ['', ' a', 'a/b', 'ü', 'x'.repeat(65)]],
  ['an expression', expression, ['errors', 'sum by (type) (rate(a_total[1m]))'], ['rate(', 'a b', '', '[']],
  ['what to do without data', noData, ['hold', 'wait 1m then fail', 'ignore'], ['wait', 'wait soon then hold', 'roll back']],
];

describe('what is typed', () => {
  it.each(samples)('is known at once to be %s or not', (_, check, good, bad) => {
    expect(good.map((text) => [text, check(text)])).toEqual(good.map((text) => [text, null]));
    expect(bad.map((text) => [text, check(text) === null])).toEqual(bad.map((text) => [text, false]));
  });

  it('is never called wrong where the engine takes it', () => {
    const fields = [...Object.values(gaugeFields), ...pushGroups.flatMap((group) => group.fields)];
    const values = [
      '> 5',
      '5',
      '5%',
      '0',
      '1m',
      '1h30m',
      'errors',
      'hold',
      'wait 2m then ignore',
      '0.5',
      'a b',
      '{',
      '-1',
      '\u0000',
      '日本',
    ];
    const base = {
      name: 'shop',
      fleet: { coordinator: 'a1', types: { a: { hosts: ['a1'], path: '/srv/a' } } },
      source: { artifact: 'dist/' },
      push: {},
      gauges: [{ name: 'errors', metric: 'errors', limit: '> 5', change: { up: '50%', at_least: 1 } }],
    };
    for (const info of fields) {
      for (const value of values) {
        const ofGauge = Object.values(gaugeFields).some((one) => one === info);
        const group = withField(
          ofGauge ? (base.gauges[0] ?? {}) : {},
          info.path,
          /^\d+(\.\d+)?$/.test(value) ? Number(value) : value,
        );
        const text = JSON.stringify(ofGauge ? { ...base, gauges: [group] } : { ...base, push: group });
        const read = parseConfig(text, { file: '/x/capstan.yaml', home: '/', platform: 'linux', env: {} });
        if (read.ok) expect([info.label, value, instant(info, group)]).toEqual([info.label, value, null]);
      }
    }
  });
});

describe('faults', () => {
  it('are found at their field, and inside it', () => {
    const faults = [fault('gauges[1].types[0]'), fault('push.phases[0].hosts'), fault('fleet.types.www'), fault('name'), fault('')];
    expect(faultAt(faults, ['gauges', 1, 'types'])?.path).toBe('gauges[1].types[0]');
    expect(faultAt(faults, ['gauges', 1])?.path).toBe('gauges[1].types[0]');
    expect(faultAt(faults, ['gauges', 11])).toBeNull();
    expect(faultAt(faults, ['push', 'phase'])).toBeNull();
    expect(otherFaults(faults).map(({ path }) => path)).toEqual(['fleet.types.www', 'name', '']);
    expect(writePlace(['fleet', 'types', 'a b', 'hosts', 0])).toBe('fleet.types["a b"].hosts[0]');
  });

  it('of a whole form are said with the field', () => {
    const working = begin({
      gauges: [
        { name: 'a', metric: 'a', limit: '> 1' },
        { name: 'a', metric: 'b', limit: 'x' },
      ],
    });
    expect(working && firstFault(working)).toMatch(/^a: Limit: A comparison/);
    const twice = begin({
      gauges: [
        { name: 'a', metric: 'a' },
        { name: 'a', metric: 'b' },
      ],
    });
    expect(twice && firstFault(twice)).toBe('There are two gauges named a.');
    const push = begin({ push: { batch: 'many' } });
    expect(push && firstFault(push)).toMatch(/^Batch: /);
    const good = begin({ push: {}, gauges: [] });
    expect(good && firstFault(good)).toBeNull();
  });
});
