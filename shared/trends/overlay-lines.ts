import type { TrendLine } from '../contract/trends';
import { labelOf } from '../series/series-key';
import { greatest, least, type BucketLine } from './bucket-lines';

export type Role = TrendLine['role'];

/** A line with what it is among the others, and its name where it is not made from its labels. */
export interface OverlaidLine extends BucketLine {
  readonly role: Role;
  readonly named: string | null;
}

const bounds = [
  ['min', 0],
  ['p10', 0.1],
  ['p50', 0.5],
  ['p90', 0.9],
  ['max', 1],
] as const;
const mostOutliers = 10;

/**
 * All hosts as a band: the least, p10, p50, p90 and the greatest of their means in each bucket. After it the outliers: hosts that for most of the
 * newest quarter are further from p50 than three times the way from p10 to p90, the furthest first.
 */
export function bandLines(lines: readonly BucketLine[]): OverlaidLine[] {
  const buckets = lines[0]?.mean.length ?? 0;
  if (lines.length === 0) return [];
  const band = bounds.map(() => new Float64Array(buckets).fill(NaN));
  for (let at = 0; at < buckets; at++) {
    const values = lines.flatMap(({ mean }) => (Number.isNaN(mean[at] ?? NaN) ? [] : [mean[at] ?? NaN])).sort((a, b) => a - b);
    if (values.length > 0) bounds.forEach(([, share], i) => band[i]?.fill(quantile(values, share), at, at + 1));
  }
  const made = bounds.map(([role], i): OverlaidLine => {
    const values = band[i] ?? new Float64Array(buckets);
    const lasts = lines.map(({ last }) => last).filter((last) => !Number.isNaN(last));
    const last =
      lasts.length === 0
        ? NaN
        : quantile(
            lasts.sort((a, b) => a - b),
            bounds[i]?.[1] ?? 0,
          );
    return { ...lineOf(values, values, values, last), role, named: role };
  });
  const outliers = lines
    .map((line) => ({ line, by: outlying(line, band) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
    .slice(0, mostOutliers);
  return [
    ...made,
    ...outliers.map(({ line }): OverlaidLine => ({ ...line, role: 'outlier', named: labelOf(line.labels, 'host') || null })),
  ];
}

/** How far outside a line is, in ways from p10 to p90; 0: it is not for most of the newest quarter. */
function outlying({ mean }: BucketLine, band: readonly Float64Array[]): number {
  const [, low, middle, high] = band;
  let seen = 0;
  let outside = 0;
  let furthest = 0;
  for (let at = Math.floor(mean.length * 0.75); at < mean.length; at++) {
    const value = mean[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    seen += 1;
    const centre = middle?.[at] ?? NaN;
    // Where nearly all are the same, what is a rounding away is no outlier.
    const way = Math.max((high?.[at] ?? NaN) - (low?.[at] ?? NaN), Math.abs(centre) * 0.01, 1e-12);
    if (!(Math.abs(value - centre) > 3 * way)) continue;
    outside += 1;
    furthest = Math.max(furthest, Math.abs(value - centre) / way);
  }
  return outside * 2 > seen ? furthest : 0;
}

/** The mean of the hosts that a push has switched beside the mean of the others of their types; lines of other types are left out. */
export function canaryLines(
  lines: readonly BucketLine[],
  hosts: { readonly canary: ReadonlySet<string>; readonly rest: ReadonlySet<string> },
): OverlaidLine[] {
  const of = (among: ReadonlySet<string>) => lines.filter(({ labels }) => among.has(labelOf(labels, 'host')));
  const made = (own: readonly BucketLine[], role: 'canary' | 'rest'): OverlaidLine[] => {
    const buckets = own[0]?.mean.length ?? 0;
    if (own.length === 0) return [];
    const over = (pick: (line: BucketLine) => Float64Array, fold: (values: number[]) => number) =>
      Float64Array.from({ length: buckets }, (_, at) =>
        fold(own.map((line) => pick(line)[at] ?? NaN).filter((value) => !Number.isNaN(value))),
      );
    const last = average(own.map((line) => line.last).filter((value) => !Number.isNaN(value)));
    const line = lineOf(
      over(({ mean }) => mean, average),
      over(({ min }) => min, least),
      over(({ max }) => max, greatest),
      last,
    );
    return [{ ...line, role, named: `${role === 'canary' ? 'canary' : 'the rest'} (${own.length})` }];
  };
  return [...made(of(hosts.canary), 'canary'), ...made(of(hosts.rest), 'rest')];
}

function lineOf(mean: Float64Array, min: Float64Array, max: Float64Array, last: number): BucketLine {
  const known = [...mean].filter((value) => !Number.isNaN(value));
  return { labels: {}, mean, min, max, average: average(known), minimum: least(min), maximum: greatest(max), last };
}

function average(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of sorted values, between neighbours in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}
