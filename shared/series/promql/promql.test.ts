import { describe, expect, it } from 'vitest';
import { sourceOf, writtenSeries, type WrittenSeries } from '../../../e2e/written-series';
import {
  evaluate,
  evaluateRange,
  parseExpression,
  parseGauge,
  prefetched,
  seriesKey,
  spansOf,
  type EvaluateOptions,
  type Expression,
} from '../expression';

function read(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.expression;
}

/** `key value` of each series, every 10 s from 0; `! message` for a fault. */
function ask(text: string, series: readonly WrittenSeries[], atS: number, options?: EvaluateOptions): string[] {
  const source = sourceOf(series.map((one) => writtenSeries(one, 10_000)));
  const evaluated = evaluate(read(text), source, atS * 1000, options);
  return evaluated.ok
    ? evaluated.values.map(({ labels, value }) => `${seriesKey('', labels).replace('{"",', '{').replace('{""}', '{}')} ${value}`)
    : [`! ${evaluated.message}`];
}

function refusal(text: string): string {
  const parsed = parseExpression(text);
  return parsed.ok ? 'read' : `${parsed.at.from}-${parsed.at.to} ${parsed.message}`;
}

const ALL: readonly WrittenSeries[] = [
  ['n_total{host="a"}', '0+10x30'],
  ['n_total{host="b"}', '0+20x15 0+20x15'],
  ['g{host="a"}', '1 2 3 4 5 NaN 7'],
  ['g{host="b"}', '5 4 3 2 1 0 -1'],
  ['rack{host="a",rack="1"}', '1x40'],
  ['rack{host="b",rack="2"}', '1x40'],
  ['h_bucket{le="0.1"}', '2x9'],
  ['h_bucket{le="0.2"}', '6x9'],
  ['h_bucket{le="+Inf"}', '10x9'],
];

describe('precedence', () => {
  it.each([
    ['-1 ^ 2', -1],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1 * 4', 2],
    ['-2 * 3', -6],
    ['1 - 1 - 1', -1],
    ['7 % 4 * 2', 6],
    ['1 + 2 == bool 3', 1],
    ['0x1f + 1e2 + .5', 131.5],
    ['5m + 1h30m', 5700],
    ['-Inf', -Infinity],
    ['(-1) ^ inf', 1],
    ['- - 3', 3],
  ])('%s is %d', (text, value) => {
    expect(ask(text, [], 0)).toEqual([`{} ${value}`]);
  });

  it('hangs ranges, offset and @ on the selector before them, not on the operation', () => {
    const data: WrittenSeries[] = [
      ['a', '1x30 2x30'],
      ['b', '10x30 20x30'],
    ];
    expect(ask('a + b offset 5m', data, 400)).toEqual(['{} 12']);
    expect(ask('a + b offset 5m * 2', data, 400)).toEqual(['{} 22']);
    expect(ask('-b offset 5m', data, 400)).toEqual(['{} -10']);
    expect(ask('a + b @ 100', data, 400)).toEqual(['{} 12']);
    expect(ask('a * sum_over_time(b[20s] offset 5m)', data, 400)).toEqual(['{} 40']);
    expect(ask('b offset -3m', data, 200)).toEqual(['b 20']);
    expect(ask('a @ end() + b @ start()', data, 400)).toEqual(['{} 22']);
    expect(ask('a @ 100 offset 50s', data, 400)).toEqual(['a 1']);
  });
});

describe('ranges', () => {
  it('are open on the left', () => {
    expect(ask('count_over_time(g{host="b"}[20s])', ALL, 40)).toEqual(['{host="b"} 2']);
    expect(ask('sum_over_time(g{host="b"}[20s])', ALL, 40)).toEqual(['{host="b"} 3']);
    expect(ask('g{host="b"}', [['g{host="b"}', '1']], 300)).toEqual([]);
  });

  it.each([
    ['rate(n_total[1m])', ['{host="a"} 1', '{host="b"} 2']],
    ['increase(n_total{host="b"}[1m])', ['{host="b"} 120']],
    ['irate(n_total{host="a"}[1m])', ['{host="a"} 1']],
    ['resets(n_total[5m])', ['{host="a"} 0', '{host="b"} 1']],
    ['changes(n_total{host="a"}[1m])', ['{host="a"} 5']],
    ['deriv(n_total{host="a"}[1m])', ['{host="a"} 1']],
    ['predict_linear(n_total{host="a"}[1m], 60)', ['{host="a"} 360']],
    ['last_over_time(n_total{host="a"}[1m])', ['n_total{host="a"} 300']],
    ['avg_over_time(n_total{host="a"}[1m])', ['{host="a"} 275']],
    ['quantile_over_time(0.5, n_total{host="a"}[1m])', ['{host="a"} 275']],
    ['stddev_over_time(n_total{host="a"}[20s])', ['{host="a"} 5']],
    ['absent_over_time(nothing{a="b"}[1m])', ['{a="b"} 1']],
    ['present_over_time(n_total{host="a"}[1m])', ['{host="a"} 1']],
  ])('%s', (text, expected) => {
    expect(ask(text, ALL, 300)).toEqual(expected);
  });

  it('take NaN for what Prometheus takes it for', () => {
    expect(ask('max_over_time(g{host="a"}[1m10s])', ALL, 60)).toEqual(['{host="a"} 7']);
    expect(ask('min_over_time(g{host="a"}[20s])', ALL, 60)).toEqual(['{host="a"} 7']);
    expect(ask('sum_over_time(g{host="a"}[20s])', ALL, 60)).toEqual(['{host="a"} NaN']);
    expect(ask('changes(g{host="a"}[30s])', ALL, 60)).toEqual(['{host="a"} 2']);
  });

  it('pass over marks of absence, and a bare selector ends there at once', () => {
    const data: WrittenSeries[] = [['x', '1 2 stale _ 5']];
    expect(ask('count_over_time(x[1m])', data, 30)).toEqual(['{} 2']);
    expect(ask('x', data, 19)).toEqual(['x 2']);
    expect(ask('x', data, 20)).toEqual([]);
    expect(ask('x', data, 40)).toEqual(['x 5']);
    expect(ask('timestamp(x)', data, 47)).toEqual(['{} 40']);
  });

  it('give what was counted, without extrapolation, when asked to', () => {
    const data: WrittenSeries[] = [['x', '0 1 1 5 2 3']];
    expect(ask('increase(x[20s])', data, 35, { exact: true })).toEqual(['{} 4']);
    expect(ask('increase(x[20s])', data, 15, { exact: true })).toEqual(['{} 1']);
    expect(ask('increase(x[20s])', data, 45, { exact: true })).toEqual(['{} 6']);
    expect(ask('rate(x[20s])', data, 45, { exact: true })).toEqual(['{} 0.3']);
  });

  it('of an expression are its values at multiples of the step', () => {
    const data: WrittenSeries[] = [['x', '0+1x60']];
    expect(ask('sum_over_time(x[30s:10s])', data, 57)).toEqual(['{} 12']);
    expect(ask('sum_over_time(x[30s:10s])', data, 60)).toEqual(['{} 15']);
    expect(ask('count_over_time(x[5m:])', data, 599)).toEqual(['{} 5']);
    expect(ask('count_over_time(x[5m:])', data, 599, { subqueryStepMs: 30_000 })).toEqual(['{} 10']);
    expect(ask('max_over_time(rate(x[1m])[2m:10s] offset 1m)', data, 300)).toEqual(['{} 0.1']);
  });
});

describe('aggregations', () => {
  it.each([
    ['sum by (host) (g)', ['{host="a"} 1', '{host="b"} 5']],
    ['sum without (host) (g)', ['{} 6']],
    ['avg(g)', ['{} 3']],
    ['stddev(g)', ['{} 2']],
    ['stdvar(g)', ['{} 4']],
    ['group(g)', ['{} 1']],
    ['count(g > 1)', ['{} 1']],
    ['topk(1, g)', ['g{host="b"} 5']],
    ['bottomk(5, g)', ['g{host="a"} 1', 'g{host="b"} 5']],
    ['topk(0, g)', []],
    ['topk(NaN, g)', ['! the number of series is NaN']],
    ['quantile(0.25, g)', ['{} 2']],
    ['quantile(-1, g)', ['{} -Infinity']],
    ['quantile(2, g)', ['{} Infinity']],
    ['quantile(NaN, g)', ['{} NaN']],
    ['sum(g) by (host, nothing)', ['{host="a"} 1', '{host="b"} 5']],
    ['avg(vector(1e308) or on() g)', ['{} 1e+308']],
    ['sum(nothing)', []],
    ['count(nothing) or vector(0)', ['{} 0']],
  ])('%s', (text, expected) => {
    expect(ask(text, ALL, 0)).toEqual(expected);
  });

  it('put NaN last in an order, and do not count it as an extreme', () => {
    const at50 = (text: string) => ask(text, ALL, 50);
    expect(at50('topk(2, g)')).toEqual(['g{host="b"} 0', 'g{host="a"} NaN']);
    expect(at50('bottomk(2, g)')).toEqual(['g{host="b"} 0', 'g{host="a"} NaN']);
    expect(at50('sort(g)')).toEqual(['g{host="b"} 0', 'g{host="a"} NaN']);
    expect(at50('sort_desc(g)')).toEqual(['g{host="b"} 0', 'g{host="a"} NaN']);
    expect(at50('max(g)')).toEqual(['{} 0']);
    expect(at50('sum(g)')).toEqual(['{} NaN']);
    expect(at50('quantile(0, g)')).toEqual(['{} NaN']);
    expect(at50('quantile(1, g)')).toEqual(['{} 0']);
  });

  it('keep a mean that fits where the sum does not', () => {
    expect(
      ask(
        'avg(x)',
        [
          ['x{i="1"}', '1e308'],
          ['x{i="2"}', '1e308'],
        ],
        0,
      ),
    ).toEqual(['{} 1e+308']);
  });
});

describe('matching', () => {
  it.each([
    ['g * on(host) group_left(rack) rack', ['{host="a",rack="1"} 1', '{host="b",rack="2"} 5']],
    ['rack * on(host) group_right(rack) g', ['{host="a",rack="1"} 1', '{host="b",rack="2"} 5']],
    ['g * ignoring(rack) rack', ['{host="a"} 1', '{host="b"} 5']],
    ['g * on(host) rack', ['{host="a"} 1', '{host="b"} 5']],
    ['g * rack', []],
    ['g > 2', ['g{host="b"} 5']],
    ['2 < g', ['g{host="b"} 5']],
    ['2 > bool g', ['{host="a"} 1', '{host="b"} 0']],
    ['g > on(host) rack', ['{host="b"} 5']],
    ['g > ignoring(rack) rack', ['g{host="b"} 5']],
    ['rack < on(host) group_left g', ['rack{host="b",rack="2"} 1']],
    ['rack < on(host) group_right g', ['g{host="b"} 1']],
    ['g and on(host) rack{rack="1"}', ['g{host="a"} 1']],
    ['g unless on(host) rack{rack="1"}', ['g{host="b"} 5']],
    ['g or rack', ['g{host="a"} 1', 'g{host="b"} 5', 'rack{host="a",rack="1"} 1', 'rack{host="b",rack="2"} 1']],
    ['g or on(host) rack', ['g{host="a"} 1', 'g{host="b"} 5']],
    ['g{host="a"} + on() g{host="b"}', ['{} 6']],
  ])('%s', (text, expected) => {
    expect(ask(text, ALL, 0)).toEqual(expected);
  });

  it('refuses more than one partner in the words of Prometheus', () => {
    expect(ask('g + on() g', ALL, 0)).toEqual([
      '! found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="g", host="b"}, {__name__="g", host="a"}]' +
        ';many-to-many matching not allowed: matching labels must be unique on one side',
    ]);
    expect(ask('g + on() group_right g', ALL, 0)[0]).toContain('on the left hand-side');
    expect(ask('g + on() g{host="a"}', ALL, 0)).toEqual([
      '! multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    ]);
    expect(ask('g * on() group_left(host) rack{host="a"}', ALL, 0)).toEqual([
      '! multiple matches for labels: grouping labels must ensure unique matches',
    ]);
    expect(ask('label_replace(g, "host", "x", "", "")', ALL, 0)).toEqual([
      '! vector cannot contain metrics with the same labelset',
    ]);
    expect(
      ask(
        'rate({__name__=~"x|y"}[1m])',
        [
          ['x', '0 1'],
          ['y', '0 1'],
        ],
        10,
      ),
    ).toEqual(['! vector cannot contain metrics with the same labelset']);
    // where one side has nothing, nothing is refused
    expect(ask('nothing + on() g', ALL, 0)).toEqual([]);
    const parsed = evaluate(read('1 +\n  (g + on() g)'), sourceOf(ALL.map((one) => writtenSeries(one, 10_000))), 0);
    expect(parsed).toMatchObject({ ok: false, at: { line: 2, column: 4, text: 'g + on() g' } });
  });
});

describe('histogram_quantile', () => {
  const buckets = (...pairs: [string, string][]): WrittenSeries[] => pairs.map(([le, count]) => [`h{le="${le}"}`, count]);
  const quantile = (phi: string, ...pairs: [string, string][]) => ask(`histogram_quantile(${phi}, h)`, buckets(...pairs), 0)[0];

  it('is linear within a bucket, from zero in the lowest', () => {
    expect(ask('histogram_quantile(0.4, h_bucket)', ALL, 0)).toEqual(['{} 0.15000000000000002']);
    expect(ask('histogram_quantile(0.1, h_bucket)', ALL, 0)).toEqual(['{} 0.05']);
    expect(ask('histogram_quantile(0, h_bucket)', ALL, 0)).toEqual(['{} 0']);
    // in the bucket without an upper bound nothing is known but the bound below
    expect(ask('histogram_quantile(0.9, h_bucket)', ALL, 0)).toEqual(['{} 0.2']);
    expect(ask('histogram_quantile(-1, h_bucket)', ALL, 0)).toEqual(['{} -Infinity']);
    expect(ask('histogram_quantile(2, h_bucket)', ALL, 0)).toEqual(['{} Infinity']);
    expect(ask('histogram_quantile(NaN, h_bucket)', ALL, 0)).toEqual(['{} NaN']);
  });

  it('needs +Inf, a second bucket and observations', () => {
    expect(quantile('0.5', ['1', '5'], ['2', '9'])).toBe('{} NaN');
    expect(quantile('0.5', ['+Inf', '5'])).toBe('{} NaN');
    expect(quantile('0.5', ['1', '0'], ['+Inf', '0'])).toBe('{} NaN');
    expect(quantile('0.5', ['-1', '5'], ['+Inf', '8'])).toBe('{} -1');
    expect(
      ask(
        'histogram_quantile(0.5, h)',
        [
          ['h{le="x"}', '1'],
          ['h{nole="1"}', '1'],
        ],
        0,
      ),
    ).toEqual([]);
  });

  it('mends counts that fall, and adds up buckets with the same bound', () => {
    expect(quantile('0.5', ['1', '10'], ['2', '4'], ['+Inf', '10'])).toBe('{} 0.5');
    expect(quantile('0.5', ['1', '2'], ['1.0', '3'], ['2', '5'], ['+Inf', '10'])).toBe('{} 1');
  });
});

describe('functions', () => {
  it.each([
    ['clamp(vector(5), 1, 3)', ['{} 3']],
    ['clamp(vector(5), 3, 1)', []],
    ['clamp_min(vector(5), 7)', ['{} 7']],
    ['clamp_max(vector(NaN), 7)', ['{} NaN']],
    ['round(vector(2.5))', ['{} 3']],
    ['round(vector(-2.5))', ['{} -2']],
    ['round(vector(5.15), 0.1)', ['{} 5.2']],
    ['sgn(vector(-3))', ['{} -1']],
    ['ln(vector(0))', ['{} -Infinity']],
    ['sqrt(vector(-1))', ['{} NaN']],
    ['scalar(g)', ['{} NaN']],
    ['scalar(g{host="b"}) + 1', ['{} 6']],
    ['time()', ['{} 0']],
    ['absent(g)', []],
    ['absent(nothing{a="b",c=~"d"})', ['{a="b"} 1']],
    ['absent(nothing{a="b",a="c"})', ['{} 1']],
    ['label_replace(g, "h", "$1-x", "host", "(.)")', ['g{h="a-x",host="a"} 1', 'g{h="b-x",host="b"} 5']],
    ['label_replace(g, "h", "$1x", "host", "(.)")', ['g{host="a"} 1', 'g{host="b"} 5']],
    ['label_join(g, "h", "/", "host", "host")', ['g{h="a/a",host="a"} 1', 'g{h="b/b",host="b"} 5']],
    ['day_of_week(vector(0))', ['{} 4']],
    ['days_in_month(vector(1709164800))', ['{} 29']],
    ['day_of_year(vector(1709164800))', ['{} 60']],
    ['hour(vector(1709164800 + 3 * 3600))', ['{} 3']],
  ])('%s', (text, expected) => {
    expect(ask(text, ALL, 0)).toEqual(expected);
  });
});

describe('names', () => {
  it('can be matched, and stay where nothing is computed', () => {
    expect(ask('{__name__=~"g|rack",host="a"}', ALL, 0)).toEqual(['g{host="a"} 1', 'rack{host="a",rack="1"} 1']);
    expect(ask('{__name__!~"h.*|n.*|rack",__name__!=""}', ALL, 0)).toEqual(['g{host="a"} 1', 'g{host="b"} 5']);
    expect(ask('{"g", host="a"}', ALL, 0)).toEqual(['g{host="a"} 1']);
    expect(ask('sum by (__name__) ({host="a"})', ALL, 0)).toEqual(['n_total 0', 'g 1', 'rack 1']);
    expect(ask('-g{host="a"}', ALL, 0)).toEqual(['{host="a"} -1']);
    expect(ask('+g{host="a"}', ALL, 0)).toEqual(['g{host="a"} 1']);
  });
});

describe('what cannot be evaluated', () => {
  it.each([
    ['1 == 1', '0-6 a comparison between two numbers needs bool'],
    ['a + bool b', '4-8 bool is only for comparisons'],
    ['a and 1', '0-7 and needs a value per series on both sides'],
    ['1 + on(x) b', '4-9 on and ignoring are only for a value per series on both sides'],
    ['a and on(x) group_left b', '12-22 and does not take group_left'],
    ['a + on(x) group_left(x) b', '4-23 the label x must not be in on and in group_left at once'],
    ['a + x[5m]', '4-9 + needs numbers or a value per series on both sides'],
    ['a + "x"', '4-7 + needs numbers or a value per series on both sides'],
    ['sum(x) offset 5m', '0-16 offset has to stand right behind a selector, its range or a subquery'],
    ['x offset 5m offset 5m', '0-21 offset may stand only once'],
    ['x offset 5m [5m]', '0-16 the range comes before offset and @'],
    ['sum(x)[5m]', '0-10 ranges are only for selectors: a subquery needs a colon, such as [5m:]'],
    ['rate(x[5m:0s])', '10-12 a duration has to be more than zero'],
    ['rate(x[5m*2])', '7-11 "5m*2" is not a duration such as 30s or 5m'],
    ['time()[5m:]', '0-11 a subquery needs a value per series'],
    ['rate(x[5m], 1)', '4-14 rate() takes one argument'],
    ['round()', '5-7 round() takes one or two arguments'],
    ['label_join(x, "a")', '10-18 label_join() takes at least 3 arguments'],
    ['time(1)', '4-7 time() takes no argument'],
    ['topk("x", y)', '5-8 a number is needed here'],
    ['topk(x)', '4-7 topk() takes two arguments'],
    ['sum(x[5m])', '4-9 sum() needs a value per series, not a range or a string'],
    ['abs(1)', '4-5 a value per series is needed here'],
    ['label_replace(x, "a", "b", "c", "(")', '32-35 bad regular expression: a closing parenthesis is missing'],
    ['label_replace(x, "", "b", "c", "d")', '17-19 a label needs a name'],
    ['x{a=~"*"}', '0-9 bad regular expression: there is nothing that * could repeat'],
    ['{a=~"x*"}', '0-9 a selector needs a name or a matcher that does not take the empty string'],
    ['{}', '0-2 a selector needs a name or a matcher that does not take the empty string'],
    ['x{__name__="y"}', '2-14 the metric has a name already'],
    ['"b', '0-2 a string that does not end, or with an escape that is not known'],
    ['x smoothed', '0-10 smoothed is not supported'],
    ['sin(x)', '0-3 the function sin is not supported'],
    [
      'limitk(1, x)',
      '0-6 the aggregation limitk is not supported, only sum, avg, max, min, count, group, stddev, stdvar, quantile, topk, bottomk',
    ],
    ['a </ b', '2-4 the operator </ is not supported'],
    ['x @ NaN', '4-7 not a time in seconds since 1970'],
    ['-"x"', '0-4 a sign needs a number or a value per series'],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('is refused before it could take time or memory', () => {
    for (const hostile of [
      '('.repeat(9000),
      '-'.repeat(9000),
      `x${'^-1'.repeat(3000)}`,
      `x${'[5m]'.repeat(3000)}`,
      `x${' offset 1m'.repeat(900)}`,
      `x${'+1'.repeat(600)}`,
      `${'sum('.repeat(250)}x${')'.repeat(250)}`,
      'x'.repeat(20_000),
    ])
      expect(refusal(hostile)).toMatch(/nested too deeply|longer than|only once|ranges are only/);
    expect(refusal(`x${'+1'.repeat(300)}`)).toBe('read');
    expect(ask('max_over_time(vector(1)[10000d:1ms])', [], 0)[0]).toMatch(/^! a subquery of more than 1 million times/);
    expect(ask('count_over_time((g or g)[100d:10s])', ALL, 300)[0]).toBe('{host="a"} 31');
    const range = evaluateRange(read('g'), sourceOf([]), { fromMs: 0, toMs: 1e9, stepMs: 1 });
    expect(range).toMatchObject({ ok: false, message: 'more than 11000 times: a larger step is needed' });
    expect(evaluateRange(read('g'), sourceOf([]), { fromMs: 1, toMs: 0, stepMs: 1 }).ok).toBe(false);
  });

  it('is for a gauge also what looks elsewhere than at named metrics at the present', () => {
    const said = (text: string) => {
      const parsed = parseGauge(text);
      return parsed.ok ? 'read' : `${parsed.at.text}: ${parsed.message}`;
    };
    expect(said('rate(x[5m] offset 1h) / sum(y)')).toBe('read');
    expect(said('sum({host="a"})')).toBe('{host="a"}: a selector needs the name of its metric');
    expect(said('1 + x offset -5m')).toBe('x offset -5m: a gauge is read at the present: no @ and no negative offset');
    expect(said('x @ 5')).toContain('no @');
  });
});

describe('a range of times', () => {
  it('has each series once, with gaps where it has no value', () => {
    const source = sourceOf([writtenSeries(['x', '1 2 stale _ 5 6'], 10_000)]);
    const evaluated = evaluateRange(read('x * 2'), source, { fromMs: 0, toMs: 55_000, stepMs: 5000 });
    if (!evaluated.ok) throw new Error(evaluated.message);
    expect(evaluated.series.map(({ times, values }) => [[...times], [...values]])).toEqual([
      [
        [0, 5000, 10_000, 15_000, 40_000, 45_000, 50_000, 55_000],
        [2, 2, 4, 4, 10, 10, 12, 12],
      ],
    ]);
  });

  it('can be read from a store beforehand', () => {
    const expression = read('rate(x[5m] offset 1m) + x @ 50 + max_over_time(x[10m:1m]) - y + x @ end()');
    const spans = spansOf(expression, 1_000_000, 2_000_000);
    expect(spans.map(({ selector, fromMs, toMs }) => [selector.name, fromMs, toMs])).toEqual([
      ['x', -250_000, 2_000_000],
      ['y', 700_000, 2_000_000],
    ]);
    const data = [writtenSeries(['x', '0+1x300'], 10_000), writtenSeries(['y', '5x300'], 10_000)];
    const source = prefetched(
      spans.map((span) => ({ span, series: sourceOf(data).select(span.selector, span.fromMs, span.toMs) })),
    );
    const range = { fromMs: 1_000_000, toMs: 2_000_000, stepMs: 100_000 };
    expect(evaluateRange(expression, source, range)).toEqual(evaluateRange(expression, sourceOf(data), range));
    expect(spansOf(read('increase(x[1m])'), 0, 0, { exact: true })[0]?.fromMs).toBe(-360_000);
  });
});
