import type { FamilyType } from './exposition-types';
import { formatGoFloat, parseGoFloat } from './go-float';
import { emptyLabels, type Labels } from './series-key';

/** Knows, from the TYPE lines so far, which samples carry a number as a label: `le` of buckets, `quantile` of summaries. */
export class Buckets {
  private readonly labels = new Map<string, 'le' | 'quantile'>();
  private readonly populations = new Set<string>();

  declare(family: string, type: FamilyType): void {
    if (type === 'summary') this.labels.set(family, 'quantile');
    if (type !== 'histogram' && type !== 'gaugehistogram') return;
    this.labels.set(`${family}_bucket`, 'le');
    if (type === 'histogram') this.populations.add(`${family}_bucket`).add(`${family}_count`);
  }

  labelOf(sample: string): 'le' | 'quantile' | null {
    return this.labels.get(sample) ?? null;
  }

  /** True for what counts observations of a histogram, so cannot be below zero. */
  isPopulation(sample: string): boolean {
    return this.populations.has(sample);
  }

  /** The labels with that number written canonically; the very same where nothing is to be changed. What is not a number stays. */
  canonical(sample: string, labels: Labels): Labels {
    const label = this.labels.get(sample);
    const written = label === undefined ? undefined : labels[label];
    const value = written === undefined ? null : parseGoFloat(written);
    if (label === undefined || value === null) return labels;
    const text = formatGoFloat(value);
    return text === written ? labels : Object.assign(emptyLabels(), labels, { [label]: text });
  }
}
