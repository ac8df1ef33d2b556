import type { SourceType } from '../../../../shared/config/config';
import type { FamilyType } from '../../../../shared/series/exposition';
import { emptyLabels, NAME_LABEL, seriesKey } from '../../../../shared/series/series-key';
import type { SourceSample } from './source';

/** A sample with the source's own labels put over those that it came with. */
export function sample(
  name: string,
  value: number,
  type: SourceType,
  own: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>> = {},
): SourceSample {
  const labels = emptyLabels();
  for (const from of [found, own])
    for (const [label, text] of Object.entries(from)) {
      // Half a character would come back from a file as something else, and be another series.
      if (label !== NAME_LABEL) labels[label.toWellFormed()] = text.toWellFormed();
    }
  return { name, labels, value, timestampMs: null, type: type ?? typeOf(name) };
}

/** How a metric counts when nobody says it: what ends with `_total` counts up. */
export function typeOf(name: string): FamilyType {
  return name.endsWith('_total') ? 'counter' : 'gauge';
}

/** Leaves out what is there already under the same name and labels: the first one counts. Answers how many were left out. */
export function unique(samples: readonly SourceSample[]): { readonly samples: SourceSample[]; readonly twice: number } {
  const seen = new Set<string>();
  const kept = samples.filter(({ name, labels }) => {
    const key = seriesKey(name, labels);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { samples: kept, twice: samples.length - kept.length };
}

/** Words of somebody else, fit for a line of a log: no control characters, and not long. */
export function quoted(text: string, most = 200): string {
  const plain = text
    .slice(0, most * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
