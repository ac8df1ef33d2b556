import { seriesKey, type SeriesSource } from '../../../shared/series/expression';
import type { PageShape } from './page-reader';

interface Kept {
  readonly labels: Record<string, string>;
  /** Used from `first` to `end`; room behind for more. */
  times: Float64Array;
  values: Float64Array;
  first: number;
  end: number;
}

/** A series that is kept, and where on the page it stands. */
interface Wanted {
  readonly index: number;
  readonly key: string;
  readonly labels: Record<string, string>;
}

/** The recent raw series of one host: only those that a gauge asks for, only as far back as the longest range. */
export interface HostSeries extends SeriesSource {
  /** What the pages of one scrape gave. */
  add(at: number, pages: readonly { readonly shape: PageShape; readonly values: Float64Array }[]): void;
  lastAt(): number | null;
  /** What a metric read in the newest scrape, by the first of its series; undefined: it was not there. */
  last(name: string): number | undefined;
  /** When the first scrape came that could still be kept. */
  firstAt(): number | null;
}

export function createHostSeries(host: string, type: string, wanted: (name: string) => boolean, keepMs: number): HostSeries {
  const series = new Map<string, Kept>();
  const shapes = new WeakMap<PageShape, readonly Wanted[]>();
  let lastAt: number | null = null;
  let firstAt: number | null = null;
  const wantedOn = (shape: PageShape): readonly Wanted[] => {
    const known = shapes.get(shape);
    if (known) return known;
    const found = shape
      .content()
      .samples.flatMap(({ name, labels }, index): Wanted[] =>
        wanted(name) ? [{ index, key: seriesKey(name, labels), labels: { ...labels, __name__: name, host, type } }] : [],
      );
    shapes.set(shape, found);
    return found;
  };
  return {
    add: (at, pages) => {
      lastAt = at;
      firstAt ??= at;
      for (const { shape, values } of pages)
        for (const { index, key, labels } of wantedOn(shape)) {
          const value = values[index] ?? NaN;
          if (!Number.isFinite(value)) continue;
          let kept = series.get(key);
          if (!kept) {
            kept = { labels, times: new Float64Array(16), values: new Float64Array(16), first: 0, end: 0 };
            series.set(key, kept);
          }
          append(kept, at, value);
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
    last: (name) => {
      for (const { labels, times, values, end } of series.values())
        if (labels['__name__'] === name && times[end - 1] === lastAt) return values[end - 1];
      return undefined;
    },
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
