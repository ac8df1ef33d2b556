import { join } from 'node:path';
import { built } from './pages/processes';
import { expectAccessible, test } from './pages/stage';
import { startStage } from './stage';
import type { SceneName } from './stage/scenes';

const scenes: readonly SceneName[] = [
  'calm',
  'watch',
  'staging',
  'rolling-back',
  'held',
  'rolled-back',
  'questions',
  'empty',
  'many',
];
/** In the dark one only colours are looked at, and these have all of them. */
const darkScenes: readonly SceneName[] = ['watch', 'rolling-back', 'held', 'rolled-back'];

for (const theme of ['light', 'dark'] as const) {
  // What is there is the same in both; the dark one has other colours.
  const look = { coloursOnly: theme === 'dark' };
  test(`axe finds nothing in the push room, ${theme}, whatever is going on`, async ({ play }) => {
    for (const token of theme === 'dark' ? darkScenes : scenes) await expectAccessible(await play({ token, theme }), look);
  });

  // Their colours are those of the rooms above.
  if (theme === 'dark') continue;
  test(`axe finds nothing in the report, a plan, and where there is nothing, ${theme}`, async ({ play }) => {
    for (const path of ['/push/r-2031/report?gauge=php_errors', '/push/plan/d5e2c77', '/nowhere']) {
      const page = await play({ token: 'rolling-back', path, theme });
      if (path.includes('plan')) await page.getByRole('button', { name: /^Push d5e2c77/ }).waitFor();
      if (path.includes('report')) await page.getByRole('table').first().waitFor();
      await expectAccessible(page, look);
    }
  });

  test(`axe finds nothing in the demonstration, the setup and the fleet, ${theme}`, async ({ play }) => {
    for (const path of ['/push', '/setup', '/fleet', '/fleet/www-001'] as const) {
      const page = await play({ token: 'demo', path, theme });
      await page.getByRole('complementary', { name: 'Demonstration' }).waitFor();
      if (path === '/fleet') await page.getByRole('grid', { name: 'Hosts' }).waitFor();
      if (path === '/fleet/www-001') await page.getByRole('region', { name: 'Operations' }).waitFor();
      await expectAccessible(page, look);
    }
  });

  test(`axe finds nothing in what opens over a room, ${theme}`, async ({ play }) => {
    const page = await play({ token: 'watch', theme });
    const open = async (keys: string, name: string) => {
      await page.keyboard.press(keys);
      await page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name })).waitFor();
      await expectAccessible(page, look);
      await page.keyboard.press('Escape');
    };
    await open('Control+k', 'All actions');
    await open('Shift+?', 'Keyboard shortcuts');
    await open('Control+Shift+Backspace', 'Roll back 10 hosts to 4f2c91e?');
    await page.getByRole('button', { name: /^This desk/ }).click();
    await expectAccessible(page, look);
  });

  test(`axe finds nothing while the connection is lost, ${theme}`, async ({ play }) => {
    const page = await play({ token: 'disconnected', theme });
    await page.getByRole('heading', { name: /^No connection to the engine/ }).waitFor();
    await expectAccessible(page, look);
  });
}

test('axe finds nothing in the questions about keys', async ({ page }) => {
  // A stage of its own: one of its questions is answered for good.
  const stage = await startStage(join(built, 'renderer'));
  const lookInBoth = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, { coloursOnly: colorScheme === 'dark' });
    }
  };
  await page.goto(`http://127.0.0.1:${stage.port}/push#token=questions`);
  await page.getByRole('dialog', { name: 'Trust the key of www-113?' }).waitFor();
  await lookInBoth();
  await page.getByRole('button', { name: 'Refuse it' }).click();
  await page.getByRole('button', { name: 'Give the passphrase' }).click();
  await page.getByRole('dialog', { name: /^Passphrase for/ }).waitFor();
  await lookInBoth();
  await page.getByRole('button', { name: 'Not now', exact: true }).click();
  await lookInBoth();
  stage.close();
});
