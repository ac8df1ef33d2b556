// Finds the browser that tests and pictures run in. No dependencies, runs on any Node.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** A Chromium: the one that CAPSTAN_CHROMIUM names, the system's, or Playwright's own; null where there is none. */
export function findBrowser(env = process.env) {
  const named = env.CAPSTAN_CHROMIUM;
  if (named) return isProgram(named) ? named : null;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const system = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...(elsewhere[process.platform] ?? [])];
  return system.find((file) => isProgram(file) && starts(file)) ?? playwrightsOwn();
}

function playwrightsOwn() {
  try {
    const file = createRequire(import.meta.url)('playwright-core').chromium.executablePath();
    return file && isProgram(file) ? file : null;
  } catch {
    return null;
  }
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Some systems keep a script by that name which only says what to install. On Windows asking would open a window. */
function starts(file) {
  return process.platform === 'win32' || spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
