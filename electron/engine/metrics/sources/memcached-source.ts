import type { MemcachedSourceConfig } from '../../../../shared/config/config';
import { parseGoFloat } from '../../../../shared/series/go-float';
import type { Clock } from '../../clock';
import { getFromMemcached } from './memcached-client';
import { quoted, sample } from './sample';
import { createSource, type MetricSource } from './source';

/**
 * Counters that applications `incr` or `set` in memcached, read with one `get`. A key that is not there makes no sample; one that was evicted
 * and begins anew, or a memcached that was started again, is a reset of the counter like any other.
 */
export function createMemcachedSource(config: MemcachedSourceConfig, deps: { readonly clock: Clock }): MetricSource {
  const keys = Object.values(config.keys);
  const metrics = new Set(Object.keys(config.keys));
  return createSource(
    { by: 'memcached', name: config.name, owner: 'fleet', everyMs: config.everyMs, metrics },
    deps.clock,
    async (time) => {
      const values = await getFromMemcached(config.host, config.port, keys, time);
      const odd: string[] = [];
      const samples = Object.entries(config.keys).flatMap(([metric, key]) => {
        const text = values.get(key);
        if (text === undefined) return [];
        // `decr` leaves blanks where digits were.
        const value = text.length > 64 ? null : parseGoFloat(text.trim());
        if (value !== null && Number.isFinite(value)) return [sample(metric, value, config.type, config.labels)];
        odd.push(`${key} is ${JSON.stringify(quoted(text, 40))}, which is no number.`);
        return [];
      });
      return { samples, warnings: odd.slice(0, 5) };
    },
  );
}
