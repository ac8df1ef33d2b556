import type { Page } from '@playwright/test';
import type { BenchRow } from './row';

/** A task longer than this is felt. */
const longMs = 50;
/** What the heap may grow while nothing but readings changes, after forced collections. */
const mostGrowthMb = 3;

/** Notes the long tasks of a page from now on. What it gives tells the longest of each second so far, ms, the shortest first; 0: none was long. */
export async function watchTasks(tab: Page): Promise<(seconds: number) => Promise<readonly number[]>> {
  const startedAt = await tab.evaluate(() => {
    const tasks: { at: number; ms: number }[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push({ at: entry.startTime, ms: entry.duration });
    }).observe({ type: 'longtask' });
    return performance.now();
  });
  return async (seconds) => {
    const tasks = await tab.evaluate(() => (globalThis as unknown as { tasks: { at: number; ms: number }[] }).tasks);
    return Array.from({ length: seconds }, (_, second) =>
      Math.max(0, ...tasks.filter(({ at }) => Math.floor((at - startedAt) / 1_000) === second).map(({ ms }) => ms)),
    ).sort((a, b) => a - b);
  };
}

/** What is on the heap of a page, MB, after a collection of garbage. */
export async function heapOf(tab: Page): Promise<() => Promise<number>> {
  const session = await tab.context().newCDPSession(tab);
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1_048_576;
  };
}

/** The longest task a second, p95 of the seconds. */
export function tasksRow(what: string, perSecond: readonly number[]): BenchRow {
  const p95 = perSecond[Math.ceil(perSecond.length * 0.95) - 1] ?? Number.NaN;
  const name = `${what}: longest task a second, p95 (0: none over ${longMs} ms)`;
  return { name, value: p95, unit: 'ms', peer: null, ratio: null, bar: `at most ${longMs}`, holds: p95 <= longMs };
}

/** How much the heap grew from one look at it to the last one. */
export function heapRow(name: string, from: number | undefined, to: number | undefined): BenchRow {
  const growth = (to ?? Number.NaN) - (from ?? Number.NaN);
  return {
    name,
    value: growth,
    unit: 'MB',
    peer: null,
    ratio: null,
    bar: `at most ${mostGrowthMb}`,
    holds: growth <= mostGrowthMb,
  };
}
