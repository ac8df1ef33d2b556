import { labelOf } from '../series-key';
import { createPattern } from './pattern';
import type { ExpressionPosition } from './place';
import type { Track } from './track';
import { merged, without } from './track';

function withLabel(track: Track, name: string, value: string): Track {
  const labels = without(track.labels, [name]);
  if (value !== '') labels[name] = value;
  return { ...track, labels };
}

/** As label_replace(): where the pattern matches the whole of `source`, `target` becomes the template filled in, or goes when that is empty. */
export function labelReplace(
  tracks: readonly Track[],
  target: string,
  template: string,
  source: string,
  pattern: string,
  at: ExpressionPosition,
): Track[] {
  const compiled = createPattern(pattern);
  const replaced = tracks.map((track) => {
    const value = compiled.expand(labelOf(track.labels, source), template);
    return value === null ? track : withLabel(track, target, value);
  });
  return merged(replaced, at);
}

/** As label_join(): `target` becomes the values of `sources` with `separator` between them. */
export function labelJoin(
  tracks: readonly Track[],
  target: string,
  separator: string,
  sources: readonly string[],
  at: ExpressionPosition,
): Track[] {
  const joined = tracks.map((track) =>
    withLabel(track, target, sources.map((source) => labelOf(track.labels, source)).join(separator)),
  );
  return merged(joined, at);
}
