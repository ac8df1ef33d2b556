import { spreadNames } from './threshold-names';
import { describe, expect, it } from 'vitest';
import type { TrendLine, TrendMark } from '../../../shared/contract/trends';
import { distinctLines } from './chart-data';
import { completed, usualExpression, wantedAt } from './completion';
import { csvOf } from './csv';
import { funnelStages } from './funnel-stages';
import { nextOrder, orderLines } from './legend-rows';
import { clusterMarks, pushesOf } from './mark-clusters';

const line = (name: string, current: number | null): TrendLine => ({
  name,
  labels: {},
  t: [0, 60_000],
  mean: [current, null],
  min: [current, null],
  max: [current, null],
  current,
  average: current,
  minimum: current,
  maximum: current,
  role: null,
});

describe('the legend', () => {
  const lines = distinctLines([line('www-10', 2), line('www-9', null), line('www-2', 5)], new Set());
  const names = (by: 'name' | 'current', down: boolean) => orderLines(lines, { by, down }).map((one) => one.line.name);
  it('is sorted by a press on a head, what is unknown last', () => {
    expect(names('current', true)).toEqual(['www-2', 'www-10', 'www-9']);
    expect(names('current', false)).toEqual(['www-10', 'www-2', 'www-9']);
    expect(names('name', false)).toEqual(['www-2', 'www-9', 'www-10']);
    expect(orderLines(lines, null)).toEqual(lines);
  });

  it('goes back to as given with the third press', () => {
    const first = nextOrder(null, 'current');
    expect(first).toEqual({ by: 'current', down: true });
    expect(nextOrder(first, 'current')).toEqual({ by: 'current', down: false });
    expect(nextOrder({ by: 'current', down: false }, 'current')).toBeNull();
    expect(nextOrder(first, 'name')).toEqual({ by: 'name', down: false });
  });
});

describe('a funnel', () => {
  it('tells what share goes on from stage to stage', () => {
    const stages = funnelStages([line('visits', 200), line('carts', 50), line('orders', 10)]);
    expect(stages.map((stage) => [stage.ofFirst, stage.ofBefore])).toEqual([
      [1, null],
      [0.25, 0.25],
      [0.05, 0.2],
    ]);
  });

  it('tells no share of what is unknown or nothing', () => {
    expect(funnelStages([line('visits', 0), line('carts', 0), line('orders', null)]).map((one) => one.ofBefore)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('marks', () => {
  const mark = (at: number, kind: TrendMark['kind'], push: string | null = 'r-1'): TrendMark => ({
    at,
    kind,
    push,
    revision: null,
    who: null,
    author: null,
    lines: null,
    text: '',
  });
  it('that stand close are one, and a rollback stands for all', () => {
    const marks = [mark(70, 'everywhere', 'r-3'), mark(10, 'canary'), mark(20, 'rollback'), mark(30, 'configuration', null)];
    const clusters = clusterMarks(marks, (at) => at, 24);
    expect(clusters.map(({ x, marks: near }) => [x, near.length])).toEqual([
      [20, 3],
      [70, 1],
    ]);
    expect(pushesOf(clusters[0]?.marks ?? [])).toEqual(['r-1']);
  });
});

describe('CSV', () => {
  const data = (lines: readonly TrendLine[]) => ({
    lines,
    more: 0,
    stepMs: 1,
    tier: 'raw' as const,
    faults: [],
    unit: '',
    resets: [],
  });
  it('has a row a bucket and a column a line, gaps empty', () => {
    expect(csvOf(data([line('a', 1.5), line('b, "c"', 2)]))).toBe(
      'time,a,"b, ""c"""\r\n1970-01-01T00:00:00.000Z,1.5,2\r\n1970-01-01T00:01:00.000Z,,\r\n',
    );
  });

  it('has no formula in it, and keeps negative numbers', () => {
    expect(csvOf(data([line('=HYPERLINK("x")', -3)]))).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csvOf(data([line('a', -3)]))).toContain(',-3\r\n');
  });
});

describe('completion', () => {
  const at = (text: string) => wantedAt(text.replace('|', ''), text.indexOf('|'));
  it('knows what could stand at the caret', () => {
    expect(at('sum(ra|')).toMatchObject({ kind: 'name', word: 'ra', from: 4 });
    expect(at('x_total{ho|')).toMatchObject({ kind: 'label', word: 'ho', metric: 'x_total' });
    expect(at('x_total{host="a", ty|}')).toMatchObject({ kind: 'label', word: 'ty', metric: 'x_total' });
    expect(at('x_total{host=~"ww|"}')).toMatchObject({ kind: 'value', word: 'ww', metric: 'x_total', label: 'host' });
    expect(at('sum by (ho|) (rate(x_total[5m]))')).toMatchObject({ kind: 'label', word: 'ho', metric: 'x_total' });
  });

  it('knows where there is nothing to propose', () => {
    for (const text of ['|', 'x[5|', 'x ||', 'sum(|', 'x{a="b"} |']) expect(at(text), text).toBeNull();
  });

  it('puts the choice in, a function with its bracket', () => {
    const put = (text: string, choice: string) => {
      const caret = text.indexOf('|');
      const plain = text.replace('|', '');
      const wanted = wantedAt(plain, caret);
      return wanted && completed(plain, caret, wanted, choice);
    };
    expect(put('sum(ra|', 'rate')).toEqual({ text: 'sum(rate(', caret: 9 });
    expect(put('ra|(x)', 'rate')).toEqual({ text: 'rate(x)', caret: 4 });
    expect(put('x{a="b|"}', 'bcd')).toEqual({ text: 'x{a="bcd"}', caret: 8 });
  });

  it('draws a counter as its rate', () => {
    expect(usualExpression('x_total', 'counter')).toBe('sum(rate(x_total[5m]))');
    expect(usualExpression('x', 'gauge')).toBe('x');
  });
});

it('writes no name of a threshold over another one', () => {
  expect(spreadNames([100, 40])).toEqual([100, 40]);
  expect(spreadNames([12, 12, 12])).toEqual([12, 25, 38]);
  expect(spreadNames([50, 44])).toEqual([57, 44]);
});
