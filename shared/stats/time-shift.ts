import { mean } from './summary';
import { studentUpper } from './student';

export interface TimeShift {
  readonly difference: number;
  readonly upper: number;
  readonly lower: number;
}

/** Beyond this a window of samples is worth hardly more than one of them. */
const MOST_MEMORY = 0.99;
/** So many samples on either side of the gap show whether there was a step in it. */
const NEAR = 3;
/** Tests that are tried; the best p is paid for as often. */
const TESTS = 3;

interface OneTest {
  readonly t: number;
  readonly df: number;
}

/**
 * Did one evenly sampled series step between two windows, beyond the wandering it shows inside them? `gap` is how many ticks
 * lie from the last sample before to the first one after. Three t-tests, of which the smallest p counts, times three:
 * - of the windows' means, where samples that remember one another (first-order autoregression, its coefficient estimated
 *   inside the windows and pushed upwards) count for as few as they are worth: good for series that hardly wander;
 * - of the windows' means, and of the three samples on either side of the gap, as if the series were a random walk with the
 *   tick-to-tick changes it shows: the worst that an autoregression can do, so it finds only what no wandering explains.
 * Null with fewer than 4 samples before or 2 after.
 */
export function timeShift(pre: readonly number[], post: readonly number[], gap: number): TimeShift | null {
  if (pre.length < 4 || post.length < 2) return null;
  const difference = mean(post) - mean(pre);
  const tests = [remembering(pre, post), walking(pre, post, gap), walking(pre.slice(-NEAR), post.slice(0, NEAR), gap, [pre, post])];
  const best = (sign: number): number => Math.min(1, TESTS * Math.min(...tests.map(({ t, df }) => studentUpper(sign * t, df))));
  return { difference, upper: best(1), lower: best(-1) };
}

function remembering(pre: readonly number[], post: readonly number[]): OneTest {
  let squares = 0;
  let products = 0;
  for (const window of [pre, post]) {
    const middle = mean(window);
    window.forEach((value, i) => {
      squares += (value - middle) ** 2;
      const before = window[i - 1];
      if (before !== undefined) products += (value - middle) * (before - middle);
    });
  }
  const memory = squares > 0 ? cautiousMemory(products / squares, pre.length + post.length) : 0;
  const ofPre = varianceOfMean(pre.length, memory);
  const ofPost = varianceOfMean(post.length, memory);
  const variance = squares / (pre.length * (1 - ofPre) + post.length * (1 - ofPost));
  return { t: ratio(pre, post, variance * (ofPre + ofPost)), df: Math.max(1, 1 / ofPre + 1 / ofPost - 2) };
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

/** A random walk: `whole` is where its tick-to-tick changes are estimated from. */
function walking(
  pre: readonly number[],
  post: readonly number[],
  gap: number,
  whole: readonly (readonly number[])[] = [pre, post],
): OneTest {
  let squares = 0;
  let steps = 0;
  for (const window of whole) {
    for (let i = 1; i < window.length; i += 1) {
      squares += ((window[i] ?? 0) - (window[i - 1] ?? 0)) ** 2;
      steps += 1;
    }
  }
  const spread = meanAlongWalk(pre.length) + Math.max(1, gap) + meanAlongWalk(post.length);
  // Changes that follow one another are not independent where the series is noisy; a third of them is written off.
  return { t: ratio(pre, post, (squares / steps) * spread), df: Math.max(1, (2 / 3) * steps) };
}

/** Variance of the mean of n steps of a random walk about its first point, in units of one step's. */
function meanAlongWalk(n: number): number {
  return ((n - 1) * (2 * n - 1)) / (6 * n);
}

function ratio(pre: readonly number[], post: readonly number[], variance: number): number {
  const before = mean(pre);
  const after = mean(post);
  const difference = after - before;
  // Two equal flat lines differ by rounding only.
  if (Math.abs(difference) <= 1e-12 * Math.max(Math.abs(before), Math.abs(after))) return 0;
  return variance > 1e-24 * difference * difference ? difference / Math.sqrt(variance) : Math.sign(difference) * Infinity;
}
