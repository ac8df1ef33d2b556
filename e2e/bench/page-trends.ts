import type { Browser } from '@playwright/test';
import { startStage } from '../stage';
import { heapOf, heapRow, tasksRow, watchTasks } from './page-steady';
import type { BenchRow } from './row';
import { say } from './say';

const charts = 8;
const points = 150;
const secondsMeasured = 90;
/** A window of fifteen minutes moves every five seconds: the clocks of the page and of the engine go on by the rest. */
const eachSecondMs = 5_000;
/** Twelve hours, a minute at a time. */
const soakSteps = 720;
const stepMs = 60_000;
const looks = 6;

/** Eight live charts of four lines of 150 points, new each second: long tasks. Then twelve hours of it, as fast as they are drawn: what is left on the heap. */
export async function benchTrendsRoom(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const clock = skippingClock();
  const stage = await startStage(page);
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 2600 } });
    await tab.addInitScript(pageClock);
    await tab.goto(`http://127.0.0.1:${stage.port}/trends/eight-charts?last=15m#token=many`);
    await tab.waitForFunction((wanted) => document.querySelectorAll('path[data-line="200"]').length === wanted, charts);
    /** Time goes on. Settles once every chart has drawn its largest line anew, with how many lines there are. */
    const goOn = (ms: number) => {
      clock.skip(ms);
      return tab.evaluate(async (ms) => {
        const pathsOf = () => [...document.querySelectorAll('path[data-line="200"]')].map((line) => line.getAttribute('d'));
        const before = pathsOf();
        (globalThis as unknown as { skip: (ms: number) => void }).skip(ms);
        const until = performance.now() + 5_000;
        while (pathsOf().some((path, at) => path === before[at])) {
          if (performance.now() > until) throw new Error('The charts were not drawn anew.');
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return document.querySelectorAll('path[data-line]').length;
      }, ms);
    };
    const longest = await watchTasks(tab);
    const startedAt = await tab.evaluate(() => performance.now());
    for (let second = 1; second <= secondsMeasured; second++) {
      const lines = await goOn(eachSecondMs - 1_000);
      if (lines !== charts * 4) throw new Error(`${lines} lines are drawn.`);
      const now = await tab.evaluate(() => performance.now());
      await tab.waitForTimeout(Math.max(0, startedAt + second * 1_000 - now));
    }
    const perSecond = await longest(secondsMeasured);
    const heapMb = await heapOf(tab);
    const heap: number[] = [];
    for (let step = 1; step <= soakSteps; step++) {
      await goOn(stepMs);
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
    clock.restore();
  }
}

/** This process' clock, and with it that of the scripted engine, goes on when it is told to. */
function skippingClock(): { readonly skip: (ms: number) => void; readonly restore: () => void } {
  const real = Date.now;
  let skipped = 0;
  Date.now = () => real() + skipped;
  return { skip: (ms) => (skipped += ms), restore: () => (Date.now = real) };
}

/** The same in the page, which then looks at its clock at once. */
function pageClock(): void {
  const real = Date.now;
  let skipped = 0;
  Date.now = () => real() + skipped;
  const skip = (ms: number) => {
    skipped += ms;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  Object.assign(globalThis, { skip });
}
