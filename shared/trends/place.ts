import { isTrendWindow, type TrendWindow } from './windows';

/** Live windows end now; a stretch stands still. */
export type TrendTime = { readonly last: TrendWindow } | { readonly fromMs: number; readonly toMs: number };

/** What is drawn behind: the same window a day or a week earlier, or up to the newest push. */
export const comparisons = ['day', 'week', 'push'] as const;
export type Comparison = (typeof comparisons)[number];

/** Where in the Trends room somebody is: all of it stands in the address. */
export interface TrendsPlace {
  /** Null: the first one. */
  readonly dashboard: string | null;
  /** In place of a dashboard: the finder of metrics, with an expression. */
  readonly explore: boolean;
  readonly expression: string | null;
  /** The promql source that is explored; null: this desk's own series. */
  readonly source: string | null;
  /** Null: the usual window. */
  readonly time: TrendTime | null;
  /** The one panel that fills the room. */
  readonly panel: string | null;
  readonly compare: Comparison | null;
}

export const anywhere: TrendsPlace = {
  dashboard: null,
  explore: false,
  expression: null,
  source: null,
  time: null,
  panel: null,
  compare: null,
};

/** What an address has in place of a dashboard's id while one explores. */
export const exploring = 'explore';

/** Reads what follows `/trends/`. What makes no sense in the query is left out, so that an old link still opens the room. */
export function parseTrends(path: string | null, query: URLSearchParams): TrendsPlace {
  const explore = path === exploring;
  return {
    dashboard: explore ? null : path,
    explore,
    expression: explore ? query.get('metric') : null,
    source: explore ? query.get('source') : null,
    time: parseTime(query),
    panel: explore ? null : query.get('panel'),
    compare: comparisons.find((one) => one === query.get('compare')) ?? null,
  };
}

/** The parts of its address; `parseTrends` reads them back. Times in whole seconds. */
export function trendsAddress({ dashboard, explore, expression, source, time, panel, compare }: TrendsPlace): {
  readonly path: string | null;
} & Readonly<Record<'last' | 'from' | 'to' | 'metric' | 'source' | 'panel' | 'compare', string | null>> {
  return {
    path: explore ? exploring : dashboard,
    metric: expression,
    source,
    last: time && 'last' in time ? time.last : null,
    from: time && 'fromMs' in time ? isoSecond(time.fromMs) : null,
    to: time && 'toMs' in time ? isoSecond(time.toMs) : null,
    panel,
    compare,
  };
}

function parseTime(query: URLSearchParams): TrendTime | null {
  const last = query.get('last');
  if (last !== null && isTrendWindow(last)) return { last };
  const fromMs = Date.parse(query.get('from') ?? '');
  const toMs = Date.parse(query.get('to') ?? '');
  return toMs > fromMs ? { fromMs, toMs } : null;
}

const isoSecond = (at: number): string => new Date(Math.round(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
