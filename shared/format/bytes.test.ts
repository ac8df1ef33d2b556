import { afterEach, expect, it } from 'vitest';
import { formatBytes, formatSpeed, gigas, gigaUnit, showByteUnits } from './bytes';

afterEach(() => showByteUnits('binary'));

it.each([
  [512, '512 B', '512 B'],
  [1000, '1,000 B', '1.0 kB'],
  [1023.6, '1.0 KiB', '1.0 kB'],
  [999_999, '977 KiB', '1.0 MB'],
  [4_300_000, '4.1 MiB', '4.3 MB'],
  [5e15, '4.4 PiB', '5.0 PB'],
  [5e18, '4,441 PiB', '5,000 PB'],
  [-2048, '−2.0 KiB', '−2.0 kB'],
  [null, '–', '–'],
])('%s bytes are %s, or %s', (bytes, binary, decimal) => {
  expect(formatBytes(bytes)).toBe(binary);
  showByteUnits('decimal');
  expect(formatBytes(bytes)).toBe(decimal);
});

it('writes speeds in the same units', () => {
  expect(formatSpeed(12_582_912)).toBe('12 MiB/s');
  showByteUnits('decimal');
  expect(formatSpeed(12_582_912)).toBe('13 MB/s');
  expect(formatSpeed(null)).toBe('–');
});

it('counts large sizes for a column in the unit its head names', () => {
  expect([gigas(41e9, 'binary'), gigaUnit('binary')]).toEqual(['38.2', 'GiB']);
  expect([gigas(41e9, 'decimal'), gigaUnit('decimal')]).toEqual(['41.0', 'GB']);
  expect(gigas(null, 'decimal')).toBe('–');
});
