import { labelOf, NAME_LABEL, quote, seriesKey } from '../series-key';
import type { ArithmeticOperator, ComparisonOperator, Compute, SetOperator } from './operators';
import { computeOf } from './operators';
import type { ExpressionPosition } from './place';
import { Faulty } from './place';
import type { Track } from './track';
import { merged, nameless, only, without } from './track';
import type { Matching } from './tree';

/** What two series must have in common to meet. */
function commonLabels({ on, labels }: Matching, track: Track): Record<string, string> {
  return on ? only(track.labels, labels) : without(track.labels, [...labels, NAME_LABEL]);
}

function byCommon(tracks: readonly Track[], matching: Matching): Map<string, Track[]> {
  const found = new Map<string, Track[]>();
  for (const track of tracks) {
    const key = seriesKey('', commonLabels(matching, track));
    const same = found.get(key);
    if (same) same.push(track);
    else found.set(key, [track]);
  }
  return found;
}

/**
 * `and`, `or` and `unless`: which series of the left are kept, and for `or` which of the right join them, at each time by what has a value
 * then.
 */
export function combine(
  operator: SetOperator,
  left: readonly Track[],
  right: readonly Track[],
  matching: Matching,
  at: ExpressionPosition,
): Track[] {
  const [kept, others] = operator === 'or' ? [right, left] : [left, right];
  const partners = byCommon(others, matching);
  const chosen = kept.flatMap((track) => {
    const present = track.present.slice();
    const facing = partners.get(seriesKey('', commonLabels(matching, track))) ?? [];
    for (const [i, is] of present.entries()) {
      if (is && facing.some((other) => other.present[i]) !== (operator === 'and')) present[i] = 0;
    }
    return present.includes(1) ? [{ ...track, present }] : [];
  });
  return operator === 'or' ? merged([...left, ...chosen], at) : chosen;
}

/**
 * Arithmetic and comparison between the series of two sides, each with the one of the other side that has the same labels (as `matching` says). What
 * has no partner is left out. Throws Faulty, in Prometheus' words, when a series has more than one partner at some time and the
 * matching does not allow it.
 */
export function operateOnVectors(
  operator: ArithmeticOperator | ComparisonOperator,
  left: readonly Track[],
  right: readonly Track[],
  matching: Matching,
  bool: boolean,
  at: ExpressionPosition,
): Track[] {
  const swapped = matching.many === 'right';
  const [many, ones] = swapped ? [right, left] : [left, right];
  const count = (left[0] ?? right[0])?.values.length ?? 0;
  const compute = computeOf(operator);
  const keepsName = compute.compares && !bool;
  const partners = byCommon(ones, matching);
  refuseTwins(partners, many, matching, at);
  const result: Track[] = [];
  /** Per common labels, at which times a series was made already: two there are one too many. */
  const taken = new Map<string, Uint8Array>();
  for (const track of many) {
    const common = commonLabels(matching, track);
    const key = seriesKey('', common);
    for (const one of partners.get(key) ?? []) {
      const pair = swapped ? ([one, track] as const) : ([track, one] as const);
      const made = operated(compute, ...pair, bool, count);
      if (!made) continue;
      const labels = resultLabels(track, one, matching, keepsName);
      const place = matching.many === null ? key : `${key} ${seriesKey('', labels)}`;
      take(taken, place, made.present, matching, at);
      result.push({ ...made, labels });
    }
  }
  return merged(result, at);
}

function refuseTwins(
  partners: ReadonlyMap<string, readonly Track[]>,
  many: readonly Track[],
  matching: Matching,
  at: ExpressionPosition,
): void {
  for (const same of partners.values()) {
    if (same.length < 2) continue;
    const seen: (Track | undefined)[] = [];
    for (const track of same)
      for (const [i, is] of track.present.entries()) {
        // as in Prometheus: where the other side has nothing at all, nothing is looked at
        if (!is || !many.some((other) => other.present[i])) continue;
        const before = seen[i];
        if (before) {
          const side = matching.many === 'right' ? 'left' : 'right';
          throw new Faulty(
            at,
            `found duplicate series for the match group ${written(commonLabels(matching, track))} on the ${side} hand-side of the operation: ` +
              `[${written(track.labels)}, ${written(before.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
          );
        }
        seen[i] = track;
      }
  }
}

/** Labels as Prometheus writes them in its errors. */
function written(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${quote(labels[name] ?? '')}`);
  return `{${pairs.join(', ')}}`;
}

function operated(compute: Compute, left: Track, right: Track, bool: boolean, count: number): Omit<Track, 'labels'> | null {
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  let found = false;
  for (let i = 0; i < count; i++) {
    if (!left.present[i] || !right.present[i]) continue;
    const value = operatedOn(compute, left.values[i] ?? NaN, right.values[i] ?? NaN, bool);
    if (value === null) continue;
    values[i] = value;
    present[i] = 1;
    found = true;
  }
  return found ? { values, present } : null;
}

/** The result for two numbers; null: a comparison that does not hold leaves the series out. It keeps the left value, or `kept`. */
export function operatedOn(compute: Compute, left: number, right: number, bool: boolean, kept = left): number | null {
  if (!compute.compares) return compute.of(left, right);
  const holds = compute.of(left, right);
  if (bool) return holds ? 1 : 0;
  return holds ? kept : null;
}

function resultLabels(many: Track, one: Track, matching: Matching, keepsName: boolean): Record<string, string> {
  let labels = keepsName ? without(many.labels, []) : nameless(many.labels);
  if (matching.many === null) labels = matching.on ? only(labels, matching.labels) : without(labels, matching.labels);
  for (const name of matching.include) {
    const value = labelOf(one.labels, name);
    labels = without(labels, [name]);
    if (value !== '') labels[name] = value;
  }
  return labels;
}

function take(
  taken: Map<string, Uint8Array>,
  place: string,
  present: Uint8Array,
  matching: Matching,
  at: ExpressionPosition,
): void {
  const before = taken.get(place);
  if (!before) {
    taken.set(place, present.slice());
    return;
  }
  for (const [i, is] of present.entries()) {
    if (!is) continue;
    if (before[i])
      throw new Faulty(
        at,
        matching.many === null
          ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
          : 'multiple matches for labels: grouping labels must ensure unique matches',
      );
    before[i] = 1;
  }
}
