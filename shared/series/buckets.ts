import type { FamilyType } from './exposition-types';
import { formatGoFloat, parseGoFloat } from './go-float';

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

  /** Writes the number canonically, in place. What is not a number stays. */
  canonicalise(sample: string, labels: Record<string, string>): void {
    const label = this.labels.get(sample);
    if (label === undefined) return;
    const written = labels[label];
    const value = written === undefined ? null : parseGoFloat(written);
    if (value !== null) labels[label] = formatGoFloat(value);
  }
}
