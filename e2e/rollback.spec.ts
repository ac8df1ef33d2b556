import { short } from './pages/push-room';
import { expect, patiently, test, usual } from './pages/test';

// A watch that lasts until somebody acts.
test.use({ order: usual('300s') });

for (const by of ['mouse', 'Space'] as const)
  test(`a rollback by hand: the button is held for a second with ${by === 'mouse' ? 'the mouse' : 'the space bar'}, and letting go early does nothing`, async ({
    fleet,
    open,
  }) => {
    const { live, good } = fleet.commits;
    const room = await open('responder');
    const captain = await open('captain');
    await expect(room.rollbackButton).toHaveText(/Nothing to roll back/);
    await captain.push(good);
    await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);
    await expect(room.rollbackButton).toHaveText(new RegExp(`^Roll back 2 hosts to ${short(live)}`));
    expect(fleet.revisions()).toEqual([short(good), short(live)].sort());

    if (by === 'mouse') {
      await room.rollbackButton.hover();
      await room.page.mouse.down();
      await room.page.mouse.up();
    } else await room.rollbackButton.press(by);
    await expect(room.rollbackButton).toContainText('let go too early');
    await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`);

    if (by === 'Space') await room.rollbackButton.focus();
    await room.holdRollback(by);
    await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
    await expect(captain.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`);
    await expect(captain.strip).toContainText('Push lock kept');
    // One act, though the button was pressed twice.
    await expect(room.log.getByRole('listitem').filter({ hasText: 'Switching 2 hosts back' })).toHaveCount(1);
    expect(fleet.revisions()).toEqual([short(live)]);
  });

test('a rollback by hand in the dialog, for those who cannot hold', async ({ fleet, open }) => {
  const { live, good } = fleet.commits;
  const room = await open();
  await room.push(good);
  await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);
  await room.askButton.click();
  const dialog = room.page.getByRole('alertdialog');
  await expect(dialog).toContainText('is taken back on 2 hosts of');
  await expect(dialog.getByRole('button', { name: 'Leave as it is' })).toBeFocused();
  await room.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`);

  await room.askButton.click();
  await dialog.getByRole('button', { name: `Roll back 2 hosts to ${short(live)}` }).click();
  await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
  expect(fleet.revisions()).toEqual([short(live)]);
});

test('a whole push and its rollback without a mouse', async ({ fleet, open }) => {
  const { live, good } = fleet.commits;
  const room = await open();
  const { keyboard } = room.page;
  await room.tabTo(room.planButton(good));
  await keyboard.press('Enter');
  await expect(room.plan(good)).toContainText('Nothing speaks against it.');
  await room.tabTo(room.pushButton(good));
  await keyboard.press('Enter');
  await expect(room.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);

  // The hosts are one stop, and arrows walk them.
  await room.tabTo(room.page.getByRole('listbox', { name: 'www, 4 hosts' }));
  await keyboard.press('End');
  await expect(room.page.getByRole('option')).toContainText('www-4');
  await keyboard.press('Enter');
  await expect(room.page.getByRole('group', { name: 'www-4' })).toContainText('Linked');

  await room.tabTo(room.rollbackButton);
  await room.holdRollback('Enter');
  await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
  await room.tabTo(room.button('Unlock', room.head));
  await keyboard.press('Enter');
  const dialog = room.page.getByRole('dialog', { name: 'Clear the push lock?' });
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await keyboard.type('it was a drill');
  await room.tabTo(dialog.getByRole('button', { name: 'Clear the lock' }));
  await keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(room.strip).toContainText('Safe');
  await room.tabTo(room.pushes.getByRole('link', { name: 'r-1' }));
  await keyboard.press('Enter');
  await expect(room.page.getByText('This push was rolled back.')).toBeVisible();
  expect(fleet.revisions()).toEqual([short(live)]);
});
