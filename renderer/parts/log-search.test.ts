import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../shared/contract/state';
import { findLines, logText, stretches } from './log-search';

const line = (text: string, change: Partial<LogLine> = {}): LogLine => ({
  seq: 1,
  at: Date.UTC(2026, 10, 12, 11, 39, 20, 140),
  push: 'r-1',
  host: null,
  level: 'info',
  mark: null,
  text,
  ...change,
});

describe('finding', () => {
  const lines = [line('linked 4f2c91e', { host: 'www-004' }), line('Fence 8812 to 8813'), line('www-004 is back')];

  it('finds words and hosts, whatever their case', () => {
    expect(findLines(lines, 'WWW-004')).toEqual([0, 2]);
    expect(findLines(lines, 'www-004 linked')).toEqual([0]);
    expect(findLines(lines, 'fence')).toEqual([1]);
    expect(findLines(lines, ' ')).toEqual([]);
  });

  it('marks what it found', () => {
    expect(stretches('Fence 8812 to 8813', '88')).toEqual([
      { text: 'Fence ', found: false },
      { text: '88', found: true },
      { text: '12 to ', found: false },
      { text: '88', found: true },
      { text: '13', found: false },
    ]);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, wanted) => {
        expect(
          stretches(text, wanted)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

it('is copied with time, state and host', () => {
  const copied = logText([line('linked 4f2c91e', { host: 'www-004', mark: 'rolled back' }), line('no route', { level: 'error' })]);
  expect(copied).toMatch(/^\d\d:39:20\.1 \[rolled back\] www-004 linked 4f2c91e\n\d\d:39:20\.1 \[error\] no route$/);
});
