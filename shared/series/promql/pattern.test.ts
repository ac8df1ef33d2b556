import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRegex, createPattern } from './pattern';

const refusal = (pattern: string): string => {
  try {
    createPattern(pattern);
    return 'read';
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error;
    return error.message;
  }
};

describe('a pattern', () => {
  it.each([
    ['', [''], ['a']],
    ['a', ['a'], ['', 'ab', 'ba']],
    ['a|b', ['a', 'b'], ['ab', '|']],
    ['a|', ['a', ''], ['b']],
    ['.*', ['', 'a\nb', 'é😀'], []],
    ['.', ['😀', '\n'], ['', 'ab']],
    ['.+', ['a'], ['']],
    ['(?-s).', ['a'], ['\n']],
    ['a?b{2}c{1,2}d{0,}', ['bbc', 'abbccddd'], ['abc', 'bbccc']],
    ['a{,2}', ['a{,2}'], ['aa']],
    ['[a-c]+[^a-c]', ['abcd'], ['abc', 'd']],
    ['[]a]', [']', 'a'], ['[']],
    ['[^]a]', ['b'], [']']],
    ['[a\\]-]+', ['a]-'], ['b']],
    ['[[:digit:]x]+', ['1x2'], ['y']],
    ['[[:^alpha:]]', ['1'], ['a']],
    ['\\d+\\.\\w\\s\\D\\W\\S', ['12.a x-y'], ['12xa x-y']],
    ['\\x41\\x{1F600}\\t\\101?', [], ['A']],
    ['\\Qa.b\\E.', ['a.bc'], ['axbc']],
    ['(?i)aB|c', ['Ab', 'C'], ['x']],
    ['(?i:a)B', ['AB', 'aB'], ['ab']],
    ['(?i)É', ['é', 'É'], ['e']],
    ['a(?i)b', ['aB'], ['AB']],
    ['^a$', ['a'], ['ba']],
    ['\\Aa\\z|\\bb\\b', ['a', 'b'], ['ab']],
    ['a\\b b', ['a b'], ['ab']],
    ['(?m)a$.^b', ['a\nb'], ['a b']],
    ['(a|ab)(c|bcd)(d*)', ['abcd', 'acd', 'abcdd'], ['abd']],
    ['(?:www|chat)-\\d+', ['www-12'], ['ftp-1']],
    ['(?P<x>a)(?<y>b)', ['ab'], ['a']],
    ['(a*)*b', ['aab', 'b'], ['aa']],
    ['(a|aa)+', ['aaaa'], ['', 'ab']],
  ] as const)('%s', (pattern, matching, others) => {
    if (pattern.includes('\\101')) {
      expect(refusal(pattern)).toBe('references to groups are not supported');
      return;
    }
    const compiled = createPattern(pattern);
    for (const text of matching) expect(`${text} ${compiled.matches(text)}`).toBe(`${text} true`);
    for (const text of others) expect(`${text} ${compiled.matches(text)}`).toBe(`${text} false`);
  });

  it.each([
    ['(', 'a closing parenthesis is missing'],
    [')', 'an opening parenthesis is missing'],
    ['[a', 'a closing bracket is missing'],
    ['*a', 'there is nothing that * could repeat'],
    ['a**', 'a repetition of a repetition'],
    ['a{2}{3}', 'a repetition of a repetition'],
    ['a{2,1}', '{2,1} is no number of repetitions'],
    ['a{1001}', '{1001} is no number of repetitions'],
    ['(a{1000}){1000}', 'the pattern is too large'],
    ['(?=a)', 'looking ahead or behind is not supported'],
    ['(?<!a)', 'looking ahead or behind is not supported'],
    ['(a)\\1', 'references to groups are not supported'],
    ['\\pL', 'Unicode classes are not supported'],
    ['\\y', 'the escape \\y is not known'],
    ['a\\', 'the pattern ends with a backslash'],
    ['[z-a]', 'a bad range in brackets'],
    ['[[:nope:]]', '[:nope:] is not known'],
    ['(?x)a', '(?x is not known'],
    ['(?P<a>b)(?P<a>c)', 'a bad name of a group'],
    ['('.repeat(200), 'the pattern is nested too deeply'],
    ['a'.repeat(1001), 'the pattern is longer than 1000 characters'],
  ])('%s is refused', (pattern, message) => {
    expect(refusal(pattern)).toBe(message);
  });

  it('takes the same time whatever it is given: where others backtrack it steps once a character', () => {
    const text = `${'a'.repeat(3000)}!`;
    for (const pattern of ['(a+)+', '(a|aa)+', '(a*)*', '.*.*.*.*.*.*.*.*b', '(?:a?){30}a{30}', '((a{1,9})*)*', '(.*a){10}'])
      expect(createPattern(pattern).matches(text)).toBe(false);
  });

  it('fills in its groups', () => {
    const expand = (pattern: string, text: string, template: string) => createPattern(pattern).expand(text, template);
    expect(expand('(.*):(\\d+)', 'host:80', '$2-$1')).toBe('80-host');
    expect(expand('(?P<h>.*):.*', 'host:80', '${h}!$h')).toBe('host!host');
    expect(expand('(.*):.*', 'host:80', '$1x')).toBe('');
    expect(expand('(.*):.*', 'host:80', '${1}x $$1 $0 $9 $')).toBe('hostx $1 host:80  $');
    expect(expand('(a)|(b)', 'b', '[$1|$2]')).toBe('[|b]');
    expect(expand('(a*)(a*)', 'aa', '$1,$2')).toBe('aa,');
    expect(expand('(a*?)(a*)', 'aa', '$1,$2')).toBe(',aa');
    expect(expand('(a|ab)(c|bcd)', 'abcd', '$1,$2')).toBe('a,bcd');
    expect(expand('(😀)(.)', '😀x', '$2')).toBe('x');
    expect(expand('x', 'y', '$0')).toBeNull();
  });

  it('agrees with JavaScript on what both have', () => {
    const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '(a|b)', '(?:ab|c)', '(a)', '\\w', '^', '$', '\\b', '');
    const times = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{2}', '{0,2}');
    const part = fc.tuple(atom, times).map(([one, repeat]) => (/^(|\^|\$|\\b)$/.test(one) ? one : one + repeat));
    const pattern = fc
      .array(fc.oneof({ arbitrary: part, weight: 5 }, fc.constant('|')), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 8 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(pattern, text, (written, value) => {
        const theirs = new RegExp(`^(?:${written})$`, 's').exec(value);
        const ours = createPattern(written);
        expect(ours.matches(value)).toBe(theirs !== null);
        expect(ours.expand(value, '$0')).toBe(theirs?.[0] ?? null);
      }),
      { seed: 20251121, numRuns: 3000 },
    );
  });

  it('never fails otherwise than by refusing', () => {
    const piece = fc.constantFrom(
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '*',
      '+',
      '?',
      '|',
      '\\',
      '^',
      '-',
      ':',
      '<',
      'P',
      '1',
      ',',
      'Q',
      'E',
      'x',
      '.',
      '=',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const pattern = pieces.join('');
        if (refusal(pattern) === 'read') createPattern(pattern).matches('a1-😀');
      }),
      { seed: 20251121, numRuns: 5000 },
    );
  });
});
