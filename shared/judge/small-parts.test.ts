import { describe, expect, it } from 'vitest';
import { aggregate } from './aggregate';
import { alphaAtLook } from './alpha';
import { couldNotice, smallestChange } from './could-notice';
import { limitText, parseLimit } from './limit-text';
import { durationText, numberText, percentText, pText, signedText } from './number-text';
import { gaugeOf, wobble } from './sample-input';

describe('limits as text', () => {
  it('reads what people write', () => {
    expect(parseLimit('> 5')).toEqual({ op: '>', value: 5 });
    expect(parseLimit('<=0.5')).toEqual({ op: '<=', value: 0.5 });
    expect(parseLimit(' >= -3e2 ')).toEqual({ op: '>=', value: -300 });
    expect(parseLimit('< \u22123')).toEqual({ op: '<', value: -3 });
    for (const bad of ['5', '=> 5', '> five', '> 5 %', '', '> 1e999']) expect(parseLimit(bad), bad).toBeNull();
  });

  it('shows the limit, or else the change', () => {
    expect(limitText(gaugeOf({ limit: { op: '>', value: 5 }, change: { up: 0.5, down: null, atLeast: 0 } }))).toBe('> 5');
    expect(limitText(gaugeOf({ change: { up: null, down: 0.2, atLeast: 0 } }))).toBe('\u221220 %');
    expect(limitText(gaugeOf({ change: { up: 0.5, down: 0.2, atLeast: 0 } }))).toBe('+50 %, \u221220 %');
    expect(limitText(gaugeOf())).toBe('');
  });
});

describe('numbers in sentences', () => {
  it('are short', () => {
    expect([0.6, 4.125, 12.345, 1234.5, 0.00123, 0, -2.4, 5, 1e7].map(numberText)).toEqual([
      '0.6',
      '4.13',
      '12.3',
      '1,235',
      '0.0012',
      '0',
      '\u22122.4',
      '5',
      '10,000,000',
    ]);
    expect([signedText(0.82), signedText(0), signedText(-1)]).toEqual(['+0.82', '0', '\u22121']);
    expect([percentText(0.2231), percentText(0.048), percentText(40.22)]).toEqual(['22 %', '4.8 %', '4,022 %']);
    expect([durationText(40_400), durationText(72_000)]).toEqual(['40 s', '1 m 12 s']);
    expect([pText(1e-9), pText(0.01234)]).toEqual(['p < 0.000001', 'p 0.012']);
  });
});

describe('alpha', () => {
  const spent = (looks: number, everyMs = 10_000, lengthMs = 180_000) => {
    let sum = 0;
    for (let look = 1; look <= looks; look += 1)
      sum += alphaAtLook({
        alpha: { push: 1, gauges: 2, phases: 2 },
        watch: { startedAt: 0, lengthMs, countedMs: look * everyMs },
        everyMs,
      });
    return sum;
  };

  it('never spends more than its share, however long a hold goes on', () => {
    expect(spent(18)).toBeLessThanOrEqual(0.25);
    expect(spent(18)).toBeGreaterThan(0.2);
    expect(spent(10_000)).toBeLessThanOrEqual(0.25 + 1e-9);
    expect(spent(50, 180_000)).toBeLessThanOrEqual(0.25 + 1e-9);
    expect(spent(20, 7000)).toBeLessThanOrEqual(0.25 + 1e-9);
  });
});

describe('aggregate', () => {
  it('is the mean over hosts at each tick, without ticks that few hosts answered', () => {
    const series = [
      [
        { t: 1000, v: 1 },
        { t: 11_100, v: 3 },
        { t: 20_900, v: 5 },
      ],
      [
        { t: 1200, v: 3 },
        { t: 10_950, v: 5 },
      ],
      [
        { t: 900, v: 2 },
        { t: 11_000, v: 4 },
      ],
    ];
    expect(aggregate(series, 10_000)).toEqual([
      { t: 900, v: 2, hosts: 3 },
      { t: 10_950, v: 4, hosts: 3 },
    ]);
    expect(aggregate([], 10_000)).toEqual([]);
    expect(aggregate([[]], 10_000)).toEqual([]);
  });
});

describe('what could be noticed', () => {
  const level = { kind: 'level', switched: 6, comparators: 106, sd: 1, alpha: 1e-4, direction: 'up' } as const;
  const count = {
    kind: 'count',
    switched: 6,
    comparators: 106,
    rate: 0.5,
    preSeconds: 300,
    postSeconds: 180,
    dispersion: 1,
    alpha: 1e-4,
    direction: 'down',
  } as const;

  it('is less with more hosts, less noise and more counts', () => {
    const base = couldNotice(level) ?? 0;
    // (z of 1e-4, about 3.85 with 110 degrees of freedom, plus 0.84) x sqrt(1/6 + 1/106)
    expect(base).toBeCloseTo(4.69 * Math.sqrt(1 / 6 + 1 / 106), 1);
    expect(couldNotice({ ...level, switched: 24 })).toBeLessThan(base);
    expect(couldNotice({ ...level, sd: 2 })).toBeCloseTo(2 * base, 9);
    expect(couldNotice({ ...level, comparators: 2 })).toBeNull();
    expect(couldNotice({ ...level, switched: 0 })).toBeNull();
    const fall = couldNotice(count) ?? 0;
    expect(fall).toBeGreaterThan(0.05);
    expect(fall).toBeLessThan(0.2);
    expect(couldNotice({ ...count, dispersion: 4 })).toBeGreaterThan(fall);
    expect(couldNotice({ ...count, rate: 0.001 })).toBeNull();
    expect(couldNotice({ ...count, rate: 0, direction: 'up' })).toBeGreaterThan(0);
  });

  it('is planned from how hosts behave now', () => {
    const readings = Array.from({ length: 30 }, (_, host) => ({
      switched: host < 4,
      samples: Array.from({ length: 30 }, (__, tick) => ({ t: tick * 10_000, v: 4 + wobble(host, tick) })),
    }));
    const watch = { watchMs: 180_000, everyMs: 10_000, alpha: { push: 0.002, gauges: 10, phases: 2 } };
    const tight = smallestChange(gaugeOf({ change: { up: 0.01, down: null, atLeast: 0 } }), readings, watch) ?? 0;
    expect(tight).toBeGreaterThan(0.04);
    expect(tight).toBeLessThan(2);
    expect(smallestChange(gaugeOf({ change: { up: 1, down: null, atLeast: 0 } }), readings, watch)).toBeCloseTo(4, 1);
    expect(smallestChange(gaugeOf({ limit: { op: '>', value: 9 } }), readings, watch)).toBeNull();
    expect(smallestChange(gaugeOf({ change: { up: 1, down: null, atLeast: 0 } }), [], watch)).toBeNull();
    const counted = readings.map((one) => ({
      ...one,
      samples: one.samples.map(({ t }, i) => ({ t, v: 0.3, n: i % 2 === 0 ? 2 : 4, s: 10 })),
    }));
    const errors = gaugeOf({ kind: 'count', unit: 'per min', change: { up: 0.1, down: null, atLeast: 0 } });
    expect(smallestChange(errors, counted, watch)).toBeGreaterThan(1.8);
  });
});
