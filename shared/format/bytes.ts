import { EN_DASH, formatNumber } from './number';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in units of 1024, three figures at most: `512 B`, `4.1 MiB`, `312 MiB`. Missing: an en dash. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return EN_DASH;
  let value = bytes;
  let unit = 0;
  // 1,023.6 KiB would be written as `1,024 KiB`: what rounds up to the next unit is written in it.
  while (Math.round(Math.abs(value)) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && Math.abs(value) < 9.95 ? 1 : 0;
  return `${formatNumber(value, digits)} ${UNITS[unit] ?? 'B'}`;
}

/** A speed: `12 MiB/s`. */
export function formatSpeed(bytesPerSecond: number | null | undefined): string {
  const text = formatBytes(bytesPerSecond);
  return text === EN_DASH ? text : `${text}/s`;
}
