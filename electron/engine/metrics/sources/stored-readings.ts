import { stalenessOf } from '../../../../shared/series/staleness';
import type { SeriesStore, Tick } from '../store/series-store';
import type { MetricSource, SourceReading } from './source';

/**
 * Turns readings into ticks for the store's `append`: numbers of series, and marks of absence for those that are gone since the reading before.
 * A reading that failed has none present, so all of them are marked, once. Null: there is nothing to append.
 */
export function createSourceTicks(
  store: Pick<SeriesStore, 'series' | 'describe' | 'generation'>,
): (source: MetricSource, reading: SourceReading) => Tick | null {
  const present = new Map<string, readonly number[]>();
  const described = new Map<string, string>();
  let { generation } = store;
  return (source, reading) => {
    const series: number[] = [];
    const values: number[] = [];
    for (const { name, labels, value, type } of reading.ok ? reading.samples : []) {
      if (described.get(name) !== type) store.describe(name, { type, help: null, unit: null });
      described.set(name, type);
      const number = store.series(source.owner, source.name, name, labels);
      if (number === null) continue;
      series.push(number);
      values.push(value);
    }
    // Numbers of a file that was replaced mean nothing any more.
    if (store.generation !== generation) {
      present.clear();
      described.clear();
      ({ generation } = store);
    }
    const stale = stalenessOf(present.get(source.name) ?? [], series);
    present.set(source.name, series);
    if (series.length === 0 && stale.length === 0) return null;
    return { source: source.owner, target: source.name, at: reading.at, series, values, stale };
  };
}
