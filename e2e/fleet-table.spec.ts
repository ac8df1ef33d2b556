import { FleetRoom } from './pages/fleet-room';
import { expect, test } from './pages/stage';

test('free room is told in the units that are preferred, in the head and in the rows', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/fleet' });
  const { table } = new FleetRoom(page);
  const free = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'chat-001', exact: true }) });
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
