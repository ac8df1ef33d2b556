import { describe, expect, it } from 'vitest';
import { askPromtool, hasPromtool } from '../../../e2e/promtool';
import { sourceOf, writtenSeries, type WrittenSeries } from '../../../e2e/written-series';
import { evaluate, parseExpression, seriesKey } from '../expression';

/** Every 10 s, in the order in which Prometheus sorts them, as its errors name series in it. */
const SERIES: readonly WrittenSeries[] = [
  ['empty_bucket{le="+Inf"}', '0x160'],
  ['empty_bucket{le="1"}', '0x160'],
  ['errors_total{host="a",type="www"}', '0+1x60 0+3x99'],
  ['errors_total{host="b",type="www"}', '1000+2x159'],
  ['errors_total{host="c",type="chat"}', '7 _x9 8+0.5x20 _x40 20+1.5x88'],
  ['gone', '1x30 stale _x20 5x10 stale'],
  ['info{host="a",rack="r1",type="www"}', '1x160'],
  ['info{host="b",rack="r2",type="www"}', '1x160'],
  ['info{host="c",rack="r1",type="chat"}', '1x160'],
  ['latency_bucket{host="a",le="+Inf"}', '5000+10x160'],
  ['latency_bucket{host="a",le="0.1"}', '1000+2x160'],
  ['latency_bucket{host="a",le="0.5"}', '3000+6x160'],
  ['latency_bucket{host="a",le="1"}', '4500+9x160'],
  ['latency_bucket{host="b",le="+Inf"}', '3000+7x160'],
  ['latency_bucket{host="b",le="0.1"}', '1000+5x160'],
  ['latency_bucket{host="b",le="0.5"}', '900+1x160'],
  ['latency_bucket{host="c",le="0.1"}', '1000+5x160'],
  ['latency_bucket{host="c",le="0.5"}', '1900+6x160'],
  ['level_bucket{le="+Inf"}', '10x160'],
  ['level_bucket{le="-1"}', '4x160'],
  ['level_bucket{le="2"}', '8x160'],
  ['load{host="a",type="www"}', '4.25+0.01x80 5-0.02x79'],
  ['load{host="b",type="www"}', '-3.5+0.1x159'],
  ['load{host="c",type="chat"}', '2x50 NaN 1e3 2x60 -Inf +Inf 3x40'],
  ['odd{host="a"}', 'NaN NaN 1 1 NaN 2 _x20 5+7x4 NaN NaN 12-3x99'],
  ['port{address="10.0.0.1:9100",host="a"}', '9100x160'],
  ['port{address="host.example:80",host="b"}', '80x160'],
  ['requests_total{code="200",host="a",type="www"}', '5000+13x159'],
  ['requests_total{code="200",host="b",type="www"}', '100+17x70 0+17x88'],
  ['requests_total{code="500",host="a",type="www"}', '900+1x159'],
  ['requests_total{code="500",host="b",type="www"}', '70+3x159'],
  ['temperature{host="a"}', '20+0.3x30 29-0.7x40 1+0.1x87'],
  ['up{host="a",type="www"}', '1x160'],
  ['up{host="b",type="www"}', '1x100 0x30 1x28'],
  ['up{host="c",type="chat"}', '0x160'],
];

const RANGES = ['[1m]', '[3m20s]', '[10m]', '[1h]', '[5m] offset 2m', '[5m] offset -1m', '[2m] @ 613'];
const OVER = ['rate', 'increase', 'irate', 'delta', 'idelta', 'deriv', 'resets', 'changes'].concat(
  ['avg', 'min', 'max', 'sum', 'count', 'last', 'present', 'stddev', 'stdvar'].map((name) => `${name}_over_time`),
);
const PER_VALUE = [
  'abs',
  'ceil',
  'floor',
  'round',
  'exp',
  'ln',
  'log2',
  'log10',
  'sqrt',
  'sgn',
  'sort',
  'sort_desc',
  'timestamp',
  '-',
  'scalar',
];
const CALENDAR = ['minute', 'hour', 'day_of_week', 'day_of_month', 'day_of_year', 'days_in_month', 'month', 'year'];
const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar', 'group'];
const GROUPINGS = ['', 'by (type) ', 'without (host) ', 'by (host, nothing) ', 'by () ', 'without () '];
const OPERATORS = ['+', '-', '*', '/', '%', '^', 'atan2'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];

/** Each is asked at each of TIMES. */
const EXPRESSIONS: readonly string[] = [
  ...OVER.flatMap((name) =>
    RANGES.flatMap((range) => ['errors_total', 'load', 'odd', 'gone'].map((metric) => `${name}(${metric}${range})`)),
  ),
  ...PER_VALUE.map((name) => `${name}(load)`),
  ...CALENDAR.flatMap((name) => [`${name}(load * 1e7)`, `${name}()`, `${name}(vector(1709164800 + time()))`]),
  ...AGGREGATIONS.flatMap((name) => GROUPINGS.flatMap((grouping) => [`${name} ${grouping}(load)`, `${name} ${grouping}(up)`])),
  ...OPERATORS.flatMap((operator) => [
    `load ${operator} up`,
    `load ${operator} 2`,
    `2 ${operator} load`,
    `requests_total ${operator} on(host) group_left load`,
    `3 ${operator} -0.5`,
  ]),
  ...COMPARISONS.flatMap((operator) => [
    `load ${operator} up`,
    `load ${operator} bool up`,
    `load ${operator} 2`,
    `2 ${operator} load`,
    `2 ${operator} bool load`,
    `1 ${operator} bool 1`,
    `up ${operator} on(host) load`,
    `info ${operator} ignoring(rack) up`,
    `load ${operator} on(host) group_right requests_total`,
  ]),
  ...[-1, 0, 0.25, 0.5, 0.9, 1, 2, NaN].flatMap((phi) => [
    `quantile(${phi}, load)`,
    `quantile by (type) (${phi}, load)`,
    `quantile_over_time(${phi}, odd[5m])`,
    `histogram_quantile(${phi}, latency_bucket)`,
    `histogram_quantile(${phi}, rate(latency_bucket[2m]))`,
    `histogram_quantile(${phi}, sum by (le) (rate(latency_bucket[2m])))`,
    `histogram_quantile(${phi}, level_bucket)`,
    `histogram_quantile(${phi}, rate(empty_bucket[2m]))`,
  ]),
  'histogram_quantile(0.5, up)',
  'histogram_quantile(scalar(up{host="b"}), latency_bucket)',
  ...[0, 1, 2, 2.9, 99, -1].flatMap((k) => [`topk(${k}, load)`, `bottomk(${k}, load)`, `topk by (type) (${k}, load)`]),
  'bottomk(3, odd or load)',
  // selectors
  'load',
  'gone',
  'load{host="a"}',
  'load{host!="a"}',
  'load{host=~"a|c"}',
  'load{host!~"a|c"}',
  '{__name__=~"lo.*|up",host="a"}',
  'load{nothing=""}',
  'load{nothing!=""}',
  'load{host=~"[ab]",host!="a"}',
  'port{address=~"10\\\\.0.*:\\\\d+"}',
  'port{address=~".*:80"}',
  'load offset 5m',
  'load offset -5m',
  'load @ 303',
  'load @ 303 offset 1m',
  'load offset 1m @ 303',
  'load @ start()',
  'load @ end()',
  'gone offset 4m',
  // sets
  'up and load',
  'up and on(type) load',
  'up unless load{host="a"}',
  'up unless ignoring(host) load{host="a"}',
  'up or load',
  'up or on(host) load',
  'load > 3 or up',
  'load{host="a"} or on() up',
  'up and on() vector(1)',
  'up and (load > 2)',
  'up unless on() gone',
  'load and up == 1',
  // matching
  'errors_total / on(host) load',
  'errors_total / ignoring(type) load',
  'requests_total / on(host) errors_total',
  'errors_total / on(host) requests_total',
  'requests_total / on(host) group_left errors_total',
  'errors_total / on(host) group_right requests_total',
  'up * on(host) group_left(rack) info',
  'info * on(host) group_right(rack) up',
  'requests_total * on(host) group_left(rack, type) info',
  'up + on(type) load',
  'up + on(type) group_left load',
  'up * on() group_left up',
  'up + on() load',
  'load * ignoring(host) up',
  'sum(up) + load',
  'up + nothing',
  'requests_total * ignoring(code) group_left errors_total',
  'requests_total + ignoring(code) errors_total',
  'requests_total * on(host) group_left(code) load',
  'up{host="a"} + on() up{host="b"}',
  'up * on(host, type) up',
  'gone + on() up',
  'up + on() gone',
  'requests_total > on(host) group_left load',
  // numbers and precedence
  '-1 ^ 2',
  '2 ^ 3 ^ 2',
  '-2 ^ 2 * 3',
  '2 ^ -1 * 3',
  '1 + 2 * 3 % 2',
  '-up ^ 2',
  '0x1F + 1e2',
  'Inf - Inf',
  '1 / 0',
  '-1 / 0',
  '0 / 0',
  '5 % 3',
  '-5 % 3',
  '5 % -3',
  '1 - 1 - 1',
  '1 == bool 1 + 1',
  '3 > bool 2 > bool 1',
  'load + load offset 1m',
  'load * load offset 1m + load',
  '-load offset 1m',
  'load - errors_total @ 303',
  '1 + -load',
  'up == 1 and load > 3 or load < 0',
  'NaN == bool NaN',
  '1 ^ NaN',
  '(-1) ^ Inf',
  '2 * (3 + 4)',
  '+up',
  '- - up',
  'up ^ up',
  'rate(errors_total[5m]) + rate(errors_total[5m] offset 1m)',
  // functions
  'clamp(load, 1, 3)',
  'clamp(load, 3, 1)',
  'clamp_min(load, 3)',
  'clamp_max(load, 3)',
  'clamp(load, NaN, 3)',
  'round(load, 0.1)',
  'round(load, 5)',
  'round(-load)',
  'absent(load)',
  'absent(nothing)',
  'absent(nothing{a="b",c=~"d",e!="f"})',
  'absent(nothing{a="b",a="c"})',
  'absent(sum(nothing))',
  'absent(gone)',
  'absent(load > 1e9)',
  'absent_over_time(gone[1m])',
  'absent_over_time(nothing{a="b"}[1m])',
  'time()',
  'vector(time())',
  'scalar(load)',
  'scalar(load{host="a"})',
  'vector(scalar(up{host="a"}))',
  'pi()',
  'timestamp(load)',
  'timestamp(load offset 1m)',
  'timestamp(load + 0)',
  'timestamp(load @ 303)',
  'timestamp(vector(1))',
  'time() - timestamp(load)',
  'sum(timestamp(load))',
  'label_replace(port, "where", "$1", "address", "(.*):.*")',
  'label_replace(port, "where", "${1}-$2", "address", "(.*):(\\\\d+)")',
  'label_replace(port, "host", "", "address", ".*")',
  'label_replace(port, "where", "$x", "address", "(?P<x>[^:]+):.*")',
  'label_replace(port, "where", "$1x", "address", "(.*):.*")',
  'label_replace(port, "where", "x", "nothing", "")',
  'label_replace(port, "address", "same", "host", "(?i)A|b")',
  'label_replace(load, "host", "same", "host", ".*")',
  'label_replace(up{type="www"}, "host", "same", "host", ".*")',
  'label_replace(port, "where", "$$1", "address", "(.*)")',
  'label_join(port, "both", "-", "host", "address")',
  'label_join(port, "both", ",", "host", "nothing", "host")',
  'label_join(port, "host", "")',
  'label_join(up{type="www"}, "host", "")',
  'predict_linear(load[5m], 600)',
  'predict_linear(errors_total[5m], -60)',
  'predict_linear(gone[5m], 60)',
  'sum by (host) (rate(requests_total[2m]))',
  'sum(rate(requests_total{code="500"}[2m])) by (host) / sum(rate(requests_total[2m])) by (host)',
  'rate({__name__=~"errors_total|requests_total",host="a"}[5m])',
  'sum({__name__=~"errors_total|load"}) by (__name__)',
  'count by (__name__) ({host="a"})',
  'abs({__name__=~"up|load",host="a"})',
  '-{__name__=~"up|load"}',
  '{__name__=~"up|load"} + 1',
  '{__name__=~"up|load"} > 1',
  // subqueries
  'max_over_time(load[5m:1m])',
  'avg_over_time(load[5m:])',
  'rate(errors_total[10m:31s])',
  'max_over_time(rate(errors_total[1m])[5m:20s])',
  'sum_over_time((load > 2)[5m:10s])',
  'min_over_time(load[3m:7s] offset 1m)',
  'count_over_time(up[4m:13s] @ 613)',
  'sum_over_time(vector(time())[3m:50s])',
  'max_over_time(max_over_time(load[1m:10s])[5m:33s])',
  'quantile_over_time(0.5, (load + up)[5m:13s])',
  'last_over_time(gone[10m:1m])',
  'sum_over_time(vector(1)[2m:10s])',
  'deriv(sum(load)[5m:10s])',
  'absent_over_time(gone[1m:10s])',
];

/** Never on a reading, nor are the begins of windows: Prometheus 2 counts a reading there, Prometheus 3 does not. */
const TIMES = [3, 17, 333, 607, 913, 1583];

/** Rounding only; what is lost where nearly equal numbers are subtracted is measured against the size of what went in. */
const near = (ours: number, theirs: number) =>
  Object.is(ours, theirs) || Math.abs(ours - theirs) <= 1e-9 * Math.max(Math.abs(theirs), 1e-3);

/** Which two of several series an error names depends on the order in which they are read. */
const gist = (message: string) => message.replace(/match group \{.*?\}/, 'match group').replace(/\[.*\]/, '');

describe.skipIf(!hasPromtool())(
  'beside Prometheus (skipped where its promtool is not installed: Debian package prometheus)',
  () => {
    it('evaluates the same', () => {
      const questions = EXPRESSIONS.flatMap((expression) => TIMES.map((s) => ({ expression, atMs: s * 1000 })));
      const theirs = askPromtool(SERIES, 10_000, questions);
      const source = sourceOf(SERIES.map((one) => writtenSeries(one, 10_000)));
      const different = questions.flatMap(({ expression, atMs }, i) => {
        const where = `${expression} at ${atMs / 1000}`;
        const parsed = parseExpression(expression);
        if (!parsed.ok) return [`${where}: cannot be read: ${parsed.message}`];
        const ours = evaluate(parsed.expression, source, atMs);
        let their = theirs[i] ?? { error: 'no answer' };
        if ('error' in their)
          return !ours.ok && gist(their.error) === gist(ours.message)
            ? []
            : [`${where}: ${ours.ok ? 'evaluated' : ours.message}, not ${their.error}`];
        if (!ours.ok) return [`${where}: refused with ${ours.message}`];
        const found = new Map(ours.values.map(({ labels, value }) => [seriesKey('', labels), value]));
        // Prometheus 3 takes the name off here, as of all arithmetic; Prometheus 2 forgot to.
        if (expression.includes('atan2'))
          their = new Map([...their].map(([key, value]) => [key.replace(/^(load|requests_total)\{/, '{"",'), value]));
        const keys = new Set([...found.keys(), ...their.keys()]);
        return [...keys].flatMap((key) => {
          const [one, other] = [found.get(key), their.get(key)];
          return one !== undefined && other !== undefined && near(one, other) ? [] : [`${where}: ${key} is ${one}, not ${other}`];
        });
      });
      expect(different).toEqual([]);
      expect(theirs.filter((answer) => 'error' in answer || answer.size > 0).length).toBeGreaterThan(questions.length / 2);
    });
  },
);
