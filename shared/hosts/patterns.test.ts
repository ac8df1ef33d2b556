import { describe, expect, it } from 'vitest';
import { splitPatterns } from './patterns';

describe('splitPatterns', () => {
  it.each([
    ['', []],
    [' \n', []],
    ['www1', ['www1']],
    ['www[01-12], api1 db[1-3, 7]', ['www[01-12]', 'api1', 'db[1-3, 7]']],
    ['a,,b ,c', ['a', 'b', 'c']],
    ['[fe80::1]:22 ::1', ['[fe80::1]:22', '::1']],
    ['www[1-', ['www[1-']],
  ])('%j', (text, patterns) => {
    expect(splitPatterns(text)).toEqual(patterns);
  });
});
