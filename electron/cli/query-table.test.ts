import { expect, it } from 'vitest';
import type { Value } from '../../shared/series/expression';
import { rangeJson, rangeTable, valuesJson, valuesTable } from './query-table';

const values: readonly Value[] = [
  { labels: { __name__: 'up', host: 'a' }, value: 1 },
  { labels: { host: 'b\u001b[31m' }, value: -12.5 },
  { labels: {}, value: Infinity },
];
const series = (host: string, pairs: readonly (readonly [number, number])[]) => ({
  labels: { __name__: 'up', host },
  times: Float64Array.from(pairs, ([t]) => t),
  values: Float64Array.from(pairs, ([, v]) => v),
});

it('writes one time as a line a series, safe for a terminal', () => {
  expect(valuesTable(values).split('\n')).toEqual([
    'Series        Value',
    'up{host="a"}      1',
    '{host="b"}    -12.5',
    '{}             +Inf',
  ]);
  expect(valuesTable([])).toBe('No data.');
});

it('writes a range as a column a series, with gaps', () => {
  const text = rangeTable([
    series('a', [
      [0, 1],
      [10_500, NaN],
    ]),
    series('b', [[20_000, 3]]),
  ]);
  expect(text.split('\n')).toEqual([
    'Time                     up{host="a"}  up{host="b"}',
    '1970-01-01 00:00:00                 1',
    '1970-01-01 00:00:10.500           NaN',
    '1970-01-01 00:00:20                               3',
  ]);
  expect(rangeTable([])).toBe('No data.');
  const many = rangeTable(['a', 'b', 'c', 'd', 'e'].map((host) => series(host, [[0, 1]])));
  expect(many.split('\n')).toHaveLength(6);
  expect(many).toContain('up{host="e"}  1970-01-01 00:00:00      1');
});

it('writes JSON with what JSON does not have as words', () => {
  expect(valuesJson(values)).toMatchObject([{ value: 1 }, { value: -12.5 }, { labels: {}, value: '+Inf' }]);
  expect(
    rangeJson([
      series('a', [
        [0, 1],
        [10_500, NaN],
      ]),
    ]),
  ).toEqual([
    {
      labels: { __name__: 'up', host: 'a' },
      values: [
        [0, 1],
        [10_500, 'NaN'],
      ],
    },
  ]);
});
