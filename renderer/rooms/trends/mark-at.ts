import type { TrendMark } from '../../../shared/contract/trends';

/** The mark in the bucket of an instant; of several the last. */
export const markAt = (marks: readonly TrendMark[], at: number, stepMs: number): TrendMark | null =>
  marks.findLast((mark) => Math.abs(mark.at - at) <= stepMs / 2 + 1) ?? null;
