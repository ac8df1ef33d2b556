import { join } from 'node:path';
import { test as base, type BrowserContextOptions, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { startStage } from '../stage';
import { built, root } from './processes';
import { expect } from './stage';

export const groups = [
  'marks',
  'host-grid',
  'many-hosts',
  'numbers',
  'buttons',
  'fields',
  'floating',
  'states',
  'sparklines',
  'log',
  'tables',
  'charts',
] as const;

interface Wanted extends Pick<BrowserContextOptions, 'forcedColors' | 'reducedMotion'> {
  /** Left out: all of them. */
  readonly group?: (typeof groups)[number];
}

interface Given {
  /** Opens the gallery, its fonts read and its charts drawn. What the policy or the console complains of fails the test. */
  readonly gallery: (wanted?: Wanted) => Promise<Page>;
}

/** The page as it is built for development, which alone has a gallery, under its real policy. */
export const test = base.extend<Given, { readonly port: number }>({
  port: [
    async ({}, use) => {
      const outDir = join(built, 'gallery');
      await build({
        root: join(root, 'renderer'),
        configFile: false,
        mode: 'development',
        plugins: [react()],
        logLevel: 'error',
        build: { outDir, emptyOutDir: true, minify: false, reportCompressedSize: false },
      });
      const stage = await startStage(outDir);
      await use(stage.port);
      stage.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  gallery: async ({ browser, port }, use) => {
    const complaints: string[] = [];
    const pages: Page[] = [];
    await use(async ({ group, ...media } = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1200, height: 1_300 },
        locale: 'en-GB',
        timezoneId: 'UTC',
        permissions: ['clipboard-read', 'clipboard-write'],
        ...media,
      });
      const page = await context.newPage();
      pages.push(page);
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(`http://127.0.0.1:${port}/gallery${group ? `?group=${group}` : ''}#token=calm`);
      await page.locator('main > section').first().waitFor();
      if (group === 'charts') await expect(page.locator('figure svg.recharts-surface')).toHaveCount(5);
      // Revisions are set in the machine's own monospaced face, which is another one elsewhere: not in a picture.
      await page.evaluate(async () => {
        document.documentElement.style.setProperty('--mono', 'var(--font)');
        await document.fonts.ready;
      });
      return page;
    });
    for (const page of pages) await page.context().close();
    expect(complaints, 'what the policy and the console complained of').toEqual([]);
  },
});
