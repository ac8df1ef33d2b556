import type { DrawGrid } from './draw-grid';

/** Servers read their targets at least so often, or are as good as asked no finer. */
const mostEveryMs = 60_000;

/** Time between two readings that a source is taken to have: its `interval`, and at most a minute. */
export const readingMs = (everyMs: number): number => Math.min(everyMs, mostEveryMs);

/**
 * The steps at which a source is asked for the buckets of a panel: up to four a bucket, none shorter than the time between its readings, none that ends
 * later than the stretch or now. Step `n` (from 0) is asked for at its end, `startMs + (n + 1) * stepMs`: a multiple of the step, so that servers that
 * keep answers find them again. No steps: nothing of it has happened yet.
 */
export function sourceGrid(panel: DrawGrid, everyMs: number, toMs: number, nowMs: number): DrawGrid {
  const { widthMs, startMs } = panel;
  const parts = [4, 3, 2].find((n) => widthMs % n === 0 && widthMs / n >= readingMs(everyMs)) ?? 1;
  const stepMs = widthMs / parts;
  const inside = Math.ceil((toMs - startMs) / stepMs);
  const steps = Math.max(0, Math.min(inside, Math.floor((nowMs - startMs) / stepMs)));
  return { ...panel, stepMs, steps };
}
