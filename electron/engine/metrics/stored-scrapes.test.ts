import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseExposition } from '../../../shared/series/exposition';
import { seriesKey } from '../../../shared/series/series-key';
import type { Connections } from '../fleet/connections';
import { createStoredScrapes, labelsOn, type ScrapedPage } from './stored-scrapes';
import { openSeriesStore, type SeriesStore } from './store/series-store';
import { scrape } from './targets';
import { hostWith } from './test-host';

const pageOf = (n: number) => `# HELP orders_total Orders taken.
# TYPE orders_total counter
orders_total{kind="gift",host="mine"} ${n}
orders_total{kind="plain"} ${n * 2}
# TYPE queue_length gauge
queue_length NaN
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.1"} ${n}
latency_seconds_bucket{le="+Inf"} ${n + 1}
latency_seconds_sum 0.25
latency_seconds_count ${n + 1}
`;

let directory: string;
let store: SeriesStore;
let server: Server;
let body: string | null;
let now: number;
let said: string[];

const host = () => hostWith([]);

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;

async function scraped(from = address()): Promise<ScrapedPage> {
  const page = await scrape(undefined as unknown as Connections, host(), from, 2000, () => now);
  return { address: from, scraped: page, tookMs: 12 };
}

const all = () => store.select([{ label: 'host', op: '=', value: 'www1' }], 0, now + 10_000);
const find = (name: string) => all().filter(({ labels }) => labels['__name__'] === name);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-scrapes-'));
  now = 1_700_000_000_000;
  said = [];
  store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: (text) => said.push(text), budget: 50 });
  body = pageOf(3);
  server = createServer((_, response) => {
    if (body === null) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});

afterEach(() => {
  store.close();
  server.close();
  server.closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

const scrapes = () => createStoredScrapes(store, { clock: () => now, log: (text) => said.push(text) });
const www = { host: 'www1', type: 'www' };

describe('stored scrapes', () => {
  it('keep every sample of the page, with host and type', async () => {
    const stored = scrapes();
    stored.keep(www, [await scraped()]);
    const parsed = parseExposition(pageOf(3), 'prometheus-text-0.0.4');
    if (!parsed.ok) throw new Error(parsed.message);
    const expected = parsed.samples.map(({ name, labels, value }) => [seriesKey(name, labelsOn(labels, 'www1', 'www')), value]);
    const made = [
      ['up{host="www1",type="www"}', 1],
      ['scrape_duration_seconds{host="www1",type="www"}', 0.012],
      ['scrape_samples_scraped{host="www1",type="www"}', 7],
    ];
    const kept = all().map(({ labels, values, times }) => {
      expect([...times]).toEqual([now]);
      return [seriesKey('', labels), values[0]];
    });
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries([...expected, ...made]));
    expect(kept).toHaveLength(10);
    expect(find('orders_total').map(({ labels }) => labels['exported_host'])).toContain('mine');
    expect(store.info('orders_total')).toEqual({ type: 'counter', help: 'Orders taken.', unit: null });
  });

  it('say up 0 and mark the rest as gone when the page fails, and when a series leaves it', async () => {
    const stored = scrapes();
    stored.keep(www, [await scraped()]);
    now += 10_000;
    body = pageOf(4).replace(/queue_length NaN\n/, '');
    stored.keep(www, [await scraped()]);
    expect([...(find('queue_length')[0]?.stale ?? [])]).toEqual([now]);
    expect([...(find('orders_total')[0]?.values ?? [])]).toEqual([3, 4]);
    now += 10_000;
    body = null;
    stored.keep(www, [await scraped()]);
    expect([...(find('up')[0]?.values ?? [])]).toEqual([1, 1, 0]);
    expect([...(find('scrape_samples_scraped')[0]?.values ?? [])]).toEqual([7, 6, 0]);
    for (const series of find('orders_total')) expect([...series.stale]).toEqual([now]);
    expect([...(find('queue_length')[0]?.stale ?? [])]).toEqual([now - 10_000]);
    now += 10_000;
    body = pageOf(5);
    stored.keep(www, [await scraped()]);
    expect([...(find('orders_total')[0]?.values ?? [])]).toEqual([3, 4, 5]);
  });

  it('mark all as gone when the host leaves or scraping ends', async () => {
    const stored = scrapes();
    stored.keep(www, [await scraped()]);
    now += 5000;
    stored.only(new Set(['www1']));
    expect([...(find('up')[0]?.stale ?? [])]).toEqual([]);
    stored.only(new Set(['www2']));
    for (const series of all()) expect([...series.stale]).toEqual([now]);
    now += 5000;
    stored.keep(www, [await scraped()]);
    now += 1;
    stored.end();
    for (const series of all()) expect(series.stale.at(-1)).toBe(now);
  });

  it('keep pages of one host apart, and of two equal series the first', async () => {
    const stored = scrapes();
    const one = await scraped();
    const other = { ...one, address: `${one.address}?2` };
    stored.keep(www, [one, other]);
    expect(find('up').map(({ labels }) => labels['page'])).toEqual([one.address, other.address]);
    expect(find('orders_total')).toHaveLength(2);
    now += 10_000;
    body = null;
    stored.keep(www, [await scraped(), { ...other, scraped: { ...other.scraped, at: now } }]);
    for (const series of find('orders_total')) expect([...series.stale]).toEqual([now]);
  });

  it('keep existing series and refuse new ones beyond the budget, naming the label', async () => {
    const stored = scrapes();
    stored.keep(www, [await scraped()]);
    now += 10_000;
    body = `${pageOf(4)}${Array.from({ length: 100 }, (_, i) => `seen{session="s${i}"} 1\n`).join('')}`;
    stored.keep(www, [await scraped()]);
    expect(find('seen')).toHaveLength(40);
    expect([...(find('orders_total')[0]?.values ?? [])]).toEqual([3, 4]);
    expect(stored.exploded()).toMatchObject([{ host: 'www1', refused: { series: 60, label: 'session' } }]);
    expect(said.filter((text) => text.includes('session'))).toHaveLength(1);
  });

  it.each(['the page is well', 'Capstan was killed and the page is well'])(
    'keep a series that was refused within two minutes after %s, and warn no more',
    async (how) => {
      let stored = scrapes();
      body = `${pageOf(3)}${Array.from({ length: 100 }, (_, i) => `seen{session="s${i}"} 1\n`).join('')}`;
      stored.keep(www, [await scraped()]);
      if (how !== 'the page is well') {
        store.close();
        store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: (text) => said.push(text), budget: 50 });
        stored = scrapes();
        said = [];
      }
      body = `${pageOf(4)}late 7\n`;
      const wellAt = now;
      do {
        now += 10_000;
        stored.keep(www, [await scraped()]);
      } while (find('late').length === 0 && now < wellAt + 600_000);
      expect(now - wellAt).toBeLessThanOrEqual(130_000);
      expect(said).toEqual([
        expect.stringMatching(/^too many series: new ones are not kept(; the label session has \d+ values among them)?$/),
      ]);
      expect(stored.exploded()).toEqual([]);
      expect(find('seen')).toHaveLength(40);
    },
  );

  it('leave out series whose labels are too long, and say so once', async () => {
    const stored = scrapes();
    body = `${pageOf(3)}long{a="${'x'.repeat(3000)}"} 1\n`;
    stored.keep(www, [await scraped()]);
    now += 1000;
    stored.keep(www, [await scraped()]);
    expect(find('long')).toHaveLength(0);
    expect(find('orders_total')).toHaveLength(2);
    expect(said).toHaveLength(1);
  });

  it('never throw when the store cannot be used, and say so once', async () => {
    store.close();
    const blocked = join(directory, 'file');
    writeFileSync(blocked, '');
    store = openSeriesStore(join(blocked, 'series.sqlite'), { clock: () => now, log: () => undefined });
    const stored = scrapes();
    stored.keep(www, [await scraped()]);
    stored.keep(www, [await scraped()]);
    stored.only(new Set());
    stored.end();
    expect(stored.exploded()).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('are not kept');
  });
});
