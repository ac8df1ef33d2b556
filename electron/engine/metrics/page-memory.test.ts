import { array, assert, boolean, constantFrom, double, integer, oneof, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { parseExposition } from '../../../shared/series/exposition';
import { PageMemory } from './page-memory';

const values = oneof(
  double().map(String),
  integer().map(String),
  integer({ min: -1e6, max: 1e6 }).map((cents) => (cents / 1000).toFixed(3)),
  constantFrom('NaN', '+Inf', '-Inf', '-0', '.5', '5.', '1e3', '0x1', 'x', '', '1 5', '1\t', '-'),
);
const starts = constantFrom('a', 'a{b="c d 5"}', 'b{x="#"} ', '# HELP a x 5\n# TYPE a counter\na', '\nlonger_name', ' a\t', '# 5');

it('reads from a page that looks as before what reading all of it gives', () => {
  let remembered = 0;
  assert(
    property(array(tuple(starts, values, values, boolean()), { minLength: 1, maxLength: 8 }), (lines) => {
      const memory = new PageMemory();
      const pages = [0, 1].map((turn) =>
        lines.map(([start, first, second, changes]) => `${start} ${turn === 1 && changes ? second : first}\n`).join(''),
      );
      const [before, after] = pages.map((text) => parseExposition(text, 'prometheus-text-0.0.4'));
      if (!before?.ok) return;
      memory.note(pages[0]!, before.samples);
      const read = memory.valuesOf(pages[1]!);
      if (read === null) return;
      remembered += 1;
      expect(after).toMatchObject({ ok: true });
      if (after?.ok) expect([...read]).toEqual(after.samples.map(({ value }) => value));
    }),
    { numRuns: 5000 },
  );
  expect(remembered).toBeGreaterThan(300);
});

it('does not take another page for the one it knows', () => {
  const memory = new PageMemory();
  const note = (text: string) => {
    const parsed = parseExposition(text, 'prometheus-text-0.0.4');
    memory.note(text, parsed.ok ? parsed.samples : []);
  };
  note('a{b="1"} 1\nc 2\n');
  expect([...memory.valuesOf('a{b="1"} 10\nc 20.5\n')!]).toEqual([10, 20.5]);
  for (const other of ['a{b="2"} 1\nc 2\n', 'a{b="1"} 1\n', 'a{b="1"} 1\nc 2\nd 3\n', 'a{b="1"} 1\nc 2', 'a{b="1"} 1 5\nc 2\n', ''])
    expect(memory.valuesOf(other)).toBeNull();
  note('a 1 1000\n');
  expect(memory.valuesOf('a 1 1000\n')).toBeNull();
});
