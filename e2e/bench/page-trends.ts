import type { Browser } from '@playwright/test';
import { startStage } from '../stage';
import { heapOf, heapRow, tasksRow, watchTasks } from './page-steady';
import type { BenchRow } from './row';
import { say } from './say';

const charts = 8;
const points = 150;
const pointMs = 10_000;
const secondsMeasured = 90;
/** Twelve hours of a window that goes on by a minute at a time. */
const soakSteps = 720;
const stepMs = 60_000;
const looks = 6;

/** Eight charts of four lines of 150 points, new each second: long tasks. Then twelve hours of it, as fast as they are drawn: what is left on the heap. */
export async function benchTrendsRoom(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const stage = await startStage(page);
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 2600 } });
    const end = Date.now();
    const addressOf = (step: number): string => {
      const to = Math.floor(end / pointMs) * pointMs - (soakSteps - step) * stepMs;
      const [from, until] = [to - points * pointMs, to].map((at) => new Date(at).toISOString());
      return `/trends/eight-charts?from=${from}&to=${until}`;
    };
    await tab.goto(`http://127.0.0.1:${stage.port}${addressOf(0)}#token=many`);
    await tab.waitForFunction((wanted) => document.querySelectorAll('.recharts-surface').length === wanted, charts);
    // As a live window does: the same room, a little later. Settles once every chart has drawn its largest line anew.
    const goTo = (step: number) =>
      tab.evaluate(async (address) => {
        const pathsOf = () => [...document.querySelectorAll('path[data-line="200"]')].map((line) => line.getAttribute('d'));
        const before = pathsOf();
        history.replaceState(null, '', address);
        window.dispatchEvent(new PopStateEvent('popstate'));
        const until = performance.now() + 5_000;
        while (pathsOf().some((path, at) => path === before[at])) {
          if (performance.now() > until) throw new Error('The charts were not drawn anew.');
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return document.querySelectorAll('path[data-line]').length;
      }, addressOf(step));
    const longest = await watchTasks(tab);
    const startedAt = await tab.evaluate(() => performance.now());
    for (let second = 1; second <= secondsMeasured; second++) {
      const lines = await goTo(second);
      if (lines !== charts * 4) throw new Error(`${lines} lines are drawn.`);
      const now = await tab.evaluate(() => performance.now());
      await tab.waitForTimeout(Math.max(0, startedAt + second * 1_000 - now));
    }
    const perSecond = await longest(secondsMeasured);
    const heapMb = await heapOf(tab);
    const heap: number[] = [];
    for (let step = secondsMeasured + 1; step <= soakSteps; step++) {
      await goTo(step);
      if (step % (soakSteps / looks) > 0) continue;
      heap.push(await heapMb());
      say(`trends room, hour ${(step * stepMs) / 3_600_000}: heap ${heap.at(-1)?.toFixed(1)} MB`);
    }
    return [
      tasksRow(`trends room, ${charts} charts of 4 x ${points} points at 1 Hz`, perSecond),
      heapRow('trends room, 12 hours in minutes: growth of the heap after the fourth hour', heap[1], heap.at(-1)),
    ];
  } finally {
    await browser.close();
    stage.close();
  }
}
