import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasPrometheus, startPrometheus, type RunningPrometheus } from '../prometheus';
import { ChildProgram } from './child-program';
import { cpuSecondsOf, peakMbOf } from './process-use';
import type { BenchRow } from './row';
import { say } from './say';

const targets = 500;
const perTarget = 1000;
const everyMs = 10_000;
const warmUpMs = 30_000;
const missing = 'Prometheus, which is not installed';

/**
 * Scraping beside Prometheus, both reading the same pages at the same time: 500 targets of 1,000 series every ten seconds. A minute is counted
 * (CAPSTAN_BENCH_SHORT: half of one). No block gets full in so short a time, so what sealing one of its usual length
 * costs a sample (`sealingMicros`, measured by itself) is added to ours.
 */
export async function benchBesidePrometheus(sealingMicros: number): Promise<BenchRow[]> {
  const windowMs = process.env['CAPSTAN_BENCH_SHORT'] ? 30_000 : 60_000;
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-scrape-'));
  const children: ChildProgram[] = [];
  const run = (name: string, args: readonly (string | number)[]) => {
    const child = new ChildProgram(fileURLToPath(new URL(`${name}.js`, import.meta.url)), args.map(String));
    children.push(child);
    return child;
  };
  let prometheus: RunningPrometheus | null = null;
  try {
    const port = Number(await run('pages-child', [targets, perTarget, everyMs]).line());
    const pages = Array.from({ length: targets }, (_, at) => ({ instance: `www-${at}`, path: `/${at}` }));
    const ours = run('scrape-child', [join(folder, 'series.sqlite'), port, targets, everyMs]);
    prometheus = hasPrometheus() ? await startPrometheus(folder, port, pages, everyMs) : null;
    say(
      `trends: scraping ${prometheus ? 'beside Prometheus' : '(Prometheus is not installed)'}, ${(warmUpMs + windowMs) / 1000} s`,
    );
    await pause(warmUpMs);
    const look = async () => ({
      at: performance.now(),
      samples: Number(await ours.ask('samples')),
      cpu: cpuSecondsOf(ours.pid),
      theirSamples: prometheus ? await samplesOf(prometheus) : 0,
      theirCpu: prometheus ? cpuSecondsOf(prometheus.pid) : 0,
    });
    const before = await look();
    await pause(windowMs);
    const after = await look();
    const peak = peakMbOf(ours.pid);
    const theirPeak = prometheus ? peakMbOf(prometheus.pid) : null;
    const seconds = windowMs / 1000;
    const samples = after.samples - before.samples;
    const theirs = after.theirSamples - before.theirSamples;
    const scraping = ((after.cpu - before.cpu) / samples) * 1e6;
    const each = scraping + sealingMicros;
    const theirEach = prometheus ? ((after.theirCpu - before.theirCpu) / theirs) * 1e6 : null;
    const done = await ours.end();
    say(`  samples in ${seconds} s: ${samples}, Prometheus ${theirs}; all in all ${done}`);
    say(`  a sample: ${scraping.toFixed(2)} µs scraped and written down, ${sealingMicros.toFixed(2)} µs sealed`);
    // On a machine that is busy otherwise some come too late, which says nothing about the cost of the others.
    if (samples < (targets * perTarget * windowMs) / everyMs / 2) throw new Error(`only ${samples} samples came in ${seconds} s`);
    const ratio = theirEach === null ? null : each / theirEach;
    return [
      {
        name: `trends: ${targets} targets x ${perTarget} series every ${everyMs / 1000} s, processor time a sample`,
        value: each,
        unit: 'µs',
        peer: theirEach,
        peerName: 'Prometheus',
        ratio,
        bar: ratio === null ? `at most 2x ${missing}` : 'at most 2x',
        holds: ratio !== null && ratio <= 2,
      },
      {
        name: 'trends: the same, peak memory',
        value: peak,
        unit: 'MB',
        peer: theirPeak,
        peerName: 'Prometheus',
        ratio: theirPeak === null ? null : peak / theirPeak,
        bar: 'under 600 MB',
        holds: peak < 600,
      },
    ];
  } finally {
    for (const child of children) child.kill();
    await prometheus?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function samplesOf({ url }: RunningPrometheus): Promise<number> {
  const page = await fetch(`${url}/metrics`).then((answer) => answer.text());
  let sum = 0;
  for (const [, value] of page.matchAll(/^prometheus_tsdb_head_samples_appended_total(?:\{[^}]*\})? (\S+)$/gm))
    sum += Number(value);
  return sum;
}
