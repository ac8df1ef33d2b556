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

test('Escape closes the panel of a host, from within it and from its mark, and gives the focus back', async ({ play }) => {
  const page = await play({ token: 'calm' });
  const hosts = page.getByRole('region', { name: 'Hosts' });
  const marks = hosts.getByRole('listbox').first();
  const panel = hosts.getByRole('group').filter({ has: page.getByRole('button', { name: 'Close' }) });
  for (const within of [true, false]) {
    await marks.focus();
    await page.keyboard.press('Enter');
    await expect(panel).toBeVisible();
    if (within) await panel.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await expect(marks).toBeFocused();
  }
});

test('a question opens by itself, once: put off, it waits behind its button', async ({ play }) => {
  const page = await play({ token: 'questions' });
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Trust the key of www-113?');
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Fleet' }).click();
  await expect(page).toHaveURL(/\/fleet$/);
  await page.getByRole('grid', { name: 'Hosts' }).waitFor();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Look at the key' }).click();
  await expect(dialog).toBeVisible();
});

test('a question does not open for who may not answer it', async ({ play }) => {
  const page = await play({ token: 'questions.viewer' });
  await expect(page.getByRole('button', { name: 'Look at the key' })).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a history that cannot be written is told in every room, with what is lost and what to do', async ({ play }) => {
  const page = await play({ token: 'disk-full' });
  const notice = page.getByRole('alert').filter({ hasText: 'What happens now is lost when Capstan stops.' });
  for (const room of ['Fleet', 'Trends', 'Settings', 'Push']) {
    await page.getByRole('link', { name: room, exact: true }).click();
    await expect(notice).toContainText('The disk is full, so the history in');
    await expect(notice).toContainText('Make room there.');
  }
});
