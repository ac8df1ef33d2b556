import parsePeer from 'parse-prometheus-text-format';
import { PageReader } from '../../electron/engine/metrics/page-reader';
import { parseExposition } from '../../shared/series/exposition';
import { alternate, median, ratioOf } from './measure';
import type { BenchRow } from './row';
import { say } from './say';

const peerName = 'parse-prometheus-text-format';
const least = 10;
const rounds = 15;

/** A page as an exporter writes it: families of ten series, three labels each, most of them the same from line to line. `turn` moves the values. */
export function metricsPage(samples: number, turn = 0): string {
  const lines: string[] = [];
  for (let i = 0; i < samples; i++) {
    const family = Math.floor(i / 10);
    if (i % 10 === 0) {
      lines.push(`# HELP app_metric_${family}_total Something that is counted for each device, with some words about it.`);
      lines.push(`# TYPE app_metric_${family}_total counter`);
    }
    const value = i % 3 === 0 ? (i * 12_345.678 + turn).toFixed(3) : String(i * 977 + turn);
    lines.push(`app_metric_${family}_total{device="eth${i % 10}",instance="www-001.example.com:9100",mode="user"} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Processor time of `work`, milliseconds, the mean of `times` runs: wall time would count whatever else the machine does. */
function cpuTime(work: (time: number) => void, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) work(time);
  const { user, system } = process.cpuUsage(before);
  return Promise.resolve((user + system) / 1000 / times);
}

/** Reading pages of 1,000 and of 50,000 samples beside the parser that is used most in JavaScript: as the engine reads a target, and each whole. */
export async function benchExposition(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [samples, times] of [
    [1000, 100],
    [50_000, 3],
  ] as const) {
    say(`a page of ${samples} samples`);
    const texts = Array.from({ length: 4 }, (_, turn) => metricsPage(samples, turn));
    const bodies = texts.map((text) => Buffer.from(text));
    const textAt = (time: number) => texts[time % texts.length] ?? '';
    const reader = new PageReader();
    const contestants = [
      () =>
        cpuTime((time) => {
          if (!reader.read(bodies[time % bodies.length] ?? Buffer.alloc(0), 'prometheus-text-0.0.4', samples).ok)
            throw new Error('not read');
        }, times),
      () =>
        cpuTime((time) => {
          if (!parseExposition(textAt(time), 'prometheus-text-0.0.4').ok) throw new Error('not read');
        }, times),
      () => cpuTime((time) => void parsePeer(textAt(time)), Math.ceil(times / 10)),
    ];
    // What is not compiled yet says nothing.
    await alternate(contestants, 2, 0);
    const [again = [], whole = [], theirs = []] = await alternate(contestants, rounds, 0);
    const row = (name: string, ours: readonly number[], bar: boolean): BenchRow => {
      const ratio = ratioOf(ours, theirs);
      return {
        name: `a page of ${samples} samples ${name}, processor time`,
        value: median(ours),
        unit: 'ms',
        peer: median(theirs),
        peerName,
        ratio,
        bar: bar ? `${least}x as fast` : 'none, for information',
        holds: !bar || ratio <= 1 / least,
      };
    };
    rows.push(row('read, of a target that was read before', again, true), row('read whole', whole, false));
  }
  return rows;
}
