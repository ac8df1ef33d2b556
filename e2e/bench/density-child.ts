import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSeriesStore } from '../../electron/engine/metrics/store/series-store';
import { makeNodePage } from './node-page';
import { say } from './say';

/**
 * Writes the same samples twice: as a page of OpenMetrics with times, for promtool to make blocks of, and into a store, until all of it is sealed. Says
 * what the store needs for them, and the processor time of sealing and rolling them up. Arguments: folder, hours.
 */
const [folder = '', hours = '2'] = process.argv.slice(2);
const everyMs = 10_000;
const perPage = 1000;
const started = Date.UTC(2026, 0, 1);
const ticks = (Number(hours) * 3_600_000) / everyMs;

const page = makeNodePage(1, perPage);
const file = join(folder, 'series.sqlite');
let now = started;
const store = openSeriesStore(file, { clock: () => now, log: say });
const name = 'host:www-0';
const series = Int32Array.from(page.series, (one) => store.series(name, name, one.name, { ...one.labels, host: 'www-0' }) ?? -1);
const prefixes = page.series.map((one) => {
  const pairs = Object.entries({ ...one.labels, host: 'www-0' }).map(([label, value]) => `${label}="${value}"`);
  return `${one.name}{${pairs.join(',')}} `;
});
const values = new Float64Array(perPage);
let worked = 0;
const work = (step: () => void) => {
  const before = process.cpuUsage();
  step();
  const { user, system } = process.cpuUsage(before);
  worked += user + system;
};
const text = openSync(join(folder, 'samples.txt'), 'w');
for (let tick = 0; tick < ticks; tick++) {
  page.next(values);
  // Scrapes are never quite on time.
  now = started + tick * everyMs + ((tick * 7919) % 5);
  const done = store.append([{ source: name, target: name, at: now, series, values }]);
  if (!done.ok || done.accepted !== perPage) throw new Error('not all was stored');
  let lines = '';
  for (let at = 0; at < perPage; at++) lines += `${prefixes[at] ?? ''}${String(values[at])} ${(now / 1000).toFixed(3)}\n`;
  writeSync(text, lines);
  work(() => store.work(5));
}
writeSync(text, '# EOF\n');
closeSync(text);
now += 86_400_000;
work(() => {
  while (store.work(1000));
});
const { raw, minute } = store.sizes();
store.close();
process.stdout.write(
  JSON.stringify({ samples: ticks * perPage, sealingMicros: worked / (ticks * perPage), raw, minute, file: statSync(file).size }),
);
