import { expect, test } from './pages/stage';

test('a report gives the same link as every other view: one that opens on any desk', async ({ play }) => {
  const page = await play({ token: 'rolled-back', path: '/push/r-2031/report?gauge=php_errors' });
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
  });
  await page.getByRole('button', { name: 'copy link' }).click();
  // Where nothing may be written to the clipboard, the link is shown.
  await expect(page.getByRole('dialog').getByLabel('Link')).toHaveValue(/^capstan:\/\/push\/r-2031\/report\?gauge=php_errors/);
});
