import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from './electron/test';

const test = base;

test('starts: a sandboxed window shows the fleet, under its own policy, and nothing else reaches the engine', async ({ desktop, fleet }) => {
  const page = await desktop.page();
  await expect(page.getByRole('banner')).toContainText('Safe', { timeout: 30_000 });
  await expect(page.getByRole('banner')).toContainText(fleet.commits.live.slice(0, 7));
  const { webPreferences, windows } = await desktop.shown();
  expect(windows).toBe(1);
  expect(webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
  expect(await page.evaluate(() => ['require', 'process', 'electron'].filter((name) => name in globalThis))).toEqual([]);
});
