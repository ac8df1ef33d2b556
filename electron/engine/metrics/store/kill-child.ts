import { openSeriesStore, type Tick } from './series-store';

/** Writes ticks until it is killed, and says each one that was acknowledged. Run by the test of the same name. */
const [file = '', seed = '1'] = process.argv.slice(2);
let now = Date.UTC(2026, 2, 1) + Number(seed);
const store = openSeriesStore(file, {
  clock: () => now,
  log: (text) => process.stderr.write(`${text}\n`),
  blockTicks: 6,
  blockMs: 20 * 60_000,
  sliceValues: 16,
});
const targets = ['host:a', 'host:b'];
const count = 12;
let round = store.select([{ label: '__name__', op: '=', value: 'things_0_total' }], 0, 1e15)[0]?.values.at(-1) ?? 0;
now += round * 600_000;
for (;;) {
  round += 1;
  now += 600_000;
  const ticks = targets.map((target): Tick => {
    const series = Array.from({ length: count }, (_, at) => store.series(target, target, `things_${at}_total`, {}) ?? -1);
    // Some come and go.
    const own = series.filter((_, at) => at < 6 || (round + at) % 5 > 0);
    return {
      source: target,
      target,
      at: now,
      series: own,
      values: own.map(() => round),
      stale: series.filter((one) => !own.includes(one)),
    };
  });
  const done = store.append(ticks);
  if (!done.ok) throw new Error(done.reason);
  process.stdout.write(`${now} ${round}\n`);
  store.work(0);
  store.work(0);
}
