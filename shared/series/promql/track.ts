import type { Labels } from '../series-key';
import { emptyLabels, labelOf, NAME_LABEL, seriesKey } from '../series-key';
import type { ExpressionPosition } from './place';
import { Faulty } from './place';

/** One series of a result: its value at each of the times that were asked for, where `present` says that it has one. */
export interface Track {
  readonly labels: Labels;
  readonly values: Float64Array;
  /** 1 where there is a value, 0 where not. NaN is a value. */
  readonly present: Uint8Array;
}

/** The labels but for some. */
export function without(labels: Labels, less: readonly string[]): Record<string, string> {
  const rest = emptyLabels();
  for (const name of Object.keys(labels)) {
    const value = labels[name] ?? '';
    if (value !== '' && !less.includes(name)) rest[name] = value;
  }
  return rest;
}

/** Some of the labels. */
export function only(labels: Labels, names: readonly string[]): Record<string, string> {
  const kept = emptyLabels();
  for (const name of names) {
    const value = labelOf(labels, name);
    if (value !== '') kept[name] = value;
  }
  return kept;
}

const NAME = [NAME_LABEL];

/** The labels without the metric's name, as everything that is computed has it. */
export const nameless = (labels: Labels): Record<string, string> => without(labels, NAME);

/**
 * Makes one of series that became the same by losing labels. Throws Faulty, in Prometheus' words, when two of them have a value at the
 * same time.
 */
export function merged(tracks: readonly Track[], at: ExpressionPosition): Track[] {
  const found = new Map<string, Track>();
  for (const track of tracks) {
    const key = seriesKey('', track.labels);
    const before = found.get(key);
    if (!before) found.set(key, track);
    else found.set(key, joined(before, track, at));
  }
  return found.size === tracks.length ? [...tracks] : [...found.values()];
}

function joined(one: Track, two: Track, at: ExpressionPosition): Track {
  const values = one.values.slice();
  const present = one.present.slice();
  for (const [i, is] of two.present.entries()) {
    if (!is) continue;
    if (present[i]) throw new Faulty(at, 'vector cannot contain metrics with the same labelset');
    present[i] = 1;
    values[i] = two.values[i] ?? NaN;
  }
  return { labels: one.labels, values, present };
}
