import { planDraw, tierMs, type Tier } from '../series/draw-range';

/** The times at which a panel is evaluated: steps, a few of which make a bucket. */
export interface DrawGrid {
  readonly tier: Tier;
  /** Length of a bucket, ms; a multiple of the step. */
  readonly widthMs: number;
  readonly stepMs: number;
  /** Beginning of the first bucket, a multiple of the width. */
  readonly startMs: number;
  readonly buckets: number;
  /** Number of steps; those of the last bucket that would begin after the stretch are left out. */
  readonly steps: number;
}

/**
 * Buckets for a stretch of time, at most `points`, and the steps in them: up to `most` (4, 2 …) a bucket, none shorter than the time between two
 * readings (`everyMs`) or a bucket of the tier, which is chosen by the length of the buckets and by what is still kept.
 */
export function drawGrid(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  points: number,
  keptFrom: Readonly<Record<Tier, number>>,
  everyMs: number,
  most = 4,
): DrawGrid {
  // One more than fit: the first and the last one may lie half outside.
  const useful = Math.max(2, Math.min(points, Math.floor((toMs - fromMs) / everyMs) + 1));
  const { tier, widthMs } = planDraw(fromMs, toMs, useful, keptFrom);
  const finest = tier === 'raw' ? everyMs : tierMs[tier];
  const parts = [4, 3, 2, 1].find((n) => n <= most && widthMs / n >= finest && (widthMs / n) % (tier === 'raw' ? 1 : finest) === 0);
  const stepMs = widthMs / (parts ?? 1);
  const startMs = Math.floor(fromMs / widthMs) * widthMs;
  return {
    tier,
    widthMs,
    stepMs,
    startMs,
    buckets: Math.floor((toMs - 1 - startMs) / widthMs) + 1,
    steps: Math.floor((toMs - 1 - startMs) / stepMs) + 1,
  };
}

/** When step number `at` is evaluated: at its very end, so that its readings are all before. */
export function stepTime({ startMs, stepMs }: DrawGrid, at: number): number {
  return startMs + (at + 1) * stepMs - 1;
}
