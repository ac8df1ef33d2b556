import { decodePoints, packPoints } from '../../../../shared/series/tier-block';
import { addColumns } from '../../../../shared/series/tier-columns';
import { foldPoints, noPoints } from '../../../../shared/series/tier-points';
import type { StoreOptions } from './options';
import { axisOf, inOrder, intact, readRuns, storedUntil, widthMs } from './read';
import { rowBytes } from './seal';
import type { SeriesFile, Source } from './series-file';
import { blocksPerRun, DAY, HOUR, MINUTE } from './statements';

/** Before this nothing comes any more for a source: all has been sealed, and later ticks are refused once it is rolled up. ms. */
function sealedUntil(options: StoreOptions, source: Source): number {
  let until = options.clock() - options.blockMs;
  for (const target of source.targets) for (const part of target.parts) until = Math.min(until, part.fromMs);
  return until;
}

/** When what can be rolled up next into hours or days of a source begins, ms; null: no step of it is complete. */
export function nextStep(file: SeriesFile, options: StoreOptions, source: Source, tier: 2 | 3): number | null {
  const length = tier === HOUR ? options.stepMs.hour : options.stepMs.day;
  const done = storedUntil(source, tier);
  const until = tier === HOUR ? sealedUntil(options, source) : source.hourDone;
  if (done + length > until) return null;
  const first = file.statements.firstRunFrom.get(source.id, tier - 1, done) ?? null;
  if (first === null) return null;
  const start = Math.max(done, Math.floor(first / length) * length);
  return start + length <= until ? start : null;
}

/**
 * Adds a step of a source from the tier below to the blocks of its period, one a series, in slices of bounded length; each is a transaction. The last one says
 * that the step is done: until then it is answered from the tier below, whatever the blocks have of it, and so a crash costs no more than doing it again.
 * Yields after each slice.
 */
export function* rollUp(file: SeriesFile, options: StoreOptions, source: Source, tier: 2 | 3, start: number): Generator<void> {
  const { statements } = file;
  file.load(source);
  const width = widthMs[tier];
  const below = tier === HOUR ? MINUTE : HOUR;
  const { hour, day } = options.periodMs;
  const period = tier === HOUR ? hour : day;
  const end = start + (tier === HOUR ? options.stepMs.hour : options.stepMs.day);
  const fromMs = Math.floor(start / period) * period;
  const axis = axisOf({ from_ms: fromMs, to_ms: fromMs + period - 1 }, width);
  const series = file.index.ofSource(source.id);
  const points = statements.runs
    .all(source.id, below, start, end - 1)
    .reduce((sum, run) => sum + axisOf(run, widthMs[below]).slots, 1);
  const slice = Math.max(4, Math.floor(options.sliceValues / points));
  const known = statements.runAt.get(source.id, tier, fromMs);
  const run = known ?? file.newRun();
  const write = file.db.transaction((begin: number) => {
    if (begin === 0) {
      if (known === undefined) statements.addRun.run(run, tier, source.id, fromMs, fromMs + period - 1, null);
      statements.sealRun.run(run);
    }
    const own = series.slice(begin, begin + slice);
    const found = own.map(noPoints);
    readRuns(file, source, own, below, { fromMs: start, toMs: end }, found);
    let bytes = 0;
    for (const [at, one] of own.entries()) {
      const fresh = inOrder(found[at] ?? noPoints(), widthMs[below]);
      if (fresh.t.length === 0) continue;
      const id = run * blocksPerRun + one;
      const before = statements.blocks[tier].get.get(id);
      const folded = noPoints();
      if (before) intact(file, () => addColumns(decodePoints(before, axis.slots), axis, { fromMs, toMs: start }, folded));
      foldPoints(fresh, width, folded);
      const block = packPoints(folded, fromMs, width, axis.slots);
      statements.blocks[tier].put.run(id, block);
      file.decoded.drop(id);
      bytes += block.length - (before?.length ?? -rowBytes);
    }
    statements.growRun.run(0, bytes, run);
    const isDone = begin + slice >= series.length;
    if (isDone) (tier === HOUR ? statements.hourDone : statements.dayDone).run(end, source.id);
    return isDone;
  });
  for (let begin = 0; !write(begin); begin += slice) yield;
  if (tier === DAY) source.dayDone = end;
  else source.hourDone = end;
  yield;
}
