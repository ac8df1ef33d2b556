import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluateOptions, Expression, SeriesSource } from './expression';
import { countOf, evaluate, parseExpression, selectorsOf, seriesData, seriesKey } from './expression';
import type { SeriesData } from './expression';

function read(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.expression;
}

function refusal(text: string): string {
  const parsed = parseExpression(text);
  return parsed.ok ? 'read' : `${parsed.at.line}:${parsed.at.column} ${JSON.stringify(parsed.at.text)} ${parsed.message}`;
}

const series = (name: string, labels: Record<string, string>, values: readonly number[], stepMs = 10_000): SeriesData =>
  seriesData(
    { ...labels, __name__: name },
    values.map((v, i) => ({ t: i * stepMs, v })),
  );
const sourceOf = (all: readonly SeriesData[]): SeriesSource => ({
  select: (selector) => all.filter(({ labels }) => selector.matches(labels)),
});

function valuesOf(text: string, all: readonly SeriesData[], atMs: number, options?: EvaluateOptions) {
  const evaluated = evaluate(read(text), sourceOf(all), atMs, options);
  if (!evaluated.ok) throw new Error(`${text}: ${evaluated.message}`);
  return evaluated.values;
}

/** Results as `key value`, in their order. */
const results = (text: string, all: readonly SeriesData[], atMs: number, options?: EvaluateOptions): string[] =>
  valuesOf(text, all, atMs, options).map(({ labels, value }) => `${seriesKey('', labels)} ${value}`);

const FLEET = [
  series('up', { host: 'a', type: 'www' }, [1, 1, 1, 1]),
  series('up', { host: 'b', type: 'www' }, [1, 1, 0, 0]),
  series('up', { host: 'c', type: 'chat' }, [4, 4, 4, 4]),
  series('errors_total', { host: 'a', type: 'www' }, [0, 10, 20, 30]),
  series('errors_total', { host: 'b', type: 'www' }, [0, 20, 40, 60]),
  series('requests_total', { host: 'a', type: 'www' }, [0, 100, 200, 300]),
  series('requests_total', { host: 'b', type: 'www' }, [0, 100, 200, 300]),
];

describe('selectors', () => {
  const hosts = (text: string) => valuesOf(text, FLEET, 30_000).map(({ labels }) => labels['host']);

  it('match whole label values', () => {
    expect(hosts('up')).toEqual(['a', 'b', 'c']);
    expect(hosts('up{host="a"}')).toEqual(['a']);
    expect(hosts("up{host!='a', type=`www`}")).toEqual(['b']);
    expect(hosts('up{type=~"w"}')).toEqual([]);
    expect(hosts('up{type=~"w.*|x"}')).toEqual(['a', 'b']);
    expect(hosts('up{type!~"www|x"}')).toEqual(['c']);
    expect(hosts('up{type=~"(?i)WWW"}')).toEqual(['a', 'b']);
    expect(hosts('{__name__="up", "host"="a"}')).toEqual(['a']);
    expect(hosts('{"up", host="a"}')).toEqual(['a']);
  });

  it('take a missing label as empty, whatever objects are made of', () => {
    expect(hosts('up{none=""}')).toHaveLength(3);
    expect(hosts('up{constructor=""}')).toHaveLength(3);
    expect(hosts('up{none!=""}')).toEqual([]);
    expect(hosts('up{none=~".*"}')).toHaveLength(3);
    expect(hosts('up{none=~".+"}')).toEqual([]);
  });

  it('keep the name, look back five minutes less an instant, and not past a mark of absence', () => {
    const once = [series('m', {}, [7])];
    expect(results('m', once, 299_999)).toEqual(['m 7']);
    expect(results('m', once, 300_000)).toEqual([]);
    expect(results('m', once, 20_000, { lookbackMs: 20_000 })).toEqual([]);
    expect(results('m offset 1m', once, 60_000)).toEqual(['m 7']);
    const gone = seriesData({ __name__: 'm' }, [
      { t: 0, v: 7 },
      { t: 10_000, v: NaN, stale: true },
    ]);
    expect(results('m', [gone], 9999)).toEqual(['m 7']);
    expect(results('m', [gone], 10_000)).toEqual([]);
  });
});

describe('functions over a range', () => {
  it('give a value per series, without the name', () => {
    expect(results('rate(errors_total[20s])', FLEET, 30_000)).toEqual(['{"",host="a",type="www"} 1', '{"",host="b",type="www"} 2']);
    expect(results('increase(errors_total{host="b"}[20s])', FLEET, 30_000)).toEqual(['{"",host="b",type="www"} 40']);
    expect(results('irate(errors_total{host="b"}[1m])', FLEET, 30_000)).toEqual(['{"",host="b",type="www"} 2']);
    expect(results('delta(up{host="b"}[40s])', FLEET, 30_000)).toEqual([`{"",host="b",type="www"} ${-1 * (40 / 30)}`]);
  });

  it('never span a switch', () => {
    const restarted = [series('n', {}, [1000, 1010, 1020, 0, 5, 10])];
    // whole window: 20 before and 10 after; from the switch on only the 10 of 20 s
    expect(results('rate(n[1m])', restarted, 50_000, { notBefore: 30_000 })).toEqual(['{""} 0.5']);
    expect(results('increase(n[1m])', restarted, 50_000, { notBefore: 30_000 })).toEqual(['{""} 10']);
    expect(results('resets(n[1m])', restarted, 50_000, { notBefore: 30_000 })).toEqual(['{""} 0']);
    expect(results('resets(n[1m])', restarted, 50_000)).toEqual(['{""} 1']);
    expect(results('rate(n[1m])', restarted, 50_000, { notBefore: 45_000 })).toEqual([]);
    expect(results('n', restarted, 55_000, { notBefore: 50_000 })).toEqual(['n 10']);
    expect(results('n', restarted, 55_000, { notBefore: 50_001 })).toEqual([]);
    // a switch before the window changes nothing
    expect(results('rate(n[20s])', restarted, 50_000, { notBefore: 10_000 })).toEqual(results('rate(n[20s])', restarted, 50_000));
  });
});

describe('aggregations', () => {
  it('group by labels, or without them', () => {
    expect(results('sum(up)', FLEET, 30_000)).toEqual(['{""} 5']);
    expect(results('sum by (type) (up)', FLEET, 30_000)).toEqual(['{"",type="www"} 1', '{"",type="chat"} 4']);
    expect(results('avg(up) by (type)', FLEET, 30_000)).toEqual(['{"",type="www"} 0.5', '{"",type="chat"} 4']);
    expect(results('max without (host) (up)', FLEET, 30_000)).toEqual(['{"",type="www"} 1', '{"",type="chat"} 4']);
    expect(results('min by (type, host) (up{host="b"})', FLEET, 30_000)).toEqual(['{"",host="b",type="www"} 0']);
    expect(results('count by (nothing) (up)', FLEET, 30_000)).toEqual(['{""} 3']);
    expect(results('sum(up{host="z"})', FLEET, 30_000)).toEqual([]);
  });

  it('sum without losing what rounding takes, and pass over NaN for the extremes', () => {
    const hard = [series('x', { i: '1' }, [1e100]), series('x', { i: '2' }, [1]), series('x', { i: '3' }, [-1e100])];
    expect(results('sum(x)', hard, 0)).toEqual(['{""} 1']);
    const some = [series('x', { i: '1' }, [NaN]), series('x', { i: '2' }, [3]), series('x', { i: '3' }, [2])];
    expect(results('max(x) - min(x)', some, 0)).toEqual(['{""} 1']);
    expect(results('sum(x)', [series('x', { i: '1' }, [Infinity]), series('x', { i: '2' }, [1])], 0)).toEqual(['{""} Infinity']);
  });
});

describe('arithmetic', () => {
  it('works between series and numbers with the usual precedence', () => {
    expect(results('1 + 2 * 3 - 4 / 2', [], 0)).toEqual(['{""} 5']);
    expect(results('-(1 + 2)', [], 0)).toEqual(['{""} -3']);
    expect(results('100 * up{host="c"}', FLEET, 30_000)).toEqual(['{"",host="c",type="chat"} 400']);
    expect(results('8 / up{host="c"} - 1', FLEET, 30_000)).toEqual(['{"",host="c",type="chat"} 1']);
    expect(results('0x10 + 5m', [], 0)).toEqual(['{""} 316']);
  });

  it('joins series with the same labels, and leaves out what has no partner', () => {
    const ratio = 'rate(errors_total[20s]) / rate(requests_total[20s])';
    expect(results(ratio, FLEET, 30_000)).toEqual(['{"",host="a",type="www"} 0.1', '{"",host="b",type="www"} 0.2']);
    expect(results('sum(rate(errors_total[20s])) / sum(rate(requests_total[20s]))', FLEET, 30_000)).toEqual(['{""} 0.15']);
    expect(results('errors_total / up', FLEET, 30_000)).toEqual([
      '{"",host="a",type="www"} 30',
      '{"",host="b",type="www"} Infinity',
    ]);
    expect(results('up{host="a"} + sum(up)', FLEET, 30_000)).toEqual([]);
  });
});

describe('errors', () => {
  it('say where, what is there, and what is wrong', () => {
    expect(refusal('')).toBe('1:1 "" an expression is needed');
    expect(refusal('rate(x[5m]')).toBe('1:11 "" the expression ends too early');
    expect(refusal('sum(\n  x{a=}\n)')).toBe('2:7 "}" "}" is not expected here');
    expect(refusal('x[5m]')).toBe('1:1 "x[5m]" a range needs a function around it, such as rate()');
    expect(refusal('rate(x)')).toBe('1:6 "x" a selector with a range, such as http_requests_total[5m] is needed here');
    expect(refusal('1 + double_exponential_smoothing(x[5m], 1, 1)')).toBe(
      '1:5 "double_exponential_smoothing" the function double_exponential_smoothing is not supported',
    );
    expect(refusal('1 + frate(x)')).toBe('1:5 "frate" the function frate is not known');
    expect(refusal('count_values("v", x)')).toMatch(
      /^1:1 "count_values" the aggregation count_values is not supported, only sum, /,
    );
    expect(refusal('{host=~".*"}')).toBe(
      '1:1 "{host=~\\".*\\"}" a selector needs a name or a matcher that does not take the empty string',
    );
    expect(refusal('rate(x[0s])')).toContain('a duration has to be more than zero');
    expect(refusal('sum(5)')).toContain('needs series');
    expect(refusal('"text"')).toContain('a string has no value over time');
    expect(refusal(`${'('.repeat(200)}x${')'.repeat(200)}`)).toContain('nested too deeply');
    expect(refusal(`${'('.repeat(50_000)}x`)).not.toBe('read');
  });

  it('never throws, and points into the text', () => {
    const piece = fc.constantFrom(
      'sum',
      '(',
      ')',
      'rate',
      'x',
      '[5m]',
      '[',
      '{a="b"}',
      '{',
      '+',
      '/',
      '-',
      ' ',
      '\n',
      '1',
      'by',
      '"',
      '5m',
      'offset',
      '#',
      '@',
      '=~',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const parsed = parseExpression(text);
        if (parsed.ok) return void evaluate(parsed.expression, sourceOf([]), 0);
        const line = text.split('\n')[parsed.at.line - 1];
        expect(line).toBeDefined();
        expect(parsed.at.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
        expect(
          text
            .split('\n')
            .slice(parsed.at.line - 1)
            .join('\n')
            .slice(parsed.at.column - 1),
        ).toSatisfy((rest: string) => rest.startsWith(parsed.at.text));
      }),
      { seed: 20251121, numRuns: 2000 },
    );
  });
});

describe('what an expression needs', () => {
  it('is each selector once, with its longest range', () => {
    const needed = selectorsOf(
      read('rate(a{x="1",y="2"}[1m]) / rate(a{y="2",x="1"}[10m] offset 5m) + sum(b) * 2 - increase(b[1h30m])'),
    );
    expect(needed.map(({ name, rangeMs }) => [name, rangeMs])).toEqual([
      ['a', 900_000],
      ['b', 5_400_000],
    ]);
    expect(needed[0]?.matches({ __name__: 'a', x: '1', y: '2' })).toBe(true);
    expect(selectorsOf(read('b'), 60_000).map(({ rangeMs }) => rangeMs)).toEqual([60_000]);
    expect(selectorsOf(read('1'))).toEqual([]);
  });

  it('is a counter when it is a rate, an increase, a sum of one, or bare', () => {
    expect(countOf(read('rate(a[1m])'))).toMatchObject({ selector: { name: 'a' }, rangeMs: 60_000, perRange: false });
    expect(countOf(read('sum by (type) ((increase(a[90])))'))).toMatchObject({
      selector: { name: 'a' },
      rangeMs: 90_000,
      perRange: true,
    });
    expect(countOf(read('sum(a{x="1"})'))).toMatchObject({ selector: { name: 'a' }, rangeMs: null });
    for (const text of [
      'irate(a[1m])',
      'avg(rate(a[1m]))',
      'rate(a[1m]) * 60',
      'rate(a[1m]) / rate(b[1m])',
      'rate(a[1m] offset 1m)',
      'a offset 1m',
      '5',
    ]) {
      expect(countOf(read(text))).toBeNull();
    }
  });
});
