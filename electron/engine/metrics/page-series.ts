import type { ScrapedSample } from '../../../shared/series/exposition';
import { seriesKey, type Labels } from '../../../shared/series/series-key';

interface Place {
  readonly name: string;
  readonly labels: Labels;
  readonly number: number;
}

/**
 * The numbers that the series of one page have in the store. A page has the same series in the same order from one scrape to the next, so each is looked for
 * where it was before: to compare labels there costs a fraction of making a key of them and looking that up.
 */
export class PageSeries {
  private readonly byKey = new Map<string, number>();
  private places: Place[] = [];

  /** `make` gives a series its number; null: it has none, and is asked for again next time. */
  constructor(private readonly make: (name: string, labels: Labels) => number | null) {}

  /** The number of each sample, in their order; -1: it has none. */
  numbersOf(samples: readonly ScrapedSample[]): Int32Array {
    const numbers = new Int32Array(samples.length);
    for (let at = 0; at < samples.length; at++) {
      const sample = samples[at];
      if (!sample) continue;
      const place = this.places[at];
      numbers[at] = place?.name === sample.name && hasSame(place.labels, sample.labels) ? place.number : this.lookUp(sample, at);
    }
    if (this.places.length > samples.length) this.places.length = samples.length;
    // Series that come and go must not fill the memory.
    if (this.byKey.size > 2 * samples.length + 1000) this.byKey.clear();
    return numbers;
  }

  private lookUp({ name, labels }: ScrapedSample, at: number): number {
    const key = seriesKey(name, labels);
    const number = this.byKey.get(key) ?? this.make(name, labels);
    if (number === null) return -1;
    this.byKey.set(key, number);
    this.places[at] = { name, labels, number };
    return number;
  }
}

/** Neither object inherits anything. */
function hasSame(left: Labels, right: Labels): boolean {
  let labels = 0;
  for (const label in left) {
    if (left[label] !== right[label]) return false;
    labels += 1;
  }
  for (const _ in right) labels -= 1;
  return labels === 0;
}
