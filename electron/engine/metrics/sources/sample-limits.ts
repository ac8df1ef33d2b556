import type { SourceSample } from './source';

/** What one reading may have; a reading beyond it is refused whole, so that no half of it looks like missing series. */
export const sourceLimits = { bytes: 8 << 20, samples: 10_000, labels: 64, labelName: 200, labelValue: 2000 } as const;

/** What of these samples is beyond the limits, in a sentence; null: nothing. */
export function faultOfSamples(samples: readonly SourceSample[]): string | null {
  if (samples.length > sourceLimits.samples) return `There are ${samples.length} samples, more than ${sourceLimits.samples}.`;
  for (const { name, labels } of samples) {
    let count = 0;
    if (name === '' || name.length > sourceLimits.labelName)
      return `The name of a metric is longer than ${sourceLimits.labelName}, or empty.`;
    for (const label in labels) {
      count += 1;
      if (label.length > sourceLimits.labelName) return `${name} has a label with a name longer than ${sourceLimits.labelName}.`;
      if ((labels[label]?.length ?? 0) > sourceLimits.labelValue)
        return `${name}: the value of its label "${label}" is longer than ${sourceLimits.labelValue}.`;
    }
    if (count > sourceLimits.labels) return `${name} has ${count} labels, more than ${sourceLimits.labels}.`;
  }
  return null;
}
