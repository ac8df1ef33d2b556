import { array, assert, boolean, constantFrom, double, integer, oneof, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../shared/series/exposition';
import { PageReader } from './page-reader';

const text = 'prometheus-text-0.0.4';
const read = (reader: PageReader, page: string) => reader.read(Buffer.from(page), text, 1000);
const values = oneof(
  double().map(String),
  integer().map(String),
  integer({ min: -1e6, max: 1e6 }).map((cents) => (cents / 1000).toFixed(3)),
  constantFrom('NaN', '+Inf', '-Inf', '-0', '.5', '5.', '1e3', '0x1', 'x', '', '1 5', '1\t', '-'),
);
const starts = constantFrom(
  'a',
  'a{b="c d 5"}',
  'b{x="#"} ',
  'c{x="ü€"}',
  '# HELP a x 5\n# TYPE a counter\na',
  '\nlonger_name',
  ' a\t',
  '# 5',
);

describe('a reader of pages', () => {
  it('reads from each page what reading all of it gives, whatever the page before was', () => {
    let remembered = 0;
    assert(
      property(array(tuple(starts, values, values, boolean()), { minLength: 1, maxLength: 8 }), (lines) => {
        const reader = new PageReader();
        let before: unknown = null;
        for (const turn of [0, 1, 1, 0]) {
          const page = lines
            .map(([start, first, second, changes]) => `${start} ${turn === 1 && changes ? second : first}\n`)
            .join('');
          const whole = parseExposition(page, text);
          const told = read(reader, page);
          expect(told.ok).toBe(whole.ok);
          if (!told.ok || !whole.ok) continue;
          expect([...told.values]).toEqual(whole.samples.map(({ value }) => value));
          const of = (samples: typeof whole.samples) => samples.map(({ name, labels }) => ({ name, labels: { ...labels } }));
          expect(of([...told.shape.content().samples])).toEqual(of(whole.samples));
          expect(told.shape.content().families).toEqual(whole.families);
          if (told.shape === before) remembered += 1;
          before = told.shape;
        }
      }),
      { numRuns: 3000 },
    );
    expect(remembered).toBeGreaterThan(1000);
  });

  it('knows a page again when nothing but values has changed', () => {
    const reader = new PageReader();
    const first = read(reader, '# TYPE a gauge\na{b="1"} 1\nc 2\n');
    const second = read(reader, '# TYPE a gauge\na{b="1"} 10\nc -20.5\n');
    expect(second).toMatchObject({ ok: true, values: Float64Array.of(10, -20.5) });
    if (first.ok && second.ok) expect(second.shape).toBe(first.shape);
  });

  it('takes no other page for the one it knows', () => {
    for (const other of [
      'a{b="2"} 1\nc 2\n',
      'a{b="1"} 1\n',
      'a{b="1"} 1\nc 2\nd 3\n',
      'a{b="1"} 1\nc 2',
      'a{b="1"} 1 5\nc 2\n',
      '',
      '# c\na{b="1"} 1\nc 2\n',
    ]) {
      const reader = new PageReader();
      const first = read(reader, 'a{b="1"} 1\nc 2\n');
      const second = read(reader, other);
      if (first.ok && second.ok) expect(second.shape).not.toBe(first.shape);
      const whole = parseExposition(other, text);
      expect(second.ok && second.shape.size).toBe(whole.ok && whole.samples.length);
    }
  });

  it('reads pages with times of their own whole', () => {
    const reader = new PageReader();
    const first = read(reader, 'a 1 1000\n');
    const second = read(reader, 'a 1 2000\n');
    if (first.ok && second.ok) expect(second.shape).not.toBe(first.shape);
    expect(second).toMatchObject({ ok: true, values: Float64Array.of(1) });
  });

  it('says what is wrong with a page, and reads the next one', () => {
    const reader = new PageReader();
    read(reader, 'a 1\n');
    expect(read(reader, 'a x\n')).toMatchObject({ ok: false, line: 1 });
    expect(read(reader, 'a 2\n')).toMatchObject({ ok: true, values: Float64Array.of(2) });
    expect(reader.read(Buffer.from([0xff, 0x0a]), text, 10)).toMatchObject({ ok: false, line: null });
    expect(reader.read(Buffer.from('a 1\nb 2\n'), text, 1).ok).toBe(false);
  });
});
