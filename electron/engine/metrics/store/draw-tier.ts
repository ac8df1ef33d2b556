import { DrawFold } from '../../../../shared/series/draw-fold';
import { drawn, drawPoints, type Drawn, type DrawPlan } from '../../../../shared/series/draw-range';
import { columnsOf, type TimeSpan } from '../../../../shared/series/tier-columns';
import { noPoints } from '../../../../shared/series/tier-points';
import { eachColumns, eachHeadMinutes, readPoints, storedUntil, widthMs } from './read';
import type { SeriesFile, Source } from './series-file';
import { HOUR, MINUTE } from './statements';

/**
 * Some series of one source as they are drawn over [fromMs, toMs) from a tier: what `drawPoints` makes of `readPoints`, straight from the decoded blocks,
 * which are kept for the next time.
 */
export function drawTier(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  tier: 1 | 2 | 3,
  fromMs: number,
  toMs: number,
  plan: DrawPlan,
): Drawn[] {
  const start = Math.floor(fromMs / plan.widthMs) * plan.widthMs;
  const capacity = Math.max(1, Math.ceil((toMs - start) / plan.widthMs));
  const folds = series.map(() => new DrawFold(plan.widthMs, capacity));
  addTier(file, source, series, tier, { fromMs: start, toMs }, folds);
  return folds.map((fold, at) => {
    if (!fold.isMixed) return drawn(fold, plan);
    // Two targets had the series in turns.
    const [points = noPoints()] = readPoints(file, source, [series[at] ?? -1], tier, start, toMs);
    return drawPoints(points, plan);
  });
}

/** As in `readPoints`: what is stored, and what is not rolled up yet from the tier below. */
function addTier(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  tier: 1 | 2 | 3,
  { fromMs, toMs }: TimeSpan,
  folds: readonly DrawFold[],
): void {
  const width = widthMs[tier];
  const range = { fromMs: Math.floor(fromMs / width) * width, toMs };
  const stored = { fromMs: range.fromMs, toMs: Math.min(toMs, storedUntil(source, tier)) };
  eachColumns(file, source, series, tier, stored, file.decoded, (columns, axis, at) => folds[at]?.add(columns, axis, stored));
  if (tier === MINUTE) {
    eachHeadMinutes(file, source, series, range, (minutes, at) => {
      const { columns, axis } = columnsOf(minutes, width);
      folds[at]?.add(columns, axis, range);
    });
    return;
  }
  const from = Math.max(range.fromMs, stored.toMs);
  // Whole buckets, also at the end: a bucket is drawn as it is, not as much of it as was asked for.
  if (from >= toMs) return;
  const end = Math.ceil(toMs / width) * width;
  addTier(file, source, series, tier === HOUR ? MINUTE : HOUR, { fromMs: from, toMs: end }, folds);
}
