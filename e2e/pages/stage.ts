import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startStage } from '../stage';
import type { SceneName } from '../stage/scenes';
import { built } from './processes';

export interface Scenery {
  /** What is played, and for whom: `watch`, `watch.viewer`. */
  readonly token: SceneName | `${SceneName}.${'viewer' | 'responder' | 'captain'}`;
  readonly path?: string;
  readonly theme?: 'light' | 'dark';
  /** Complaints that the test itself brings about. */
  readonly tolerated?: RegExp;
}

interface Given {
  /** Opens the built page on a scene, in a session of its own; what the policy or the console complains of fails the test. */
  readonly play: (scenery: Scenery) => Promise<Page>;
}

export const test = base.extend<Given, { readonly stage: { readonly port: number } }>({
  stage: [
    async ({}, use) => {
      const stage = await startStage(join(built, 'renderer'));
      await use(stage);
      stage.close();
    },
    { scope: 'worker' },
  ],
  play: async ({ browser, stage, contextOptions, viewport, locale }, use) => {
    const complaints: string[] = [];
    const pages: Page[] = [];
    await use(async ({ token, path = '/push', theme = 'light', tolerated }) => {
      const complain = (text: string) => tolerated?.test(text) || complaints.push(text);
      const context = await browser.newContext({ ...contextOptions, viewport, colorScheme: theme, ...(locale ? { locale } : {}) });
      const page = await context.newPage();
      pages.push(page);
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(message.text()));
      page.on('pageerror', (error) => complain(String(error)));
      await page.addInitScript(() =>
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
        ),
      );
      await page.goto(`http://127.0.0.1:${stage.port}${path}#token=${token}`);
      await page.getByRole('heading').first().waitFor();
      return page;
    });
    for (const page of pages) await page.context().close();
    // A stage that hangs up on purpose is told of by Chromium itself.
    expect(
      complaints.filter((text) => !/WebSocket connection to/.test(text)),
      'what the policy and the console complained of',
    ).toEqual([]);
  },
});

interface Look {
  /** Only there, where what is open hides the rest of the page. */
  readonly within?: string;
  /** Only what colours decide: the same page has been looked at in another theme. */
  readonly coloursOnly?: boolean;
}

/** Fails, naming rule and element, where axe finds anything against WCAG 2.2 A and AA or its own best practices. */
export async function expectAccessible(page: Page, { within, coloursOnly = false }: Look = {}): Promise<void> {
  // The page has no frames; looked at without them it takes a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // Naming every element that is well takes as long as looking at them.
  axe.options({ resultTypes: ['violations'] });
  if (within) axe.include(within);
  if (coloursOnly) axe.withRules(['color-contrast', 'link-in-text-block']);
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const { violations } = await axe.analyze();
  expect(
    violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
}

/** The same in both themes: the dark one is the same page in other colours, so that only they are looked at. */
export async function expectAccessibleInBoth(page: Page, look: Pick<Look, 'within'> = {}): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, look);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, { ...look, coloursOnly: true });
}

export { expect };
