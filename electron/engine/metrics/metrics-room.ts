import type { GaugeConfig } from '../../../shared/config/config';
import type { UnreadPage } from '../../../shared/contract/trends';
import type { Sample } from '../../../shared/judge/types';
import type { Clock } from '../clock';
import type { FleetHost, FleetRoom } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import type { History } from '../history/history';
import { createTopic } from '../topic';
import { compileGauge, type CompiledGauge } from './compiled-gauge';
import { createHostSeries, type HostSeries } from './host-series';
import type { StoredScrapes } from './stored-scrapes';
import { PageReader } from './page-reader';
import { scrape, scrapeOffset, type Scraped } from './targets';

/** One reading of every gauge on every host that had a new scrape. */
export interface Tick {
  readonly at: number;
  /** How many hosts had something new. */
  readonly hosts: number;
}

/**
 * Watches the gauges: scrapes each host on its own beat, turns the pages into one reading a gauge, host and beat, and keeps
 * them in history. Knows of a push only that a host was switched, which no reading may span.
 */
export interface MetricsRoom {
  /** The gauges watched from now on. Unknown expressions were refused when the configuration was read. */
  watch(gauges: readonly GaugeConfig[]): void;
  start(): void;
  /** Scrapes these hosts now, so that what was counted until a switch is not lost. Settles within the deadline whatever they do. */
  scrapeNow(hosts: readonly FleetHost[], deadlineMs: number): Promise<void>;
  /** A host is about to be switched: readings before and after are never joined. */
  switching(host: string, at: number): void;
  /** Readings of a gauge on a host in (from, to], oldest first. */
  readings(gauge: string, host: string, from: number, to: number): readonly Sample[];
  /** How often the process on a host has restarted after `since`, as `process_start_time_seconds` tells. */
  restarts(host: string, since: number): number;
  /** Hosts whose last scrape failed, since when it does, and why; in the order of the fleet. */
  unread(): readonly UnreadPage[];
  lastAt(host: string): number | null;
  /** Gauges whose metrics no host has: a misspelt name, or nothing counted yet. */
  blind(): readonly string[];
  ticks(signal?: AbortSignal): AsyncGenerator<Tick>;
  close(): void;
}

const keepMs = 30 * 60_000;
const processStart = 'process_start_time_seconds';
/** By how much a host's clock may be off this desk's. */
const clockSlackMs = 2000;

export function createMetricsRoom(
  fleet: FleetRoom,
  everyMs: number,
  deps: { history: History; clock: Clock; log: (text: string, host: string) => void; scrapes?: StoredScrapes },
): MetricsRoom {
  const { clock, history } = deps;
  const topic = createTopic<Tick>(100);
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  /** By host. */
  const faults = new Map<string, UnreadPage>();
  const boundaries = new Map<string, number>();
  const starts = new Map<string, { at: number; value: number }[]>();
  const rings = new Map<string, Map<string, Sample[]>>();
  let gauges: readonly CompiledGauge[] = [];
  let series = new Map<string, HostSeries>();
  let evaluatedAt = new Map<string, number>();
  const readers = new Map<string, PageReader>();

  const readerOf = (host: FleetHost, address: string): PageReader => {
    const key = `${host.name} ${address}`;
    const reader = readers.get(key) ?? new PageReader();
    readers.set(key, reader);
    return reader;
  };

  const wanted = (name: string) => name === processStart || gauges.some((gauge) => gauge.names.has(name));

  const rebuild = () => {
    const longest = Math.max(60_000, ...gauges.map((gauge) => gauge.longestRangeMs));
    series = new Map(
      fleet.hosts().map((host) => [host.name, createHostSeries(host.name, host.type.name, wanted, longest + everyMs * 3)]),
    );
    evaluatedAt = new Map();
    const now = clock();
    for (const gauge of gauges) {
      if (rings.has(gauge.config.name)) continue;
      const ring = new Map<string, Sample[]>();
      for (const [host, samples] of history.samples.range(gauge.config.name, now - keepMs, now)) ring.set(host, samples);
      rings.set(gauge.config.name, ring);
    }
  };

  const scrapeHost = async (host: FleetHost, timeoutMs: number) => {
    const began = clock();
    const pages = await Promise.all(
      host.type.scrape.map(async (address) => {
        const scraped = await scrape(fleet.connections, host, address, timeoutMs, clock, {
          signal: stop.signal,
          reader: readerOf(host, address),
        });
        return { address, scraped, tookMs: clock() - began };
      }),
    );
    // What was cut off because this ends says nothing about the host.
    if (stop.signal.aborted) return;
    deps.scrapes?.keep({ host: host.name, type: host.type.name }, pages);
    read(
      host,
      pages.map((page) => page.scraped),
    );
  };

  const read = (host: FleetHost, pages: readonly Scraped[]) => {
    const good = pages.filter((page) => page.ok);
    const bad = pages.find((page) => !page.ok);
    noteFault(host.name, bad ?? null);
    if (good.length === 0) return;
    const at = Math.max(...good.map((page) => page.at));
    const own = series.get(host.name);
    own?.add(at, good);
    noteStart(host.name, at, own?.last(processStart));
  };

  const noteFault = (host: string, bad: Extract<Scraped, { ok: false }> | null) => {
    const before = faults.get(host);
    if (bad?.error !== before?.said) deps.log(bad ? `metrics: ${bad.error}` : 'metrics are readable again', host);
    if (bad) faults.set(host, { host, since: before?.since ?? bad.at, said: bad.error });
    else faults.delete(host);
  };

  const noteStart = (host: string, at: number, value: number | undefined) => {
    if (value === undefined) return;
    const list = starts.get(host) ?? [];
    if (list.at(-1)?.value !== value) starts.set(host, [...list.slice(-20), { at, value }]);
  };

  /** The beat of one host: at its own place in the interval, never two at once. */
  const beat = (host: FleetHost) => {
    const offset = scrapeOffset(host.name, everyMs);
    const next = () => {
      const wait = everyMs - ((clock() - offset) % everyMs);
      const timer = setTimeout(() => {
        timers.delete(timer);
        void scrapeHost(host, everyMs).finally(() => {
          if (!stop.signal.aborted) next();
        });
      }, wait);
      timers.add(timer);
    };
    next();
  };

  const evaluate = () => {
    const at = clock();
    const rows: { gauge: string; host: string; sample: Sample }[] = [];
    let hosts = 0;
    for (const host of fleet.hosts()) {
      const source = series.get(host.name);
      const scrapedAt = source?.lastAt() ?? null;
      const before = evaluatedAt.get(host.name) ?? null;
      if (!source || scrapedAt === null || scrapedAt === before) continue;
      evaluatedAt.set(host.name, scrapedAt);
      hosts += 1;
      for (const gauge of gauges) {
        if (!gauge.config.types.includes(host.type.name)) continue;
        const sample = gauge.read(source, { at: scrapedAt, before, boundary: boundaries.get(host.name) ?? null });
        if (sample) rows.push({ gauge: gauge.config.name, host: host.name, sample });
      }
    }
    if (rows.length > 0) history.samples.put(rows);
    for (const { gauge, host, sample } of rows) {
      const ring = rings.get(gauge);
      const list = ring?.get(host);
      if (!list) ring?.set(host, [sample]);
      else {
        list.push(sample);
        if (list.length > 64 && (list[0]?.t ?? at) < at - keepMs) list.splice(0, 32);
      }
    }
    topic.publish({ at, hosts });
  };

  return {
    watch: (configs) => {
      gauges = configs.map(compileGauge);
      rebuild();
    },
    start: () => {
      deps.scrapes?.only(new Set(fleet.hosts().flatMap((host) => (host.type.scrape.length > 0 ? [host.name] : []))));
      for (const host of fleet.hosts()) if (host.type.scrape.length > 0) beat(host);
      const timer = setInterval(evaluate, everyMs);
      stop.signal.addEventListener('abort', () => clearInterval(timer));
    },
    scrapeNow: async (hosts, deadlineMs) => {
      await inParallel(hosts, 256, (host) => scrapeHost(host, deadlineMs));
      evaluate();
    },
    switching: (host, at) => void boundaries.set(host, at),
    readings: (gauge, host, from, to) => (rings.get(gauge)?.get(host) ?? []).filter((sample) => sample.t > from && sample.t <= to),
    restarts: (host, since) => {
      const list = starts.get(host) ?? [];
      const seen = list.filter((start) => start.at > since);
      // A start that is seen late is not a restart: the process says itself since when it runs, and began before.
      const after = seen.filter((start) => start.value * 1000 > since + clockSlackMs).length;
      // A process never seen before: its first start is the one we know it by, not a restart.
      return list.some((start) => start.at <= since) ? after : Math.max(0, after - 1);
    },
    unread: () => fleet.hosts().flatMap(({ name }) => faults.get(name) ?? []),
    lastAt: (host) => series.get(host)?.lastAt() ?? null,
    blind: () => {
      const sources = fleet.hosts().flatMap((host) => series.get(host.name) ?? []);
      return gauges.filter((gauge) => !sources.some((source) => gauge.finds(source))).map((gauge) => gauge.config.name);
    },
    ticks: (signal) => topic.subscribe(signal),
    close: () => {
      stop.abort();
      for (const timer of timers) clearTimeout(timer);
      topic.close();
    },
  };
}
