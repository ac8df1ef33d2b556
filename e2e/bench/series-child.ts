import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSeriesStore, type SeriesStore, type Tick } from '../../electron/engine/metrics/store/series-store';
import { makeNodePage, type NodePage } from './node-page';
import { median } from './measure';
import { say } from './say';
import { seriesMeasured, type SeriesMeasured } from './series-measured';

const day = 86_400_000;
const everyMs = 10_000;
const started = Date.UTC(2026, 0, 1);

interface Host {
  readonly name: string;
  readonly page: NodePage;
  readonly series: Int32Array;
  readonly values: Float64Array;
}

/** At most 20 different pages: what makes up the values must not take more memory than what keeps them. */
function hostsOf(store: SeriesStore, count: number, perHost: number): Host[] {
  const pages = Array.from({ length: Math.min(count, 20) }, (_, at) => makeNodePage(at + 1, perHost));
  return Array.from({ length: count }, (_, at) => {
    const name = `host:www-${at}`;
    const page = pages[at % pages.length]!;
    const numbers = page.series.map((one) => store.series(name, name, one.name, { ...one.labels, host: `www-${at}` }) ?? -1);
    return { name, page, series: Int32Array.from(numbers), values: new Float64Array(perHost) };
  });
}

const tickOf = ({ name, series, values }: Host, at: number): Tick => ({ source: name, target: name, at, series, values });

function append(store: SeriesStore, ticks: readonly Tick[]): void {
  const done = store.append(ticks);
  if (!done.ok) throw new Error(done.reason);
  if (done.refused + done.late > 0) throw new Error(`${done.refused} refused, ${done.late} late`);
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
const peakMb = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;

/** 500 targets of 1,000 series, as fast as it goes; making up the values is not counted. */
function ingest(folder: string, measured: Partial<SeriesMeasured>): void {
  let now = started;
  const store = openSeriesStore(join(folder, 'ingest.sqlite'), { clock: () => now, log: say });
  const hosts = hostsOf(store, 500, 1000);
  const ticks = process.env['CAPSTAN_BENCH_SHORT'] ? 90 : 360;
  const counted = ticks - Math.floor(ticks / 3);
  let used = 0;
  let slowest = 0;
  let slowestWork = 0;
  for (let round = 0; round < ticks; round++) {
    // As in an engine: each target has its own moment in the interval, and a transaction of its own.
    for (const [at, host] of hosts.entries()) {
      host.page.next(host.values);
      now = started + round * everyMs + at * 20;
      const before = cpuSeconds();
      const from = performance.now();
      append(store, [tickOf(host, now)]);
      const appended = performance.now();
      if (at % 12 === 0) store.work(15);
      slowest = Math.max(slowest, round > 2 ? appended - from : 0);
      slowestWork = Math.max(slowestWork, performance.now() - appended);
      if (round >= ticks - counted) used += cpuSeconds() - before;
    }
    if (round % 20 === 0) say(`  tick ${round}: ${residentMb().toFixed(0)} MB`);
  }
  const reopened = performance.now();
  store.close();
  measured.cpuPerSecond = used / ((counted * everyMs) / 1000);
  measured.slowestAppendMs = slowest;
  measured.slowestWorkMs = slowestWork;
  measured.residentMb = peakMb();
  say(`  closed in ${(performance.now() - reopened).toFixed(0)} ms`);
  const openedAt = performance.now();
  const again = openSeriesStore(join(folder, 'ingest.sqlite'), { clock: () => now, log: say });
  again.status();
  measured.openMs = performance.now() - openedAt;
  again.close();
}

/** Bytes that a sample needs on disk: whole days of some hosts, all of it sealed, the file with its index and its free space. */
function density(folder: string, measured: Partial<SeriesMeasured>): void {
  const file = join(folder, 'density.sqlite');
  for (const blockTicks of [120, 240, 480]) {
    let now = started;
    const store = openSeriesStore(file, { clock: () => now, log: say, blockTicks });
    const hosts = hostsOf(store, 4, 1000);
    const ticks = 2 * 8640;
    for (let round = 0; round < ticks / 4; round++) {
      for (const host of hosts) {
        host.page.next(host.values);
        // Scrapes are never quite on time.
        now = started + round * everyMs + Math.round(Math.random() * 4);
        append(store, [tickOf(host, now)]);
      }
      store.work(5);
    }
    now += day / 4;
    while (store.work(1000));
    const { raw, minute } = store.sizes();
    store.close();
    const samples = (ticks / 4) * 4000;
    say(
      `  ${blockTicks} a block: ${(raw / samples).toFixed(3)} B raw, ${(minute / samples).toFixed(3)} B minutes, file ${(statSync(file).size / samples).toFixed(3)}`,
    );
    if (blockTicks === 240) {
      measured.rawBytes = raw / samples;
      measured.fileBytes = statSync(file).size / samples;
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  }
}

/** A year of 100 series, read every ten minutes to make it in time, the last day every ten seconds; then how long it takes to draw. */
function queries(folder: string, measured: Partial<SeriesMeasured>): void {
  const file = join(folder, 'query.sqlite');
  let now = started;
  // Blocks of a day while the year is made, as it is read seldom: what is drawn from is the same.
  let store = openSeriesStore(file, { clock: () => now, log: say, blockMs: day });
  const hosts = hostsOf(store, 20, 5);
  const yearTicks = (364 * day) / 600_000;
  for (let round = 0; round < yearTicks; round += 1) {
    now = started + round * 600_000;
    const ticks = hosts.map((host) => {
      host.page.next(host.values);
      return tickOf(host, now);
    });
    append(store, ticks);
    if (round % 144 === 0) while (store.work(1000));
  }
  while (store.work(1000));
  store.close();
  store = openSeriesStore(file, { clock: () => now, log: say });
  for (let round = 0; round < 8640; round++) {
    now += everyMs;
    append(
      store,
      hosts.map((host) => {
        host.page.next(host.values);
        return tickOf(host, now);
      }),
    );
    store.work(50);
  }
  while (store.work(1000));
  const one = [hosts[7]?.series[3] ?? 0];
  const many = hosts.flatMap(({ series }) => [...series]);
  store.close();
  const draw = (from: SeriesStore, series: readonly number[], lengthMs: number, round: number) => {
    const drawn = from.range(series, now - lengthMs - round, now - round);
    if (drawn.some(({ t }) => t.length < 75 || t.length > 150)) throw new Error('nothing was drawn');
  };
  // Cold: a store that was just opened, no block of a tier read yet; what the system has of the file in memory it keeps. Warm: the same question again, a moment later.
  const time = (what: string, series: readonly number[], lengthMs: number) => {
    const cold: number[] = [];
    const coldCpu: number[] = [];
    const warm: number[] = [];
    let warmCpu = 0;
    for (let round = 0; round < 9; round++) {
      const opened = openSeriesStore(file, { clock: () => now, log: say });
      // As in an engine, which has in memory what is not sealed: it wrote it.
      opened.range(many, now - 60_000, now);
      const cpu = cpuSeconds();
      const from = performance.now();
      draw(opened, series, lengthMs, round);
      cold.push(performance.now() - from);
      coldCpu.push((cpuSeconds() - cpu) * 1000);
      const again = cpuSeconds();
      for (let time = 0; time < 5; time++) {
        const begun = performance.now();
        draw(opened, series, lengthMs, round + time);
        warm.push(performance.now() - begun);
      }
      warmCpu += ((cpuSeconds() - again) * 1000) / 45;
      opened.close();
    }
    const [wall, cpu] = [median(cold), median(coldCpu)].map((ms) => ms.toFixed(1));
    say(`  ${what}: cold ${wall} ms (${cpu} ms of processor), warm ${median(warm).toFixed(1)} ms (${warmCpu.toFixed(1)})`);
    return [median(cold), median(warm)] as const;
  };
  [measured.day1, measured.day1Again] = time('24 h of one', one, day);
  [measured.day100, measured.day100Again] = time('24 h of 100', many, day);
  [measured.year1, measured.year1Again] = time('365 d of one', one, 365 * day);
  [measured.year100, measured.year100Again] = time('365 d of 100', many, 365 * day);
  [measured.week100] = time('7 d of 100', many, 7 * day);
  [measured.hour100] = time('1 h of 100', many, 3_600_000);
  store = openSeriesStore(file, { clock: () => now, log: say });
  const from = performance.now();
  const found = store.select([{ label: '__name__', op: '=', value: 'node_cpu_seconds_total' }], now - 3_600_000, now);
  say(`  one hour raw of ${found.length} series: ${(performance.now() - from).toFixed(1)} ms`);
  store.close();
}

const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-series-'));
try {
  const measured: Partial<SeriesMeasured> = {};
  const parts = process.argv.slice(2);
  if (parts.includes('ingest')) ingest(folder, measured);
  if (parts.includes('density')) density(folder, measured);
  if (parts.includes('queries')) queries(folder, measured);
  process.stdout.write(JSON.stringify(seriesMeasured.partial().parse(measured)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
