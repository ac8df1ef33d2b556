import { short } from './pages/push-room';
import { startDesk } from './pages/processes';
import { expect, patiently, test, usual } from './pages/test';
import { layWire } from './pages/wire';

test.use({
  order: usual('300s'),
  // Chromium writes this for each dial that fails; no page can keep it from that.
  tolerated: /^WebSocket connection to 'ws:.*' failed: /,
});

test('a lost connection: nothing is shown as live, and the page goes on by itself where it stands', async ({
  fleet,
  desk,
  open,
}) => {
  const { live, good } = fleet.commits;
  const wire = await layWire(desk.port);
  const room = await open('captain', '/', `http://127.0.0.1:${wire.port}`);
  const other = await open('responder');
  await room.push(good);
  await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);
  await room.page.evaluate(() => Object.assign(window, { loadedOnce: true }));

  wire.cut();
  await expect(room.page.getByRole('heading', { name: 'Nothing shown here is live.' })).toBeVisible();
  await expect(room.strip).toContainText('Disconnected');
  await expect(room.strip).toContainText('not known');
  await expect(room.page.getByText(/tries again in|trying now/)).toBeVisible();
  await expect(room.page.getByRole('main').locator('[inert]')).toContainText(`Watching ${short(good)}`);
  await expect(room.rollbackButton).toHaveAttribute('aria-disabled', 'true');
  await expect(room.rollbackButton).toContainText('use a terminal: capstan rollback');
  await expect(room.page).toHaveTitle(/^Disconnected/);

  // Meanwhile somebody else acts.
  await other.rollbackButton.focus();
  await other.holdRollback('Enter');
  await expect(other.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
  await expect(room.page.getByRole('main').locator('[inert]')).toContainText(`Watching ${short(good)}`);

  wire.mend();
  await room.button('Try again now').click();
  await expect(room.page.getByRole('heading', { name: 'Nothing shown here is live.' })).toBeHidden(patiently);
  await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`);
  await expect(room.strip).toContainText('Push lock kept');
  await expect(room.log).toContainText('Switching 2 hosts back');
  expect(await room.page.evaluate(() => 'loadedOnce' in window), 'it was not loaded again').toBe(true);
  await wire.close();
});

test('an engine that is killed in a watch: the page says so, and the next one takes the canaries back', async ({
  fleet,
  desk,
  open,
}) => {
  const { live, good } = fleet.commits;
  const room = await open();
  await room.push(good);
  await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);

  await desk.kill();
  await expect(room.strip).toContainText('Disconnected');
  await expect(room.page.getByText('the token changes with each start')).toBeVisible();

  const next = await startDesk(fleet, desk.port);
  try {
    // The old token is no longer any good: the page says what to do and does not pretend.
    await expect(room.strip).toContainText('Disconnected');
    await room.page.goto(next.addresses.captain);
    await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
    expect(fleet.revisions()).toEqual([short(live)]);
  } finally {
    await next.close();
  }
});
