import type { Exemplar, FamilyType } from './exposition-types';
import { parseGoFloat } from './go-float';
import { seriesKey } from './series-key';

/** A sample as it is written, before anything is made canonical. */
export interface LintedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly seconds: number | null;
  readonly exemplar: Exemplar | undefined;
  readonly isNative: boolean;
}

/** Ends the reading of the page. */
export type Fail = (message: string) => never;

interface ClassicHistogram {
  samples: number;
  lastBound: number | null;
  lastValue: number;
  hasNegative: boolean;
  count: number | null;
  sum: number | null;
}

const emptyHistogram = (): ClassicHistogram => ({
  samples: 0,
  lastBound: null,
  lastValue: 0,
  hasNegative: false,
  count: null,
  sum: null,
});

/**
 * The samples of one family: those of one set of labels (less `le`, `quantile` and a stateset's own) have to stand together, in the order of
 * time, and those of a histogram have to agree. OpenMetrics 1.0, section 4.
 */
export class OpenMetricsGroups {
  private readonly seen = new Set<string>();
  private group: string | null = null;
  private time: number | null = null;
  private readonly series = new Set<string>();
  private histogram = emptyHistogram();
  private readonly isHistogram: boolean;

  constructor(
    private readonly family: string,
    private readonly type: FamilyType,
    private readonly fail: Fail,
  ) {
    this.isHistogram = type === 'histogram' || type === 'gaugehistogram';
  }

  /** Returns false for a series that was given already in this group at this time. */
  add(sample: LintedSample, ending: string): boolean {
    this.enter(this.groupOf(sample, ending), nanoseconds(sample.seconds));
    const key = seriesKey(sample.name, sample.labels);
    if (this.series.has(key)) return false;
    this.series.add(key);
    if (this.isHistogram && !sample.isNative) this.observe(sample, ending);
    return true;
  }

  end(): void {
    this.finishHistogram();
  }

  private groupOf({ labels, isNative }: LintedSample, ending: string): string {
    // each info is a series of its own without an order among them
    if (this.type === 'info') return '';
    const own =
      ending === '_bucket'
        ? 'le'
        : this.type === 'summary' && ending === ''
          ? 'quantile'
          : this.type === 'stateset'
            ? this.family
            : null;
    if (own === null || isNative || !Object.hasOwn(labels, own)) return seriesKey('', labels);
    return seriesKey('', { ...labels, [own]: '' });
  }

  private enter(group: string, time: number | null): void {
    if (group === this.group) {
      if (time === this.time) return;
      if (this.type !== 'info') {
        if (time === null || this.time === null) this.fail(`some samples of ${this.family} have a timestamp and some have none`);
        if (time < this.time) this.fail(`the timestamps of ${this.family} go backwards`);
      }
    } else {
      if (this.seen.has(group)) this.fail(`the samples of one set of labels of ${this.family} do not stand together`);
      this.seen.add(group);
    }
    this.finishHistogram();
    this.series.clear();
    this.group = group;
    this.time = time;
  }

  private observe({ labels, value }: LintedSample, ending: string): void {
    const { histogram } = this;
    histogram.samples++;
    if (ending === '_count' || ending === '_gcount') histogram.count = value;
    if (ending === '_sum' || ending === '_gsum') histogram.sum = value;
    if (ending !== '_bucket') return;
    const bound = parseGoFloat(labels['le'] ?? '') ?? NaN;
    if (histogram.lastBound === null) histogram.hasNegative = bound < 0;
    else if (bound <= histogram.lastBound) this.fail(`the buckets of ${this.family} are out of order`);
    else if (value < histogram.lastValue) this.fail(`a bucket of ${this.family} holds less than the one before it`);
    histogram.lastBound = bound;
    histogram.lastValue = value;
  }

  private finishHistogram(): void {
    const { samples, lastBound, lastValue, hasNegative, count, sum } = this.histogram;
    this.histogram = emptyHistogram();
    if (samples === 0) return;
    if (lastBound !== Infinity) this.fail(`${this.family} has no +Inf bucket`);
    if (count !== null && count !== lastValue) this.fail(`the count of ${this.family} is not its +Inf bucket`);
    if ((count === null) !== (sum === null)) this.fail(`${this.family} has to have both a count and a sum, or none`);
    if (sum === null) return;
    if (this.type === 'histogram' && hasNegative) this.fail(`${this.family} has negative buckets, so it cannot have a sum`);
    if (this.type === 'gaugehistogram' && !hasNegative && sum < 0)
      this.fail(`${this.family} has a negative sum and no negative bucket`);
  }
}

/** OpenMetrics carries no more than nanoseconds; finer differences are the same time. */
const nanoseconds = (seconds: number | null): number | null => (seconds === null ? null : Math.trunc(seconds * 1e9) || 0);
