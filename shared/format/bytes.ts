import { EN_DASH, formatNumber } from './number';

const scales = {
  binary: { step: 1024, units: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
  decimal: { step: 1000, units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
} as const;

/** Units of 1024 (KiB) or of 1000 (kB). */
export type ByteUnits = keyof typeof scales;

let shown: ByteUnits = 'binary';

/** Has all sizes from now on told in these units. */
export function showByteUnits(units: ByteUnits): void {
  shown = units;
}

/** Bytes, three or four figures at most: `512 B`, `4.1 MiB`, `312 MiB`; `4.3 MB` in decimal units. Missing: an en dash. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return EN_DASH;
  const { step, units } = scales[shown];
  let value = bytes;
  let unit = 0;
  // 1,023.6 KiB would be written as `1,024 KiB`: what rounds up to the next unit is written in it.
  while (Math.round(Math.abs(value)) >= step && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  const digits = unit > 0 && Math.abs(value) < 9.95 ? 1 : 0;
  return `${formatNumber(value, digits)} ${units[unit] ?? 'B'}`;
}

/** What `gigas` counts in, for the head of a column: `GiB`, or `GB`. */
export const gigaUnit = (units: ByteUnits): string => scales[units].units[3];

/** Bytes in that unit, with one decimal: `38.2`. */
export const gigas = (bytes: number | null, units: ByteUnits): string =>
  formatNumber(bytes === null ? null : bytes / scales[units].step ** 3, 1);

/** A speed: `12 MiB/s`. */
export function formatSpeed(bytesPerSecond: number | null | undefined): string {
  const text = formatBytes(bytesPerSecond);
  return text === EN_DASH ? text : `${text}/s`;
}
