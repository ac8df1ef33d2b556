/**
 * Numbers as Prometheus writes and reads them. Both sides are Go's `strconv` rules, not JavaScript's: no hexadecimal,
 * binary or octal, no digit separators, and a number too large for a double is an error instead of infinity.
 */

const SPECIAL = new Map<string, number>([
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
]);

/** Reads a decimal number, `NaN`, `+Inf`, `-Inf` (any case). Returns null when it is none of these. Linear. */
export function parseGoFloat(text: string): number | null {
  if (text.length === 0) return null;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // digits, '+', '-', '.', 'E', 'e'; `Number` would also take blanks, `0x…` and `Infinity`
    if (!((c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46 || c === 69 || c === 101)) {
      return SPECIAL.get(text.toLowerCase()) ?? null;
    }
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Writes a number the way Prometheus 3 canonicalises `le` and `quantile`: shortest digits that read back the same, always with
 * a point or an exponent (`1.0`, `0.25`, `1e+06`, `+Inf`), exponent from 1e+06 up and below 1e-04.
 */
export function formatGoFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}
