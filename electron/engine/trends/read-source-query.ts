import type { TrendFault } from '../../../shared/contract/trends';
import { parseExpression } from '../../../shared/series/expression';
import { unitOf } from '../../../shared/series/unit-of';
import { LineBuckets } from '../../../shared/trends/bucket-lines';
import type { DrawGrid } from '../../../shared/trends/draw-grid';
import { faultPlace } from '../../../shared/trends/fault-place';
import { fillIntervals, intervalsOf } from '../../../shared/trends/fill-intervals';
import { readingMs, sourceGrid } from '../../../shared/trends/source-grid';
import { sentence } from '../fleet/operate';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import { QueryRefused } from '../metrics/sources/promql-answer';
import { SourceFault } from '../metrics/sources/source';
import { inPortions } from './in-portions';
import type { ReadQuery } from './read-query';

/** How long a chart waits for a source: the lines of other queries wait as long. */
const longestMs = 10_000;
/** A server that has just failed is waited for only if it may be asked again soon. */
const longestWaitMs = 2_000;
const seriesAtFirst = 50;

export interface SourceReadOptions {
  readonly grid: DrawGrid;
  readonly toMs: number;
  readonly nowMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One query over the buckets of a panel, evaluated by a source: as a range query at the ends of the steps, each value counted to the step that it ends. What
 * is wrong with the expression, and whether it is, the source says. Rejects only where nobody waits any more; ends within ten seconds.
 */
export async function readSourceQuery(place: PromqlPlace, metric: string, options: SourceReadOptions): Promise<ReadQuery> {
  const { toMs, nowMs, signal } = options;
  const grid = sourceGrid(options.grid, place.everyMs, toMs, nowMs);
  const expression = fillIntervals(metric, intervalsOf(grid.widthMs, readingMs(place.everyMs)));
  const unit = unitIn(expression);
  if (grid.steps === 0) return { lines: [], fault: null, unit, resets: [] };
  const { startMs, stepMs, steps } = grid;
  const span = { fromMs: startMs + stepMs, toMs: startMs + steps * stepMs, stepMs };
  try {
    const { series } = await place.client.range(expression, span, { timeoutMs: longestMs, waitMs: longestWaitMs, signal });
    const buckets = new LineBuckets(grid);
    await inPortions(series.length, { first: seriesAtFirst, most: series.length, signal }, (from, to) => {
      // A value stands at the end of its step, which is the beginning of the next.
      const part = series.slice(from, to).map((one) => ({ ...one, times: one.times.map((at) => at - 1) }));
      buckets.add(part, 'mean');
    });
    return { lines: buckets.take().map((line) => ({ ...line, current: line.last })), fault: null, unit, resets: [] };
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    return { lines: [], fault: sourceFault(place.name, error, metric), unit, resets: [] };
  }
}

/** Why a source gave no answer: its own words, with the place in the expression where it names one. */
export function sourceFault(source: string, error: SourceFault, metric: string): TrendFault {
  if (!(error instanceof QueryRefused)) return { message: `${source}: ${sentence(error)}`, at: null };
  const { message, at } = faultPlace(error.message, metric);
  return { message: `${source} says: ${message}`, at };
}

/** By our rules, where our parser knows the expression. */
function unitIn(expression: string): string {
  const parsed = parseExpression(expression);
  return parsed.ok ? unitOf(parsed.expression) : '';
}
