import { createInterface } from 'node:readline';
import type { Connections } from '../../electron/engine/fleet/connections';
import type { FleetHost } from '../../electron/engine/fleet/fleet-room';
import { createStoredScrapes } from '../../electron/engine/metrics/stored-scrapes';
import { openSeriesStore } from '../../electron/engine/metrics/store/series-store';
import { PageReader } from '../../electron/engine/metrics/page-reader';
import { scrape, scrapeOffset } from '../../electron/engine/metrics/targets';
import { hostWith } from '../../electron/engine/metrics/test-host';
import { say } from './say';

/**
 * Scrapes pages as the engine does, with the engine's own parts, and keeps all that is on them. Says how many samples it has when asked; when its
 * standard input ends, it says what it did and ends. Arguments: file of the series, port of the pages, how many, interval (ms).
 */
const [file = '', port = '', pages = '1', interval = '1000'] = process.argv.slice(2);
const everyMs = Number(interval);
const store = openSeriesStore(file, { clock: Date.now, log: say });
const scrapes = createStoredScrapes(store, { clock: Date.now, log: say });
const done = { accepted: 0, failed: 0 };

function makeTarget(at: number): () => Promise<void> {
  const address = `http://127.0.0.1:${port}/${at}`;
  const reader = new PageReader();
  const host: FleetHost = { ...hostWith([address]), name: `www-${at}` };
  return async () => {
    const startedAt = Date.now();
    // A page that is reached without SSH needs no connections.
    const scraped = await scrape(undefined as unknown as Connections, host, address, everyMs, Date.now, { reader });
    scrapes.keep({ host: host.name, type: host.type.name }, [{ address, scraped, tookMs: Date.now() - startedAt }]);
    if (!scraped.ok) throw new Error(scraped.error);
    done.accepted += scraped.values.length;
  };
}

/** Each page at its own moment of the interval, never two at once of the same. */
function beat(scrape: () => Promise<void>, offset: number): void {
  const next = () =>
    setTimeout(
      () => {
        void scrape()
          .catch((error: unknown) => {
            done.failed += 1;
            if (done.failed < 4) say(`  a scrape failed: ${error instanceof Error ? error.message : String(error)}`);
          })
          .finally(next);
      },
      everyMs - ((Date.now() - offset) % everyMs),
    );
  next();
}

for (let at = 0; at < Number(pages); at++) beat(makeTarget(at), scrapeOffset(`www-${at}`, everyMs));
store.start();

createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${done.accepted}\n`))
  .on('close', () => {
    store.close();
    process.stdout.write(`${JSON.stringify(done)}\n`, () => process.exit());
  });
