import { DrawFold } from './draw-fold';
import { columnsOf } from './tier-columns';
import { GAP_AFTER, GAP_BEFORE, type TierPoints } from './tier-points';

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
  const fold = new DrawFold(plan.widthMs, points.t.length);
  const { columns, axis } = columnsOf(points, tierMs[plan.tier]);
  fold.add(columns, axis, { fromMs: -Infinity, toMs: Infinity });
  return drawn(fold, plan);
}

/** What was folded, as it is drawn: what must not be joined is marked. */
export function drawn(fold: DrawFold, plan: DrawPlan): Drawn {
  const { n, t, min, max, mean, last, count, counted, flags } = fold.take();
  const own = { t: t.slice(0, n), count: count.slice(0, n) };
  const allowed = longestStep(own.t, own.count, plan.widthMs);
  const gapBefore = new Uint8Array(n);
  for (let at = 1; at < n; at++) {
    const isMarked = ((flags[at] ?? 0) & GAP_BEFORE) !== 0 || ((flags[at - 1] ?? 0) & GAP_AFTER) !== 0;
    if (isMarked || (t[at] ?? 0) - (t[at - 1] ?? 0) > allowed) gapBefore[at] = 1;
  }
  return {
    ...plan,
    ...own,
    min: min.slice(0, n),
    max: max.slice(0, n),
    mean: mean.slice(0, n),
    last: last.slice(0, n),
    counted: counted.slice(0, n),
    gapBefore,
  };
}

/**
 * How far apart (ms) two buckets may lie and still be joined. With several readings a bucket an empty one is a gap; with fewer, buckets are empty
 * as a matter of course, and the usual distance counts.
 */
function longestStep(t: Float64Array, count: Float64Array, widthMs: number): number {
  if (middle(count.slice()) >= 2) return widthMs * 1.5;
  return 2.5 * Math.max(widthMs, middle(t.subarray(1).map((start, at) => start - (t[at] ?? 0))));
}

/** Sorts what it is given. */
function middle(values: Float64Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}
