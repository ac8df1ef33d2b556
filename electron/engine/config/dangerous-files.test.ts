import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigFault } from '../../../shared/contract/state';
import { EXAMPLE, faultsOf, SMALL } from './fixtures';

describe('a dangerous file', () => {
  const quick = (text: string): readonly ConfigFault[] => {
    const begun = performance.now();
    const faults = faultsOf(text);
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(100);
    return faults;
  };

  it('of 5 MB is not parsed', () => {
    expect(quick(`${SMALL}#${'x'.repeat(5 * 1024 * 1024)}`)).toMatchObject(
      [{ line: 1, column: 1, message: 'the file is too large: 5.0 MiB', hint: /^at most 1 MiB/ }].map((fault) => ({
        ...fault,
        hint: expect.stringMatching(fault.hint) as unknown,
      })),
    );
  });

  it('full of aliases is cut off', () => {
    const bomb = [
      'a0: &a0 [ x, x, x, x, x, x, x, x, x, x ]',
      ...Array.from(
        { length: 12 },
        (_, index) =>
          `a${String(index + 1)}: &a${String(index + 1)} [ ${Array.from({ length: 10 }, () => `*a${String(index)}`).join(', ')} ]`,
      ),
    ];
    expect(quick(bomb.join('\n'))).toMatchObject([{ message: 'the file holds too many values' }]);
    const merges = [
      'b0: &b0 { x: 1 }',
      ...Array.from(
        { length: 20 },
        (_, index) =>
          `b${String(index + 1)}: &b${String(index + 1)} { <<: [ ${Array.from({ length: 10 }, () => `*b${String(index)}`).join(', ')} ] }`,
      ),
    ];
    quick(merges.join('\n'));
  });

  it.each([
    ['a list', 'a: &a [ *a ]'],
    ['a group', 'a: &a { b: *a }'],
    ['a merge', 'a: &a { <<: *a }'],
    ['a merged list', 'a: &a\n  - x\nb: { <<: &l [ *l ] }'],
  ])('with %s that holds itself ends', (_, text) => {
    quick(text);
  });

  it.each([
    ['brackets', '['.repeat(300_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(200_000)],
    ['levels', Array.from({ length: 400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['keys', Array.from({ length: 80_000 }, (_, index) => `k${String(index)}: 1`).join('\n')],
    ['hosts', SMALL.replace('www2', 'www2, "x[1-9999]", "y[1-9999]", "z[1-99999999]"')],
    ['a long line', `name: ${'x'.repeat(900_000)}`],
    ['a long key', `${'x'.repeat(900_000)}: 1`],
    ['quotes', '"'.repeat(100_001)],
    ['half a character', 'name: \ud800'],
  ])('of many %s is refused', (_, text) => {
    quick(text);
  });

  it('never throws, and every fault lies in the file', () => {
    const soup = fc.array(
      fc.constantFrom(
        ...EXAMPLE.split(/(\s+|[:{}[\],"])/),
        '&a',
        '*a',
        '<<',
        '- ',
        '\n',
        '!!x',
        '\u0007',
        '\u{1f680}',
        '~',
        '|',
        '>',
        '?',
      ),
      { maxLength: 60 },
    );
    const lines = EXAMPLE.split('\n');
    const damaged = fc
      .tuple(fc.nat(lines.length - 1), fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(40))
      .map(([index, put, column]) => {
        const each = lines[index] ?? '';
        return lines.with(index, each.slice(0, column) + put + each.slice(column + put.length)).join('\n');
      });
    fc.assert(
      fc.property(
        fc.oneof(
          soup.map((parts) => parts.join('')),
          damaged,
        ),
        (text) => {
          const rows = text.split('\n');
          for (const fault of faultsOf(text)) {
            expect(fault.line).toBeGreaterThanOrEqual(1);
            expect(fault.line).toBeLessThanOrEqual(rows.length);
            expect(fault.column).toBeGreaterThanOrEqual(1);
            expect(fault.column).toBeLessThanOrEqual((rows[fault.line - 1] ?? '').length + 1);
            expect(fault.message).not.toBe('');
            expect(fault.hint).not.toBe('');
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});
