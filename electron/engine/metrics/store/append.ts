import { ABSENT, READING, STALE } from '../../../../shared/series/block';
import { packColumn } from '../../../../shared/series/tick-column';
import type { Head } from './head';
import type { StoreOptions } from './options';
import { lastFinite } from './read';
import { isCramped, isSilent, mayClear } from './room';
import type { HeadPart, SeriesFile, Target } from './series-file';
import { ticksPerHead } from './statements';

/** What was read of one target at one time. Series are numbers that `series()` gave out. */
export interface Tick {
  /** 'host:<name>' or 'fleet'. */
  readonly source: string;
  /** What is read in one go, under a name of its own: the source's name where there is one page only. */
  readonly target: string;
  /** ms since 1970. */
  readonly at: number;
  readonly series: ArrayLike<number>;
  /** As many as `series`. */
  readonly values: ArrayLike<number>;
  /** Series that are gone since the tick before: each gets a mark of absence. */
  readonly stale?: ArrayLike<number>;
}

/** What became of the samples of an append. All but `accepted` were not stored. */
export interface AppendCounts {
  accepted: number;
  /** Older than the newest sample of their series, or so old that it is rolled up already. */
  late: number;
  /** There already, with this time and value. */
  duplicate: number;
  /** There already with this time and another value: the first one stays. */
  conflicting: number;
  /** More than an hour ahead of the clock: they would make all that follow late. */
  early: number;
  /** No room in the target's budget, or a number that `series()` did not give out for this source. */
  refused: number;
}

/** Nothing yet. */
export function noCounts(): AppendCounts {
  return { accepted: 0, late: 0, duplicate: 0, conflicting: 0, early: 0, refused: 0 };
}

const aheadMs = 3_600_000;
const maxTicks = ticksPerHead - 96;
const minute = 60_000;

let next = new Float64Array(1024);
let states = new Uint8Array(1024);

function makeRoom(n: number): void {
  if (next.length >= n) return;
  next = new Float64Array(n * 2);
  states = new Uint8Array(n * 2);
}

/**
 * Writes a tick inside the caller's transaction, and notes in memory what follows from it: when the transaction fails, the target has to be
 * forgotten. Answers with the series that now have a sample at the tick's time, which the caller notes once all is committed.
 */
export function appendTick(file: SeriesFile, options: StoreOptions, target: Target, tick: Tick, counts: AppendCounts): number[] {
  const { index } = file;
  const newest: number[] = [];
  const at = Math.round(tick.at);
  const samples = tick.series.length;
  file.heads(target);
  if (at > options.clock() + aheadMs) {
    counts.early += samples;
    return newest;
  }
  if (at < target.source.hourDone || !(at >= 0)) {
    counts.late += samples;
    return newest;
  }
  const part = openPart(file, options, target, at);
  const head = part.head;
  if (!head) return newest;
  const joined = head.layout.length;
  makeRoom(Math.max(1, head.layout.length + samples));
  next.set(head.column.subarray(0, head.layout.length));
  states.fill(0, 0, head.layout.length + samples);
  let accepted = 0;
  for (let i = 0; i < samples; i++) {
    const series = tick.series[i] ?? -1;
    let slot = head.layout[i] === series ? i : (head.slots.get(series) ?? -1);
    if (!(at > index.newestOf(series))) {
      countOld(counts, head, slot, at, index.newestOf(series), tick.values[i] ?? NaN);
      continue;
    }
    if (slot < 0) {
      if (index.sourceOf(series) !== target.source.id || head.layout.length >= options.budget) {
        counts.refused += 1;
        continue;
      }
      slot = head.join(series, lastFinite(file, target.source, series));
      target.pending.delete(series);
    } else if (states[slot] !== 0) {
      // Twice in one tick: the first one counts.
      counts[Object.is(next[slot], tick.values[i]) ? 'duplicate' : 'conflicting'] += 1;
      continue;
    }
    next[slot] = tick.values[i] ?? NaN;
    states[slot] = READING;
    head.note(slot, READING);
    newest.push(series);
    accepted += 1;
  }
  for (let i = 0; i < (tick.stale?.length ?? 0); i++) {
    const series = tick.stale?.[i] ?? -1;
    const slot = head.slots.get(series) ?? -1;
    if (slot < 0 || states[slot] !== 0 || !(at > index.newestOf(series))) continue;
    states[slot] = STALE;
    head.note(slot, STALE);
    newest.push(series);
    accepted += 1;
  }
  if (accepted === 0) return newest;
  counts.accepted += accepted;
  const n = head.layout.length;
  const data = packColumn(head.column, next, states, n);
  if (n > joined) file.writeLayout(head);
  file.statements.addTick.run(head.id * ticksPerHead + head.ticks.length, at, data);
  if (at < part.fromMs) {
    part.fromMs = at;
    head.fromMs = at;
    file.statements.setHeadFrom.run(at, head.id);
  }
  head.column.set(next.subarray(0, n));
  head.ticks.push({ at, data });
  return newest;
}

function countOld(counts: AppendCounts, head: Head, slot: number, at: number, newest: number, value: number): void {
  if (at < newest || slot < 0 || head.seen[slot] === ABSENT) counts.late += 1;
  else if (head.seen[slot] === READING && Object.is(head.column[slot], value)) counts.duplicate += 1;
  else counts.conflicting += 1;
}

/**
 * The head that a tick goes to. A full one is closed where a minute ends, so that no minute lies in two blocks; so is, before its time, one whose
 * room is held by series that are gone. The next one takes over what was read in it; where room is short, only what still comes.
 */
function openPart(file: SeriesFile, options: StoreOptions, target: Target, at: number): HeadPart {
  const part = target.parts.at(-1);
  if (!part || part.closed || !part.head) return file.begin(target, at, [], []);
  const { head } = part;
  const isFull = head.ticks.length >= blockTicksOf(options, target, head) || at - head.fromMs >= options.blockMs;
  const isNewMinute = Math.floor(at / minute) > Math.floor(head.lastAt / minute);
  const isClosed = isNewMinute && (isFull || mayClear(file.index, options, target, head, at));
  if (!isClosed && head.ticks.length < maxTicks) return part;
  const isShort = isCramped(options, target, head);
  if (isShort) {
    // Whoever has no room still is refused anew.
    target.refused.clear();
    target.clearedAt = at;
  }
  file.close(part);
  const kept = head.layout.flatMap((series, slot) =>
    head.seen[slot] === ABSENT || (isShort && isSilent(file.index, head, slot)) ? [] : [{ series, carry: head.carryOf(slot) }],
  );
  return file.begin(
    target,
    at,
    kept.map(({ series }) => series),
    kept.map(({ carry }) => carry),
  );
}

/** The first block of a target is shorter, each by its own measure: otherwise all targets would be sealed in the same moments for ever. */
function blockTicksOf({ blockTicks }: StoreOptions, target: Target, head: Head): number {
  const isFirst = head.carry.every(Number.isNaN);
  return isFirst ? Math.max(1, Math.ceil(blockTicks * (0.25 + 0.75 * ((target.id * 0.618_034) % 1)))) : blockTicks;
}
