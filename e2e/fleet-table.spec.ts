import { FleetRoom } from './pages/fleet-room';
import { expect, test } from './pages/stage';

test('free room is told in the units that are preferred, in the head and in the rows', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/fleet' });
  const { table } = new FleetRoom(page);
  // A host's row: the head and the types are above it.
  const free = table.getByRole('row').nth(7);
  await expect(table.getByRole('columnheader', { name: 'Free, GiB' })).toBeVisible();
  const before = await free.innerText();
  // As another tab would change it.
  await page.evaluate(() => {
    localStorage.setItem('capstan.units', 'decimal');
    window.dispatchEvent(new StorageEvent('storage', { key: 'capstan.units' }));
  });
  await expect(table.getByRole('columnheader', { name: 'Free, GB' })).toBeVisible();
  await expect.poll(() => free.innerText()).not.toBe(before);
});

test('Escape closes what the doctor found, and the focus goes back to where it was', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/fleet' });
  const room = new FleetRoom(page);
  await room.act(/^Examine/).focus();
  await page.keyboard.press('Enter');
  await room.doctor.getByRole('button', { name: 'All checks' }).focus();
  await page.keyboard.press('Escape');
  await expect(room.doctor).toBeHidden();
  await expect(room.act(/^Examine/)).toBeFocused();
});

test('what the table is narrowed down to stands in the address, and a link brings it back', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/fleet?text=00&type=chat&state=nonsense' });
  const search = page.getByRole('searchbox');
  await expect(search).toHaveValue('00');
  await expect(page.getByRole('button', { name: /^Type|^chat/ }).first()).toContainText('chat');
  await search.fill('chat-00');
  await expect(page).toHaveURL(/\/fleet\?text=chat-00&type=chat&state=nonsense/);
  await page.getByRole('button', { name: /^as it should be/ }).click();
  await expect(page).toHaveURL(/\/fleet\?text=chat-00&type=chat&state=ok$/);
  await page.reload();
  await expect(search).toHaveValue('chat-00');
  await expect(page.getByRole('button', { name: /^as it should be/ })).toHaveAttribute('aria-pressed', 'true');
  // It took no steps of the way back, and is there again after a host's page.
  await new FleetRoom(page).row('chat-001').click();
  await expect(page).toHaveURL(/\/fleet\/chat-001$/);
  await page.getByRole('link', { name: 'All hosts' }).click();
  await expect(search).toHaveValue('chat-00');
});
