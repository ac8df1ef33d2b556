import { packPoints } from '../../../../shared/series/tier-block';
import { foldPoints, noPoints } from '../../../../shared/series/tier-points';
import type { StoreOptions } from './options';
import { axisOf, inOrder, readRuns, widthMs } from './read';
import { rowBytes } from './seal';
import type { SeriesFile, Source } from './series-file';
import { blocksPerRun, DAY, HOUR, MINUTE } from './statements';

/** Before this nothing comes any more for a source: all has been sealed, and later ticks are refused once it is rolled up. ms. */
function sealedUntil(options: StoreOptions, source: Source): number {
  let until = options.clock() - options.blockMs;
  for (const target of source.targets) for (const part of target.parts) until = Math.min(until, part.fromMs);
  return until;
}

/** The period (ms) of a source that can be rolled up next into hours or days; null: none is complete. */
export function nextPeriod(file: SeriesFile, options: StoreOptions, source: Source, tier: 2 | 3): number | null {
  const length = tier === HOUR ? options.periodMs.hour : options.periodMs.day;
  const done = tier === HOUR ? source.hourDone : source.dayDone;
  const until = tier === HOUR ? sealedUntil(options, source) : source.hourDone;
  if (done + length > until) return null;
  const first = file.statements.firstRunFrom.get(source.id, tier - 1, done) ?? null;
  if (first === null) return null;
  const start = Math.max(done, Math.floor(first / length) * length);
  return start + length <= until ? start : null;
}

/**
 * Folds a period of a source from the tier below into one block a series, in slices of bounded length; each is a transaction, with how far it came.
 * The last one says that the period is done: until then it is answered from the tier below. Yields after each slice, and goes on after a crash.
 */
export function* rollUp(file: SeriesFile, options: StoreOptions, source: Source, tier: 2 | 3, start: number): Generator<void> {
  const { statements } = file;
  file.load(source);
  const width = widthMs[tier];
  const below = tier === HOUR ? MINUTE : HOUR;
  const end = start + (tier === HOUR ? options.periodMs.hour : options.periodMs.day);
  const axis = axisOf({ from_ms: start, to_ms: end - 1 }, width);
  const series = file.index.ofSource(source.id);
  const points = statements.runs
    .all(source.id, below, start, end - 1)
    .reduce((sum, run) => sum + axisOf(run, widthMs[below]).slots, 1);
  const slice = Math.max(4, Math.floor(options.sliceValues / points));
  const begun = statements.unsealed.get(source.id, tier);
  const run = begun?.id ?? file.newRun();
  const write = file.db.transaction((after: number) => {
    const own = series.filter((one) => one > after).slice(0, slice);
    if (!begun && after < 0) statements.addRun.run(run, tier, source.id, start, end - 1, null);
    const found = own.map(noPoints);
    readRuns(file, source, own, below, { fromMs: start, toMs: end }, found);
    let bytes = 0;
    for (const [at, one] of own.entries()) {
      const folded = noPoints();
      foldPoints(inOrder(found[at] ?? noPoints(), widthMs[below]), width, folded);
      if (folded.t.length === 0) continue;
      const block = packPoints(folded, axis.fromMs, width, axis.slots);
      statements.blocks[tier].put.run(run * blocksPerRun + one, block);
      bytes += block.length + rowBytes;
    }
    const last = own.at(-1) ?? after;
    // One more than the last, as zero means that none is.
    statements.growRun.run(last + 1, bytes, run);
    const isDone = last === (series.at(-1) ?? after);
    if (isDone) {
      statements.sealRun.run(run);
      if (tier === HOUR) statements.hourDone.run(end, source.id);
      else statements.dayDone.run(end, source.id);
    }
    return { last, isDone };
  });
  for (let after = (begun?.done ?? 0) - 1; ;) {
    const { last, isDone } = write(after);
    after = last;
    if (isDone) break;
    yield;
  }
  if (tier === DAY) source.dayDone = end;
  else source.hourDone = end;
  yield;
}
