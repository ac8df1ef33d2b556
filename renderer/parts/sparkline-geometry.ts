import type { Point } from '../state/samples';

export interface SparklineInput {
  readonly points: readonly Point[];
  readonly comparator: readonly Point[];
  /** When the hosts were switched; null: nothing was, the whole width is one stretch. */
  readonly switchedAt: number | null;
  /** End of the time drawn: the watch's end while it runs. */
  readonly until: number;
  /** Up to when samples are due: from the last one to here it is hatched. */
  readonly now: number;
  readonly limit: number | null;
}

export interface Sparkline {
  readonly pre: readonly string[];
  readonly post: readonly string[];
  readonly comparator: readonly string[];
  readonly switchX: number | null;
  readonly limit: { readonly y: number; readonly edge: boolean } | null;
  readonly last: { readonly x: number; readonly y: number } | null;
  readonly hatch: { readonly x: number; readonly width: number } | null;
}

export const sparkWidth = 152;
export const sparkHeight = 36;
const middle = 73;
const inset = 3;
const top = 4;
const bottom = sparkHeight - 4;
const bucketsASide = 48;

/**
 * Lays a gauge out on 152 x 36: before the switch on the left half, after it on the right, a stretch without samples as a gap,
 * and hatched where there are none at all.
 * The height spans at least half of the mean before, so that noise looks like noise; a limit far off the scale sits at its edge.
 */
export function layOut({ points, comparator, switchedAt, until, now, limit }: SparklineInput): Sparkline {
  const first = points[0]?.t ?? now;
  const end = Math.max(until, first + 1);
  const x = (t: number): number => {
    if (switchedAt === null) return inset + ((t - first) / (end - first)) * (sparkWidth - 2 * inset);
    if (t <= switchedAt) return inset + ((t - first) / Math.max(1, switchedAt - first)) * (middle - 2 * inset);
    return middle + inset + ((t - switchedAt) / Math.max(1, end - switchedAt)) * (sparkWidth - middle - 2 * inset);
  };

  const before = switchedAt === null ? [] : points.filter((point) => point.t <= switchedAt);
  const after = switchedAt === null ? points : points.filter((point) => point.t > switchedAt);
  const scale = heights([...points, ...comparator], switchedAt === null ? points : before, limit);
  const line = (part: readonly Point[], gapMs: number) =>
    // Thinned points lie further apart than samples do: only a silence longer than a bucket can be seen as one.
    segments(
      thin(part),
      Math.max(gapMs, (2.5 * ((part.at(-1)?.t ?? 0) - (part[0]?.t ?? 0))) / bucketsASide),
      (point) => `${x(point.t).toFixed(1)},${scale.y(point.v).toFixed(1)}`,
    );

  const everyMs = spacing(points);
  const gapMs = everyMs * 3.5;
  const last = points.findLast((point) => point.v !== null);
  const silentMs = last ? now - last.t : 0;
  const hatched = !last
    ? { x: 0, width: sparkWidth }
    : silentMs > gapMs
      ? { x: x(last.t), width: Math.max(0, Math.min(x(Math.min(now, end)), sparkWidth - inset) - x(last.t)) }
      : null;
  return {
    pre: line(before, gapMs),
    post: line(after, gapMs),
    comparator: line(switchedAt === null ? [] : comparator.filter((point) => point.t > switchedAt), gapMs),
    switchX: switchedAt === null ? null : middle + 0.5,
    limit: scale.limit,
    last: last?.v != null && !hatched ? { x: x(last.t), y: scale.y(last.v) } : null,
    hatch: hatched,
  };
}

/** Keeps the least and the greatest of each bucket, in order, so that a spike survives. */
export function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= bucketsASide * 2) return points;
  const kept: Point[] = [];
  for (let bucket = 0; bucket < bucketsASide; bucket++) {
    const part = points.slice(
      Math.floor((bucket * points.length) / bucketsASide),
      Math.floor(((bucket + 1) * points.length) / bucketsASide),
    );
    const known = part.filter((point) => point.v !== null);
    if (!known.length) {
      kept.push(...part.slice(0, 1));
      continue;
    }
    const low = known.reduce((a, b) => ((b.v ?? 0) < (a.v ?? 0) ? b : a));
    const high = known.reduce((a, b) => ((b.v ?? 0) > (a.v ?? 0) ? b : a));
    kept.push(...(low === high ? [low] : low.t < high.t ? [low, high] : [high, low]));
  }
  return kept;
}

function segments(points: readonly Point[], gapMs: number, write: (point: { t: number; v: number }) => string): readonly string[] {
  const lines: string[][] = [];
  let before: number | null = null;
  for (const { t, v } of points) {
    if (v === null) {
      before = null;
      continue;
    }
    const open = before !== null && t - before <= gapMs ? lines.at(-1) : undefined;
    if (open) open.push(write({ t, v }));
    else lines.push([write({ t, v })]);
    before = t;
  }
  return lines.filter((line) => line.length > 1).map((line) => line.join(' '));
}

function spacing(points: readonly Point[]): number {
  const steps = points.slice(1).map((point, index) => point.t - (points[index]?.t ?? point.t));
  steps.sort((a, b) => a - b);
  return Math.max(1_000, steps[Math.floor(steps.length / 2)] ?? 10_000);
}

function heights(all: readonly Point[], base: readonly Point[], limit: number | null) {
  const values = all.flatMap((point) => (point.v === null ? [] : [point.v]));
  const baseValues = base.flatMap((point) => (point.v === null ? [] : [point.v]));
  const mean = baseValues.reduce((sum, value) => sum + value, 0) / Math.max(1, baseValues.length);
  let low = values.length ? Math.min(...values) : 0;
  let high = values.length ? Math.max(...values) : 1;
  const least = Math.max(Math.abs(mean) / 2, 1e-9);
  if (high - low < least) {
    const centre = (high + low) / 2;
    low = centre - least / 2;
    high = centre + least / 2;
  }
  const reach = (high - low) * 0.8;
  const near = limit !== null && limit >= low - reach && limit <= high + reach;
  if (near) {
    low = Math.min(low, limit);
    high = Math.max(high, limit);
  }
  const y = (value: number | null) => bottom - (((value ?? low) - low) / (high - low)) * (bottom - top);
  const drawn =
    limit === null
      ? null
      : near
        ? { y: Math.round(y(limit)) + 0.5, edge: false }
        : { y: limit > high ? 0.5 : sparkHeight - 0.5, edge: true };
  return { y, limit: drawn };
}
