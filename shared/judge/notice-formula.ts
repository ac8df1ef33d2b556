import { countNotice } from './count-notice';
import type { Change, Direction } from './effect-size';
import { hostNotice } from './host-evidence';

/** What a plan knows of a gauge before the push: how many hosts, how long, and how it behaved lately. */
export type NoticeInput =
  | {
      readonly kind: 'level';
      readonly switched: number;
      readonly comparators: number;
      /** Standard deviation between hosts of their change from one window to the next, in the gauge's unit. */
      readonly sd: number;
      readonly alpha: number;
      readonly direction: Direction;
    }
  | {
      readonly kind: 'count';
      readonly switched: number;
      readonly comparators: number;
      /** Counts per second on one host. */
      readonly rate: number;
      /** Length of the windows, in seconds. */
      readonly preSeconds: number;
      readonly postSeconds: number;
      readonly dispersion: number;
      readonly alpha: number;
      readonly direction: Direction;
    };

/**
 * The smallest absolute change (levels: in the gauge's unit; counts: per second on one host) that would be noticed with 80 %
 * chance. Null if none could be: no comparator for a level, or too few counts for even a fall to zero to show.
 */
export function couldNotice(given: NoticeInput): number | null {
  if (given.switched < 1) return null;
  if (given.kind === 'level') {
    if (given.comparators < 3) return null;
    const error = given.sd * Math.sqrt(1 / given.switched + 1 / given.comparators);
    return hostNotice(
      { p: 1, test: '', error, df: given.switched + given.comparators - 2 },
      watching(given.direction),
      given.alpha,
    );
  }
  const { switched, comparators, rate, preSeconds, postSeconds, dispersion, alpha } = given;
  const seen = comparators >= 3 ? { pre: comparators * rate * preSeconds, post: comparators * rate * postSeconds } : null;
  return countNotice(
    { rate, preSeconds: switched * preSeconds, postSeconds: switched * postSeconds, comparator: seen, dispersion, alpha },
    given.direction,
  );
}

function watching(direction: Direction): Change {
  return { up: direction === 'up' ? 0 : null, down: direction === 'down' ? 0 : null, atLeast: 0 };
}
