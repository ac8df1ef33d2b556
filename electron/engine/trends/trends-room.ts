import type { Config } from '../../../shared/config/config';
import type { Dashboard, MetricView, NearbyChange, QueryResult, StoreView, Stretch } from '../../../shared/contract/trends';
import type { TrendData, TrendFault, TrendMark } from '../../../shared/contract/trends';
import { parseExpression } from '../../../shared/series/expression';
import { NAME_LABEL } from '../../../shared/series/series-key';
import { metricUnit } from '../../../shared/series/unit-of';
import { generateDashboards } from '../../../shared/trends/generate-dashboards';
import { slug, unique, withIds } from '../../../shared/trends/panel-ids';
import type { Clock } from '../clock';
import type { History } from '../history/history';
import type { SeriesStore } from '../metrics/store/series-store';
import type { StoredScrapes } from '../metrics/stored-scrapes';
import { canaryHosts } from './canary-hosts';
import { exposingTypes } from './exposing-types';
import { fleetMarks, nearbyChanges } from './fleet-marks';
import { query, type QueryQuestion } from './query';
import { readPanel, type PanelQuestion } from './read-panel';

/** What the Trends room shows: the series store read through expressions, and what happened to the fleet beside it. */
export interface TrendsRoom {
  dashboards(): readonly Dashboard[];
  read(question: PanelQuestion, signal?: AbortSignal): Promise<TrendData>;
  marks(stretch: Stretch): readonly TrendMark[];
  nearby(stretch: Stretch): readonly NearbyChange[];
  metrics(text: string, limit: number): readonly MetricView[];
  values(metric: string, label: string): readonly string[];
  check(metric: string): TrendFault | null;
  store(): StoreView;
  query(question: QueryQuestion, signal?: AbortSignal): Promise<QueryResult>;
}

/** What hosts expose changes with releases, not by the second. */
const lookAgainMs = 30_000;

export function createTrendsRoom(deps: {
  readonly store: SeriesStore;
  readonly scrapes: Pick<StoredScrapes, 'exploded'>;
  readonly history: History;
  readonly clock: Clock;
  /** The configuration in force. */
  readonly config: () => Config;
}): TrendsRoom {
  const { store, history, clock, config } = deps;
  let generated: { readonly of: Config; readonly at: number; readonly dashboards: readonly Dashboard[] } | null = null;

  const fromHosts = (): readonly Dashboard[] => {
    const of = config();
    if (generated?.of === of && clock() - generated.at < lookAgainMs) return generated.dashboards;
    if (store.status().unavailable !== null) return generateDashboards(blank(of), of.gauges);
    const dashboards = generateDashboards(exposingTypes(store, of), of.gauges);
    generated = { of, at: clock(), dashboards };
    return dashboards;
  };

  return {
    dashboards: () => {
      const taken = new Set<string>();
      const own = config().dashboards.map(({ name, rows }) => withIds(unique(slug(name), taken), name, false, rows));
      return [...own, ...fromHosts().map((one) => ({ ...one, id: unique(one.id, taken) }))];
    },
    read: (question, signal) =>
      readPanel(
        store,
        question,
        {
          everyMs: config().push.everyMs,
          nowMs: clock(),
          canaries: () =>
            canaryHosts(
              history,
              config().fleet.types.flatMap(({ name: type, hosts }) => hosts.map(({ name }) => ({ name, type }))),
            ),
        },
        signal,
      ),
    marks: (stretch) => fleetMarks(history, stretch),
    nearby: (stretch) => nearbyChanges(history, stretch),
    metrics: (text, limit) =>
      store.metrics(text, limit).map(({ name, type, help, series, labels, last }) => ({
        name,
        help: help ?? '',
        type,
        unit: metricUnit(name, (metric) => store.info(metric) ?? undefined),
        series,
        labels,
        last: last !== null && Number.isFinite(last) ? last : null,
      })),
    values: (metric, label) => store.labelValues(label, [{ label: NAME_LABEL, op: '=', value: metric }]),
    check: (metric) => {
      const parsed = parseExpression(metric);
      return parsed.ok ? null : { message: parsed.message, at: parsed.at };
    },
    store: () => {
      const { unavailable } = store.status();
      return {
        unavailable,
        bytes: unavailable === null ? store.sizes() : { raw: 0, minute: 0, hour: 0, day: 0 },
        exploded: deps.scrapes.exploded().map(({ host, refused }) => ({
          target: host,
          refused: refused.series,
          label: refused.label ?? '',
          values: refused.values,
          examples: refused.examples.map(({ value }) => value),
        })),
      };
    },
    query: (question, signal) => query(store, question, clock(), signal),
  };
}

/** Types of which nothing is known but their gauges. */
function blank(config: Config) {
  return config.fleet.types.map(({ name, hosts }) => ({ type: name, hosts: hosts.length, metrics: [] }));
}
