import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStage } from '../stage';
import { sceneNames } from './scenes';

/** The built page in a real browser, under its real policy, on the stage: what a unit test cannot see. */
const browserPath = ['/usr/bin/chromium', '/usr/bin/google-chrome', chromium.executablePath()].find((path) => existsSync(path));
const renderer = fileURLToPath(new URL('../../renderer', import.meta.url));

describe.skipIf(!browserPath)(`the page in ${browserPath ?? 'a browser: none was found, so this is skipped'}`, () => {
  let root = '';
  let browser: Browser;
  let stage: Awaited<ReturnType<typeof startStage>>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'capstan-page-'));
    // vitest sets it to 'test', and React would be built for development: three times as slow, and not what is shipped.
    process.env['NODE_ENV'] = 'production';
    await build({
      root: renderer,
      configFile: false,
      plugins: [react()],
      logLevel: 'error',
      build: { outDir: root, emptyOutDir: true },
    });
    stage = await startStage(root);
    browser = await chromium.launch({
      ...(browserPath ? { executablePath: browserPath } : {}),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    stage.close();
    await rm(root, { recursive: true });
  });

  /** Opens a scene; everything that the console or the policy complains of is gathered. */
  async function open(token: string, path = '/push'): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error('policy', event.violatedDirective, event.sample),
      ),
    );
    await page.goto(`http://127.0.0.1:${stage.port}${path}#token=${token}`);
    await page.locator('h1').first().waitFor();
    return { page, complaints };
  }

  it.each(sceneNames.filter((name) => name !== 'disconnected'))(
    'shows %s without a complaint and keeps no token in the address',
    async (name) => {
      const { page, complaints } = await open(name);
      await page.waitForTimeout(300);
      expect(page.url()).toBe(`http://127.0.0.1:${stage.port}/push`);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('rolls back by holding a key for a second, and not by less', async () => {
    const { page, complaints } = await open('watch');
    const button = page.getByRole('button', { name: /^Roll back 10 hosts to 4f2c91e/ });
    await button.focus();
    await page.keyboard.down('Space');
    await page.waitForTimeout(300);
    await page.keyboard.up('Space');
    await button.getByText('let go too early').waitFor();
    await page.waitForTimeout(900);
    expect(await page.locator('h1').first().innerText()).toContain('Watching');
    await page.keyboard.down('Enter');
    await page.locator('h1', { hasText: 'Rolling back 10 hosts' }).waitFor();
    await page.keyboard.up('Enter');
    await page.locator('[role=alert]', { hasText: 'is rolling back' }).waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets those who cannot hold confirm in a dialog, with the safe way in focus', async () => {
    const { page, complaints } = await open('rolling-back');
    await page.getByRole('button', { name: /^Roll back 7 hosts/ }).press('Shift+Enter');
    await page.getByRole('alertdialog').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Leave as it is');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows a viewer every control with the reason why it is not his', async () => {
    const { page } = await open('held.viewer');
    for (const name of [/^Roll back 10 hosts/, /^Go on with r-2031/]) {
      const button = page.getByRole('button', { name });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      expect(await button.getAttribute('title')).toMatch(/^you are a viewer: ask a (responder|captain)$/);
    }
    await page.context().close();
  });

  it('refuses a plan that was decided on an older state and offers to look again', async () => {
    const { page } = await open('calm', '/push/plan/d5e2c77');
    const push = page.getByRole('button', { name: /^Push d5e2c77 to 10 hosts, then 140/ });
    await push.waitFor();
    const other = (await open('calm')).page;
    await other.getByRole('button', { name: 'Lock pushes' }).click();
    await other.getByLabel(/^Reason/).fill('look first');
    await other.getByRole('dialog').getByRole('button', { name: 'Lock pushes' }).click();
    await page.getByRole('button', { name: /^Unlock and push d5e2c77/ }).click();
    await page.getByText('You decided on r7, it is r8 now.').waitFor();
    await page.getByRole('button', { name: 'Look again', exact: true }).click();
    await page.getByText('decided on r8').waitFor();
    await page.context().close();
    await other.context().close();
  });

  it('opens a report at its address, sorts it and filters it', async () => {
    const { page, complaints } = await open('rolled-back', '/push/r-2031/report?gauge=php_errors&phase=0');
    await page.getByText('This push was rolled back.').waitFor();
    const hosts = page.locator('tbody tr td:nth-child(2)');
    expect((await hosts.allInnerTexts()).slice(0, 3)).toEqual(['Switched', 'Untouched', 'Difference']);
    await page.getByRole('button', { name: 'Host', exact: true }).click();
    expect((await hosts.allInnerTexts())[3]).toBe('www-001');
    await page.getByLabel('Filter hosts').fill('switched');
    expect(await hosts.count()).toBe(3 + 6);
    await page.getByRole('tab', { name: /loadavg1/ }).click();
    expect(page.url()).toContain('gauge=loadavg1');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows nothing as live when the connection is lost', async () => {
    const { page } = await open('disconnected');
    await page.getByText('Nothing shown here is live.').waitFor({ timeout: 10_000 });
    await page.getByText('Disconnected', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Roll back 150 hosts/ }).getAttribute('aria-disabled')).toBe('true');
    await page.context().close();
  });
});
