import { countedIn, foldPoints, GAP_AFTER, GAP_BEFORE, noPoints, type TierPoints } from './tier-points';

/** How finely a series is kept: as it was read, or in buckets of this length. `day` serves long ranges and is a fold of `hour`. */
export type Tier = 'raw' | 'minute' | 'hour' | 'day';

/** Length of a tier's buckets, ms. Of raw readings there are none; 1 s is the finest that is drawn. */
export const tierMs: Readonly<Record<Tier, number>> = { raw: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const coarsestFirst: readonly Tier[] = ['day', 'hour', 'minute', 'raw'];

/** From which tier a range is drawn, and in buckets of what length (ms). */
export interface DrawPlan {
  readonly tier: Tier;
  readonly widthMs: number;
}

/**
 * Picks the coarsest tier whose buckets, taken together, make at most `points` of at most half as long again as they would have to be, so that a year is
 * drawn from as few as an hour. `keptFrom` says since when (ms) each tier is there: a coarser one is taken when it reaches further back and that is asked for.
 */
export function planDraw(fromMs: number, toMs: number, points: number, keptFrom: Readonly<Record<Tier, number>>): DrawPlan {
  const ideal = Math.max(1, (toMs - fromMs) / points);
  const found = coarsestFirst.find((tier) => tierMs[tier] <= ideal && widthFor(tier, ideal) <= ideal * 1.5) ?? 'raw';
  let tier = found;
  for (const coarser of ['minute', 'hour', 'day'] as const) {
    if (tierMs[coarser] > tierMs[tier] && keptFrom[tier] > fromMs && keptFrom[coarser] < keptFrom[tier]) tier = coarser;
  }
  let widthMs = widthFor(tier, ideal);
  // Buckets begin at multiples of their length, so that one more may be touched than would fit.
  while (Math.floor((toMs - 1) / widthMs) - Math.floor(fromMs / widthMs) + 1 > points && widthMs < toMs - fromMs)
    widthMs += tierMs[tier];
  return { tier, widthMs };
}

function widthFor(tier: Tier, ideal: number): number {
  return Math.ceil(ideal / tierMs[tier]) * tierMs[tier];
}

/** A series as it is drawn: buckets that have something in them, oldest first, a column each. */
export interface Drawn extends DrawPlan {
  /** Beginnings of the buckets, ms. */
  readonly t: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Of the readings that are numbers; NaN: there are none. */
  readonly mean: Float64Array;
  readonly last: Float64Array;
  readonly count: Float64Array;
  /** What a counter counted, exactly; NaN: it is none. */
  readonly counted: Float64Array;
  /** 1: no line leads here from the bucket before, something is missing in between. */
  readonly gapBefore: Uint8Array;
}

/** Puts buckets of a tier together as the plan says, and marks what must not be joined. */
export function drawPoints(points: TierPoints, plan: DrawPlan): Drawn {
  const wide = noPoints();
  foldPoints(points, plan.widthMs, wide);
  const { t, count, sum, flags } = wide;
  const allowed = longestStep(t, count, plan.widthMs);
  return {
    ...plan,
    t: Float64Array.from(t),
    min: Float64Array.from(wide.min),
    max: Float64Array.from(wide.max),
    mean: Float64Array.from(sum, (value, at) => (count[at] === 0 ? NaN : value / (count[at] ?? 1))),
    last: Float64Array.from(wide.last),
    count: Float64Array.from(count),
    counted: Float64Array.from(t, (_, at) => countedIn(wide, at) ?? NaN),
    gapBefore: Uint8Array.from(t, (start, at) => {
      if (at === 0) return 0;
      const isMarked = ((flags[at] ?? 0) & GAP_BEFORE) !== 0 || ((flags[at - 1] ?? 0) & GAP_AFTER) !== 0;
      return isMarked || start - (t[at - 1] ?? 0) > allowed ? 1 : 0;
    }),
  };
}

/**
 * How far apart (ms) two buckets may lie and still be joined. With several readings a bucket an empty one is a gap; with fewer, buckets are empty
 * as a matter of course, and the usual distance counts.
 */
function longestStep(t: readonly number[], count: readonly number[], widthMs: number): number {
  if (middle(count) >= 2) return widthMs * 1.5;
  return 2.5 * Math.max(widthMs, middle(t.slice(1).map((start, at) => start - (t[at] ?? 0))));
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
