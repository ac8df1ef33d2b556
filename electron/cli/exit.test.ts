import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CapstanError } from '../../shared/contract/errors';
import { exit, tell } from './exit';

let out = '';
let err = '';
beforeEach(() => {
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => vi.restoreAllMocks());

describe('tell', () => {
  it.each([
    ['a refusal here', new CapstanError('LOCKED', 'Mara holds it.', 'Ask her.'), exit.failed, 'Mara holds it.\nAsk her.\n'],
    [
      'a refusal of the engine',
      new ORPCError('STALE', {
        defined: true,
        message: 'You decided on r7, it is r9 now.',
        data: { hint: 'Look again.', detail: [] },
      }),
      exit.failed,
      'You decided on r7, it is r9 now.\nLook again.\n',
    ],
    [
      'a wrong configuration, with every line of it',
      new CapstanError('BAD_CONFIG', 'It cannot be used:', 'Mend it.', ['f:1:1: no', 'f:2:1: nor this']),
      exit.usage,
      'It cannot be used:\nf:1:1: no\nf:2:1: nor this\nMend it.\n',
    ],
    ['a wrong word', new CapstanError('BAD_INPUT', 'A fleet needs hosts.', ''), exit.usage, 'A fleet needs hosts.\n'],
    [
      'an input that the contract does not take',
      new ORPCError('BAD_REQUEST', {
        message: 'Input validation failed',
        data: { issues: [{ message: 'a push is named like r-2031' }] },
      }),
      exit.usage,
      'That cannot be asked: Input validation failed\na push is named like r-2031\n',
    ],
    ['a fault', new TypeError('x is not a function'), exit.failed, 'x is not a function\n'],
    ['something that is no error', 'just words', exit.failed, 'just words\n'],
    ['an error of the engine without data', new ORPCError('INTERNAL_SERVER_ERROR'), exit.failed, 'Internal Server Error\n'],
    ['words that would steer the terminal', new CapstanError('REFUSED', 'a\u001b[2Jb\nc', '\u202eh'), exit.failed, 'ab c\n h\n'],
  ])('says %s in as few words, and no stack', (_, error, code, text) => {
    expect(tell(error, false)).toBe(code);
    expect(err).toBe(text);
    expect(out).toBe('');
  });

  it('says it as one document too, where that is asked', () => {
    expect(tell(new CapstanError('UNDOES_NEWER', 'It also undoes r-3.', 'Say so.', ['r-3']), true)).toBe(exit.failed);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'UNDOES_NEWER', message: 'It also undoes r-3.', hint: 'Say so.', detail: ['r-3'] },
    });
    expect(err).toBe('It also undoes r-3.\nSay so.\n');
  });
});
