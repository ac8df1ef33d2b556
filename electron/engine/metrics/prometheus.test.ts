import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNodeExporter, nodeExporterPages } from '../../../e2e/node-exporter';
import { hasPrometheus, startPrometheus, type RunningPrometheus } from '../../../e2e/prometheus';
import { sourceOf } from '../../../e2e/written-series';
import { formatOf } from '../../../shared/series/exposition';
import { evaluate, parseExpression, seriesData, seriesKey, type SeriesData } from '../../../shared/series/expression';
import { formatGoFloat, parseGoFloat } from '../../../shared/series/go-float';
import { stalenessOf } from '../../../shared/series/staleness';
import { httpGet } from './http-get';
import { PageReader } from './page-reader';
import { openSeriesStore, type SeriesStore } from './store/series-store';

const everyMs = 200;
const pagesRead = 40;

/** Page number `turn` of the target: counters that are reset, levels of all kinds, a series that goes and comes back. */
function pageOf(turn: number): string {
  const lines = ['# TYPE requests_total counter', '# TYPE level gauge'];
  for (let host = 0; host < 5; host++) {
    lines.push(`requests_total{host="h${host}",code="200"} ${(turn * (host + 3)) % (host === 2 ? 50 : 1e9)}`);
    lines.push(`requests_total{host="h${host}",code="500"} ${turn < 9 ? 1e15 + turn : turn * 0.001}`);
    lines.push(`level{host="h${host}",kind="fraction"} ${Math.sin(turn + host) * 10 ** (host * 60 - 120)}`);
    lines.push(
      `level{host="h${host}",kind="odd"} ${['NaN', '+Inf', '-Inf', '-0', '5e-324', '1.7976931348623157e+308'][(turn + host) % 6]}`,
    );
    if (turn % 10 < 6) lines.push(`level{host="h${host}",kind="comes and goes"} ${turn}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A series as Prometheus' API gives it back. */
interface Answer {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
  readonly value?: readonly [number, string];
}

const own = (labels: Readonly<Record<string, string>>): string => {
  const { __name__: name = '', instance: _, job: __, ...written } = labels;
  const rest: Record<string, string> = { ...written };
  // Prometheus 2 keeps these numbers as the page writes them, Prometheus 3 and we canonically.
  for (const label of ['le', 'quantile']) {
    const value = parseGoFloat(rest[label] ?? '');
    if (value !== null) rest[label] = formatGoFloat(value);
  }
  return seriesKey(name, rest);
};

/** What both read, and what is asked of it. */
interface Target {
  readonly name: string;
  readonly isThere: boolean;
  readonly pages: () => Promise<(turn: number) => string>;
  readonly series: number;
  readonly counter: string;
  readonly level: string;
}

const madeUp: Target = {
  name: 'a made-up page',
  isThere: true,
  pages: () => Promise.resolve(pageOf),
  series: 25,
  counter: 'requests_total',
  level: 'level',
};
const nodeExporter: Target = {
  name: 'node_exporter (skipped where it is not installed)',
  isThere: hasNodeExporter(),
  pages: async () => {
    // Both get the very same pages. The last one stays.
    const pages = await nodeExporterPages(pagesRead);
    return (turn) => pages[Math.min(turn, pages.length - 1)] ?? '';
  },
  series: 300,
  counter: 'node_cpu_seconds_total',
  level: 'node_memory_MemFree_bytes',
};

// Without Debian's package `prometheus` there is nothing to compare with.
const beside = describe.skipIf(!hasPrometheus());
beside.each([madeUp, nodeExporter].filter(({ isThere }) => isThere))(
  'beside Prometheus (skipped where it is not installed): $name',
  (target) => {
    let folder: string;
    let server: Server;
    let prometheus: RunningPrometheus;
    let store: SeriesStore;
    let port: number;
    /** What each of the two was given last: each gets all pages in their order, whenever it asks. */
    const turns = { theirs: -1, ours: -1 };

    const ask = async (query: string, at: number): Promise<Answer[]> => {
      const address = `${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}&time=${(at / 1000).toFixed(3)}`;
      const answer = (await (await fetch(address)).json()) as { data: { result: Answer[] } };
      return answer.data.result;
    };

    beforeAll(async () => {
      const write = await target.pages();
      folder = mkdtempSync(join(tmpdir(), 'capstan-prometheus-'));
      server = createServer((request, response) => {
        const turn = request.url === '/theirs' ? ++turns.theirs : ++turns.ours;
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(write(turn));
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      port = (server.address() as AddressInfo).port;
      prometheus = await startPrometheus(folder, port, [{ instance: 'page', path: '/theirs' }], everyMs);
      store = openSeriesStore(join(folder, 'series.sqlite'), { clock: Date.now, log: () => undefined, blockTicks: 10 });
      await scrapeAll();
      while (turns.theirs < pagesRead) await new Promise((done) => setTimeout(done, 50));
    });
    afterAll(async () => {
      store.close();
      await prometheus.stop();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const scrapeAll = async () => {
      let present: number[] = [];
      const reader = new PageReader();
      const begun = Date.now();
      for (let turn = 0; turn < pagesRead; turn++) {
        const answer = await httpGet(new URL(`http://127.0.0.1:${port}/ours`), { timeoutMs: 5000, maxBytes: 1e6 });
        const format = formatOf(answer.headers['content-type'] ?? '');
        const page = reader.read(answer.body, format ?? 'openmetrics-text-1.0', 1e6);
        if (!page.ok) throw new Error(page.message);
        const { values } = page;
        const series = page.shape
          .content()
          .samples.map(({ name, labels }) => store.series('host:page', 'host:page', name, labels)!);
        // Minutes are made to pass, so that blocks are sealed under way.
        const at = begun + turn * 20_000;
        const stale = stalenessOf(present, series);
        const appended = store.append([{ source: 'host:page', target: 'host:page', at, series, values, stale }]);
        expect(appended).toMatchObject({ ok: true, accepted: series.length + stale.length });
        present = series;
        store.work(0);
      }
    };

    const theirRaw = async (at: number) => {
      const found = new Map<string, Answer>();
      for (const answer of await ask('{job="pages"}[10m]', at))
        if (!/^(up|scrape_.*)$/.test(answer.metric['__name__'] ?? '')) found.set(own(answer.metric), answer);
      return found;
    };

    it('holds the same samples in the same order', async () => {
      while (store.work(1000));
      const theirs = await theirRaw(Date.now());
      const ours = store.select([{ label: '__name__', op: '=~', value: '.+' }], 0, 1e15);
      expect(ours.length).toBeGreaterThanOrEqual(target.series);
      expect(new Set(theirs.keys())).toEqual(new Set(ours.map(({ labels }) => own(labels))));
      for (const { labels, values } of ours) {
        const same = theirs.get(own(labels))!.values!.map(([, value]) => parseGoFloat(value)!);
        // It goes on reading.
        expect([...values]).toEqual(same.slice(0, values.length));
        if (target === madeUp) expect(values.length).toBeGreaterThanOrEqual(labels['kind'] === 'comes and goes' ? 24 : pagesRead);
      }
    });

    it('computes rates of its samples as it does, off the borders of windows', async () => {
      const last = Date.now();
      const theirs = await theirRaw(last);
      const all: SeriesData[] = [...theirs.values()].map(({ metric, values = [] }) =>
        seriesData(
          metric,
          values.map(([at, value]) => ({ t: Math.round(at * 1000), v: parseGoFloat(value) ?? NaN })),
        ),
      );
      const times = new Set(all.flatMap((series) => [...series.times]));
      const first = Math.min(...times);
      let compared = 0;
      for (const range of [1, 3, 7]) {
        for (const call of ['rate', 'increase', 'irate', 'delta', 'resets']) {
          const metric = call === 'delta' ? target.level : target.counter;
          const query = `${call}(${metric}[${range}s])`;
          const parsed = parseExpression(query);
          if (!parsed.ok) throw new Error(query);
          for (let at = first + 1500; at < last; at += 977) {
            // Which of two windows has a sample on the border between them changed with Prometheus 3.
            let asked = at;
            while (times.has(asked) || times.has(asked - range * 1000)) asked += 1;
            const expected = new Map(
              (await ask(query, asked)).map(({ metric: labels, value }) => [own(labels), parseGoFloat(value![1])!]),
            );
            const result = evaluate(parsed.expression, sourceOf(all), asked);
            if (!result.ok) throw new Error('it cannot be evaluated');
            for (const { labels, value } of result.values) {
              const theirValue = expected.get(own(labels))!;
              if (Object.is(value, theirValue)) compared += 1;
              else expect(Math.abs(value - theirValue), `${query} at ${asked}`).toBeLessThanOrEqual(Math.abs(theirValue) * 1e-9);
            }
            expect(result.values.map(({ labels }) => own(labels)).sort()).toEqual([...expected.keys()].sort());
            compared += result.values.length;
          }
        }
      }
      expect(compared).toBeGreaterThan(500);
    });
  },
);
