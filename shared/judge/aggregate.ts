import type { Sample } from './types';

/** One moment of a group of hosts. */
export interface Tick {
  /** Time of the earliest sample in it. */
  readonly t: number;
  /** Mean over the hosts that answered. */
  readonly v: number;
  /** How many samples it is made of. */
  readonly hosts: number;
}

/** More ticks than this are no watch but a mistake in the input; the step is widened instead of running out of memory. */
const MOST_TICKS = 100_000;

/**
 * The mean over hosts at each tick. Ticks are `everyMs` apart, counted from the earliest sample with a quarter tick of
 * slack for scrapes that come early. A tick in which fewer than half of the hosts answered is left out: the first ones to
 * answer do not speak for all.
 */
export function aggregate(
  series: readonly (readonly Sample[])[],
  everyMs: number,
  value: (sample: Sample) => number = (s) => s.v,
): Tick[] {
  const grid = tickGrid(series, everyMs);
  if (!grid) return [];
  const sums = new Float64Array(grid.size);
  const counts = new Float64Array(grid.size);
  const times = new Float64Array(grid.size).fill(Infinity);
  let answering = 0;
  for (const samples of series) {
    if (samples.length > 0) answering += 1;
    for (const sample of samples) {
      const at = grid.indexOf(sample.t);
      sums[at] = (sums[at] ?? 0) + value(sample);
      counts[at] = (counts[at] ?? 0) + 1;
      times[at] = Math.min(times[at] ?? Infinity, sample.t);
    }
  }
  const ticks: Tick[] = [];
  for (let i = 0; i < grid.size; i += 1) {
    const hosts = counts[i] ?? 0;
    if (hosts > 0 && hosts >= answering / 2) ticks.push({ t: times[i] ?? 0, v: (sums[i] ?? 0) / hosts, hosts });
  }
  return ticks;
}

export interface TickGrid {
  readonly size: number;
  readonly indexOf: (t: number) => number;
}

/** Null where there are no samples at all. */
export function tickGrid(series: readonly (readonly Sample[])[], everyMs: number): TickGrid | null {
  let first = Infinity;
  let last = -Infinity;
  for (const samples of series) {
    for (const sample of samples) {
      if (sample.t < first) first = sample.t;
      if (sample.t > last) last = sample.t;
    }
  }
  if (first > last) return null;
  const step = Math.max(everyMs > 0 ? everyMs : 1, (last - first) / MOST_TICKS);
  const indexOf = (t: number): number => Math.floor((t - first) / step + 0.25);
  return { size: indexOf(last) + 1, indexOf };
}
