import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../browser.mjs';

/** What starts a browser process of its own, with nothing cached. Throws where there is no Chromium. */
export function pageBrowser(): () => Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('Chromium is needed: "node e2e/prepare.mjs" says how to get it.');
  return () =>
    chromium.launch({
      executablePath,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--no-first-run'],
    });
}
