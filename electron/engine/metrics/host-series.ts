import { seriesKey, type SeriesSource } from '../../../shared/series/expression';
import type { ScrapedSample } from '../../../shared/series/exposition';

interface Point {
  readonly t: number;
  readonly v: number;
}

interface Kept {
  readonly name: string;
  readonly labels: Record<string, string>;
  samples: Point[];
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
          kept = { name: sample.name, labels: { ...sample.labels, __name__: sample.name, host, type }, samples: [] };
          series.set(key, kept);
        }
        kept.samples.push({ t: at, v: sample.value });
      }
      for (const [key, kept] of series) {
        const first = kept.samples.findIndex((point) => point.t > at - keepMs);
        if (first < 0) series.delete(key);
        else if (first > 0) kept.samples = kept.samples.slice(first);
      }
    },
    select: function* (selector) {
      for (const kept of series.values()) {
        if (selector.matches({ ...kept.labels })) yield { labels: kept.labels, samples: kept.samples };
      }
    },
    lastAt: () => lastAt,
    firstAt: () => firstAt,
  };
}
