import type { Config } from '../../../shared/config/config';
import { isCounter } from '../../../shared/series/counter-name';
import { labelOf, NAME_LABEL } from '../../../shared/series/series-key';
import type { ExposedMetric, ExposingType } from '../../../shared/trends/generate-dashboards';
import type { SeriesStore } from '../metrics/store/series-store';

/** Hosts of a type that are looked at: they expose the same, or nearly. */
const hostsLookedAt = 3;

/** What the hosts of each type expose, by a few of them that have series. All are looked for in one go: that looks at every series there is. */
export function exposingTypes(store: SeriesStore, config: Config): ExposingType[] {
  const types = config.fleet.types.map(({ name, hosts }) => {
    const up = [
      { label: NAME_LABEL, op: '=', value: 'up' },
      { label: 'type', op: '=', value: name },
    ] as const;
    return { type: name, hosts: hosts.length, some: store.labelValues('host', up).slice(0, hostsLookedAt) };
  });
  const some = types.flatMap((type) => type.some).map((host) => host.replaceAll(/[.\\+*?()|[\]{}^$]/g, '\\$&'));
  const found = new Map<string, Map<string, Set<string>>>();
  for (const { labels } of some.length === 0 ? [] : store.find([{ label: 'host', op: '=~', value: some.join('|') }])) {
    const type = labelOf(labels, 'type');
    const metrics = found.get(type) ?? new Map<string, Set<string>>();
    found.set(type, metrics);
    const name = labelOf(labels, NAME_LABEL);
    const names = metrics.get(name) ?? new Set<string>();
    metrics.set(name, names);
    for (const label in labels) names.add(label);
  }
  return types.map(({ type, hosts }) => {
    const metrics = [...(found.get(type) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, labels]): ExposedMetric => ({
        name,
        isCounter: isCounter(name, (metric) => store.info(metric)?.type),
        labels: [...labels],
        help: store.info(name)?.help ?? '',
      }));
    return { type, hosts, metrics };
  });
}
