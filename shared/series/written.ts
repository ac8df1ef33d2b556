import type { Written } from '../contract/trends';

/** A number for JSON, which has neither NaN nor infinities. */
export function written(value: number): Written {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** The number again. */
export function numberOf(value: Written): number {
  return typeof value === 'number' ? value : value === 'NaN' ? NaN : value === '+Inf' ? Infinity : -Infinity;
}
