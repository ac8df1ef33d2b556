import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './electron/test';
import { PushRoom, short } from './pages/push-room';
import { patiently, usual } from './pages/test';

/** The push room of the open window, once it shows the fleet. */
async function roomOf(page: Page): Promise<PushRoom> {
  const room = new PushRoom(page);
  await expect(room.strip).toContainText('Safe', patiently);
  return room;
}

/** Every file below a folder, read as bytes. */
function allBytes(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('starts: a sandboxed window shows the fleet, and the page has nothing of Electron', async ({ desktop, fleet }) => {
  const page = await desktop.page();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const room = await roomOf(page);
  await expect(room.strip).toContainText(short(fleet.commits.live));
  const shown = await desktop.shown();
  expect(shown.windows).toBe(1);
  expect(shown.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false });
  expect(shown.tray?.items.map((item) => item.label)).toEqual(expect.arrayContaining(['Safe: nothing under way', 'Open', 'Quit']));
  await expect.poll(async () => (await desktop.shown()).tray?.icon).toMatch(/tray[\\/]ok\.png$/);
  expect(existsSync((await desktop.shown()).tray?.icon ?? '')).toBe(true);
  expect(await page.evaluate(() => ['require', 'process', 'electron', 'module'].filter((name) => name in globalThis))).toEqual([]);
  await page.reload();
  await roomOf(page);
  expect(complaints).toEqual([]);
});

test('an engine that is killed: the page says that nothing is live, and goes on with the next one by itself', async ({
  desktop,
}) => {
  const page = await desktop.page();
  const room = await roomOf(page);
  // The next one may be there before one could look.
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(document.querySelector('header')?.textContent ?? '')).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  const before = await desktop.killEngine();
  await expect.poll(async () => (await said()).some((text) => text.includes('Disconnected'))).toBe(true);
  // It shows the next engine's state, read anew, without having been loaded again.
  await expect.poll(async () => (await said()).findLast(() => true), patiently).toContain('Safe');
  await expect(room.strip).toContainText('Safe', patiently);
  const { enginePids } = await desktop.shown();
  expect(enginePids).toHaveLength(1);
  expect(enginePids).not.toContain(before);
});

test.describe('during a push', () => {
  test.use({ order: usual('6s') });

  test('a quit asks, and the app stays in the tray until the push has ended; its end is told', async ({ desktop, fleet }) => {
    const { good } = fleet.commits;
    const room = await roomOf(await desktop.page());
    await room.push(good);
    await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);
    await desktop.quit();
    await expect.poll(async () => (await desktop.shown()).dialogs.at(-1)?.message).toBe('Push r-1 is under way.');
    await desktop.answer('Do not quit');
    expect((await desktop.shown()).windows).toBe(1);

    await desktop.quit();
    await expect.poll(async () => (await desktop.shown()).dialogs.length).toBe(2);
    await desktop.answer('Quit when it has ended');
    await expect.poll(async () => (await desktop.shown()).windows).toBe(0);
    const { tray } = await desktop.shown();
    expect(tray?.icon).toMatch(/move\.png$/);
    expect(tray?.items).toContainEqual({ label: 'Quits when the push has ended', enabled: false });
    // Every host is switched although no window is open; then it goes.
    expect(await desktop.ended).toBe(0);
    expect(fleet.revisions()).toEqual([short(good)]);
  });

  test('closing the window asks as well, and no answer keeps it open', async ({ desktop, fleet }) => {
    const room = await roomOf(await desktop.page());
    await room.push(fleet.commits.good);
    await expect.poll(async () => (await desktop.shown()).tray?.icon).toMatch(/move\.png$/);
    await desktop.closeWindow();
    await expect.poll(async () => (await desktop.shown()).dialogs.length).toBe(1);
    await desktop.answer('Do not quit');
    await expect(new PushRoom(await desktop.page()).headline).toContainText(short(fleet.commits.good), patiently);
  });

  test('a system that shuts down is not kept waiting', async ({ standIn, fleet }) => {
    const room = await roomOf(await standIn.page());
    await room.push(fleet.commits.good);
    await expect.poll(async () => (await standIn.shown()).tray?.icon).toMatch(/move\.png$/);
    await standIn.power('shutdown');
    expect(await standIn.ended).toBe(0);
  });

  test('the menu acts: what it offers is what the page can do now', async ({ desktop, fleet }) => {
    const page = await desktop.page();
    const room = await roomOf(page);
    const enabled = async (id: string) => (await desktop.shown()).menu.find((item) => item.id === id)?.enabled;
    await expect.poll(() => enabled('go.fleet')).toBe(true);
    expect(await enabled('push.hold')).toBe(false);
    await desktop.clickMenu('go.fleet');
    await expect(page).toHaveURL(/\/fleet$/);
    await desktop.clickMenu('go.push');
    await room.push(fleet.commits.good);
    await expect.poll(() => enabled('push.hold'), patiently).toBe(true);
    await expect(room.headline).toHaveText(`Watching ${short(fleet.commits.good)} on 2 hosts`, patiently);
    await desktop.clickMenu('push.hold');
    await expect(room.strip).toContainText('Held', patiently);
    await expect.poll(() => enabled('push.resume')).toBe(true);
    expect((await desktop.shown()).menu.find((item) => item.id === 'help.palette')?.accelerator).toBe('CmdOrCtrl+K');
  });

  test('a push that is rolled back is told, and the notification opens its report', async ({ desktop, fleet }) => {
    const page = await desktop.page();
    const room = await roomOf(page);
    await room.push(fleet.commits.errors);
    const told = async () => (await desktop.shown()).notifications.map((one) => one.title);
    await expect.poll(told, patiently).toEqual(['r-1 was rolled back']);
    await expect.poll(async () => (await desktop.shown()).tray?.items[2]?.label).toMatch(/^r-1, .*: rolled back, errors: /);
    await page.goto(new URL('/settings', page.url()).href);
    await desktop.clickNotification('r-1 was rolled back');
    await expect(page).toHaveURL(/\/push\/r-1\/report$/);
  });
});

test('capstan:// links open their room, in the window that is there; others lead nowhere', async ({ desktop }) => {
  const page = await desktop.page();
  await roomOf(page);
  await desktop.startAgain(['/usr/bin/capstan', 'capstan://settings/limits?gauge=errors']);
  await expect(page).toHaveURL(/\/settings\/limits\?gauge=errors$/);
  for (const link of ['capstan://nowhere', 'capstan://push/../../x', 'https://capstan/push', 'capstan://evil@push'])
    await desktop.startAgain(['/usr/bin/capstan', link]);
  await desktop.startAgain(['/usr/bin/capstan', 'capstan://fleet/www-1']);
  await expect(page).toHaveURL(/\/fleet\/www-1$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/settings\/limits\?gauge=errors$/);
});

test.describe('started by a link', () => {
  test.use({ argv: ['capstan://push/r-12/report?gauge=errors'] });

  test('opens there at once', async ({ desktop }) => {
    await expect(await desktop.page()).toHaveURL(/\/push\/r-12\/report\?gauge=errors$/);
  });
});

test.describe('started at login', () => {
  test.use({ argv: ['--hidden'] });

  test('shows only the tray, until somebody opens the window', async ({ desktop }) => {
    await expect.poll(async () => (await desktop.shown()).tray?.icon, patiently).toMatch(/ok\.png$/);
    expect((await desktop.shown()).windows).toBe(0);
    await desktop.clickTray('Open');
    await roomOf(await desktop.page());
  });
});

test('the page stays where it is: no navigation, no window, no permission, no port for a stranger', async ({ standIn }) => {
  const page = await standIn.page();
  await roomOf(page);
  const home = page.url();
  await page.evaluate(() => (location.href = 'https://evil.example/'));
  await page.evaluate(() => (location.href = 'http://127.0.0.1:9/'));
  await expect.poll(() => page.url()).toBe(home);
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    expect(await standIn.navigates(event, 'app://capstan/push')).toBe(true);
    for (const url of ['https://evil.example/', 'app://capstan.evil/', 'file:///etc/passwd', 'data:text/html,x'])
      expect(await standIn.navigates(event, url), `${event} to ${url}`).toBe(false);
  }
  const pages = page.context().pages().length;
  await page.evaluate(() => void window.open('https://wiki.example.com/runbook', '_blank', 'noopener'));
  expect(await standIn.opens('https://wiki.example.com/runbook')).toBe('deny');
  expect(await standIn.opens('file:///etc/passwd')).toBe('deny');
  await expect.poll(() => page.context().pages().length).toBe(pages);
  expect((await standIn.shown()).openedOutside).not.toContain('file:///etc/passwd');

  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'])
    expect(await standIn.may(permission, 'app://capstan/', true)).toEqual({ asks: false, has: false });
  expect(await standIn.may('clipboard-sanitized-write', 'app://capstan/', true)).toEqual({ asks: true, has: true });
  expect(await standIn.may('clipboard-sanitized-write', 'https://evil.example/', true)).toEqual({ asks: false, has: false });

  const sent = standIn.sent.length;
  for (const channel of ['capstan:ready', 'capstan:shell-ready']) {
    await standIn.send(channel, 'https://evil.example', false);
    await standIn.send(channel, 'app://capstan', true);
  }
  await standIn.shown();
  expect(standIn.sent.length).toBe(sent);
});

test('app:// serves the page under its policy, and nothing beside it', async ({ standIn }) => {
  await standIn.page();
  const page = await standIn.fetch('app://capstan/push/r-12/report');
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  for (const [url, method] of [
    ['app://capstan/', 'POST'],
    ['app://capstan.evil/', 'GET'],
    ['app://capstan/assets/..%2f..%2f..%2fpackage.json', 'GET'],
    ['app://capstan/assets/none.js', 'GET'],
  ] as const)
    expect((await standIn.fetch(url, method)).status, `${method} ${url}`).toBe(404);
});

test('the engine gets nothing of the environment but what is listed', async ({ standIn }) => {
  await roomOf(await standIn.page());
  const [pid] = (await standIn.shown()).enginePids;
  test.skip(!existsSync(`/proc/${pid}/environ`), 'There is no /proc here.');
  const env = readFileSync(`/proc/${pid}/environ`, 'utf8');
  expect(env).toContain('CAPSTAN_CONFIG=');
  expect(env).not.toContain('SECRET_OF_THE_SHELL');
});

test('the window comes back where it was left', async ({ desktop }) => {
  await roomOf(await desktop.page());
  await desktop.closeWindow();
  expect(await desktop.ended).toBe(0);
  expect(JSON.parse(readFileSync(join(desktop.data, 'window.json'), 'utf8'))).toMatchObject({ maximized: false });
});

test('a machine that says it sleeps is believed, and told in the log', async ({ standIn, fleet }) => {
  const room = await roomOf(await standIn.page());
  await standIn.power('suspend');
  await new Promise((resolve) => setTimeout(resolve, 6000));
  await standIn.power('resume');
  await expect(room.strip).toContainText('Safe', patiently);
  await expect.poll(() => allBytes(join(fleet.directory, 'data')).includes('This desk was asleep for')).toBe(true);
});

test.describe('a key with a passphrase', () => {
  const passphrase = 'correct horse battery staple';
  const unlock = async (page: Page, remember: boolean) => {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Passphrase').fill(passphrase);
    if (remember) await dialog.getByLabel('Remember on this machine').check();
    await dialog.getByRole('button', { name: 'Unlock the key' }).click();
  };
  test.use({ passphrase });

  test('is remembered where there is a keychain, and lies nowhere in plain text', async ({ desktop, fleet, folder }) => {
    const page = await desktop.page();
    await unlock(page, true);
    await roomOf(page);
    expect(statSync(join(desktop.data, 'secrets.json')).mode & 0o777).toBe(0o600);
    // The next engine asks nobody.
    await desktop.killEngine();
    await expect.poll(async () => (await desktop.shown()).enginePids.length, patiently).toBe(1);
    await page.reload();
    await roomOf(page);
    await expect(page.getByRole('button', { name: 'Give the passphrase' })).toBeHidden();
    for (const where of [desktop.data, folder, join(fleet.directory, 'data')]) expect(allBytes(where)).not.toContain(passphrase);
  });

  test.describe('without a keychain', () => {
    test.use({ env: { STAND_IN_BACKEND: 'basic_text' } });

    test('is not remembered, and why is said', async ({ standIn, fleet, folder }) => {
      const page = await standIn.page();
      await expect(page.getByRole('dialog')).toContainText('would lie on the disk as plain text', patiently);
      await expect(page.getByLabel('Remember on this machine')).toHaveCount(0);
      await page.getByRole('dialog').getByRole('button', { name: 'Not now', exact: true }).click();
      await page.getByRole('button', { name: 'Give the passphrase' }).click();
      await unlock(page, false);
      await roomOf(page);
      expect(existsSync(join(standIn.data, 'secrets.json'))).toBe(false);
      for (const where of [folder, join(fleet.directory, 'data')]) expect(allBytes(where)).not.toContain(passphrase);
      expect(standIn.said).not.toContain(passphrase);
    });
  });
});

test.describe('the first run', () => {
  test.use({ configured: false });

  test('runs the demonstration fleet, which outlives an engine', async ({ desktop }) => {
    const page = await desktop.page();
    const room = await roomOf(page);
    await expect(room.strip).toContainText('24 of 24');
    expect(existsSync(join(desktop.data, 'demo/capstan.yaml'))).toBe(true);
    await desktop.killEngine();
    await expect.poll(async () => (await desktop.shown()).enginePids.length, patiently).toBe(1);
    await expect(room.strip).toContainText('24 of 24', patiently);
  });
});

test.describe('with a verb', () => {
  test.use({ argv: ['version'] });
  test('it is the command line, and opens no window', async ({ standIn }) => {
    expect(await standIn.ended).toBe(0);
    expect(standIn.said).toMatch(/^Capstan \d+\.\d+\.\d+ on Node/);
  });
});

test.describe('a second start', () => {
  test.use({ env: { STAND_IN_SECOND: '1' } });

  test('ends at once and leaves the first one alone', async ({ standIn }) => {
    expect(await standIn.ended).toBe(0);
  });
});
