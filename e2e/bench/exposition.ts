import { createRequire } from 'node:module';
import { parseExposition } from '../../shared/series/exposition';
import { alternate, median, ratioOf } from './measure';
import type { BenchRow } from './row';
import { say } from './say';

const PEER = 'parse-prometheus-text-format';
const least = 10;
const ROUNDS = 15;

/** A page as an exporter writes it: families of ten series, three labels each, most of them the same from line to line. */
export function metricsPage(samples: number): string {
  const lines: string[] = [];
  for (let i = 0; i < samples; i++) {
    const family = Math.floor(i / 10);
    if (i % 10 === 0) {
      lines.push(`# HELP app_metric_${family}_total Something that is counted for each device, with some words about it.`);
      lines.push(`# TYPE app_metric_${family}_total counter`);
    }
    const value = i % 3 === 0 ? (i * 12_345.678).toFixed(3) : String(i * 977);
    lines.push(`app_metric_${family}_total{device="eth${i % 10}",instance="www-001.example.com:9100",mode="user"} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The peer's parser; null: not installed. It is no dependency: `npm install --no-save` brings it where it is to be compared with. */
function peerParser(): ((page: string) => unknown) | null {
  try {
    const found: unknown = createRequire(import.meta.url)(PEER);
    const parse = typeof found === 'function' ? found : (found as { default?: unknown }).default;
    return typeof parse === 'function' ? (page) => (parse as (page: string) => unknown)(page) : null;
  } catch {
    return null;
  }
}

/** Processor time of `work`, milliseconds, the mean of `times` runs: wall time would count whatever else the machine does. */
function cpuTime(work: () => void, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.cpuUsage(before);
  return Promise.resolve((user + system) / 1000 / times);
}

function ours(page: string): void {
  const parsed = parseExposition(page, 'prometheus-text-0.0.4');
  if (!parsed.ok) throw new Error(parsed.message);
}

/** Reading pages of 1,000 and of 50,000 samples, beside the parser that is used most in JavaScript. */
export async function benchExposition(): Promise<BenchRow[]> {
  const peer = peerParser();
  const rows: BenchRow[] = [];
  for (const [samples, times] of [
    [1000, 100],
    [50_000, 3],
  ] as const) {
    say(`a page of ${samples} samples`);
    const page = metricsPage(samples);
    const contestants = [
      () => cpuTime(() => ours(page), times),
      ...(peer ? [() => cpuTime(() => void peer(page), Math.ceil(times / 10))] : []),
    ];
    // What is not compiled yet says nothing.
    await alternate(contestants, 2, 0);
    const [mine = [], theirs = []] = await alternate(contestants, ROUNDS, 0);
    const ratio = peer ? ratioOf(mine, theirs) : null;
    rows.push({
      name: `a page of ${samples} samples read, processor time`,
      value: median(mine),
      unit: 'ms',
      peer: peer ? median(theirs) : null,
      peerName: PEER,
      ratio,
      bar: peer ? `${least}x as fast` : `${least}x as fast as ${PEER}, which is not installed`,
      holds: ratio !== null && ratio <= 1 / least,
    });
  }
  return rows;
}
