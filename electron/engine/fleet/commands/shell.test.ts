import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswer } from './answer';
import { commandLine, fillHost, quote } from './shell';

describe('quote', () => {
  it('is a plain single-quoted word', () => {
    expect(quote('a b')).toBe("'a b'");
    expect(quote("it's")).toBe(`'it'\\''s'`);
    expect(() => quote('\0')).toThrow('NUL');
  });

  it('brings any words through a real sh unchanged', () => {
    const word = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const run = spawnSync('/bin/sh', ['-c', commandLine('for word; do printf "%s\\000" "$word"; done', words)], {
          encoding: 'utf8',
        });
        expect(run.stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('fillHost', () => {
  it('puts a host name in plainly and anything odd quoted', () => {
    expect(fillHost('sudo lb-out {host}', 'www-001.example.com')).toBe('sudo lb-out www-001.example.com');
    expect(fillHost('lb-out {host}', 'a; reboot')).toBe("lb-out 'a; reboot'");
    expect(fillHost('lb-out {host}', '-h')).toBe("lb-out '-h'");
  });
});

describe('parseAnswer', () => {
  it('skips a login shell’s noise and insists on an end', () => {
    expect(parseAnswer('read', 'Welcome!\ncapstan 1 read\na=1\na=2\ncapstan end\n')).toMatchObject({
      ok: true,
      fields: new Map([['a', ['1', '2']]]),
    });
    expect(parseAnswer('read', 'capstan 1 read\na=1\n')).toEqual({ ok: false, why: 'the answer to "read" broke off' });
    expect(parseAnswer('read', 'bash: sh: not found\n')).toEqual({ ok: false, why: 'no answer to "read"' });
    expect(parseAnswer('read', 'capstan 1 read\nodd\ncapstan end')).toMatchObject({ ok: false });
  });
});
