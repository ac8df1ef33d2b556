import type { SceneName } from './stage/scenes';
import { expectAccessible, test } from './pages/stage';

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

for (const theme of ['light', 'dark'] as const) {
  // What is there is the same in both; the dark one has other colours.
  const look = { coloursOnly: theme === 'dark' };
  test(`axe finds nothing in the push room, ${theme}, whatever is going on`, async ({ play }) => {
    for (const token of scenes) await expectAccessible(await play({ token, theme }), look);
  });

  test(`axe finds nothing in the report, a plan, and where there is nothing, ${theme}`, async ({ play }) => {
    for (const path of ['/push/r-2031/report?gauge=php_errors', '/push/plan/d5e2c77', '/nowhere']) {
      const page = await play({ token: 'rolling-back', path, theme });
      if (path.includes('plan')) await page.getByRole('button', { name: /^Push d5e2c77/ }).waitFor();
      if (path.includes('report')) await page.getByRole('table').first().waitFor();
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
