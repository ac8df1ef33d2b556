import type { Browser } from '@playwright/test';
import { startStage } from '../stage';
import type { BenchRow } from './row';
import { say } from './say';

/** `CAPSTAN_BENCH_MINUTES` shortens it while somebody works on it; the bar is meant for ten. */
const minutes = Number(process.env['CAPSTAN_BENCH_MINUTES'] ?? 10);
const longMs = 50;
/** What the heap may grow after its first minute, measured after garbage collections. */
const mostGrowthMb = 3;

/** A push on 1,000 hosts with 8 gauges, all of it changing once a second, for ten minutes: long tasks, and what is left on the heap. */
export async function benchLivePush(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const stage = await startStage(page);
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await tab.goto(`http://127.0.0.1:${stage.port}/push#token=many`);
    await tab.locator('main h1').first().waitFor();
    await tab.waitForTimeout(3_000);
    const session = await tab.context().newCDPSession(tab);
    const heapMb = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize / 1_048_576;
    };
    await tab.evaluate(() => {
      const tasks: { at: number; ms: number }[] = [];
      Object.assign(globalThis, { tasks });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) tasks.push({ at: entry.startTime, ms: entry.duration });
      }).observe({ type: 'longtask' });
    });
    const startedAt = await tab.evaluate(() => performance.now());
    const heap: number[] = [await heapMb()];
    for (let minute = 1; minute <= minutes; minute += 1) {
      await tab.waitForTimeout(60_000);
      heap.push(await heapMb());
      say(`minute ${minute}: heap ${heap.at(-1)?.toFixed(1)} MB`);
    }
    const tasks = await tab.evaluate(() => (globalThis as unknown as { tasks: { at: number; ms: number }[] }).tasks);
    // A collection of garbage that we asked for is no task of the page.
    const perSecond = Array.from({ length: minutes * 60 }, (_, second) =>
      Math.max(0, ...tasks.filter(({ at }) => Math.floor((at - startedAt) / 1_000) === second).map(({ ms }) => ms)),
    ).sort((a, b) => a - b);
    const p95 = perSecond[Math.ceil(perSecond.length * 0.95) - 1] ?? Number.NaN;
    const growth = (heap.at(-1) ?? Number.NaN) - (heap[Math.min(1, heap.length - 1)] ?? Number.NaN);
    return [
      {
        name: 'live push, 1,000 hosts at 1 Hz: longest task a second, p95 (0: none over 50 ms)',
        value: p95,
        unit: 'ms',
        peer: null,
        ratio: null,
        bar: `at most ${longMs}`,
        holds: p95 <= longMs,
      },
      {
        name: `live push, 1,000 hosts: growth of the heap over ${minutes} min`,
        value: growth,
        unit: 'MB',
        peer: null,
        ratio: null,
        bar: `at most ${mostGrowthMb}`,
        holds: growth <= mostGrowthMb,
      },
    ];
  } finally {
    await browser.close();
    stage.close();
  }
}
