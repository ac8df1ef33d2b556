import { isCounter } from '../../../shared/series/counter-name';
import { tierMs } from '../../../shared/series/draw-range';
import type { Matcher, SeriesSource, Span } from '../../../shared/series/expression';
import { prefetched } from '../../../shared/series/expression';
import { NAME_LABEL, labelOf, type Labels } from '../../../shared/series/series-key';
import { foldPoints, foldRaw, noPoints, type TierPoints } from '../../../shared/series/tier-points';
import type { DrawGrid } from '../../../shared/trends/draw-grid';
import { fedSeries, rawSeries, type FedSeries } from '../../../shared/trends/fed-series';
import type { SeriesStore } from '../metrics/store/series-store';
import { inPortions } from './in-portions';

/** Series that are read before it is known how long one takes. */
const seriesAtFirst = 4;

/** Matchers of a selector, its name among them. */
export function matchersOf({ name, matchers }: Span['selector']): readonly Matcher[] {
  return name === null ? matchers : [{ label: NAME_LABEL, op: '=', value: name }, ...matchers];
}

/** A span with the series that it selects. */
export interface FoundSpan {
  readonly span: Span;
  readonly series: readonly { readonly series: number; readonly labels: Labels }[];
}

/** The series that an expression needs. */
export function findSpans(store: SeriesStore, spans: readonly Span[]): FoundSpan[] {
  return spans.map((span) => ({ span, series: store.find(matchersOf(span.selector)) }));
}

/** What an expression is fed with: its values proper, and bounds of them where they differ. */
export interface Fed {
  readonly mean: SeriesSource;
  readonly min: SeriesSource | null;
  readonly max: SeriesSource | null;
  readonly resets: readonly number[];
}

/**
 * Reads what was found, folded to the steps of the grid, a little at a time. `heals`: counters go on over their restarts, also where they are read raw.
 */
export async function feed(
  store: SeriesStore,
  found: readonly FoundSpan[],
  grid: DrawGrid,
  options: { readonly everyMs: number; readonly nowMs: number; readonly heals: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Fed> {
  const read: { readonly span: Span; readonly series: FedSeries[] }[] = [];
  for (const { span, series } of found) {
    const fed: FedSeries[] = [];
    const portions = { first: seriesAtFirst, most: series.length, signal: options.signal };
    await inPortions(series.length, portions, (from, to) => {
      fed.push(...fedOf(store, series.slice(from, to), span, grid, options));
    });
    read.push({ span, series: fed.filter(({ mean }) => mean.times.length > 0) });
  }
  const source = (pick: 'mean' | 'min' | 'max') =>
    prefetched(read.map(({ span, series }) => ({ span, series: series.map((one) => one[pick]) })));
  const isBounded = read.some(({ series }) => series.some((one) => one.min !== one.mean));
  return {
    mean: source('mean'),
    min: isBounded ? source('min') : null,
    max: isBounded ? source('max') : null,
    resets: [...new Set(read.flatMap(({ series }) => series.flatMap(({ resets }) => resets)))].sort((a, b) => a - b),
  };
}

function fedOf(
  store: SeriesStore,
  series: FoundSpan['series'],
  { fromMs, toMs }: Span,
  { tier, stepMs }: DrawGrid,
  { everyMs, nowMs, heals }: { readonly everyMs: number; readonly nowMs: number; readonly heals: boolean },
): FedSeries[] {
  const numbers = series.map((one) => one.series);
  const counts = series.map(({ labels }) => isCounter(labelOf(labels, NAME_LABEL), (metric) => store.info(metric)?.type));
  const labelsAt = (at: number) => series[at]?.labels ?? {};
  if (tier === 'raw' && stepMs < 2 * everyMs)
    return store
      .samples(numbers, fromMs, toMs)
      .map((raw, at) => rawSeries(labelsAt(at), raw, counts[at] === true, heals && counts[at] === true));
  const start = Math.floor(fromMs / stepMs) * stepMs;
  const folded =
    tier === 'raw'
      ? store.samples(numbers, start, toMs).map((raw, at) => {
          const points = noPoints();
          foldRaw(raw, stepMs, counts[at] === true ? NaN : null, points);
          return points;
        })
      : store.points(numbers, tier, start, toMs + 1).map((points) => wider(points, tierMs[tier], stepMs));
  return folded.map((points, at) => fedSeries(labelsAt(at), points, stepMs, counts[at] === true, nowMs));
}

function wider(points: TierPoints, widthMs: number, stepMs: number): TierPoints {
  if (stepMs === widthMs) return points;
  const folded = noPoints();
  foldPoints(points, stepMs, folded);
  return folded;
}
