import type { SeriesData } from '../series-data';
import type { Selector } from './selector';

/** How far back a bare selector looks for its last reading when nothing else is said, ms. As in Prometheus. */
export const DEFAULT_LOOKBACK_MS = 300_000;
/** Between the times of a subquery that does not say, ms: Prometheus' default for evaluating rules. */
export const DEFAULT_SUBQUERY_STEP_MS = 60_000;

/** Where evaluation takes its series from. */
export interface SeriesSource {
  /**
   * The series that `selector.matches`, each once, with their readings and marks later than `fromMs` up to and with `toMs`. More of them do no harm. An
   * expression selects each of its selectors once for all times; `spansOf` says them beforehand, for a store that cannot answer at once.
   */
  select(selector: Selector, fromMs: number, toMs: number): readonly SeriesData[];
}

export interface EvaluateOptions {
  /** How old a reading may be that a bare selector gives, ms. */
  readonly lookbackMs?: number;
  readonly subqueryStepMs?: number;
  /** Readings before this time (ms) are not used. A range that begins before it is cut there, so a rate is per second of what is left. */
  readonly notBefore?: number;
  /**
   * For charts: `rate` and `increase` of a range give what was really counted in it, without extrapolation (`exactIncrease` in `counter.ts`), so that
   * windows side by side add up. false: as Prometheus.
   */
  readonly exact?: boolean;
}

/** What holds for a whole evaluation. */
export interface Setting {
  readonly source: SeriesSource;
  readonly lookbackMs: number;
  readonly subqueryStepMs: number;
  readonly notBefore: number;
  readonly exact: boolean;
  /** First and last time of the query, ms: what `@ start()` and `@ end()` mean. */
  readonly first: number;
  readonly last: number;
}

export function settingOf(source: SeriesSource, first: number, last: number, options: EvaluateOptions): Setting {
  return {
    source,
    first,
    last,
    lookbackMs: options.lookbackMs ?? DEFAULT_LOOKBACK_MS,
    subqueryStepMs: options.subqueryStepMs ?? DEFAULT_SUBQUERY_STEP_MS,
    notBefore: options.notBefore ?? -Infinity,
    exact: options.exact ?? false,
  };
}
