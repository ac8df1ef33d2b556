import { expect, it } from 'vitest';
import { parseExpression } from '../series/expression';
import { fillIntervals, intervalsOf, someIntervals } from './fill-intervals';

it('fills in what Grafana’s users write, as long as the word was', () => {
  const intervals = intervalsOf(72_000, 30_000);
  expect(intervals).toEqual({ intervalMs: 72_000, rateIntervalMs: 120_000 });
  expect(fillIntervals('rate(x[$__rate_interval])', intervals)).toBe('rate(x[120s            ])');
  expect(fillIntervals('increase(x[${__interval}]) + $__interval_ms', intervals)).toBe(
    'increase(x[72s          ]) + $__interval_ms',
  );
  expect(fillIntervals('x[$__interval:$__interval]', { intervalMs: 200, rateIntervalMs: 1 })).toBe('x[200ms      :200ms      ]');
  expect(fillIntervals('up', intervals)).toBe('up');
});

it('is never shorter than what has readings in it', () => {
  expect(intervalsOf(10_000, 30_000)).toEqual({ intervalMs: 30_000, rateIntervalMs: 120_000 });
  expect(intervalsOf(600_000, 10_000)).toEqual({ intervalMs: 600_000, rateIntervalMs: 610_000 });
});

it('gives what our own parser reads, with faults where they were written', () => {
  const filled = (text: string) => parseExpression(fillIntervals(text, someIntervals));
  expect(filled('sum(rate(x_total[$__rate_interval] offset $__interval)) / sum_over_time(x[1h:$__interval])')).toMatchObject({
    ok: true,
  });
  const text = 'rate(x_total[$__rate_interval]) + nope(x)';
  expect(filled(text)).toMatchObject({ ok: false, at: { from: text.indexOf('nope'), text: 'nope' } });
});
