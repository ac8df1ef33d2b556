import type { Panel, Stretch, TrendData, TrendLine } from '../../../shared/contract/trends';
import { niceTicks } from '../../parts/ticks';
import type { UnitScale } from './unit-scale';

/** So many lines can be told apart; the others are dim. */
export const mostDistinct = 4;

/** A line as it is drawn. */
export interface DrawnLine {
  readonly line: TrendLine;
  /** Its place among all: what the legend calls it by. */
  readonly index: number;
  /** 1 to 4; 0: dim. */
  readonly colour: number;
}

/** The parts of a band over hosts. */
export interface Band {
  readonly t: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export interface ChartRow {
  readonly t: number;
  /** By the index of the line: `v0`, and stacked above one another as they stand. */
  readonly [value: `v${number}`]: number | null;
}

/** What a panel draws, in units of the data and of time. */
export interface ChartDrawing {
  readonly stretch: Stretch;
  readonly lines: readonly DrawnLine[];
  readonly rows: readonly ChartRow[];
  /** Faint: what lay between least and greatest of each distinct line. */
  readonly spreads: readonly (Band & { readonly colour: number })[];
  /** Of an overlay: widest first. */
  readonly bands: readonly Band[];
  readonly heights: readonly number[];
  readonly log: boolean;
  /** Its lines stand above one another. */
  readonly stacked: boolean;
  readonly stepMs: number;
}

const bounds: readonly TrendLine['role'][] = ['min', 'p10', 'p90', 'max'];

/**
 * Which lines are distinct: those that were isolated, or else the four with the greatest average, in the order in which they came. Bounds of a band
 * have no line of their own.
 */
export function distinctLines(lines: readonly TrendLine[], isolated: ReadonlySet<string>): readonly DrawnLine[] {
  const own = lines.flatMap((line, index) => (bounds.includes(line.role) ? [] : [{ line, index }]));
  const wanted = own.filter(({ line }) => isolated.size === 0 || isolated.has(line.name));
  const size = ({ line }: { readonly line: TrendLine }) => Math.abs(line.average ?? 0);
  const distinct = new Set(wanted.toSorted((one, other) => size(other) - size(one)).slice(0, mostDistinct));
  let colour = 0;
  return own.map((one) => ({ ...one, colour: distinct.has(one) ? ++colour : 0 }));
}

/** Makes what is drawn of what a panel shows. */
export function chartDrawing(
  data: TrendData,
  panel: Pick<Panel, 'kind' | 'from' | 'scale' | 'thresholds'>,
  scale: UnitScale,
  stretch: Stretch,
  isolated: ReadonlySet<string>,
  behind: readonly TrendLine[] = [],
): ChartDrawing {
  const log = panel.scale === 'log' && panel.kind === 'line';
  const stacked = panel.kind === 'area' || panel.kind === 'bars';
  const all = distinctLines(data.lines, isolated);
  // A stack is of all lines or it lies: with one isolated it is of that one.
  const lines = stacked && isolated.size > 0 ? all.filter((one) => one.colour > 0) : all;
  const shown = lines.filter((one) => one.colour > 0 || stacked);
  const bands = [
    ['min', 'max'],
    ['p10', 'p90'],
  ].flatMap(([low, high]): Band[] => {
    const below = data.lines.find((line) => line.role === low);
    const above = data.lines.find((line) => line.role === high);
    return below && above ? [{ t: below.t, low: below.mean, high: above.mean }] : [];
  });
  const spreads = stacked
    ? []
    : shown
        .filter(({ line }) => line.mean.some((mean, at) => line.max[at] !== mean || line.min[at] !== mean))
        .map(({ line, colour }) => ({ t: line.t, low: line.min, high: line.max, colour }));
  // Lines are drawn as they are; what is stacked needs to be put together.
  const rows = stacked ? rowsOf(shown, data.stepMs) : [];
  const within = (values: readonly (number | null)[], t: readonly number[]) =>
    values.filter((_, at) => (t[at] ?? 0) >= stretch.fromMs - data.stepMs && (t[at] ?? 0) <= stretch.toMs);
  const values = [
    ...(stacked
      ? rows.map((row) => shown.reduce((sum, { index }) => sum + Math.max(0, row[`v${index}`] ?? 0), 0))
      : lines.flatMap(({ line, colour }) => [
          ...within(colour ? line.max : line.mean, line.t),
          ...within(colour ? line.min : line.mean, line.t),
        ])),
    ...bands.flatMap((band) => [...within(band.low, band.t), ...within(band.high, band.t)]),
    ...behind.flatMap((line) => line.mean),
  ].filter((value): value is number => value !== null && Number.isFinite(value));
  return {
    stretch,
    lines,
    rows,
    spreads,
    bands,
    heights: heightsOf(values, panel, scale, log),
    log,
    stacked,
    stepMs: data.stepMs,
  };
}

/** All lines by time, so that one list of rows feeds them all. A time that a line does not have is a gap of it. */
function rowsOf(lines: readonly DrawnLine[], stepMs: number): readonly ChartRow[] {
  const rows = new Map<number, Record<`v${number}`, number | null> & { t: number }>();
  for (const { line, index } of lines)
    line.t.forEach((t, at) => {
      // Steps of two lines may begin some milliseconds apart, when one was read a moment later.
      const key = Math.round(t / Math.max(1, stepMs));
      const row = rows.get(key) ?? { t };
      row[`v${index}`] = line.mean[at] ?? null;
      rows.set(key, row);
    });
  return [...rows.values()].sort((a, b) => a.t - b.t);
}

const wantedHeights = 4;

/**
 * The height's ticks; the first and the last are its ends. From zero where the panel says so, else fitted, but never so close that noise looks
 * like news. Thresholds belong to it while they are within three times of what was measured.
 */
export function heightsOf(
  values: readonly number[],
  { from, thresholds }: Pick<Panel, 'from' | 'thresholds'>,
  { divide }: UnitScale,
  log: boolean,
): readonly number[] {
  const near = thresholds.map((one) => one.value).filter((value) => Math.abs(value) <= 3 * Math.max(0, ...values.map(Math.abs)));
  const all = [...values, ...near];
  if (log) return decades(all.filter((value) => value > 0));
  if (all.length === 0) return niceTicks(0, 1, wantedHeights).map((tick) => tick * divide);
  let low = Math.min(...all) / divide;
  let high = Math.max(...all) / divide;
  if (from === 'zero') {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  const least = Math.max(Math.abs(high + low) / 20, 1e-9);
  if (high - low < least) {
    if (high === 0 && low === 0) high = 1;
    else {
      low -= least / 2;
      high += least / 2;
    }
  }
  return niceTicks(low, high, wantedHeights).map((tick) => tick * divide);
}

function decades(values: readonly number[]): readonly number[] {
  if (values.length === 0) return [0.1, 1, 10];
  const first = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  // One decade has two figures only; within it the usual steps stand too.
  if (last - first === 1) return [1, 2, 5, 10].map((step) => step * 10 ** first);
  const each = Math.max(1, Math.ceil((last - first) / 5));
  const count = Math.ceil((last - first) / each);
  return Array.from({ length: count + 1 }, (_, index) => 10 ** (first + index * each));
}

/** The value of a line in the bucket that holds an instant; null: a gap, or outside. */
export function valueAt(line: TrendLine, at: number, stepMs: number): number | null {
  let low = 0;
  let high = line.t.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((line.t[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const t = line.t[low];
  if (t === undefined || at < t - stepMs / 2 || at > t + stepMs * 1.5) return null;
  return line.mean[low] ?? null;
}

/** When the newest reading of a panel was; null: it has none. */
export function newestAt(data: TrendData): number | null {
  const times = data.lines.flatMap((line) => {
    const last = line.mean.findLastIndex((mean) => mean !== null);
    const t = line.t[last];
    return t === undefined ? [] : [t];
  });
  return times.length ? Math.max(...times) : null;
}
