import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hasPromtool } from '../promtool';
import type { BenchRow } from './row';
import { mustRun } from './run-program';
import { say } from './say';

const written = z.object({
  samples: z.number(),
  sealingMicros: z.number(),
  raw: z.number(),
  minute: z.number(),
  file: z.number(),
});

/**
 * Bytes that the same samples need on disk: sealed in the store, and in the block that Prometheus' own promtool makes of them. Made-up node_exporter pages of six
 * hours (CAPSTAN_BENCH_SHORT: two).
 */
export async function benchDensity(): Promise<{ readonly rows: BenchRow[]; readonly sealingMicros: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-density-'));
  try {
    const hours = process.env['CAPSTAN_BENCH_SHORT'] ? 2 : 6;
    say(`trends: ${hours} h of a page on disk`);
    const child = fileURLToPath(new URL('density-child.js', import.meta.url));
    const ours = written.parse(JSON.parse(await mustRun(process.execPath, [child, folder, String(hours)])));
    let theirs: number | null = null;
    if (hasPromtool()) {
      const blocks = join(folder, 'blocks');
      // One block, as it is after compaction: with one for every two hours the index would weigh more.
      await mustRun('promtool', [
        'tsdb',
        'create-blocks-from',
        'openmetrics',
        '--max-block-duration=24h',
        join(folder, 'samples.txt'),
        blocks,
      ]);
      theirs = sizeOf(blocks) / ours.samples;
    }
    const row = (name: string, bytes: number, most: number | null): BenchRow => {
      const value = bytes / ours.samples;
      const ratio = theirs === null ? null : value / theirs;
      const bar = most === null ? 'none, for information' : `at most ${most}x`;
      return {
        name: `trends: ${name}`,
        value,
        unit: 'B',
        peer: theirs,
        peerName: "Prometheus' block",
        ratio,
        bar: most !== null && ratio === null ? `${bar} Prometheus' block, and promtool is not installed` : bar,
        holds: most === null || (ratio !== null && ratio <= most),
      };
    };
    const rows = [
      row('the same samples on disk: sealed raw blocks', ours.raw, null),
      row('with their minutes', ours.raw + ours.minute, 1.3),
      row('the whole file, with index, roll-ups and free pages', ours.file, null),
    ];
    return { rows, sealingMicros: ours.sealingMicros };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
