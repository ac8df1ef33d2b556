import { describe, expect, it } from 'vitest';
import { filterRows, sortRows, type SortValue } from './table-rows';

const same = (value: SortValue) => value;

describe('sorting', () => {
  it('puts numbers by size and names as people read them', () => {
    expect(sortRows([10, 9, -1], same, false)).toEqual([-1, 9, 10]);
    expect(sortRows(['www-10', 'www-9', 'Chat-1'], same, false)).toEqual(['Chat-1', 'www-9', 'www-10']);
  });

  it('puts what has no value last, both ways', () => {
    expect(sortRows([null, 2, NaN, 1], same, false)).toEqual([1, 2, null, NaN]);
    expect(sortRows([null, 2, NaN, 1], same, true)).toEqual([2, 1, null, NaN]);
  });

  it('leaves equal rows in their places, both ways', () => {
    const rows = [
      ['a', 1],
      ['b', 1],
      ['c', 0],
    ] as const;
    expect(sortRows(rows, ([, value]) => value, true).map(([name]) => name)).toEqual(['a', 'b', 'c']);
    expect(sortRows(rows, ([, value]) => value, false).map(([name]) => name)).toEqual(['c', 'a', 'b']);
  });

  it('does not touch what it was given', () => {
    const rows = [2, 1];
    sortRows(rows, same, false);
    expect(rows).toEqual([2, 1]);
  });
});

describe('filtering', () => {
  const rows = ['www-001 live', 'www-002 failed', 'chat-002 live'];
  const find = (filter: string) => filterRows(rows, filter, (row) => row);

  it('wants every word, in any order and case', () => {
    expect(find('LIVE www')).toEqual(['www-001 live']);
    expect(find('002')).toEqual(['www-002 failed', 'chat-002 live']);
    expect(find('002 nothing')).toEqual([]);
  });

  it('is no filter when it is empty', () => {
    expect(find('  ')).toBe(rows);
  });
});
