import type { Config } from '../../../shared/config/config';
import { isCounter } from '../../../shared/series/counter-name';
import { labelOf, NAME_LABEL } from '../../../shared/series/series-key';
import type { ExposedMetric, ExposingType } from '../../../shared/trends/generate-dashboards';
import type { SeriesStore } from '../metrics/store/series-store';

/** Hosts of a type that are looked at: they expose the same, or nearly. */
const hostsLookedAt = 3;

/** What the hosts of each type expose, by a few of them that have series. */
export function exposingTypes(store: SeriesStore, config: Config): ExposingType[] {
  return config.fleet.types.map(({ name: type, hosts }) => {
    const ofType = { label: 'type', op: '=', value: type } as const;
    const some = store.labelValues('host', [ofType, { label: NAME_LABEL, op: '=', value: 'up' }]).slice(0, hostsLookedAt);
    const found = new Map<string, Set<string>>();
    for (const host of some) {
      for (const { labels } of store.find([ofType, { label: 'host', op: '=', value: host }])) {
        const name = labelOf(labels, NAME_LABEL);
        const names = found.get(name) ?? new Set<string>();
        found.set(name, names);
        for (const label in labels) names.add(label);
      }
    }
    const metrics = [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, labels]): ExposedMetric => ({
          name,
          isCounter: isCounter(name, (metric) => store.info(metric)?.type),
          labels: [...labels],
          help: store.info(name)?.help ?? '',
        }),
      );
    return { type, hosts: hosts.length, metrics };
  });
}
