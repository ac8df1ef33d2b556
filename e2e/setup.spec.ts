import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startFirstRun } from './pages/first-run';
import { SetupRoom } from './pages/setup-room';
import { patiently } from './pages/test';
import { sshdAvailable, startSshd } from './sshd';

const why = sshdAvailable();
test.skip(why !== null, why ?? '');

test('without a configuration: the demonstration says what it is, a form by keyboard alone tries a real host, writes the file, and the page goes over to the new fleet', async ({
  page,
}) => {
  const sshd = await startSshd();
  const run = await startFirstRun();
  const path = `capstan-first-run-${process.pid}`;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.sample}`),
    ),
  );
  page.on('console', (message) => {
    // Between the two fleets a dial may fail, and Chromium writes that down by itself.
    if (message.type() === 'error' && !/^WebSocket connection to 'ws:/.test(message.text())) complaints.push(message.text());
  });
  try {
    execFileSync('git', ['init', '-q', run.folder]);
    expect(run.said()).toContain('demonstration fleet');
    await page.goto(run.address);
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }));
    const room = new SetupRoom(page);
    await expect(room.band).toContainText('24 hosts');
    await expect(room.band.getByRole('link')).toContainText('push the commit that waits');
    await room.press('Set up your fleet', room.band);
    await expect(page).toHaveURL(/\/setup$/);
    await expect(room.headline).toHaveText('Set up your fleet');

    await room.type('Name of the fleet', 'mine');
    await room.type('Hosts', 'www[01-12].example.com');
    await expect(room.section('Your hosts')).toContainText('12 hosts: www01.example.com, www02.example.com … www12.example.com');
    await expect(room.file).toContainText('hosts: [ "www[01-12].example.com" ]');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('127.0.0.1');
    await room.type('Login', sshd.user);
    await room.type('Port', 'ssh');
    await expect(room.section('How they are reached')).toContainText('"ssh" is not a whole number.');
    await expect(room.field('Port')).toHaveAttribute('aria-invalid', 'true');
    await expect(room.button('Write capstan.yaml')).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(String(sshd.port));
    await expect(room.field('Port')).toHaveAttribute('aria-invalid', 'false');
    await room.type('Private key', sshd.identityFile);

    // The list at the end leads to what is missing.
    await room.press('Directory on the hosts', room.section('Write it'));
    await expect(room.field('Directory on the hosts')).toBeFocused();
    await page.keyboard.type(path);
    await expect(room.button('Write capstan.yaml')).not.toHaveAttribute('aria-disabled');

    await room.press('Try 127.0.0.1');
    const question = page.getByRole('dialog', { name: 'Trust the key of 127.0.0.1?' });
    await expect(question).toContainText(sshd.hostKeyFingerprint());
    await room.press('Trust this key', question);
    await expect(room.found('key')).toContainText('accepted');
    for (const check of ['reachable', 'key', 'path', 'clock']) await expect(room.found(check)).toContainText('OK');
    await expect(room.found('live')).toContainText('The first push will have no release to go back to here.');
    await expect(room.section('Try one host')).toContainText(/127\.0\.0\.1 can take a release; \d things? to know/);
    expect(readFileSync(join(run.home, '.ssh/known_hosts'), 'utf8')).toContain(`[127.0.0.1]:${sshd.port} `);
    expect(existsSync(join(run.folder, 'capstan.yaml')), 'nothing is written before one says so').toBe(false);

    const shown = await room.file.innerText();
    await room.press('Write capstan.yaml');
    await expect(page.getByRole('navigation', { name: 'Rooms' })).toContainText('mine', patiently);
    await expect(room.band).toBeHidden();
    await expect(page).toHaveURL(/\/push$/);
    await expect(room.strip).toContainText('1 of 1', patiently);
    expect(await page.evaluate(() => 'loadedOnce' in window), 'it was not loaded again').toBe(true);
    expect(readFileSync(join(run.folder, 'capstan.yaml'), 'utf8').trim()).toBe(shown.trim());
    expect(run.said()).toContain('Now for mine');
    // The demonstration goes, with all that it had.
    await expect.poll(() => readdirSync(run.temporary).filter((name) => name.startsWith('capstan-demo-')), patiently).toEqual([]);

    await page.reload();
    await expect(page.getByRole('navigation', { name: 'Rooms' })).toContainText('mine');
    await page.goto(`${new URL(run.address).origin}/setup`);
    await expect(room.headline).toHaveText('mine is set up');
    expect(complaints).toEqual([]);
  } finally {
    await run.close();
    await sshd.stop();
    rmSync(join(sshd.home, path), { recursive: true, force: true });
  }
});
