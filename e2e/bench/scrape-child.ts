import { createInterface } from 'node:readline';
import { httpGet } from '../../electron/engine/metrics/http-get';
import { PageMemory } from '../../electron/engine/metrics/page-memory';
import { PageSeries } from '../../electron/engine/metrics/page-series';
import { openSeriesStore } from '../../electron/engine/metrics/store/series-store';
import { scrapeLimits, scrapeOffset } from '../../electron/engine/metrics/targets';
import { ACCEPT, decodePage, formatOf, parseExposition } from '../../shared/series/exposition';
import { stalenessOf } from '../../shared/series/staleness';
import { say } from './say';

/**
 * Reads pages as an engine does, and keeps all that is on them. Says how many samples it has when asked; when its standard
 * input ends, it says what it did and ends. Arguments: file of the series, port of the pages, how many, interval (ms).
 */
const [file = '', port = '', pages = '1', interval = '1000'] = process.argv.slice(2);
const everyMs = Number(interval);
const store = openSeriesStore(file, { clock: Date.now, log: say });
const done = { accepted: 0, failed: 0 };

function makeTarget(at: number): () => Promise<void> {
  const name = `host:www-${at}`;
  const url = new URL(`http://127.0.0.1:${port}/${at}`);
  const page = new PageSeries((metric, labels) => store.series(name, name, metric, { ...labels, host: `www-${at}`, type: 'www' }));
  const memory = new PageMemory();
  let present: ArrayLike<number> & Iterable<number> = new Int32Array();
  return async () => {
    const answer = await httpGet(url, {
      timeoutMs: everyMs,
      maxBytes: scrapeLimits.maxBytes,
      headers: { accept: ACCEPT, 'x-prometheus-scrape-timeout-seconds': String(everyMs / 1000) },
    });
    const now = Date.now();
    const text = decodePage(answer.body);
    const format = formatOf(answer.headers['content-type'] ?? null);
    if (!text.ok || !format) throw new Error(`no page at ${url.href}`);
    let values = format === 'prometheus-text-0.0.4' ? memory.valuesOf(text.text) : null;
    let series = present;
    if (!values) {
      const parsed = parseExposition(text.text, format, { maxSamples: scrapeLimits.maxSamples });
      if (!parsed.ok) throw new Error(parsed.message);
      series = page.numbersOf(parsed.samples);
      values = Float64Array.from(parsed.samples, (sample) => sample.value);
      if (format === 'prometheus-text-0.0.4') memory.note(text.text, parsed.samples);
      for (const family of parsed.families.values()) store.describe(family.name, family);
    }
    const stale = series === present ? [] : stalenessOf(present, series);
    const appended = store.append([{ source: name, target: name, at: now, series, values, stale }]);
    if (!appended.ok) throw new Error(appended.reason);
    present = series;
    done.accepted += appended.accepted;
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
