import type { Browser } from '@playwright/test';
import { inThisProcess } from '../../electron/serve/connect';
import { serve } from '../../electron/serve/serve';
import { startTestFleet } from '../test-engine';
import { median } from './measure';
import type { BenchRow } from './row';

const rounds = 7;
const barMs = 1_000;

/**
 * From the address to a page that shows the fleet and answers: a browser process of its own each time, nothing cached, a real
 * engine behind it. Interactive: the title of the push room is drawn from the snapshot, and the main thread has had a moment free.
 */
export async function benchColdStart(page: string, launch: () => Promise<Browser>): Promise<BenchRow[]> {
  const fleet = await startTestFleet();
  try {
    const engine = await fleet.startEngine();
    const shell = await serve(inThisProcess(engine), page, 0, () => 'Mara');
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const browser = await launch();
      const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await tab.addInitScript(() => {
        const seen = new MutationObserver(() => {
          if (!document.querySelector('main section h1')) return;
          seen.disconnect();
          requestIdleCallback(() => performance.mark('interactive'));
        });
        seen.observe(document, { childList: true, subtree: true });
      });
      await tab.goto(shell.address('captain'));
      await tab.waitForFunction(() => performance.getEntriesByName('interactive').length > 0);
      found.push(await tab.evaluate(() => performance.getEntriesByName('interactive')[0]?.startTime ?? Number.NaN));
      await browser.close();
    }
    await shell.close();
    const ms = median(found);
    return [
      {
        name: 'page interactive from a cold start',
        value: ms,
        unit: 'ms',
        peer: null,
        ratio: null,
        bar: `under ${barMs}, median of ${rounds}`,
        holds: ms < barMs,
      },
    ];
  } finally {
    await fleet.close();
  }
}
