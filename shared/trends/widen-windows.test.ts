import { describe, expect, it } from 'vitest';
import { evaluateRange, parseExpression, seriesData } from '../series/expression';
import { widenWindows } from './widen-windows';

const parsed = (text: string) => {
  const read = parseExpression(text);
  if (!read.ok) throw new Error(read.message);
  return read.expression;
};
const points = Array.from({ length: 61 }, (_, i) => ({ t: i * 10_000, v: i * 5 }));
const source = { select: () => [seriesData({ __name__: 'x' }, points)] };
const at = (text: string, leastMs: number) => {
  const evaluated = evaluateRange(
    widenWindows(parsed(text), leastMs),
    source,
    { fromMs: 200_000, toMs: 600_000, stepMs: 100_000 },
    { exact: true },
  );
  if (!evaluated.ok) throw new Error(evaluated.message);
  return [...(evaluated.series[0]?.values ?? [])];
};

describe('widenWindows', () => {
  it('looks at all of the time between two steps', () => {
    expect(at('rate(x[30s])', 100_000)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(at('max_over_time(x[10s])', 100_000)).toEqual([100, 150, 200, 250, 300]);
  });

  it('leaves an increase what comes in the window that was written', () => {
    expect(at('increase(x[10s])', 100_000)).toEqual([5, 5, 5, 5, 5]);
    expect(at('sum(increase(x[10s])) + 1', 100_000)).toEqual([6, 6, 6, 6, 6]);
  });

  it('leaves longer windows and other functions as they are', () => {
    for (const text of ['rate(x[1h])', 'count_over_time(x[10s])', 'x', 'max_over_time(x[1h:1m])', '-x ^ 2']) {
      const expression = parsed(text);
      expect(widenWindows(expression, 100_000)).toEqual(expression);
    }
  });
});
