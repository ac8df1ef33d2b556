import type { GaugeConfig } from '../config/config';

export type Change = NonNullable<GaugeConfig['change']>;
export type Direction = 'up' | 'down';

/** How far the gauge may move from `pre` in this direction; null where it may move as it likes. */
export function allowed(change: Change, direction: Direction, pre: number): number | null {
  const fraction = change[direction];
  return fraction === null ? null : Math.max(fraction * Math.abs(pre), change.atLeast);
}

/** The watched direction in which `moved` is too far from `pre`: relative AND absolute; null for none. */
export function tooFar(change: Change, pre: number, moved: number): Direction | null {
  const direction: Direction = moved > 0 ? 'up' : 'down';
  const most = allowed(change, direction, pre);
  return most !== null && moved !== 0 && Math.abs(moved) >= most ? direction : null;
}

export function directions(change: Change): readonly Direction[] {
  const all: readonly Direction[] = ['up', 'down'];
  return all.filter((direction) => change[direction] !== null);
}

interface Tails {
  readonly upper: number;
  readonly lower: number;
}

/** One-sided p if one direction is watched; both sides are paid for if both are. */
export function pOf({ upper, lower }: Tails, change: Change): number {
  if (change.down === null) return upper;
  if (change.up === null) return lower;
  return Math.min(1, 2 * Math.min(upper, lower));
}

/** The more cautious of two tests, on each side. */
export function cautious(a: Tails, b: Tails): Tails {
  return { upper: Math.max(a.upper, b.upper), lower: Math.max(a.lower, b.lower) };
}
