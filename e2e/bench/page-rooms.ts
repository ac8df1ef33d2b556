import type { Browser } from '@playwright/test';
import { startStage } from '../stage';
import { median } from './measure';
import type { BenchRow } from './row';

const rounds = 12;
const barMs = 100;

/** From the press on a room's name to the frame that shows it, on the fleet of 1,000 hosts. The first visit fetches the room's code. */
export async function benchRooms(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const stage = await startStage(page);
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await tab.goto(`http://127.0.0.1:${stage.port}/push#token=many`);
    await tab.locator('main h1').first().waitFor();
    const visit = (room: string) =>
      tab.evaluate(async (name) => {
        const main = document.querySelector('main');
        const link = [...document.querySelectorAll<HTMLAnchorElement>('nav[aria-label="Rooms"] a')].find((one) =>
          one.textContent.startsWith(name),
        );
        if (!main || !link) throw new Error(`There is no room ${name}.`);
        const before = main.querySelector('h1');
        const startedAt = performance.now();
        link.click();
        // Another title stands there, and the frame after that has been drawn.
        while (main.querySelector('h1') === before || !main.querySelector('h1'))
          await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - startedAt;
      }, room);
    const rooms = ['Fleet', 'Settings', 'Push'];
    const first: number[] = [];
    for (const room of rooms) first.push(await visit(room));
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) for (const room of rooms) found.push(await visit(room));
    // What is heavy follows in a pass of its own.
    const tables: number[] = [];
    for (let round = 0; round < rounds / 2; round += 1) {
      await visit('Push');
      const startedAt = performance.now();
      await visit('Fleet');
      await tab.getByRole('rowheader', { name: 'www-001', exact: true }).waitFor();
      tables.push(performance.now() - startedAt);
    }
    const row = (name: string, ms: number, bar: string): BenchRow => ({
      name,
      value: ms,
      unit: 'ms',
      peer: null,
      ratio: null,
      bar,
      holds: ms < barMs,
    });
    return [
      row('switching rooms, 1,000 hosts', median(found), `under ${barMs}, median of ${found.length}`),
      { ...row('switching rooms, 1,000 hosts, the slowest', Math.max(...found), 'told, no bar'), holds: true },
      { ...row('the Fleet room’s table of 1,000 hosts drawn after', median(tables), 'told, no bar'), holds: true },
      { ...row('switching rooms, first visit with its code', Math.max(...first), 'told, no bar'), holds: true },
    ];
  } finally {
    await browser.close();
    stage.close();
  }
}
