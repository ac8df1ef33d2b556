import { mean } from './summary';
import { studentUpper } from './student';

export interface TimeShift {
  readonly difference: number;
  readonly upper: number;
  readonly lower: number;
  /** The lag-1 autocorrelation the test allowed for. */
  readonly memory: number;
}

/** Beyond this a window of samples is worth hardly more than one of them. */
const MOST_MEMORY = 0.99;

/**
 * Did one series step between two windows, beyond the wandering it shows inside them? A t-test in which samples that
 * remember one another (first-order autoregression, its coefficient estimated inside the windows and corrected upwards for
 * their shortness) count for as few as they are worth. Cautious on purpose: a slow drift looks like a long memory, and then
 * nothing is evidence. Null with fewer than 4 samples before or 2 after.
 */
export function timeShift(pre: readonly number[], post: readonly number[]): TimeShift | null {
  if (pre.length < 4 || post.length < 2) return null;
  const windows = [pre, post];
  let squares = 0;
  let products = 0;
  for (const window of windows) {
    const middle = mean(window);
    window.forEach((value, i) => {
      squares += (value - middle) ** 2;
      const before = window[i - 1];
      if (before !== undefined) products += (value - middle) * (before - middle);
    });
  }
  const difference = mean(post) - mean(pre);
  const scale = Math.max(Math.abs(mean(pre)), Math.abs(mean(post)));
  if (squares <= 1e-24 * scale * scale) {
    // Two flat lines: either the same one or a step without any noise.
    const flat = Math.abs(difference) <= 1e-12 * scale;
    return { difference, memory: 0, upper: flat || difference < 0 ? 1 : 0, lower: flat || difference > 0 ? 1 : 0 };
  }
  const seen = products / squares;
  const memory = cautiousMemory(seen, pre.length + post.length);
  const worth = windows.map((window) => varianceOfMean(window.length, memory));
  const [ofPre = 1, ofPost = 1] = worth;
  const variance = squares / (pre.length * (1 - ofPre) + post.length * (1 - ofPost));
  const df = Math.max(1, 1 / ofPre + 1 / ofPost - 2);
  const t = difference / Math.sqrt(variance * (ofPre + ofPost));
  return { difference, memory, upper: studentUpper(t, df), lower: studentUpper(-t, df) };
}

/** Variance of the mean of n samples, in units of one sample's, under a first-order autoregression. */
function varianceOfMean(n: number, memory: number): number {
  let sum = 1;
  let power = 1;
  for (let k = 1; k < n; k += 1) {
    power *= memory;
    sum += 2 * (1 - k / n) * power;
  }
  return Math.min(1, sum / n);
}

/**
 * Estimating a mean in each window pulls the coefficient down by about (1 + 3 phi) / n (Marriott & Pope 1954); and as the
 * tails of the test are what counts here, twice its standard error is added on top.
 */
function cautiousMemory(seen: number, n: number): number {
  const unbiased = Math.min(1, Math.max(0, seen + (2 * (1 + 3 * Math.max(0, seen))) / n));
  return Math.min(MOST_MEMORY, unbiased + 2 * Math.sqrt((1 - unbiased * unbiased) / n));
}
