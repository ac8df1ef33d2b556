import type { Browser } from '@playwright/test';
import { startStage } from '../stage';
import { heapOf, heapRow, tasksRow, watchTasks } from './page-steady';
import type { BenchRow } from './row';
import { say } from './say';

/** `CAPSTAN_BENCH_MINUTES` shortens it while somebody works on it; the bar is meant for ten. */
const minutes = Number(process.env['CAPSTAN_BENCH_MINUTES'] ?? 10);

/** A push on 1,000 hosts with 8 gauges, all of it changing once a second, for ten minutes: long tasks, and what is left on the heap. */
export async function benchLivePush(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const stage = await startStage(page);
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await tab.goto(`http://127.0.0.1:${stage.port}/push#token=many`);
    await tab.locator('main h1').first().waitFor();
    await tab.waitForTimeout(3_000);
    const heapMb = await heapOf(tab);
    const longest = await watchTasks(tab);
    const heap: number[] = [await heapMb()];
    for (let minute = 1; minute <= minutes; minute += 1) {
      await tab.waitForTimeout(60_000);
      heap.push(await heapMb());
      say(`minute ${minute}: heap ${heap.at(-1)?.toFixed(1)} MB`);
    }
    return [
      tasksRow('live push, 1,000 hosts at 1 Hz', await longest(minutes * 60)),
      heapRow(`live push, 1,000 hosts: growth of the heap over ${minutes} min`, heap[Math.min(1, heap.length - 1)], heap.at(-1)),
    ];
  } finally {
    await browser.close();
    stage.close();
  }
}
