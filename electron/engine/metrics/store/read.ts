import { BadBlock } from '../../../../shared/series/bits';
import { ABSENT, STALE, unpackBlock, unpackNumbers } from '../../../../shared/series/block';
import { tierMs } from '../../../../shared/series/draw-range';
import { decodePoints } from '../../../../shared/series/tier-block';
import { addColumns, type Axis, type TierColumns, type TimeSpan } from '../../../../shared/series/tier-columns';
import {
  addPoint,
  addPoints,
  foldPoints,
  foldRaw,
  noPoints,
  pointAt,
  type RawColumns,
  type TierPoints,
} from '../../../../shared/series/tier-points';
import type { BlockCache } from './block-cache';
import type { SeriesFile, Source } from './series-file';
import { blocksPerRun, HOUR, MINUTE, RAW, type RunRow, type TierNumber } from './statements';

/** Lengths of the buckets, ms. */
export const widthMs: Readonly<Record<1 | 2 | 3, number>> = { 1: tierMs.minute, 2: tierMs.hour, 3: tierMs.day };

/** From this many series of one source on, its blocks are read in one sweep, where at least one in four of those passed is wanted. */
const many = 3;

/** Samples of some series of one source in [fromMs, toMs], in the order of `series`. */
export function readRaw(file: SeriesFile, source: Source, series: readonly number[], fromMs: number, toMs: number): RawColumns[] {
  const found = series.map((): RawColumns => ({ t: [], v: [], stale: [] }));
  for (const run of file.statements.runs.all(source.id, RAW, fromMs, toMs)) {
    const times = intact(file, () => unpackNumbers(run.times ?? new Uint8Array()));
    if (!times) continue;
    eachBlock(file, RAW, run.id, series, (data, at) => addRaw(data, times, fromMs, toMs, found[at]));
  }
  for (const target of source.targets) {
    for (const head of file.heads(target)) {
      if (head.fromMs > toMs) continue;
      const places = [...series.keys()].filter((at) => head.slots.has(series[at] ?? -1));
      const slots = places.map((at) => head.slots.get(series[at] ?? -1) ?? 0);
      for (const [i, { t, v, stale }] of head.readMany(slots, fromMs, toMs).entries()) {
        const into = found[places[i] ?? -1];
        for (let j = 0; into && j < t.length; j++) {
          into.t.push(t[j] ?? 0);
          into.v.push(v[j] ?? NaN);
          into.stale.push(stale[j] ?? 0);
        }
      }
    }
  }
  return source.targets.length > 1 ? found.map(ordered) : found;
}

/** By time, each time once. Two targets of a source may have the same series in turns, and then its parts are not in order. */
function ordered(raw: RawColumns): RawColumns {
  if (raw.t.every((t, at) => at === 0 || t > (raw.t[at - 1] ?? 0))) return raw;
  const order = raw.t.map((_, at) => at).sort((a, b) => (raw.t[a] ?? 0) - (raw.t[b] ?? 0));
  const kept = order.filter((place, at) => at === 0 || raw.t[place] !== raw.t[order[at - 1] ?? 0]);
  const of = (column: readonly number[]) => kept.map((place) => column[place] ?? NaN);
  return { t: of(raw.t), v: of(raw.v), stale: of(raw.stale) };
}

function addRaw(data: Uint8Array, times: Float64Array, fromMs: number, toMs: number, into: RawColumns | undefined): void {
  if (!into) return;
  const { states, values } = unpackBlock(data, times.length);
  let reading = 0;
  for (let at = 0; at < times.length; at++) {
    const state = states[at];
    if (state === ABSENT) continue;
    const value = state === STALE ? NaN : (values[reading++] ?? NaN);
    const t = times[at] ?? 0;
    if (t < fromMs || t > toMs) continue;
    into.t.push(t);
    into.v.push(value);
    into.stale.push(state === STALE ? 1 : 0);
  }
}

/** Hands on the blocks that a run has of the given series. One that cannot be read is counted and passed over: a gap. */
function eachBlock(
  file: SeriesFile,
  tier: TierNumber,
  run: number,
  series: readonly number[],
  use: (data: Uint8Array, at: number) => void,
): void {
  const { get, between } = file.statements.blocks[tier];
  const first = run * blocksPerRun;
  const least = series.reduce((low, one) => Math.min(low, one), Infinity);
  const most = series.reduce((high, one) => Math.max(high, one), 0);
  if (series.length < many || most - least > series.length * 4) {
    for (const [at, one] of series.entries()) {
      const data = get.get(first + one);
      if (data) intact(file, () => use(data, at));
    }
    return;
  }
  const places = new Map(series.map((one, at) => [one, at]));
  for (const [id, data] of between.all(first + least, first + most)) {
    const at = places.get(id - first);
    if (at !== undefined) intact(file, () => use(data, at));
  }
}

/** What `work` gives; null where a block cannot be read, which is counted. */
export function intact<Result>(file: SeriesFile, work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadBlock)) throw error;
    file.damagedBlocks += 1;
    return null;
  }
}

/**
 * Buckets of some series of one source that begin in [fromMs, toMs): those that are stored, and for what is not rolled up yet a fold of the
 * tier below, down to the readings.
 */
export function readPoints(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  tier: 1 | 2 | 3,
  fromMs: number,
  toMs: number,
): TierPoints[] {
  const width = widthMs[tier];
  const start = Math.floor(fromMs / width) * width;
  const found = series.map(noPoints);
  readRuns(file, source, series, tier, { fromMs: start, toMs }, found);
  if (tier === MINUTE) readHeads(file, source, series, { fromMs: start, toMs }, found);
  else {
    const from = Math.max(start, storedUntil(source, tier));
    // Whole buckets, also at the end: a bucket is answered as it is, not as much of it as was asked for.
    if (from < toMs) {
      const end = Math.ceil(toMs / width) * width;
      for (const [at, below] of readPoints(file, source, series, tier === HOUR ? MINUTE : HOUR, from, end).entries())
        foldPoints(below, width, found[at] ?? noPoints());
    }
  }
  return found.map((points) => inOrder(points, width));
}

/** Until when a tier of a source is stored, ms: what its blocks have behind that was not finished, and is answered from the tier below. */
export function storedUntil(source: Source, tier: 1 | 2 | 3): number {
  return tier === MINUTE ? Infinity : tier === HOUR ? source.hourDone : source.dayDone;
}

/** Adds what the sealed runs of a tier have. */
export function readRuns(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  tier: 1 | 2 | 3,
  { fromMs, toMs }: TimeSpan,
  into: readonly TierPoints[],
): void {
  const range = { fromMs, toMs: Math.min(toMs, storedUntil(source, tier)) };
  // What is rolled up is read once: it would only push out of the cache what is drawn.
  eachColumns(file, source, series, tier, range, null, (columns, axis, at) =>
    addColumns(columns, axis, range, into[at] ?? noPoints()),
  );
}

/** Hands on the blocks of a tier that some series of a source have in sealed runs that touch the range; those of a series in the order of the runs. */
export function eachColumns(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  tier: 1 | 2 | 3,
  range: TimeSpan,
  cache: BlockCache | null,
  use: (columns: TierColumns, axis: Axis, at: number) => void,
): void {
  // Behind what is stored: a block that is being filled would touch it, and has nothing for it.
  if (range.toMs <= range.fromMs) return;
  for (const run of file.statements.runs.all(source.id, tier, range.fromMs, range.toMs - 1)) {
    const axis = axisOf(run, widthMs[tier]);
    const first = run.id * blocksPerRun;
    const missing: number[] = [];
    for (const [at, one] of series.entries()) {
      const cached = cache?.get(first + one);
      if (cached) use(cached, axis, at);
      else missing.push(at);
    }
    if (missing.length === 0) continue;
    const wanted = missing.length === series.length ? series : missing.map((at) => series[at] ?? -1);
    eachBlock(file, tier, run.id, wanted, (data, at) => {
      const columns = decodePoints(data, axis.slots);
      cache?.put(first + (wanted[at] ?? -1), columns);
      use(columns, axis, missing[at] ?? 0);
    });
  }
}

/** The buckets of a sealed run. */
export function axisOf(run: Pick<RunRow, 'from_ms' | 'to_ms'>, width: number): Axis {
  return { fromMs: run.from_ms, widthMs: width, slots: (run.to_ms + 1 - run.from_ms) / width };
}

function readHeads(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  range: TimeSpan,
  into: readonly TierPoints[],
): void {
  eachHeadMinutes(file, source, series, range, (minutes, at) =>
    addPoints(minutes, range.fromMs, range.toMs, into[at] ?? noPoints()),
  );
}

/** Hands on the minutes of what is not sealed yet, a head at a time; they may reach out of the range. */
export function eachHeadMinutes(
  file: SeriesFile,
  source: Source,
  series: readonly number[],
  range: TimeSpan,
  use: (minutes: TierPoints, at: number) => void,
): void {
  for (const target of source.targets) {
    for (const head of file.heads(target)) {
      if (head.fromMs >= range.toMs || head.lastAt < range.fromMs) continue;
      const places = [...series.keys()].filter((at) => head.slots.has(series[at] ?? -1));
      const slots = places.map((at) => head.slots.get(series[at] ?? -1) ?? 0);
      for (const [i, raw] of head.readMany(slots, -Infinity, Infinity).entries()) {
        const at = places[i] ?? 0;
        const minutes = noPoints();
        foldRaw(raw, widthMs[MINUTE], file.isCounter(series[at] ?? -1) ? (head.carry[slots[i] ?? 0] ?? NaN) : null, minutes);
        use(minutes, at);
      }
    }
  }
}

/** By time, each bucket once: a series that two targets have in turns lies in two places. */
export function inOrder(points: TierPoints, width: number): TierPoints {
  let isOnce = true;
  let isSorted = true;
  for (let at = 1; at < points.t.length; at++) {
    const step = (points.t[at] ?? 0) - (points.t[at - 1] ?? 0);
    if (step <= 0) isOnce = false;
    if (step < 0) isSorted = false;
  }
  if (isOnce) return points;
  const folded = noPoints();
  if (isSorted) {
    foldPoints(points, width, folded);
    return folded;
  }
  const order = points.t.map((_, at) => at).sort((a, b) => (points.t[a] ?? 0) - (points.t[b] ?? 0));
  const sorted = noPoints();
  for (const place of order) addPoint(sorted, pointAt(points, place));
  foldPoints(sorted, width, folded);
  return folded;
}

/** The newest finite reading of a series that is in no open layout: where its counter goes on from. NaN: none is kept raw any more. */
export function lastFinite(file: SeriesFile, source: Source, series: number): number {
  if (file.index.newestOf(series) === -Infinity) return NaN;
  let found = { at: -Infinity, value: NaN };
  const consider = ({ t, v, stale }: RawColumns) => {
    for (const [at, value] of v.entries())
      if (stale[at] === 0 && Number.isFinite(value) && (t[at] ?? 0) >= found.at) found = { at: t[at] ?? 0, value };
  };
  for (const target of source.targets) {
    for (const head of file.heads(target)) {
      const slot = head.slots.get(series);
      if (slot !== undefined) consider(head.read(slot, -Infinity, Infinity));
    }
  }
  if (found.at > -Infinity) return found.value;
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const runs = file.statements.runsBefore.all(source.id, RAW, before);
    for (const run of runs) {
      before = run.id;
      const data = file.statements.blocks[RAW].get.get(run.id * blocksPerRun + series);
      if (!data) continue;
      intact(file, () => {
        const raw: RawColumns = { t: [], v: [], stale: [] };
        addRaw(data, unpackNumbers(run.times ?? new Uint8Array()), -Infinity, Infinity, raw);
        consider(raw);
      });
      if (found.at > -Infinity) return found.value;
    }
    if (runs.length === 0) return NaN;
  }
}
