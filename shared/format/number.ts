/** Stands where there is no value: never 0, never the last good value. */
export const EN_DASH = '\u2013';
/** The true minus, as wide as the plus. */
export const MINUS = '\u2212';
/** Narrow no-break space: before %. */
export const NARROW_SPACE = '\u202f';

export type Missing = null | undefined;

/**
 * A number with thousands commas, a true minus and exactly `digits` decimals: `4,022.50`. Missing or NaN is an en dash.
 * What rounds to zero has no sign.
 */
export function formatNumber(value: number | Missing, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return EN_DASH;
  const text = magnitude(Math.abs(value), digits);
  return value < 0 && /[1-9\u221e]/.test(text) ? `${MINUS}${text}` : text;
}

/** A fraction as a percentage: 0.1984 with 2 digits is `19.84 %`. */
export function formatPercent(fraction: number | Missing, digits = 0): string {
  return percent(formatNumber(scale(fraction), digits));
}

/**
 * A change: always with its sign, also when it rounds to zero (`+0.00`), so that its direction is not lost; no change is `\u00b10.00`.
 * Give it the unrounded difference.
 */
export function formatDelta(value: number | Missing, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return EN_DASH;
  const sign = value > 0 ? '+' : value < 0 ? MINUS : '\u00b1';
  return `${sign}${magnitude(Math.abs(value), digits)}`;
}

/** A relative change given as a fraction: 40.22 is `+4,022 %`. */
export function formatDeltaPercent(fraction: number | Missing, digits = 0): string {
  return percent(formatDelta(scale(fraction), digits));
}

/** A p-value: six decimals, and below a millionth `4.2e-10`. */
export function formatP(p: number | Missing): string {
  if (p === null || p === undefined || Number.isNaN(p)) return EN_DASH;
  return p === 0 || p >= 1e-6 ? p.toFixed(6) : p.toExponential(1);
}

/**
 * Decimals for a column: enough that its smallest non-zero value keeps `significant` figures, at most 6. One precision a column.
 */
export function digitsFor(values: readonly (number | Missing)[], significant = 3): number {
  let smallest = Infinity;
  for (const value of values) {
    if (typeof value === 'number' && Number.isFinite(value) && value !== 0) smallest = Math.min(smallest, Math.abs(value));
  }
  if (smallest === Infinity) return 0;
  return Math.min(6, Math.max(0, significant - 1 - Math.floor(Math.log10(smallest))));
}

function scale(fraction: number | Missing): number | null {
  return typeof fraction === 'number' ? fraction * 100 : null;
}

function percent(text: string): string {
  return text === EN_DASH ? text : `${text}${NARROW_SPACE}%`;
}

function magnitude(value: number, digits: number): string {
  if (value === Infinity) return '\u221e';
  // toFixed falls back to an exponent from 1e21 on; nothing that large is worth its digits.
  if (value >= 1e21) return value.toExponential(2);
  const [whole = '', decimals] = value.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
