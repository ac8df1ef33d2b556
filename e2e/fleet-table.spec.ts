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
