import { describe, expect, it } from 'vitest';
import type { BenchRow } from './row';
import { asJson, asTable } from './table';

const rows: BenchRow[] = [
  {
    name: 'a command',
    value: 0.32456,
    unit: 's',
    peer: 10.61,
    peerName: 'clush -f 16',
    ratio: 0.030592,
    bar: 'at most 0.05',
    holds: true,
  },
  { name: 'memory', value: 251.4, unit: 'MB', peer: null, ratio: null, bar: 'under 250 MB', holds: false },
];

describe('the results of the benchmark', () => {
  it('are one object a line, with seven keys and exact numbers', () => {
    const lines = asJson(rows).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      name: 'a command',
      value: 0.32456,
      unit: 's',
      peer: 10.61,
      ratio: 0.030592,
      bar: 'at most 0.05',
      holds: true,
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ peer: null, ratio: null, holds: false });
  });

  it('are a table for people', () => {
    expect(asTable(rows).split('\n')).toEqual([
      'name       value  unit  peer                 ratio  bar           holds',
      '---------  -----  ----  ------------------  ------  ------------  -----',
      'a command  0.325  s     10.6 (clush -f 16)  0.0306  at most 0.05  yes',
      'memory       251  MB                                under 250 MB  NO',
      '',
    ]);
  });
});
