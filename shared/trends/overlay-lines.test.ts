import { describe, expect, it } from 'vitest';
import type { BucketLine } from './bucket-lines';
import { lineNames } from './line-names';
import { bandLines, canaryLines } from './overlay-lines';

const line = (host: string, ...values: number[]): BucketLine => ({
  labels: { host },
  mean: Float64Array.from(values),
  min: Float64Array.from(values),
  max: Float64Array.from(values),
  average: 0,
  minimum: Math.min(...values),
  maximum: Math.max(...values),
  last: values.at(-1) ?? NaN,
});

describe('bandLines', () => {
  const hosts = Array.from({ length: 11 }, (_, i) => line(`h${i}`, i, i, i, i));

  it('has the bounds over the hosts in each bucket, gaps as gaps', () => {
    const band = bandLines([...hosts, line('gap', NaN, 5, 5, 5)]);
    expect(band.map(({ role }) => role)).toEqual(['min', 'p10', 'p50', 'p90', 'max']);
    expect(band.map(({ mean }) => mean[0])).toEqual([0, 1, 5, 9, 10]);
    expect(bandLines([line('gap', NaN, 1)])[0]?.mean[0]).toBeNaN();
    expect(bandLines([])).toEqual([]);
  });

  it('names who is outside now, not who was', () => {
    const away = [line('now', 5, 5, 5, 99), line('before', 99, 99, 99, 5)];
    expect(bandLines([...hosts, ...away]).flatMap(({ role, named }) => (role === 'outlier' ? [named] : []))).toEqual(['now']);
  });
});

describe('canaryLines', () => {
  it('has the means of both, and how many they are', () => {
    const hosts = { canary: new Set(['a', 'b']), rest: new Set(['c', 'd']) };
    const lines = canaryLines([line('a', 1, 2), line('b', 3, NaN), line('c', 10, 10), line('other', 99, 99)], hosts);
    expect(lines.map(({ role, named, mean }) => [role, named, [...mean]])).toEqual([
      ['canary', 'canary (2)', [2, 2]],
      ['rest', 'the rest (1)', [10, 10]],
    ]);
  });
});

describe('lineNames', () => {
  const one = (labels: Record<string, string>) => ({ labels });

  it('fills in the legend, or takes what differs', () => {
    const lines = [one({ __name__: 'x', host: 'a', type: 'www' }), one({ __name__: 'x', host: 'b', type: 'www' })];
    expect(lineNames([{ metric: 'x', legend: 'on {host} {none}', lines }])).toEqual([['on a', 'on b']]);
    expect(lineNames([{ metric: 'x', legend: null, lines }])).toEqual([['a', 'b']]);
    expect(lineNames([{ metric: 'sum( x )', legend: null, lines: [one({})] }])).toEqual([['sum( x )']]);
  });

  it('keeps names of different lines different', () => {
    const lines = [one({ host: 'a', cpu: '0' }), one({ host: 'a', cpu: '1' })];
    const names = lineNames([
      { metric: 'x', legend: '{host}', lines },
      { metric: 'y', legend: 'sum', lines: [one({})] },
      { metric: 'z', legend: 'sum', lines: [one({})] },
    ]).flat();
    expect(new Set(names).size).toBe(4);
  });
});
