import type { Clock } from '../../clock';
import type { TierNumber } from './statements';

/** How long and how much of a tier is kept; the oldest goes first. */
export interface Retention {
  readonly ageMs: number;
  readonly bytes: number;
}

export interface StoreOptions {
  readonly clock: Clock;
  /** What went wrong with the file, or what was set aside: one sentence for the log. */
  readonly log: (text: string) => void;
  /** Readings of a series that make a block; it ends at the next full minute. */
  readonly blockTicks: number;
  /** A block ends at the latest after so long. */
  readonly blockMs: number;
  /** Series that a target may have at once. */
  readonly budget: number;
  readonly keep: Readonly<Record<TierNumber, Retention>>;
  /** A block of hours is so long, and one of days. Multiples of a day. */
  readonly periodMs: { readonly hour: number; readonly day: number };
  /** Rolled up at once, into the block that it belongs to: so much of a source's minutes, of its hours. They divide the periods. */
  readonly stepMs: { readonly hour: number; readonly day: number };
  /** Values that are sealed in one transaction: what bounds how long it takes. */
  readonly sliceValues: number;
}

const day = 86_400_000;
const giga = 2 ** 30;

/** Raw 48 h, minutes 30 d, hours and days 2 y; about 40 minutes a block at 10 s. */
export const defaultOptions: Omit<StoreOptions, 'clock' | 'log'> = {
  blockTicks: 240,
  blockMs: 2 * 3_600_000,
  budget: 10_000,
  keep: {
    0: { ageMs: 2 * day, bytes: 16 * giga },
    1: { ageMs: 30 * day, bytes: 16 * giga },
    2: { ageMs: 730 * day, bytes: 8 * giga },
    3: { ageMs: 730 * day, bytes: 4 * giga },
  },
  periodMs: { hour: day, day: 16 * day },
  stepMs: { hour: day / 4, day },
  sliceValues: 15_000,
};
