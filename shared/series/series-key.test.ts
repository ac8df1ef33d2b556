import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition } from './exposition';
import { emptyLabels, labelOf, seriesKey } from './series-key';

const labels = fc
  .uniqueArray(
    fc.tuple(
      fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '"', '\\', '\n', ',', '=', '{', '}') }),
      fc.string({ minLength: 1 }),
    ),
    { selector: ([key]) => key, maxLength: 4 },
  )
  .map((pairs) => pairs.filter(([key]) => key !== '__name__'));
const from = (pairs: readonly (readonly [string, string])[]) => Object.assign(emptyLabels(), Object.fromEntries(pairs));

describe('the key of a series', () => {
  it('reads like its line', () => {
    expect(seriesKey('up', {})).toBe('up');
    expect(seriesKey('up', { b: '2', a: '1"\\\n', none: '' })).toBe('up{a="1\\"\\\\\\n",b="2"}');
    expect(seriesKey('http.status', { 'x.y': '1' })).toBe('{"http.status","x.y"="1"}');
    expect(seriesKey('', { __name__: 'up', a: '1' })).toBe('up{a="1"}');
  });

  it('is the same in any order, and says everything: a page made of it holds the same series', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), labels, (name, pairs) => {
        const key = seriesKey(name, from(pairs));
        expect(seriesKey(name, from([...pairs].reverse()))).toBe(key);
        const read = parseExposition(`${key} 1\n`, 'prometheus-text-0.0.4');
        if (!read.ok) throw new Error(`${key}: ${read.message}`);
        expect(read.samples).toEqual([{ name, labels: from(pairs), value: 1, timestampMs: null }]);
      }),
      { seed: 20251121, numRuns: 500 },
    );
  });

  it('does not take inherited properties for labels', () => {
    expect(labelOf({}, 'constructor')).toBe('');
    expect(labelOf({ a: '1' }, 'a')).toBe('1');
  });
});
