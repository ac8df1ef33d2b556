import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldPoints, foldRaw, noPoints, pointAt, type TierPoints } from '../../../../shared/series/tier-points';
import { openSeriesStore } from './series-store';

let folder: string;
beforeAll(async () => {
  // Beside the sources, so that the child finds better-sqlite3.
  folder = mkdtempSync(join(import.meta.dirname, '.kill-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: join(import.meta.dirname, 'kill-child.ts'), target: 'node24', outDir: folder, emptyOutDir: false },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the child until it has said so many lines more, kills it, and answers with all it acknowledged. */
function killedAfter(file: string, seed: number, lines: number, pauseMs: number): Promise<[at: number, value: number][]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'kill-child.js'), file, String(seed)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let wrong = '';
    child.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > lines) setTimeout(() => child.kill('SIGKILL'), pauseMs);
    });
    child.once('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(wrong));
      // The last line may be cut off.
      const whole = said.slice(0, said.lastIndexOf('\n') + 1).trim();
      resolve(whole.split('\n').map((line) => line.split(' ').map(Number) as [number, number]));
    });
  });
}

const rows = (points: TierPoints) => points.t.map((_, at) => pointAt(points, at));
const ever = 1e15;

describe('a store whose process is killed', () => {
  it.each([1, 2, 3, 4])('has all that was acknowledged, once, and tiers that follow from it (seed %i)', async (seed) => {
    const data = mkdtempSync(join(tmpdir(), 'capstan-kill-'));
    const file = join(data, 'series.sqlite');
    try {
      const acknowledged: [number, number][] = [];
      // Long enough in time for hours and days to be rolled up: each line is ten minutes.
      for (let life = 0; life < 4; life++) {
        acknowledged.push(...(await killedAfter(file, seed, 60 + ((seed * 37 + life * 101) % 140), (seed * 7 + life * 3) % 13)));
        const last = acknowledged.at(-1)![0];
        const logged: string[] = [];
        const store = openSeriesStore(file, { clock: () => last, log: (text) => logged.push(text) });
        for (const isSettled of [false, true]) {
          if (isSettled) while (store.work(1000));
          const found = store.select([{ label: '__name__', op: '=~', value: 'things_.*' }], 0, ever);
          expect(found).toHaveLength(24);
          for (const { series, times, values, stale, labels } of found) {
            expect(new Set([...times, ...stale]).size).toBe(times.length + stale.length);
            expect([...times].every((t, at) => at === 0 || t > times[at - 1]!)).toBe(true);
            const held = new Map([...times].map((t, at) => [t, values[at]!]));
            // Before the oldest that is kept raw, the tiers have it.
            const oldest = Math.min(...times);
            const isConstant = Number(/\d+/.exec(labels['__name__']!)![0]) < 6;
            for (const [at, value] of acknowledged) {
              if (at < oldest) continue;
              if (isConstant || held.has(at)) expect(held.get(at)).toBe(value);
              else expect([...stale]).toContain(at);
            }
            const all = [
              ...[...times].map((t, at) => ({ t, v: values[at]!, s: 0 })),
              ...[...stale].map((t) => ({ t, v: NaN, s: 1 })),
            ];
            all.sort((a, b) => a.t - b.t);
            const minutes = noPoints();
            const raw = { t: all.map(({ t }) => t), v: all.map(({ v }) => v), stale: all.map(({ s }) => s) };
            foldRaw(raw, 60_000, NaN, minutes);
            const hours = noPoints();
            foldPoints(minutes, 3_600_000, hours);
            const from = Math.ceil(oldest / 86_400_000 + 1) * 86_400_000;
            const after = (points: TierPoints) => rows(points).filter(({ t }) => t >= from);
            expect(after(store.tier(series, 'minute', 0, ever))).toEqual(after(minutes));
            expect(after(store.tier(series, 'hour', 0, ever))).toEqual(after(hours));
          }
        }
        expect(store.status()).toMatchObject({ unavailable: null, setAside: [], damagedBlocks: 0 });
        store.close();
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
