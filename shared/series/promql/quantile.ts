/**
 * The φ-quantile of values in any order, as Prometheus: between two values by their distance, NaN the smallest of all. -Inf and +Inf for a φ
 * outside of 0 to 1, NaN for a φ of NaN or without values.
 */
export function quantileOf(phi: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(phi)) return NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  // a sorted Float64Array has NaN last
  const sorted = values.slice().sort();
  const numbers = sorted.findIndex(Number.isNaN);
  const missing = numbers < 0 ? 0 : sorted.length - numbers;
  const at = (i: number): number => (i < missing ? NaN : (sorted[i - missing] ?? NaN));
  const rank = phi * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return at(lower) * (1 - weight) + at(upper) * weight;
}
