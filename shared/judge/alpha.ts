import type { GaugeInput } from './types';

/**
 * False alarms allowed per push by evidence (change and count rules), over all gauges, phases and looks together. Chosen so
 * that `e2e/bench/judge.ts` stays under its bar of 0.5 % with room for what the statistics cannot know.
 */
export const DEFAULT_ALPHA_PUSH = 0.002;

/** How a gauge's share is spent: over the looks before the end, at the end, and in a hold that goes on being judged. */
const BEFORE_END = 0.4;
const AT_END = 0.5;
const AFTER_END = 0.1;

/**
 * The p that evidence has to reach at this look. `push` is shared equally by gauges and phases (Bonferroni), then spent over
 * the looks as time is counted: what one look spends no other has, so however often one looks, the sum stays what it was.
 * Half is kept for the watch's end, so that a watch that is let run to its end loses little to the looks before.
 */
export function alphaAtLook({ alpha, watch, everyMs }: Pick<GaugeInput, 'alpha' | 'watch' | 'everyMs'>): number {
  const own = alpha.push / Math.max(1, alpha.gauges * alpha.phases);
  const step = watch.lengthMs > 0 ? Math.min(1, Math.max(0, everyMs / watch.lengthMs)) : 1;
  const done = watch.lengthMs > 0 ? watch.countedMs / watch.lengthMs : 1;
  if (done < 1) return own * BEFORE_END * step;
  if (done - step < 1) return own * AT_END;
  // The sum of step / done^2 over all looks after the end is about 1.
  return (own * AFTER_END * step) / (done * done);
}
