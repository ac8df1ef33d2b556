import { formatMinute, formatNumber, nothing } from '../../../shared/format/words';
import { niceTicks, timeTicks } from '../ticks';

/** A reading at an instant in epoch milliseconds; null: there was none. */
export interface LivePoint {
  readonly t: number;
  readonly v: number | null;
}

export interface LiveSeries {
  readonly name: string;
  /** Oldest first. */
  readonly points: readonly LivePoint[];
}

/** Something that happened, drawn as a line across the time it happened at. */
export interface LiveMark {
  readonly at: number;
  readonly word: string;
  readonly kind: 'push' | 'rollback' | 'verdict' | 'other';
}

export interface LiveInput {
  readonly series: readonly LiveSeries[];
  readonly limit: number | null;
  readonly marks: readonly LiveMark[];
  readonly from: number;
  readonly to: number;
  /** How many steps of the height are wanted; a round step may make it one or two more. */
  readonly heightTicks: number;
}

/** The height of a chart: its ticks, of which the first and the last are its ends. */
export type Heights = readonly number[];

/** What is drawn, in units of the quantity and of time. */
export interface LiveDrawing {
  readonly series: readonly LiveSeries[];
  readonly heights: Heights;
  readonly times: readonly number[];
  readonly from: number;
  readonly to: number;
  /** Where the limit's line goes; null: there is none, or it is off the scale. */
  readonly limit: number | null;
  /** On which side of the scale the limit is, where it is not on it. */
  readonly limitOff: 'above' | 'below' | null;
  readonly marks: readonly LiveMark[];
  /** Stretches in which no series has a sample, to be hatched. */
  readonly silences: readonly { readonly from: number; readonly to: number }[];
}

export const mostSeries = 4;
export const mostPoints = 150;
/** A silence is longer than this many usual intervals. */
const lateIntervals = 3.5;
/** The scale gives way only when this share of it would do, so that it does not breathe with the data. */
const shrinkBelow = 0.5;
/** A limit within this many times what was measured is drawn in its place. */
const limitReach = 3;

/**
 * Makes a drawing of what is known now. The height follows the one before: it grows at once and shrinks only when less than half of it
 * is used.
 */
export function draw({ series, limit, marks, from, to, heightTicks }: LiveInput, before: LiveDrawing | null): LiveDrawing {
  const end = Math.max(to, from + 1_000);
  const shown = series.slice(0, mostSeries).map(({ name, points }) => {
    const seen = points.filter((point) => point.t >= from && point.t <= end);
    return { name, points: bucketed(withGaps(seen), mostPoints) };
  });
  const heights = nextHeights(before?.heights ?? null, extent(shown, limit), heightTicks);
  const [low = 0] = heights;
  const high = heights.at(-1) ?? 1;
  return {
    series: shown,
    heights,
    times: timeTicks(from, end),
    from,
    to: end,
    limit: limit !== null && limit >= low && limit <= high ? limit : null,
    limitOff: limit === null ? null : limit > high ? 'above' : limit < low ? 'below' : null,
    marks: marks.filter((mark) => mark.at >= from && mark.at <= end),
    silences: silences(series.slice(0, mostSeries), from, end),
  };
}

/** The usual time between two samples, the median; null: fewer than two. */
export function usualInterval(points: readonly LivePoint[]): number | null {
  const steps = points.slice(1).map((point, index) => point.t - (points[index]?.t ?? point.t));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? null;
}

/** Puts a point without a value into every silence, so that no line is drawn across it. */
export function withGaps(points: readonly LivePoint[]): readonly LivePoint[] {
  const usual = usualInterval(points);
  if (usual === null) return points;
  const whole: LivePoint[] = [];
  for (const point of points) {
    const last = whole.at(-1);
    if (last && last.v !== null && point.t - last.t > usual * lateIntervals) whole.push({ t: last.t + usual, v: null });
    whole.push(point);
  }
  return whole;
}

/** At most `most` points: of each stretch the least and the greatest, in their order, so that a spike survives; a gap stays a gap. */
export function bucketed(points: readonly LivePoint[], most: number): readonly LivePoint[] {
  if (points.length <= most) return points;
  const first = points[0]?.t ?? 0;
  const length = (points.at(-1)?.t ?? 0) - first;
  const buckets = Math.floor(most / 3);
  const parts = Array.from({ length: buckets }, (): LivePoint[] => []);
  for (const point of points) parts[Math.min(buckets - 1, Math.floor(((point.t - first) / length) * buckets))]?.push(point);
  return parts.flatMap((part) => {
    const known = part.filter((point): point is { t: number; v: number } => point.v !== null);
    const gap = part.find((point) => point.v === null);
    if (!known.length) return gap ? [gap] : [];
    const low = known.reduce((a, b) => (b.v < a.v ? b : a));
    const high = known.reduce((a, b) => (b.v > a.v ? b : a));
    const kept = new Set<LivePoint>([low, high, ...(gap ? [gap] : [])]);
    return [...kept].sort((a, b) => a.t - b.t);
  });
}

/** Keeps the height before where it still holds everything and is not far too high; else the next round one. */
export function nextHeights(
  before: Heights | null,
  { low, high }: { readonly low: number; readonly high: number },
  steps: number,
): Heights {
  const first = before?.[0];
  const last = before?.at(-1);
  if (before && first !== undefined && last !== undefined && low >= first && high <= last) {
    if ((high - low) / (last - first) >= shrinkBelow) return before;
  }
  const wanted = niceTicks(low, high, steps);
  return before && before.length === wanted.length && before.every((tick, index) => tick === wanted[index]) ? before : wanted;
}

/**
 * From zero where the readings are near to it; else at least as high as half of them, so that noise looks like noise. The limit belongs
 * to it where it is within three times what was measured.
 */
function extent(series: readonly LiveSeries[], limit: number | null): { readonly low: number; readonly high: number } {
  const values = series.flatMap(({ points }) => points.flatMap((point) => (point.v === null ? [] : [point.v])));
  let low = values.length ? Math.min(...values) : 0;
  let high = values.length ? Math.max(...values) : Math.max(1, limit ?? 1);
  if (limit !== null && Math.abs(limit) <= Math.max(Math.abs(high), Math.abs(low), 1e-9) * limitReach) {
    low = Math.min(low, limit);
    high = Math.max(high, limit);
  }
  if (low >= 0 && low < high / 2) low = 0;
  const least = Math.max(Math.abs(high + low) / 4, 1e-9);
  if (high - low >= least) return { low, high };
  const middle = (high + low) / 2;
  return middle === 0 ? { low: 0, high: 1 } : { low: middle - least / 2, high: middle + least / 2 };
}

function silences(series: readonly LiveSeries[], from: number, to: number): LiveDrawing['silences'] {
  const known = series.flatMap(({ points }) => points.filter((point) => point.v !== null && point.t <= to));
  const times = [...new Set(known.map((point) => point.t))].sort((a, b) => a - b);
  const usual = Math.max(...series.map(({ points }) => usualInterval(points) ?? 0));
  const last = times.at(-1);
  // Nothing is known of all of it.
  if (last === undefined) return [{ from, to }];
  if (usual <= 0) return [];
  const found: { from: number; to: number }[] = [];
  let before = times[0] ?? last;
  for (const t of [...times, to]) {
    // What lies before the window was drawn when it was in it.
    if (t - before > usual * lateIntervals && t > from) found.push({ from: Math.max(before, from), to: t });
    before = t;
  }
  return found;
}

/** What a series is now: its last sample, unless it fell silent since. Null: nothing is known. */
export function latest({ points }: LiveSeries, now: number): number | null {
  const last = points.at(-1);
  if (last?.v == null) return null;
  const usual = usualInterval(points);
  return usual !== null && now - last.t > usual * lateIntervals ? null : last.v;
}

/** The chart in words, for who cannot see it. */
export function summary(title: string, unit: string, input: Omit<LiveInput, 'heightTicks'>, decimals: number): string {
  const { series, limit, marks, from, to } = input;
  const figures = series.slice(0, mostSeries).map((one) => {
    const values = one.points.flatMap(({ t, v }) => (v === null || t < from || t > to ? [] : [v]));
    if (!values.length) return `${one.name}: no samples`;
    const now = latest(one, to);
    const spread = `least ${formatNumber(Math.min(...values), decimals)}, greatest ${formatNumber(Math.max(...values), decimals)}`;
    return `${one.name}: now ${now === null ? 'unknown' : formatNumber(now, decimals)}, ${spread}`;
  });
  const happened = marks
    .filter((mark) => mark.at >= from && mark.at <= to)
    .map((mark) => `${mark.word} at ${formatMinute(mark.at)}`);
  return [
    `${title}${unit ? `, ${unit}` : ''}, ${formatMinute(from)} to ${formatMinute(to)}`,
    ...figures,
    ...(series.length > mostSeries ? [`${series.length - mostSeries} more series are not drawn`] : []),
    ...(limit === null ? [] : [`limit ${formatNumber(limit, decimals)}`]),
    ...happened,
  ].join('. ');
}

/** The readings as rows, newest first: a column a series, each with its last sample up to that time. */
export function asRows(
  series: readonly LiveSeries[],
  decimals: number,
): readonly { readonly t: number; readonly cells: readonly string[] }[] {
  const times = [...new Set(series.flatMap(({ points }) => points.map((point) => point.t)))].sort((a, b) => b - a);
  const known = series.map(({ points }) => new Map(points.map((point) => [point.t, point.v])));
  return times.map((t) => ({
    t,
    cells: known.map((values) => (values.has(t) ? formatNumber(values.get(t), decimals) : nothing)),
  }));
}
