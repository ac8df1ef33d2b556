import type { Sample } from '../../../shared/judge/types';

/** One value a beat over many hosts; null in a beat in which none reported: a gap stays a gap. */
export interface BeatSeries {
  readonly times: readonly number[];
  readonly mean: readonly (number | null)[];
  /** 5th and 95th percentile over hosts. */
  readonly band: readonly (readonly [number, number] | null)[];
}

/** The beats of (from, to], and in each the mean over hosts of their last reading in it. */
export function beatSeries(hosts: readonly (readonly Sample[])[], from: number, to: number, everyMs: number): BeatSeries {
  const first = Math.floor(from / everyMs) + 1;
  const count = Math.max(0, Math.floor(to / everyMs) - first + 1);
  const values: number[][] = Array.from({ length: count }, () => []);
  for (const samples of hosts) {
    let last = -1;
    for (const sample of samples) {
      const beat = Math.ceil(sample.t / everyMs) - first;
      if (beat < 0 || beat >= count) continue;
      // Two scrapes in one beat (one was made for a switch): the later counts.
      if (beat === last) values[beat]?.pop();
      values[beat]?.push(sample.v);
      last = beat;
    }
  }
  const sorted = values.map((list) => list.sort((a, b) => a - b));
  const at = (list: readonly number[], share: number) =>
    list[Math.min(list.length - 1, Math.round(share * (list.length - 1)))] ?? 0;
  return {
    times: sorted.map((_, index) => (first + index) * everyMs),
    mean: sorted.map((list) => (list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length)),
    band: sorted.map((list) => (list.length === 0 ? null : [at(list, 0.05), at(list, 0.95)])),
  };
}

/** The values of one host on the same beats. */
export function hostBeats(samples: readonly Sample[], times: readonly number[], everyMs: number): (number | null)[] {
  const byBeat = new Map(samples.map((sample) => [Math.ceil(sample.t / everyMs) * everyMs, sample.v]));
  return times.map((time) => byBeat.get(time) ?? null);
}

/** At most `most` points, each the extreme of its bucket that lies further from the bucket's mean: peaks survive. */
export function thin(series: BeatSeries, most: number): readonly number[] {
  const { length } = series.times;
  if (length <= most) return series.times.map((_, index) => index);
  const width = Math.ceil(length / most);
  const kept: number[] = [];
  for (let from = 0; from < length; from += width) {
    const indexes = series.times.slice(from, from + width).map((_, offset) => from + offset);
    const known = indexes.flatMap((index) => series.mean[index] ?? []);
    const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    kept.push(
      indexes.reduce((best, index) =>
        Math.abs((series.mean[index] ?? mean) - mean) > Math.abs((series.mean[best] ?? mean) - mean) ? index : best,
      ),
    );
  }
  return kept;
}
