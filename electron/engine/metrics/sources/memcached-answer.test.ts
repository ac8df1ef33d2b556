import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfKey } from '../../../../shared/series/memcached-key';
import { MemcachedAnswer } from './memcached-answer';

const whole = 'VALUE a 0 2\r\n12\r\nVALUE b 32 5 77\r\nx\r\ny \r\nEND\r\n';

function read(pieces: readonly string[]): Record<string, string> | null {
  const answer = new MemcachedAnswer(new Set(['a', 'b', 'c']));
  let isWhole = false;
  for (const piece of pieces) isWhole = answer.feed(Buffer.from(piece));
  return isWhole ? Object.fromEntries(answer.values) : null;
}

describe('an answer of memcached', () => {
  it('is read in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = at
          .slice(1)
          .map((end, index) => whole.slice(at[index], end))
          .filter((piece) => piece !== '');
        expect(read(pieces)).toEqual({ a: '12', b: 'x\r\ny ' });
      }),
    );
    expect(read(['END\r\n'])).toEqual({});
    expect(read(['VALUE a 0 2\r\n12\r\nEN'])).toBeNull();
  });

  it.each([
    ['an error', 'SERVER_ERROR out of memory\r\n', /SERVER_ERROR out of memory/],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', /It answers "SSH/],
    ['no line at all', 'x'.repeat(500), /no answer of memcached/],
    ['a key that was not asked for', 'VALUE z 0 1\r\n1\r\nEND\r\n', /not asked for: z/],
    ['a key twice', 'VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n2\r\nEND\r\n', /not asked for: a/],
    ['data longer than it says', 'VALUE a 0 1\r\n12\r\nEND\r\n', /does not end where it should/],
    ['a length that is none', 'VALUE a 0 -1\r\n1\r\nEND\r\n', /It answers "VALUE a 0 -1"/],
    ['a value of gigabytes', 'VALUE a 0 4000000000\r\n', /it is no counter/],
    ['more than an end', 'END\r\nEND\r\n', /more than was asked/],
    ['too much', 'VALUE a 0 1048576\r\n'.padEnd(2 << 20, 'x'), /more than 1 MB/],
  ])('is none with %s', (_, text, words) => expect(() => read([text])).toThrow(words));
});

it.each([
  ['app.signups:eu', null],
  ['ключ', null],
  ['a'.repeat(250), null],
  ['a'.repeat(251), /251 bytes/],
  ['é'.repeat(126), /252 bytes/],
  ['', /empty/],
  ['a b', /blanks/],
  ['a\r\nflush_all', /control/],
  ['a\u007f', /control/],
])('%j as a key', (key, fault) => {
  if (fault === null) expect(faultOfKey(key)).toBeNull();
  else expect(faultOfKey(key)).toMatch(fault);
});
