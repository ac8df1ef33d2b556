import type { Config } from '../../../shared/config/config';
import { CapstanError } from '../../../shared/contract/errors';
import type { Dashboard, Exploded, MetricView, NearbyChange, QueryResult, SourcesView } from '../../../shared/contract/trends';
import type { StoreView, Stretch, TrendData, TrendFault, TrendMark } from '../../../shared/contract/trends';
import type { Refusals } from '../../../shared/series/budget';
import { parseExpression } from '../../../shared/series/expression';
import { NAME_LABEL } from '../../../shared/series/series-key';
import { metricUnit } from '../../../shared/series/unit-of';
import { faultPlace } from '../../../shared/trends/fault-place';
import { fillIntervals, someIntervals } from '../../../shared/trends/fill-intervals';
import { generateDashboards } from '../../../shared/trends/generate-dashboards';
import { slug, unique, withIds } from '../../../shared/trends/panel-ids';
import type { Clock } from '../clock';
import type { History } from '../history/history';
import type { MetricsRoom } from '../metrics/metrics-room';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import type { RunningSources } from '../metrics/sources/start-sources';
import type { SeriesStore } from '../metrics/store/series-store';
import type { StoredScrapes } from '../metrics/stored-scrapes';
import { canaryHosts } from './canary-hosts';
import { exposingTypes } from './exposing-types';
import { fleetMarks, nearbyChanges } from './fleet-marks';
import { query, type QueryQuestion } from './query';
import { querySource } from './query-source';
import { readPanel, type PanelQuestion } from './read-panel';
import { createSourceMetrics } from './source-metrics';
import { sourcesView } from './sources-view';

/**
 * What the Trends room shows: the series store read through expressions, and what happened to the fleet beside it. `source`: the promql source that is asked in
 * place of the store.
 */
export interface TrendsRoom {
  dashboards(): readonly Dashboard[];
  read(question: PanelQuestion, signal?: AbortSignal): Promise<TrendData>;
  marks(stretch: Stretch): readonly TrendMark[];
  nearby(stretch: Stretch): readonly NearbyChange[];
  metrics(asked: { text: string; limit: number; source: string | null }, signal?: AbortSignal): Promise<readonly MetricView[]>;
  values(asked: { metric: string; label: string; source: string | null }, signal?: AbortSignal): Promise<readonly string[]>;
  check(asked: { metric: string; source: string | null }, signal?: AbortSignal): Promise<TrendFault | null>;
  store(): StoreView;
  sources(): SourcesView;
  query(question: QueryQuestion, signal?: AbortSignal): Promise<QueryResult>;
}

/** What hosts expose changes with releases, not by the second. */
const lookAgainMs = 30_000;
/** Who writes an expression does not wait for what a source thinks of it. */
const checkMs = 3_000;

/** The sources of a desk, as the room sees them. */
export interface RoomSources extends Pick<RunningSources, 'states'> {
  readonly promql: ReadonlyMap<string, PromqlPlace>;
}

export function createTrendsRoom(deps: {
  readonly store: SeriesStore;
  readonly scrapes: Pick<StoredScrapes, 'exploded'>;
  /** Of the configuration in force: another one has others. */
  readonly sources: () => RoomSources;
  /** Hosts whose pages cannot be read, of the configuration in force as well. */
  readonly unread: MetricsRoom['unread'];
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

  /** What pages say of the histogram or summary that a metric is a part of. */
  const wholeOf = (name: string) => store.info(name.replace(/_(bucket|sum|count)$/, ''));

  const sourceMetrics = createSourceMetrics(clock);
  const placeOf = (source: string): PromqlPlace => {
    const place = deps.sources().promql.get(source);
    if (place) return place;
    const known = [...deps.sources().promql.keys()];
    throw new CapstanError(
      'NOT_FOUND',
      `There is no promql source "${source}" in capstan.yaml.`,
      known.length > 0 ? `There is ${known.join(', ')}.` : 'Name one under `fleet.sources`.',
    );
  };
  const hostsOfFleet = () => config().fleet.types.flatMap(({ name: type, hosts }) => hosts.map(({ name }) => ({ name, type })));

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
          promql: deps.sources().promql,
          hosts: () => new Set(hostsOfFleet().map(({ name }) => name)),
          canaries: () => canaryHosts(history, hostsOfFleet()),
        },
        signal,
      ),
    marks: (stretch) => fleetMarks(history, stretch),
    nearby: (stretch) => nearbyChanges(history, stretch),
    metrics: async ({ text, limit, source }, signal) => {
      if (source !== null) return sourceMetrics.find(placeOf(source), text, limit, signal);
      return store.metrics(text, limit).map(({ name, type, help, series, labels, last }) => ({
        name,
        help: help ?? wholeOf(name)?.help ?? '',
        type: type === 'unknown' ? (wholeOf(name)?.type ?? type) : type,
        unit: metricUnit(name, (metric) => store.info(metric) ?? undefined),
        series,
        labels,
        last: last !== null && Number.isFinite(last) ? last : null,
      }));
    },
    values: async ({ metric, label, source }, signal) =>
      source !== null
        ? sourceMetrics.values(placeOf(source), metric, label, signal)
        : store.labelValues(label, [{ label: NAME_LABEL, op: '=', value: metric }]),
    check: async ({ metric, source }, signal) => {
      const expression = fillIntervals(metric, someIntervals);
      if (source !== null) {
        const said = await placeOf(source).client.check(expression, { timeoutMs: checkMs, signal });
        return said === null ? null : faultPlace(said, metric);
      }
      const parsed = parseExpression(expression);
      return parsed.ok ? null : { message: parsed.message, at: parsed.at };
    },
    store: () => {
      const { unavailable } = store.status();
      return {
        unavailable,
        since: unavailable === null ? store.since() : null,
        bytes: unavailable === null ? store.sizes() : { raw: 0, minute: 0, hour: 0, day: 0 },
        exploded: [
          ...deps.scrapes.exploded().map(({ host, refused }) => exploded(host, refused)),
          ...deps
            .sources()
            .states()
            .flatMap(({ source: { name } }) => {
              const refused = store.refusals(name);
              return refused.series > 0 ? [exploded(name, refused)] : [];
            }),
        ],
      };
    },
    sources: () => sourcesView(deps.sources().states(), deps.unread()),
    query: async (question, signal) =>
      question.source !== null
        ? querySource(placeOf(question.source), question, clock(), signal)
        : query(store, question, clock(), signal),
  };
}

const exploded = (target: string, refused: Refusals): Exploded => ({
  target,
  refused: refused.series,
  isCut: refused.isCut,
  label: refused.label,
  values: refused.values,
  examples: refused.examples.map(({ value }) => value),
});

/** Types of which nothing is known but their gauges. */
function blank(config: Config) {
  return config.fleet.types.map(({ name, hosts }) => ({ type: name, hosts: hosts.length, metrics: [] }));
}
