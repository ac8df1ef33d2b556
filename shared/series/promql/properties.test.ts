import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../e2e/written-series';
import { evaluate, evaluateRange, parseExpression, seriesData, seriesKey, type Expression, type SeriesData } from '../expression';

function read(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.expression;
}

const value = fc.oneof(fc.integer({ min: -5, max: 50 }), fc.constantFrom(NaN, Infinity, -Infinity, 0.1, 1e300));
const step = fc.record({
  after: fc.constantFrom(5000, 10_000, 10_000, 10_000, 70_000, 400_000),
  v: value,
  stale: fc.nat(12).map((n) => n === 0),
});
const points = fc.array(step, { maxLength: 40 }).map((steps) => {
  let t = 0;
  return steps.map(({ after, v, stale }) => ({ t: (t += after), v, stale }));
});

/** A few series of two metrics, with gaps, marks, resets and what is not a number. */
const fleet = fc
  .array(fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '+Inf'), points), {
    maxLength: 8,
  })
  .map((all) => {
    const found = new Map<string, SeriesData>();
    for (const [name, host, le, readings] of all)
      found.set(`${name} ${host} ${le}`, seriesData({ __name__: name, host, le }, readings));
    return [...found.values()];
  });

const EXPRESSIONS = [
  'x',
  'x offset 30s',
  'x @ 100',
  'x @ end()',
  'x offset -20s',
  'rate(x[1m])',
  'increase(x[7m])',
  'irate(x[1m])',
  'delta(x[25s])',
  'deriv(x[2m])',
  'changes(x[1m])',
  'resets(x[1m] offset 15s)',
  'avg_over_time(x[1m])',
  'quantile_over_time(0.3, x[2m])',
  'stddev_over_time(x[2m])',
  'last_over_time(x[1m])',
  'max_over_time(x[1m:7s])',
  'sum_over_time((x + y)[2m:13s] offset 10s)',
  'rate(x[1m] @ start())',
  'absent(x)',
  'absent_over_time(x[30s])',
  'timestamp(x)',
  'time()',
  'scalar(x) + 1',
  'x * 2 > 5',
  'x > bool y',
  'x and y',
  'x or y',
  'x unless y',
  'x + y',
  'x * on(host, le) group_left y',
  'x + on(host) group_left sum by (host) (y)',
  'sum(x)',
  'avg by (host) (x)',
  'max without (le) (x)',
  'topk(2, x)',
  'bottomk by (host) (1, x)',
  'quantile(0.5, x)',
  'stddev(x)',
  'count(x > 3) or vector(0)',
  'histogram_quantile(0.5, x)',
  'histogram_quantile(0.9, rate(x[2m]))',
  'label_replace(x, "z", "$1", "host", "(a|b)")',
  'label_join(x, "z", "-", "host", "le")',
  'clamp(x, 1, scalar(y))',
  'predict_linear(x[1m], 60)',
  'hour(x)',
  'minute()',
  '-x',
  'x + on() y',
  '{host="a"} + 0',
];

describe('a range of times', () => {
  it('has at each time what an evaluation at that time gives', () => {
    const grid = fc.record({
      fromMs: fc.integer({ min: 0, max: 600_000 }),
      stepMs: fc.constantFrom(1000, 7000, 10_000, 60_000),
      count: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fleet, grid, fc.constantFrom(...EXPRESSIONS), fc.boolean(), (series, { fromMs, stepMs, count }, text, exact) => {
        const source = sourceOf(series);
        const toMs = fromMs + stepMs * (count - 1);
        // what start() and end() mean is the query's own range
        const expression = read(text.replace('start()', String(fromMs / 1000)).replace('end()', String(toMs / 1000)));
        const whole = evaluateRange(read(text), source, { fromMs, toMs, stepMs }, { exact });
        const found = new Map<string, number>();
        if (whole.ok)
          for (const { labels, times, values } of whole.series)
            for (const [i, t] of times.entries()) found.set(`${t} ${seriesKey('', labels)}`, values[i]!);
        const single = Array.from({ length: count }, (_, i) => fromMs + i * stepMs).map((t) => ({
          t,
          at: evaluate(expression, source, t, { exact }),
        }));
        // a fault at one time is a fault of the range
        expect(single.every(({ at }) => at.ok)).toBe(whole.ok);
        if (!whole.ok) return;
        const expected = new Map(
          single.flatMap(({ t, at }) =>
            at.ok ? at.values.map((one) => [`${t} ${seriesKey('', one.labels)}`, one.value] as const) : [],
          ),
        );
        expect(found).toEqual(expected);
      }),
      { seed: 20251121, numRuns: 1500 },
    );
  });
});

describe('any series', () => {
  const ask = (text: string, series: readonly SeriesData[], atMs: number) => {
    const evaluated = evaluate(read(text), sourceOf(series), atMs);
    if (!evaluated.ok) throw new Error(evaluated.message);
    return evaluated.values;
  };
  const at = fc.integer({ min: 0, max: 2_000_000 });

  it('has the same sum by no label as without any grouping, and groups that add up to it', () => {
    fc.assert(
      fc.property(fleet, at, (series, t) => {
        const finite = '(x > -1e9 < 1e9)';
        expect(ask(`sum by () (${finite})`, series, t)).toEqual(ask(`sum(${finite})`, series, t));
        const [whole] = ask(`sum(${finite})`, series, t);
        const [parts] = ask(`sum(sum by (host) (${finite}))`, series, t);
        expect(parts?.value ?? 0).toBeCloseTo(whole?.value ?? 0, 6);
        expect(ask('count(x)', series, t)[0]?.value ?? 0).toBe(ask('x', series, t).length);
      }),
      { seed: 20251121, numRuns: 500 },
    );
  });

  it('is split in two by and and unless, and whole again by or', () => {
    fc.assert(
      fc.property(fleet, at, (series, t) => {
        const keys = (text: string) =>
          ask(text, series, t)
            .map(({ labels, value }) => `${seriesKey('', labels)} ${value}`)
            .sort();
        expect([...keys('x and y'), ...keys('x unless y')].sort()).toEqual(keys('x'));
        expect(keys('(x and y) or (x unless y)')).toEqual(keys('x'));
        expect(keys('topk(99, x)')).toEqual(keys('x'));
      }),
      { seed: 20251121, numRuns: 500 },
    );
  });
});
