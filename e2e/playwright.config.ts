import { defineConfig } from '@playwright/test';
import { electronBinary } from './electron/electron-app';
import { findBrowser } from './browser.mjs';

// Workers read this file again: the browser is looked for once.
const browser = (process.env['CAPSTAN_CHROMIUM'] ??= findBrowser() ?? '');
if (browser === '') throw new Error('The tests need Chromium: "node e2e/prepare.mjs" says how to get it.');

const electron = electronBinary();
if (electron === null && process.env['TEST_WORKER_INDEX'] === undefined)
  process.stderr.write(
    'Electron’s binary is not here (it is fetched when the desktop app is first started): its own runs of the desktop specs are skipped.\n',
  );

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // A test takes about ten seconds; a machine that does something else besides may take many times as long.
  timeout: 300_000,
  expect: {
    timeout: 30_000,
    // Letters are smoothed a little differently on another machine: that alone is no difference.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', scale: 'css', threshold: 0.3, maxDiffPixelRatio: 0.02 },
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  // Each test runs a fleet, an engine and a browser, and waits for them: two files at a time.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  // CI counts what ran from a report of its own; a person reads the list.
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browser,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-default-apps',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'build', testMatch: 'build.setup.ts', timeout: 300_000 },
    { name: 'page', testMatch: '*.spec.ts', dependencies: ['build'] },
    // The desktop's specs once more, on Electron itself.
    { name: 'electron', testMatch: 'electron.spec.ts', dependencies: ['build'], ...(electron === null ? { grep: /$./ } : {}) },
  ],
});
