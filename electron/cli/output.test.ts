import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plain, print, printJson, table } from './output';

const said: string[] = [];
vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
  said.push(String(text));
  return true;
});
afterEach(() => void said.splice(0));

/** What could steer a terminal, or make a line look like another. */
const steers = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('plain', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;owned\u0007title', 'title'],
    ['\u009b31mred', 'red'],
    ['one\ntwo\r\nthree', 'one two  three'],
    ['tab\tbell\u0007null\u0000', 'tab bell null '],
    ['line\u2028separator', 'line separator'],
    ['abc\u202Etxt.exe', 'abc txt.exe'],
    ['\u2066isolated\u2069', ' isolated '],
    ['Deniz Yılmaz “ü” 日本 🚀', 'Deniz Yılmaz “ü” 日本 🚀'],
    ['', ''],
  ])('makes %j harmless', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('leaves nothing that steers a terminal, whatever comes', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom('\u001b[', '\u001b]', '\u009b', '\n', '\r', '31m', ';', '\u0007', '\u001b\\', '\u202e', 'x'),
        fc.string({ unit: 'binary' }),
      ),
    );
    fc.assert(
      fc.property(hostile, (pieces) => {
        const text = plain(pieces.join(''));
        expect(text).not.toMatch(steers);
        expect(text).not.toContain('\n');
      }),
    );
  });
});

describe('table', () => {
  it('lines up, right where it is asked, without blanks at the end', () => {
    const text = table(
      [{ head: 'Host' }, { head: 'Took', right: true }, { head: 'Said' }],
      [
        ['www-1', '5', 'well'],
        ['w', '1234567', ''],
      ],
    );
    expect(text).toBe(['Host      Took  Said', 'www-1        5  well', 'w      1234567'].join('\n'));
  });

  it('has one line a row, whatever is in it', () => {
    const text = table([{ head: 'A' }, { head: 'B' }], [['one\ntwo', '\u001b[2Jgone'], ['only one'], ['a', 'b', 'too many']]);
    expect(text.split('\n')).toEqual(['A         B', 'one two   gone', 'only one', 'a         b']);
  });

  it('is its heads where there are no rows', () => {
    expect(table([{ head: 'A' }, { head: 'Bee' }], [])).toBe('A  Bee');
  });
});

describe('print', () => {
  it('keeps lines, and makes each safe', () => {
    print('one \u001b[31m\ntwo\u009b2J\r');
    expect(said).toEqual(['one \ntwo \n']);
  });
});

describe('printJson', () => {
  it('prints what reads back as the same, and steers no terminal', () => {
    const value = { text: '\u001b[31m\u009b2J\u007f\u202e\u2028\n"ü"', list: [1, null], '\u009b': 1 };
    printJson(value);
    expect(JSON.parse(said[0]!)).toEqual(value);
    expect(said[0]).not.toMatch(steers);
    expect(said[0]).toContain('"ü"'.replaceAll('"', '\\"'));
  });
});
