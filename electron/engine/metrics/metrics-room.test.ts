import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GaugeConfig } from '../../../shared/config/config';
import type { FleetHost, FleetRoom } from '../fleet/fleet-room';
import { openHistory } from '../history/database';
import { createHistory, type History } from '../history/history';
import { createMetricsRoom, type MetricsRoom } from './metrics-room';
import { openSeriesStore, type SeriesStore } from './store/series-store';
import { createStoredScrapes, type StoredScrapes } from './stored-scrapes';
import { hostWith } from './test-host';

let directory: string;
let server: Server;
let history: History;
let store: SeriesStore;
let now = 1_700_000_000_000;
let load = 1;
let status = 200;

const gauge: GaugeConfig = {
  name: 'load',
  metric: 'node_load1',
  types: ['www'],
  kind: 'level',
  unit: null,
  limit: { op: '>', value: 5 },
  change: null,
  severity: 'normal',
  warmUpMs: 0,
  noData: { waitMs: 60_000, then: 'hold' },
  tooLittle: 'pass',
};

beforeEach(async () => {
  status = 200;
  directory = mkdtempSync(join(tmpdir(), 'capstan-metrics-'));
  history = createHistory(openHistory(join(directory, 'history.sqlite')).db);
  server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(`node_load1 ${load}\nother 2\n`),
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});

afterEach(() => {
  store.close();
  history.close();
  server.close();
  server.closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

function roomWith(scrapes: StoredScrapes): { room: MetricsRoom; hosts: FleetHost[] } {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const host = hostWith([address]);
  const fleet = { hosts: () => [host], connections: undefined } as unknown as FleetRoom;
  const room = createMetricsRoom(fleet, 10_000, { history, clock: () => now, log: () => undefined, scrapes });
  room.watch([gauge]);
  return { room, hosts: [host] };
}

async function threeScrapes(scrapes: StoredScrapes): Promise<readonly number[]> {
  const { room, hosts } = roomWith(scrapes);
  const from = now;
  for (const value of [1, 2, 3]) {
    now += 10_000;
    load = value;
    await room.scrapeNow(hosts, 2000);
  }
  expect(room.unread()).toEqual([]);
  const readings = room.readings('load', 'www1', from, now).map(({ v }) => v);
  room.close();
  return readings;
}

describe('what is scraped', () => {
  it('is read again at the next beat after the page answered 101', async () => {
    let answers = 0;
    server.removeAllListeners('request').on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      answers += 1;
      if (answers === 1) socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
      else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end('node_load1 1\n');
    });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    const fleet = { hosts: () => [hostWith([address])], connections: undefined } as unknown as FleetRoom;
    const said: string[] = [];
    store = openSeriesStore(join(directory, 'series.sqlite'), { clock: Date.now, log: () => undefined });
    const room = createMetricsRoom(fleet, 1000, { history, clock: Date.now, log: (text) => said.push(text) });
    room.watch([gauge]);
    room.start();
    await expect.poll(() => said.at(-1), { timeout: 10_000 }).toBe('metrics are readable again');
    expect(said[0]).toContain('101');
    room.close();
  });

  it('comes to the gauges and, all of it, into the store', async () => {
    store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: () => undefined });
    expect(await threeScrapes(createStoredScrapes(store, { clock: () => now, log: () => undefined }))).toEqual([1, 2, 3]);
    const kept = (name: string) => store.select([{ label: '__name__', op: '=', value: name }], 0, now)[0]?.values;
    expect([...(kept('node_load1') ?? [])]).toEqual([1, 2, 3]);
    expect([...(kept('other') ?? [])]).toEqual([2, 2, 2]);
    expect([...(kept('up') ?? [])]).toEqual([1, 1, 1]);
  });

  it('is told of where it cannot be read: since when, and what the last scrape said', async () => {
    store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: () => undefined });
    const { room, hosts } = roomWith(createStoredScrapes(store, { clock: () => now, log: () => undefined }));
    const scrapedAs = async (answer: number) => {
      now += 10_000;
      status = answer;
      await room.scrapeNow(hosts, 2000);
      return room.unread();
    };
    expect(await scrapedAs(200)).toEqual([]);
    const since = now + 10_000;
    expect(await scrapedAs(503)).toMatchObject([{ host: 'www1', since, said: expect.stringMatching(/answers 503$/) }]);
    expect(await scrapedAs(500)).toMatchObject([{ host: 'www1', since, said: expect.stringMatching(/answers 500$/) }]);
    expect(await scrapedAs(200)).toEqual([]);
    expect(await scrapedAs(503)).toMatchObject([{ since: now }]);
    room.close();
  });

  it('comes to the gauges all the same when the store cannot be used', async () => {
    writeFileSync(join(directory, 'file'), '');
    store = openSeriesStore(join(directory, 'file', 'series.sqlite'), { clock: () => now, log: () => undefined });
    expect(await threeScrapes(createStoredScrapes(store, { clock: () => now, log: () => undefined }))).toEqual([1, 2, 3]);
  });

  it('comes to the gauges all the same when keeping it fails in a way that nobody expected', async () => {
    store = openSeriesStore(join(directory, 'series.sqlite'), { clock: () => now, log: () => undefined });
    const broken: SeriesStore = {
      ...store,
      series: () => {
        throw new TypeError('a fault of the program');
      },
    };
    const said: string[] = [];
    expect(await threeScrapes(createStoredScrapes(broken, { clock: () => now, log: (text) => said.push(text) }))).toEqual([
      1, 2, 3,
    ]);
    expect(said).toHaveLength(1);
  });
});
