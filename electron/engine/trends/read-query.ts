import type { TrendFault } from '../../../shared/contract/trends';
import { tierMs, type Tier } from '../../../shared/series/draw-range';
import {
  DEFAULT_LOOKBACK_MS,
  evaluate,
  evaluateRange,
  parseExpression,
  seriesKey,
  spansOf,
  type Expression,
} from '../../../shared/series/expression';
import { partsOf } from '../../../shared/series/promql/tree';
import { unitOf } from '../../../shared/series/unit-of';
import { LineBuckets, type BucketLine } from '../../../shared/trends/bucket-lines';
import { drawGrid, stepTime, type DrawGrid } from '../../../shared/trends/draw-grid';
import { widenWindows } from '../../../shared/trends/widen-windows';
import type { SeriesStore } from '../metrics/store/series-store';
import { feed, findSpans, type Fed } from './fetch-series';
import { inPortions } from './in-portions';

/** One query over the buckets of a stretch. */
export interface ReadQuery {
  readonly lines: readonly (BucketLine & { readonly current: number })[];
  readonly fault: TrendFault | null;
  readonly unit: string;
  readonly resets: readonly number[];
}

export interface ReadOptions {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
  /** Time between two scrapes. */
  readonly everyMs: number;
  readonly nowMs: number;
  readonly keptFrom: Readonly<Record<Tier, number>>;
  readonly signal?: AbortSignal | undefined;
}

/** So many values of series are read for a query with its steps as fine as can be, and at most. */
const fineValues = 1_000_000;
const mostValues = 6_000_000;
/** Each portion looks at all series anew: with more of them it would be little else. */
const mostPortions = 8;
/** Values that are computed before it is known how long they take. */
const valuesAtFirst = 5000;

/**
 * Evaluates one query over a stretch: on readings, or on minutes, hours or days of them, whatever makes the buckets. Counts are exact, and windows
 * no shorter than a step, so that windows side by side cover all of the time. The least and greatest of a bucket come from those of what it is made of.
 */
export async function readQuery(store: SeriesStore, metric: string, options: ReadOptions): Promise<ReadQuery> {
  const nothing = { lines: [], unit: '', resets: [] };
  const parsed = parseExpression(metric);
  if (!parsed.ok) return { ...nothing, fault: { message: parsed.message, at: parsed.at } };
  const { expression } = parsed;
  const unit = unitOf(expression, (name) => store.info(name) ?? undefined);
  const { everyMs, keptFrom, nowMs, points, signal } = options;
  if (options.fromMs > nowMs) return { ...nothing, unit, fault: null };
  const plan = (most: number) => {
    const drawn = drawGrid(options, points, keptFrom, everyMs, most);
    // What is still to come is not drawn ahead.
    const grid = { ...drawn, steps: Math.min(drawn.steps, Math.floor((nowMs - drawn.startMs) / drawn.stepMs) + 1) };
    const widened = widenWindows(expression, Math.max(grid.stepMs, everyMs));
    const setting = { exact: true, lookbackMs: lookback(grid, everyMs) };
    const found = findSpans(store, spansOf(widened, stepTime(grid, 0), stepTime(grid, grid.steps - 1), setting));
    const values = found.reduce((sum, { span, series }) => sum + series.length * ((span.toMs - span.fromMs) / grid.stepMs), 0);
    return { grid, widened, setting, found, values };
  };
  let planned = plan(4);
  if (planned.values > fineValues) planned = plan(1);
  const { grid, widened, setting, found, values } = planned;
  if (values > mostValues) {
    const series = found.reduce((sum, one) => sum + one.series.length, 0);
    return {
      ...nothing,
      unit,
      fault: { message: `it needs ${series} series over this time, too many at once`, at: expression.at },
    };
  }
  const isBare = expression.kind === 'selector';
  const fed = await feed(store, found, grid, { everyMs, nowMs, heals: isBare, signal });
  const buckets = new LineBuckets(grid);
  const fault = await evaluateSteps(widened, fed, grid, setting, buckets, signal);
  if (fault) return { ...nothing, unit, fault };
  const lines = buckets.take();
  const resets = fed.resets.filter((at) => at >= options.fromMs && at < options.toMs);
  const newest = isBare && fed.resets.length > 0 ? null : await newestReadings(store, widened, options);
  return {
    lines: lines.map((line) => ({ ...line, current: newest ? (newest.get(seriesKey('', line.labels)) ?? NaN) : line.last })),
    fault: null,
    unit,
    resets: [...new Set(resets.map((at) => Math.max(options.fromMs, Math.floor(at / grid.widthMs) * grid.widthMs)))],
  };
}

/** How far a reading is carried: over a scrape that came late, not over a gap. */
function lookback({ tier, stepMs }: DrawGrid, everyMs: number): number {
  if (tier === 'raw') return Math.max(60_000, 3 * everyMs, 1.5 * stepMs);
  return Math.max(DEFAULT_LOOKBACK_MS, 2.5 * tierMs[tier], 1.5 * stepMs);
}

async function evaluateSteps(
  expression: Expression,
  fed: Fed,
  grid: DrawGrid,
  setting: { readonly exact: boolean; readonly lookbackMs: number },
  buckets: LineBuckets,
  signal: AbortSignal | undefined,
): Promise<TrendFault | null> {
  const counted = countSeries(fed, expression);
  const first = isPinned(expression) ? grid.steps : Math.max(8, Math.floor(valuesAtFirst / Math.max(1, counted)));
  let fault: TrendFault | null = null;
  for (const [source, kind] of [
    [fed.mean, 'mean'],
    [fed.min, 'bound'],
    [fed.max, 'bound'],
  ] as const) {
    if (!source) continue;
    // `start()` and `end()` mean the ends of all of it: then it is one portion.
    await inPortions(grid.steps, { first, least: Math.ceil(grid.steps / mostPortions), most: grid.steps, signal }, (from, to) => {
      const range = { fromMs: stepTime(grid, from), toMs: stepTime(grid, to - 1), stepMs: grid.stepMs };
      const evaluated = evaluateRange(expression, source, range, setting);
      if (evaluated.ok) buckets.add(evaluated.series, kind);
      else fault ??= { message: evaluated.message, at: evaluated.at };
    });
    if (fault) return fault;
  }
  return null;
}

function countSeries({ mean }: Fed, expression: Expression): number {
  if (expression.kind === 'selector' || expression.kind === 'range')
    return mean.select(expression.selector, -Infinity, Infinity).length;
  return partsOf(expression).reduce((sum, part) => sum + countSeries({ mean } as Fed, part), 0);
}

function isPinned(expression: Expression): boolean {
  if ('shift' in expression && typeof expression.shift.pin === 'string') return true;
  return partsOf(expression).some(isPinned);
}

/** What it is at the end of the stretch, by the readings themselves; null: they are not kept for so long. */
async function newestReadings(
  store: SeriesStore,
  expression: Expression,
  { toMs, nowMs, everyMs, keptFrom, signal }: ReadOptions,
): Promise<Map<string, number> | null> {
  const at = Math.min(toMs, nowMs);
  if (isPinned(expression)) return null;
  const setting = { exact: true, lookbackMs: Math.max(60_000, 3 * everyMs) };
  const spans = spansOf(expression, at, at, setting);
  if (spans.some(({ fromMs }) => fromMs < keptFrom.raw || at - fromMs > mostRawMs)) return null;
  const grid: DrawGrid = { tier: 'raw', widthMs: 1, stepMs: 1, startMs: at - 1, buckets: 1, steps: 1 };
  const fed = await feed(store, findSpans(store, spans), grid, { everyMs, nowMs, heals: false, signal });
  const evaluated = evaluate(expression, fed.mean, at, setting);
  return evaluated.ok ? new Map(evaluated.values.map(({ labels, value }) => [seriesKey('', labels), value])) : null;
}

/** Longer windows than this are not read a second time for the newest value. */
const mostRawMs = 30 * 60_000;
