import { join } from 'node:path';
import { built } from './pages/processes';
import { expectAccessible, expectAccessibleInBoth, test } from './pages/stage';
import { startStage } from './stage';
import type { SceneName } from './stage/scenes';

/** In the dark one only colours are looked at, and the first four have all of them. */
const inBoth: readonly SceneName[] = ['watch', 'rolling-back', 'held', 'rolled-back'];
const inLight: readonly SceneName[] = ['calm', 'staging', 'questions', 'disk-full', 'empty', 'many'];

test('axe finds nothing in the push room, whatever is going on', async ({ play }) => {
  for (const token of [...inBoth, ...inLight]) {
    const page = await play({ token });
    await (inBoth.includes(token) ? expectAccessibleInBoth : expectAccessible)(page);
    // A page that is left open goes on drawing.
    await page.close();
  }
});

test('axe finds nothing in the report, a plan, and where there is nothing', async ({ play }) => {
  for (const path of ['/push/r-2031/report?gauge=php_errors', '/push/plan/d5e2c77', '/nowhere']) {
    const page = await play({ token: 'rolling-back', path });
    if (path.includes('plan')) await page.getByRole('button', { name: /^Push d5e2c77/ }).waitFor();
    if (path.includes('report')) await page.getByRole('table').first().waitFor();
    await expectAccessible(page);
    await page.close();
  }
});

test('axe finds nothing in the demonstration, the setup and the fleet', async ({ play }) => {
  for (const path of ['/push', '/setup', '/fleet', '/fleet/www-001'] as const) {
    const page = await play({ token: 'demo', path });
    await page.getByRole('complementary', { name: 'Demonstration' }).waitFor();
    if (path === '/fleet') await page.getByRole('grid', { name: 'Hosts' }).waitFor();
    if (path === '/fleet/www-001') await page.getByRole('region', { name: 'Operations' }).waitFor();
    await expectAccessible(page);
    await page.close();
  }
});

test('axe finds nothing in what opens over a room', async ({ play }) => {
  const page = await play({ token: 'watch' });
  const open = async (keys: string, name: string) => {
    await page.keyboard.press(keys);
    await page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name })).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  };
  await open('Control+k', 'All actions');
  await open('Shift+?', 'Keyboard shortcuts');
  await open('Control+Shift+Backspace', 'Roll back 10 hosts to 4f2c91e?');
  await page.getByRole('button', { name: /^This desk/ }).click();
  await expectAccessible(page);
});

test('axe finds nothing while the connection is lost', async ({ play }) => {
  const page = await play({ token: 'disconnected' });
  await page.getByRole('heading', { name: /^No connection to the engine/ }).waitFor();
  await expectAccessible(page);
});

test('axe finds nothing in the questions about keys', async ({ page }) => {
  // A stage of its own: one of its questions is answered for good.
  const stage = await startStage(join(built, 'renderer'));
  await page.goto(`http://127.0.0.1:${stage.port}/push#token=questions`);
  await page.getByRole('dialog', { name: 'Trust the key of www-113?' }).waitFor();
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: 'Refuse it' }).click();
  await page.getByRole('button', { name: 'Give the passphrase' }).click();
  await page.getByRole('dialog', { name: /^Passphrase for/ }).waitFor();
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: 'Not now', exact: true }).click();
  await expectAccessibleInBoth(page);
  stage.close();
});
