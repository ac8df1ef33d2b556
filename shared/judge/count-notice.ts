import { normalUpperQuantile } from '../stats/normal';
import type { Direction } from './effect-size';
import { POWER_Z } from './host-evidence';

export interface CountNotice {
  /** Expected counts per second of exposure, over all switched hosts together: per host-second. */
  readonly rate: number;
  /** Host-seconds before and after on the switched hosts. */
  readonly preSeconds: number;
  readonly postSeconds: number;
  /** Counts before and after on the comparator; null without one. */
  readonly comparator: { readonly pre: number; readonly post: number } | null;
  readonly dispersion: number;
  /** One-sided p that has to be reached. */
  readonly alpha: number;
}

/**
 * The smallest change of a rate (per second) that counts of this size could show, with 80 % chance. On the scale of square
 * roots a rate has the same variance wherever it lies: 1 / (4 exposure), times the dispersion; the comparator's drift adds its own.
 * Null if not even a fall to zero could be noticed.
 */
export function countNotice(given: CountNotice, direction: Direction): number | null {
  const { rate, preSeconds, postSeconds, comparator, dispersion, alpha } = given;
  if (!(preSeconds > 0 && postSeconds > 0 && alpha > 0)) return null;
  const drift = comparator ? rate * (1 / (comparator.pre + 0.5) + 1 / (comparator.post + 0.5)) : 0;
  const variance = (dispersion / 4) * (1 / preSeconds + 1 / postSeconds + drift);
  const step = (normalUpperQuantile(alpha) + POWER_Z) * Math.sqrt(variance);
  const root = Math.sqrt(rate);
  if (direction === 'up') return (root + step) ** 2 - rate;
  return root >= step && rate > 0 ? rate - (root - step) ** 2 : null;
}
