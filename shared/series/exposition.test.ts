import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpositionFormat, ScrapedSample } from './exposition';
import { decodePage, formatOf, parseExposition } from './exposition';
import { formatGoFloat, parseGoFloat } from './go-float';
import { emptyLabels, quote } from './series-key';

const TEXT: ExpositionFormat = 'prometheus-text-0.0.4';
const OPEN: ExpositionFormat = 'openmetrics-text-1.0';

function refusal(page: string, format: ExpositionFormat = TEXT, strict = false): string {
  const read = parseExposition(page, format, { strict });
  return read.ok ? 'read' : `${read.line}: ${read.message}`;
}

/** Only here: a page in the plainest form, names quoted where they have to be. */
function printExposition(samples: readonly ScrapedSample[], format: ExpositionFormat): string {
  const line = ({ name, labels, value, timestampMs }: ScrapedSample): string => {
    const isPlain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
    const inside = Object.entries(labels).map(
      ([key, text]) => `${/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key) ? key : quote(key)}=${quote(text)}`,
    );
    const head = isPlain ? `${name}${inside.length > 0 ? `{${inside.join(',')}}` : ''}` : `{${[quote(name), ...inside].join(',')}}`;
    const time = timestampMs === null ? '' : ` ${format === TEXT ? timestampMs : timestampMs / 1000}`;
    return `${head} ${formatGoFloat(value)}${time}\n`;
  };
  return samples.map(line).join('') + (format === OPEN ? '# EOF\n' : '');
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', 'Z', '_', ':', '"', '\\', '\n', '{', '}', ' ', '#', ',', '=', '\0', 'é', '🚀'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});
const name = text.filter((each) => each !== '');
const sample: fc.Arbitrary<ScrapedSample> = fc.record({
  name,
  labels: fc
    .uniqueArray(fc.tuple(fc.oneof(name, fc.constantFrom('__proto__', 'constructor', 'toString')), text), {
      selector: ([key]) => key,
      maxLength: 5,
    })
    .map((pairs) => {
      const labels = emptyLabels();
      for (const [key, value] of pairs) if (key !== '__name__') labels[key] = value;
      return labels;
    }),
  value: fc.double(),
  timestampMs: fc.option(fc.integer({ min: -4e12, max: 4e12 })),
});

describe('any page that is printed', () => {
  for (const format of [TEXT, OPEN]) {
    it(`is read back the same (${format})`, () => {
      fc.assert(
        fc.property(fc.array(sample, { maxLength: 8 }), (samples) => {
          const read = parseExposition(printExposition(samples, format), format);
          expect(read).toMatchObject({ ok: true });
          if (read.ok) expect(read.samples).toEqual(samples);
        }),
        { seed: 20251121, numRuns: 300 },
      );
    });
  }

  it('never throws, and names a line of the page, whatever it is given', () => {
    const piece = fc.constantFrom(
      'a',
      '{',
      '}',
      '"',
      '\\',
      '\n',
      ' ',
      '\t',
      ',',
      '=',
      '# ',
      'TYPE ',
      'HELP ',
      'a_bucket',
      'le="1"',
      '1',
      '-',
      'NaN',
      '# EOF',
      ' # {',
      '{count:1',
      ':',
      '[',
      'histogram',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(TEXT, OPEN), fc.boolean(), (pieces, format, strict) => {
        const page = pieces.join('');
        const read = parseExposition(page, format, { strict });
        if (read.ok) return;
        expect(read.line).toBeLessThanOrEqual(page.split('\n').length);
        expect(read.message).not.toBe('');
      }),
      { seed: 20251121, numRuns: 3000 },
    );
  });

  it('is never taken by checking when scraping refuses it', () => {
    // the two readers of prometheus/common and Prometheus differ in one thing the other way: escaped quotes in help
    const line = fc.constantFrom(
      'a 1',
      'a{b="c"} 1 5',
      '# TYPE a counter',
      '# HELP a \\"x',
      'a_total 1',
      'b{x="1"y="2"} 1',
      'c{,} 1',
      '# TYPE h histogram',
      'h_bucket{le="x"} 1',
      '# c',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const page = lines.map((each) => `${each}\n`).join('');
        if (parseExposition(page, TEXT, { strict: true }).ok) expect(parseExposition(page, TEXT).ok).toBe(true);
      }),
      { seed: 20251121, numRuns: 300 },
    );
  });
});

describe('labels', () => {
  it('are safe whatever they are called', () => {
    const read = parseExposition('a{__proto__="x",constructor="y"} 1\nb 2\n', TEXT);
    if (!read.ok) throw new Error(read.message);
    expect(Object.entries(read.samples[0]?.labels ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(read.samples[1]?.labels['constructor']).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('x');
  });

  it('given twice, or called __name__, are refused in every mode', () => {
    expect(refusal('ok 1\na{b="1",b="2"} 1\n')).toBe('2: the label b is given twice');
    expect(refusal('a{__name__="b"} 1\n')).toBe('1: the label __name__ is reserved');
    expect(refusal('a{__name__="b"} 1\n# EOF\n', OPEN)).toBe('1: the label __name__ is reserved');
  });

  it('le and quantile are canonical where the type says that they are numbers', () => {
    const read = parseExposition(
      '# TYPE h histogram\nh_bucket{le="1000000"} 1\nh_bucket{le="5e-1"} 1\nother_bucket{le="1"} 1\n',
      TEXT,
    );
    if (!read.ok) throw new Error(read.message);
    expect(read.samples.map(({ labels }) => labels['le'])).toEqual(['1e+06', '0.5', '1']);
  });
});

describe('errors', () => {
  it('say the line and what was found there', () => {
    expect(refusal('a 1\n\n# comment\na{b=c} 1\n')).toBe('4: expected a quoted label value, found "c} 1"');
    expect(refusal('<html>\n')).toBe('1: expected a metric name, found "<html>"');
    expect(refusal('a 1 1.5\n')).toBe('1: "1.5" is not a timestamp in whole milliseconds');
    expect(refusal('a 1e999\n')).toBe('1: "1e999" is not a number');
    expect(refusal('a 1\r\n')).toBe('1: "1\\r" is not a number');
    expect(refusal('a 1\n', OPEN)).toBe('1: the page does not end with # EOF');
    expect(refusal('# TYPE a counter\na 1\n# EOF\n', OPEN, true)).toBe(
      '3: a is the name of two metrics, or its samples are not together',
    );
  });

  it('too many samples is one of its own, exactly above the bound', () => {
    const page = 'a 1\nb 2\nc 3\n';
    expect(parseExposition(page, TEXT, { maxSamples: 3 })).toMatchObject({ ok: true });
    expect(parseExposition(page, TEXT, { maxSamples: 2 })).toEqual({
      ok: false,
      problem: 'too many samples',
      line: 3,
      message: 'more than 2 samples on one page',
    });
  });

  it('bytes that are not UTF-8 are one of their own, with their line', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('a{b="é"} 1\na{b="'), 0xff, 34, 125, 32, 49, 10]);
    expect(decodePage(bytes)).toEqual({ ok: false, problem: 'not utf-8', line: 2, message: 'line 2 is not valid UTF-8' });
    expect(decodePage(new TextEncoder().encode('a{b="é🚀"} 1\n'))).toEqual({ ok: true, text: 'a{b="é🚀"} 1\n' });
    expect(decodePage(new Uint8Array([97, 0xe2, 0x82]))).toMatchObject({ ok: false, line: 1 });
  });
});

describe('native histograms', () => {
  const page = (value: string) => `# TYPE h histogram\nh{a="b"} ${value}\n# EOF\n`;

  it('are checked, counted and left out', () => {
    const read = parseExposition(
      page('{count:24,sum:-1e2,schema:0,positive_spans:[0:2,1:2],positive_deltas:[2,1,-3,3],negative_deltas:[]} 12.5'),
      OPEN,
      { strict: true },
    );
    expect(read).toMatchObject({ ok: true, samples: [], nativeHistograms: 1 });
  });

  it.each([
    '{}',
    '{count:1}',
    '{count:1,sum:1,schema:0,count:2}',
    '{count:x,sum:1,schema:0}',
    '{count:1,sum:1,schema:0,positive_spans:[0]}',
    '{count:1,sum:1,schema:0,positive_deltas:[1',
    '{count:1,sum:1,schema:0,other:1}',
  ])('are refused when they are %s', (value) => expect(parseExposition(page(value), OPEN).ok).toBe(false));
});

describe('OpenMetrics rules beyond the suite', () => {
  it.each([
    ['# TYPE a counter\na_total 1\nb 1\na_total{x="1"} 2\n# EOF\n', 'interleaved families'],
    ['# TYPE a histogram\na_bucket{le="+Inf"} 1 1\na_count 1 2\na_sum 1 2\n# EOF\n', 'a histogram spread over two times'],
    ['# TYPE a gauge\na{x="1"} 1\na{x="2"} 1\na{x="1"} 1\n# EOF\n', 'a set of labels that comes back'],
    [
      '# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="1.0"} 1\na_bucket{le="+Inf"} 1\n# EOF\n',
      'a bound given in two spellings',
    ],
  ])('%j is refused: %s', (page) => {
    expect(parseExposition(page, OPEN, { strict: true }).ok).toBe(false);
    expect(parseExposition(page, OPEN).ok).toBe(true);
  });
});

describe('content negotiation', () => {
  it.each([
    ['text/plain; version=0.0.4; charset=utf-8', TEXT],
    ['text/plain', TEXT],
    ['Text/Plain;version=1.0.0;escaping=allow-utf-8', TEXT],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', OPEN],
    ['application/openmetrics-text; version="0.0.1"', OPEN],
    ['application/openmetrics-text', OPEN],
    ['application/openmetrics-text; version=2.0.0', null],
    ['application/vnd.google.protobuf', null],
    ['text/html', null],
    ['text/plainly', null],
    ['', null],
    [null, null],
  ])('%j asks for %j', (contentType, format) => expect(formatOf(contentType)).toBe(format));
});

describe('numbers', () => {
  it('are read by the rules of Go', () => {
    expect(['1', '+1.5', '.5', '1.', '08', '1e3', '1E+3', 'Inf', '+inf', '-INF', 'infinity'].map(parseGoFloat)).toEqual([
      1,
      1.5,
      0.5,
      1,
      8,
      1000,
      1000,
      Infinity,
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect(parseGoFloat('nAn')).toBeNaN();
    expect(
      ['', ' 1', '1 ', '1_2', '0x1', '0b1', '0o1', 'true', '1e', '.', '-', '--1', '1e400', '１', 'Infinityx', '+nan'].map(
        parseGoFloat,
      ),
    ).toEqual(Array(16).fill(null));
  });

  it('are written canonically and read back the same', () => {
    const values = [
      0,
      1,
      -1,
      0.25,
      99999,
      100000,
      123456.5,
      1e6,
      1234567,
      1e21,
      0.0001,
      0.00001,
      1.55555555555552e6,
      1e23,
      Infinity,
    ];
    const written = [
      '0.0',
      '1.0',
      '-1.0',
      '0.25',
      '99999.0',
      '100000.0',
      '123456.5',
      '1e+06',
      '1.234567e+06',
      '1e+21',
      '0.0001',
      '1e-05',
      '1.55555555555552e+06',
      '1e+23',
      '+Inf',
    ];
    expect(values.map(formatGoFloat)).toEqual(written);
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseGoFloat(formatGoFloat(value))).toBe(value);
      }),
      { seed: 20251121 },
    );
  });
});

describe('a large page', () => {
  it('is read in time proportional to its length', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => `http_requests_total{host="www-${i}",path="/a/b/c",code="200"} ${i}\n`).join('');
    const took = (page: string, format: ExpositionFormat) => {
      const from = performance.now();
      expect(parseExposition(page, format)).toMatchObject({ ok: true });
      return performance.now() - from;
    };
    took(lines(1000), TEXT);
    // 9 MB take about 0.2 s; the bound only tells linear from quadratic
    expect(took(lines(150_000), TEXT)).toBeLessThan(5000);
    expect(took(`${lines(150_000)}# EOF\n`, OPEN)).toBeLessThan(5000);
    expect(took(`a{b="${'\\"'.repeat(2_000_000)}"} 1\n`, TEXT)).toBeLessThan(5000);
    expect(took(`a${' '.repeat(4_000_000)}1\n`, TEXT)).toBeLessThan(5000);
  });
});
