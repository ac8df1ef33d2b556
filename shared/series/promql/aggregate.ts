import { seriesKey } from '../series-key';
import type { FoldName } from './aggregations';
import { foldOf } from './aggregations';
import type { ExpressionPosition } from './place';
import { Faulty } from './place';
import { quantileOf } from './quantile';
import type { Track } from './track';
import { nameless, only, without } from './track';
import type { Grouping } from './tree';

interface Group {
  readonly labels: Record<string, string>;
  readonly members: Track[];
}

/** Groups in the order in which their first members come. */
function groupsOf(tracks: readonly Track[], grouping: Grouping | null): Group[] {
  const groups = new Map<string, Group>();
  for (const track of tracks) {
    const labels =
      grouping && !grouping.by ? without(nameless(track.labels), grouping.labels) : only(track.labels, grouping?.labels ?? []);
    const key = seriesKey('', labels);
    const group = groups.get(key);
    if (group) group.members.push(track);
    else groups.set(key, { labels, members: [track] });
  }
  return [...groups.values()];
}

/** One number for each group and time, of the members that have a value then. */
export function fold(name: FoldName, tracks: readonly Track[], grouping: Grouping | null, count: number): Track[] {
  const compute = foldOf(name);
  return folded(tracks, grouping, count, (values) => compute(values));
}

/** As the aggregation quantile(); `phi` for each time. */
export function quantileBy(phi: Float64Array, tracks: readonly Track[], grouping: Grouping | null): Track[] {
  return folded(tracks, grouping, phi.length, (values, i) => quantileOf(phi[i] ?? NaN, values));
}

function folded(
  tracks: readonly Track[],
  grouping: Grouping | null,
  count: number,
  compute: (values: Float64Array, index: number) => number,
): Track[] {
  return groupsOf(tracks, grouping).map(({ labels, members }) => {
    const values = new Float64Array(count);
    const present = new Uint8Array(count);
    const found = new Float64Array(members.length);
    for (let i = 0; i < count; i++) {
      let number = 0;
      for (const member of members) if (member.present[i]) found[number++] = member.values[i] ?? NaN;
      if (number === 0) continue;
      values[i] = compute(found.subarray(0, number), i);
      present[i] = 1;
    }
    return { labels, values, present };
  });
}

/**
 * As topk() and bottomk(): of each group the `k` largest or smallest at each time, series as they are. NaN comes last in both. In the order of their
 * values at the last time, so that an instant query is sorted. Throws Faulty for a `k` of NaN.
 */
export function extremes(
  most: boolean,
  k: Float64Array,
  tracks: readonly Track[],
  grouping: Grouping | null,
  at: ExpressionPosition,
): Track[] {
  const nan = k.findIndex(Number.isNaN);
  if (nan >= 0) throw new Faulty(at, `the number of series is NaN`);
  const count = k.length;
  return groupsOf(tracks, grouping).flatMap(({ members }) => {
    const kept = members.map((track) => ({ ...track, present: new Uint8Array(count) }));
    let order: number[] = [];
    for (let i = 0; i < count; i++) {
      const valueOf = (member: number): number => members[member]?.values[i] ?? NaN;
      order = [...members.keys()]
        .filter((member) => members[member]?.present[i])
        .sort((a, b) => byValue(valueOf(a), valueOf(b), most))
        .slice(0, Math.max(0, Math.trunc(k[i] ?? 0)));
      for (const member of order) {
        const track = kept[member];
        if (track) track.present[i] = 1;
      }
    }
    const rank = new Map(order.map((member, place) => [member, place]));
    return [...kept.entries()]
      .filter(([, track]) => track.present.includes(1))
      .sort(([a], [b]) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || a - b)
      .map(([, track]) => track);
  });
}

/** Order of values: largest first if `descending`, else smallest first, NaN last in both. */
export function byValue(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a > b === descending ? -1 : 1;
}
