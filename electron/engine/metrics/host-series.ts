import { seriesKey, type SeriesSource } from '../../../shared/series/expression';
import type { ScrapedSample } from '../../../shared/series/exposition';

interface Kept {
  readonly labels: Record<string, string>;
  /** Used from `first` to `end`; room behind for more. */
  times: Float64Array;
  values: Float64Array;
  first: number;
  end: number;
}

/** The recent raw series of one host: only those that a gauge asks for, only as far back as the longest range. */
export interface HostSeries extends SeriesSource {
  add(at: number, samples: Iterable<ScrapedSample>): void;
  lastAt(): number | null;
  /** When the first scrape came that could still be kept. */
  firstAt(): number | null;
}

export function createHostSeries(host: string, type: string, wanted: (name: string) => boolean, keepMs: number): HostSeries {
  const series = new Map<string, Kept>();
  let lastAt: number | null = null;
  let firstAt: number | null = null;
  return {
    add: (at, samples) => {
      lastAt = at;
      firstAt ??= at;
      for (const sample of samples) {
        if (!wanted(sample.name) || !Number.isFinite(sample.value)) continue;
        const key = seriesKey(sample.name, sample.labels);
        let kept = series.get(key);
        if (!kept) {
          kept = {
            labels: { ...sample.labels, __name__: sample.name, host, type },
            times: new Float64Array(16),
            values: new Float64Array(16),
            first: 0,
            end: 0,
          };
          series.set(key, kept);
        }
        append(kept, at, sample.value);
      }
      for (const [key, kept] of series) {
        while (kept.first < kept.end && (kept.times[kept.first] ?? 0) <= at - keepMs) kept.first++;
        if (kept.first === kept.end) series.delete(key);
      }
    },
    // Views of what is kept: good until the next `add`.
    select: (selector) =>
      [...series.values()]
        .filter(({ labels }) => selector.matches(labels))
        .map(({ labels, times, values, first, end }) => ({
          labels,
          times: times.subarray(first, end),
          values: values.subarray(first, end),
          stale: none,
        })),
    lastAt: () => lastAt,
    firstAt: () => firstAt,
  };
}

const none = new Float64Array(0);

/** Times only grow: the second reading of one page is not used, and when the clock was set back, what seems to come later goes. */
function append(kept: Kept, at: number, value: number): void {
  while (kept.end > kept.first && (kept.times[kept.end - 1] ?? 0) > at) kept.end--;
  if (kept.end > kept.first && kept.times[kept.end - 1] === at) return;
  if (kept.end === kept.times.length) {
    const used = kept.end - kept.first;
    const room = 2 * used > kept.times.length ? 2 * kept.times.length : kept.times.length;
    const [times, values] = [new Float64Array(room), new Float64Array(room)];
    times.set(kept.times.subarray(kept.first, kept.end));
    values.set(kept.values.subarray(kept.first, kept.end));
    Object.assign(kept, { times, values, first: 0, end: used });
  }
  kept.times[kept.end] = at;
  kept.values[kept.end++] = value;
}
