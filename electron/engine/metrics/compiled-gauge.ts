import type { GaugeConfig } from '../../../shared/config/config';
import { CapstanError } from '../../../shared/contract/errors';
import type { Sample } from '../../../shared/judge/types';
import { countOf, evaluate, parseGauge, selectorsOf } from '../../../shared/series/expression';
import type { HostSeries } from './host-series';

export interface ReadAt {
  /** Of the scrape that is read. */
  readonly at: number;
  /** Of the scrape read before it; null: this is the first. */
  readonly before: number | null;
  /** When this host was last switched: nothing is read across it. */
  readonly boundary: number | null;
}

/** A gauge ready to be read on one host's series. */
export interface CompiledGauge {
  readonly config: GaugeConfig;
  /** Names of the metrics that it needs. */
  readonly names: ReadonlySet<string>;
  readonly longestRangeMs: number;
  /** Whether its metrics are on this host at all. */
  finds(source: HostSeries): boolean;
  /** The gauge's reading at a scrape; null where there is nothing to read. */
  read(source: HostSeries, when: ReadAt): Sample | null;
}

const defaultRangeMs = 60_000;

/** Throws BAD_CONFIG for an expression that cannot be read. */
export function compileGauge(config: GaugeConfig): CompiledGauge {
  const parsed = parseGauge(config.metric);
  if (!parsed.ok) {
    throw new CapstanError(
      'BAD_CONFIG',
      `Gauge "${config.name}": ${parsed.message} at "${parsed.at.text}".`,
      'Check its `metric` in capstan.yaml.',
    );
  }
  const { expression } = parsed;
  const selectors = selectorsOf(expression);
  const counted = config.kind === 'count' ? countOf(expression) : null;
  const longestRangeMs = Math.max(0, counted?.rangeMs ?? 0, ...selectors.map((selector) => selector.rangeMs));
  const names = new Set(selectors.flatMap((selector) => selector.name ?? []));

  const readLevel = (source: HostSeries, when: ReadAt): Sample | null => {
    const evaluated = evaluate(expression, source, when.at, when.boundary === null ? {} : { notBefore: when.boundary });
    // what only shows with the data, such as a series with two partners, is no reading
    if (!evaluated.ok || evaluated.values.length === 0) return null;
    const value = evaluated.values.reduce((sum, one) => sum + one.value, 0) / evaluated.values.length;
    return Number.isFinite(value) ? { t: when.at, v: value } : null;
  };

  /** Exact increments, not extrapolated: a count that happened is counted once, on the side of the switch where it happened. */
  const readCount = (source: HostSeries, when: ReadAt, count: NonNullable<typeof counted>): Sample | null => {
    const { at, before, boundary } = when;
    if (before === null) return null;
    const rangeMs = count.rangeMs || defaultRangeMs;
    const from = Math.max(at - rangeMs, boundary ?? 0);
    const crosses = boundary !== null && before < boundary;
    let n = 0;
    let inRange = 0;
    let restarted = false;
    let seen = false;
    for (const { times, values } of source.select(count.selector, -Infinity, at)) {
      seen = true;
      for (const [index, t] of times.entries()) {
        const v = values[index] ?? 0;
        const previous = index > 0 ? { t: times[index - 1] ?? 0, v: values[index - 1] ?? 0 } : undefined;
        // A series that begins later than the host's scrapes began counts from zero: counters often appear with their first event.
        const increment = previous ? (v < previous.v ? v : v - previous.v) : t > before ? v : 0;
        const overSwitch = boundary !== null && previous !== undefined && previous.t < boundary && t >= boundary;
        if (overSwitch && v >= previous.v) continue;
        if (overSwitch) restarted = true;
        if (t > before) n += increment;
        if (t > from) inRange += increment;
      }
    }
    // No such series on a page that was read: nothing has been counted yet (many counters appear with their first event). That a
    // gauge finds nothing on any host is said by `finds`.
    if (seen && crosses && !restarted) return null;
    const since = crosses && boundary !== null ? boundary : before;
    const s = (at - since) / 1000;
    if (s <= 0) return null;
    const rangeSeconds = Math.max(s, Math.min(rangeMs, at - Math.max(from, source.firstAt() ?? from)) / 1000);
    return { t: at, v: (inRange / rangeSeconds) * (count.perRange ? rangeMs / 1000 : 1), n, s };
  };

  return {
    config,
    names,
    longestRangeMs: longestRangeMs + 2 * defaultRangeMs,
    finds: (source) => selectors.every((selector) => source.select(selector, -Infinity, Infinity).length > 0),
    read: (source, when) => (counted ? readCount(source, when, counted) : readLevel(source, when)),
  };
}
