import { decimalsFor, formatNumber, nothing } from '../../../shared/format/words';

/** How the figures of one panel are written: all divided by the same, the unit once in the heading. */
export interface UnitScale {
  readonly divide: number;
  /** With the unit's prefix: `MiB/s`, `ms`; '' where there is none. */
  readonly word: string;
}

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;
const decimal = ['', 'k', 'M', 'G', 'T', 'P'] as const;
const thousands = ['', 'thousand', 'million', 'billion'] as const;

/** The scale for what a panel shows, by the unit of the data and the greatest value in it. */
export function unitScale(unit: string, values: Iterable<number | null>, bytes: 'binary' | 'decimal' = 'binary'): UnitScale {
  let largest = 0;
  for (const value of values) if (value !== null && Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const isBytes = /^(B|bytes?)(\/s| per s)?$/.exec(unit);
  if (isBytes) {
    const base = bytes === 'binary' ? 1024 : 1000;
    const steps = bytes === 'binary' ? binary : decimal;
    const power = powerOf(largest, base, steps.length);
    return { divide: base ** power, word: `${steps[power] ?? ''}B${isBytes[2] ? '/s' : ''}` };
  }
  if (unit === '%' || unit === 'ratio') return { divide: 0.01, word: '%' };
  if (unit === 's' || unit === 'seconds') {
    if (largest === 0 || largest >= 86_400 * 2) return largest === 0 ? { divide: 1, word: 's' } : { divide: 86_400, word: 'days' };
    if (largest >= 7_200) return { divide: 3_600, word: 'h' };
    if (largest >= 1) return { divide: 1, word: 's' };
    return largest >= 0.001 ? { divide: 0.001, word: 'ms' } : { divide: 0.000_001, word: 'µs' };
  }
  const power = largest >= 100_000 ? powerOf(largest, 1_000, thousands.length) : 0;
  return { divide: 1_000 ** power, word: [thousands[power], unit].filter(Boolean).join(' ') };
}

const powerOf = (largest: number, base: number, steps: number): number =>
  Math.min(steps - 1, Math.max(0, Math.floor(Math.log(Math.max(1, largest)) / Math.log(base) + 1e-9)));

/** Ticks of a height, all with as many decimals as the finest of them needs. */
export function tickWords(heights: readonly number[], { divide }: UnitScale, log: boolean): readonly string[] {
  const digitsOf = (tick: number) => (String(Number((tick / divide).toPrecision(8))).split('.')[1] ?? '').length;
  const most = Math.min(6, Math.max(0, ...heights.map(digitsOf)));
  return heights.map((tick) => formatNumber(tick / divide, log ? Math.min(6, digitsOf(tick)) : most));
}

/** Writes the figures of one panel, all with as many decimals. */
export function figureWriter(
  { divide }: UnitScale,
  values: readonly (number | null)[],
): (value: number | null | undefined) => string {
  const digits = decimalsFor(values.filter((value) => value === null || Number.isFinite(value)).map((v) => v && v / divide));
  return (value) => (value == null || Number.isNaN(value) ? nothing : formatNumber(value / divide, digits));
}
