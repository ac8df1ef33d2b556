import { stalenessOf } from '../../../../shared/series/staleness';
import type { Clock } from '../../clock';
import { sentence } from '../../fleet/operate';
import type { SeriesStore, Tick } from '../store/series-store';
import type { MetricSource, SourceReading } from './source';

/** Keeps what sources read. It outlives a desk, so that a configuration that is read again leaves no gap. */
export interface StoredReadings {
  /** Stores a reading; series that are gone since the one before are marked. One that failed has none present: all are marked, once. May throw. */
  take(source: MetricSource, reading: SourceReading): void;
  /** These sources are read from now on: what was read of others, and metrics that these no longer give, are marked as gone at once. */
  only(sources: readonly MetricSource[]): void;
  /** Nothing is read any more: all is marked as gone. */
  end(): void;
}

/** What the readings of a source have led to so far. */
interface Known {
  readonly owner: string;
  /** Series of the newest reading with the name of their metric. */
  present: ReadonlyMap<number, string>;
  lastAt: number;
}

type Store = Pick<SeriesStore, 'series' | 'describe' | 'generation' | 'append'>;

/** `log` hears why marks of absence could not be stored. */
export function createStoredReadings(
  store: Store,
  deps: { readonly clock: Clock; readonly log: (text: string) => void },
): StoredReadings {
  const sources = new Map<string, Known>();
  const described = new Map<string, string>();
  let { generation } = store;

  /** Numbers of a file that was replaced mean nothing any more. */
  const forgetReplaced = () => {
    if (store.generation === generation) return;
    sources.clear();
    described.clear();
    ({ generation } = store);
  };

  const tickOf = (source: MetricSource, reading: SourceReading): Tick | null => {
    const present = new Map<number, string>();
    const values: number[] = [];
    for (const { name, labels, value, type } of reading.ok ? reading.samples : []) {
      if (described.get(name) !== type) store.describe(name, { type, help: null, unit: null });
      described.set(name, type);
      const number = store.series(source.owner, source.name, name, labels);
      if (number === null) continue;
      present.set(number, name);
      values.push(value);
    }
    forgetReplaced();
    const before = sources.get(source.name)?.present ?? new Map<number, string>();
    const series = [...present.keys()];
    const stale = stalenessOf([...before.keys()], series);
    sources.set(source.name, { owner: source.owner, present, lastAt: reading.at });
    if (series.length === 0 && stale.length === 0) return null;
    return { source: source.owner, target: source.name, at: reading.at, series, values, stale };
  };

  /** Marks what `stays` does not want of a source, or all of it. */
  const mark = (name: string, stays: (metric: string) => boolean) => {
    const known = sources.get(name);
    const gone = [...(known?.present ?? [])].flatMap(([series, metric]) => (stays(metric) ? [] : [series]));
    if (!known || gone.length === 0) return;
    const at = Math.max(deps.clock(), known.lastAt + 1);
    known.present = new Map([...known.present].filter(([, metric]) => stays(metric)));
    known.lastAt = at;
    const appended = store.append([{ source: known.owner, target: name, at, series: [], values: [], stale: gone }]);
    if (!appended.ok) deps.log(`${name}: what is gone could not be marked: ${appended.reason}`);
  };

  const only = (wanted: readonly MetricSource[]) => {
    try {
      forgetReplaced();
      const metrics = new Map(wanted.map((source) => [source.name, source]));
      for (const name of [...sources.keys()]) {
        const source = metrics.get(name);
        mark(name, (metric) => source !== undefined && (source.metrics?.has(metric) ?? true));
        if (!source) sources.delete(name);
      }
    } catch (error) {
      deps.log(`the series of sources could not be marked as gone: ${sentence(error)}`);
    }
  };

  return {
    take: (source, reading) => {
      const tick = tickOf(source, reading);
      if (tick) store.append([tick]);
    },
    only,
    end: () => only([]),
  };
}
