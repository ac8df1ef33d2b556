import { readFileSync, writeFileSync } from 'node:fs';
import { SettingsRoom } from './pages/settings-room';
import { expectAccessibleInBoth } from './pages/stage';
import { expect, patiently, test, usual } from './pages/test';

/** The usual fleet, its file with a hand's marks in it. */
const byHand = {
  ...usual(),
  replace: [
    ...(usual().replace ?? []),
    ['gauges:\n', '# what decides after a switch\ngauges:\n  # errors: learned the hard way\n'],
    ['limit: "> 5"', 'limit: "> 5"      # see incident 14'],
  ] as [string, string][],
};
test.use({ order: byHand });

test('a limit is changed by keyboard alone: checked while it is typed, shown as a diff, saved with the comments, applied, remembered', async ({
  fleet,
  open,
}) => {
  const { page } = await open();
  const room = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  const { keyboard } = page;
  await expect(page.getByRole('table', { name: 'Gauges' })).toBeVisible();

  await keyboard.press('g');
  await keyboard.press('l');
  await expect(room.gauge('errors')).toContainText('> 5');
  await expect(room.saveButton).toHaveAttribute('aria-disabled', 'true');
  await room.tabTo(room.openButton('errors'));
  await keyboard.press('ArrowDown');
  await expect(room.openButton('load')).toBeFocused();
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\/limits\?gauge=errors/);
  await expect(room.panel).toContainText(/Now [\d.]+/, patiently);

  // What is wrong is said below its field, while it is typed.
  await room.typeOver(room.field('Metric'), 'rate(app_errors_total');
  await expect(room.panel).toContainText('The expression ends too early.');
  await expect(room.field('Metric')).toHaveAttribute('aria-invalid', 'true');
  await room.typeOver(room.field('Limit'), 'five');
  await expect(room.panel).toContainText('A comparison is needed');
  await expect(room.saveButton).toHaveAttribute('aria-disabled', 'true');
  await keyboard.press('ControlOrMeta+s');
  await expect(room.dialog).toBeHidden();
  await room.typeOver(room.field('Limit'), '> 7');
  await expect(room.panel).not.toContainText('A comparison is needed');

  // What only the engine knows is said there too.
  await keyboard.press('Shift+Tab');
  await room.typeOver(room.field('Warm-up'), '10m');
  await expect(room.panel).toContainText('it would never be judged', patiently);
  await room.tabTo(room.field('Warm-up'));
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('0s');
  await expect(room.panel).not.toContainText('it would never be judged', patiently);
  await keyboard.press('Escape');
  await expect(room.panel).toBeHidden();
  await expect(room.openButton('errors')).toBeFocused();
  await expect(page.getByText('2 changes not saved')).toBeVisible();
  await keyboard.press('Enter');
  await room.typeOver(room.field('Metric'), 'rate(app_errors_total[3s])');
  await keyboard.press('Escape');
  await expect(page.getByText('1 change not saved')).toBeVisible();

  await keyboard.press('ControlOrMeta+s');
  await expect(room.dialog).toContainText('It holds at once.');
  await expect
    .poll(() => room.diff(), patiently)
    .toEqual(['removed: limit: "> 5" # see incident 14', 'added: limit: "> 7" # see incident 14']);
  await keyboard.type('too many false alarms');
  await keyboard.press('Enter');
  await expect(room.dialog).toBeHidden(patiently);
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(text.replace('limit: "> 5" ', 'limit: "> 7" '));

  // The engine takes it up, and the history knows who.
  await expect(room.saveButton).toHaveAttribute('aria-disabled', 'true');
  await room.tabTo(room.tab('Limits'));
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  const newest = page.getByRole('listitem').filter({ hasText: 'too many false alarms' });
  await expect(newest).toContainText('Mara Lindqvist', patiently);
  await room.tabTo(newest.locator('summary'));
  await keyboard.press('Enter');
  await expect(newest.getByRole('region')).toContainText('limit: "> 7"');
  await keyboard.press('g');
  await keyboard.press('p');
  await expect(page.getByRole('table', { name: 'Gauges' }).getByRole('row').filter({ hasText: 'errors' })).toContainText('> 7');
});

test('a file that changed meanwhile is not written over: the edits are made again on it, or dropped', async ({ fleet, open }) => {
  const { page } = await open('captain', '/settings/limits?gauge=errors');
  const room = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  await room.field('Limit').fill('> 7');
  await expect(page.getByText('1 change not saved')).toBeVisible();

  // Edits outlive a look at another room, and a closed tab asks.
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Push' }).click();
  await page.goBack();
  await expect(room.gauge('errors')).toContainText('changed');
  const asks = () =>
    page.evaluate(() => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    });
  expect(await asks()).toBe(true);

  const meanwhile = text.replace('# errors: learned', '# errors, dies: learned').replace('limit: "> 6"', 'limit: "> 9"');
  writeFileSync(fleet.configFile, meanwhile);
  await expect(page.getByText('The file has changed since you began.')).toBeVisible(patiently);
  await room.saveButton.click();
  await expect(room.dialog.getByRole('button', { name: /^Save/ })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(meanwhile);

  await page.getByRole('button', { name: 'Make my changes again' }).click();
  await expect(room.gauge('errors')).toContainText('> 7');
  await expect(room.gauge('load')).toContainText('> 9');
  await room.save('on the new text');
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(meanwhile.replace('limit: "> 5" ', 'limit: "> 7" '));
  expect(await asks()).toBe(false);
});

test('gauges are added, moved and removed, and the file keeps what is written about them', async ({ fleet, open }) => {
  const { page } = await open('captain', '/settings/limits');
  const room = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  await page.getByRole('button', { name: 'Add a gauge' }).click();
  await room.field('Name').fill('sign-ups');
  await room.field('Metric').fill('rate(app_registrations_total[3s])');
  await room.field('Limit').fill('< 1');
  await page.getByRole('button', { name: 'Close' }).click();
  await room.openButton('load').click();
  await page.getByRole('button', { name: 'Move up' }).click();
  await room.save('registrations too');
  const after = readFileSync(fleet.configFile, 'utf8');
  const names = [...after.matchAll(/- name: (.+)/g)].map(([, name]) => name);
  expect(names).toEqual(['load', 'errors', 'sign-ups']);
  expect(after).toContain('  # errors: learned the hard way\n  - name: errors\n');
  expect(after.split('\n').toSorted()).toEqual(
    [...text.split('\n'), '  - name: sign-ups', '    metric: rate(app_registrations_total[3s])', '    limit: "< 1"'].toSorted(),
  );
  await expect(room.gauge('sign-ups')).toContainText(/\d/, patiently);

  await room.openButton('sign-ups').click();
  await page.getByRole('button', { name: 'Remove this gauge' }).click();
  await room.save('');
  expect(readFileSync(fleet.configFile, 'utf8')).not.toContain('sign-ups');
});

test('what is typed into any field never breaks the page, and dropping it brings back the file', async ({ fleet, open }) => {
  const { page } = await open('captain', '/settings/limits?gauge=errors');
  const room = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  const bad = [
    '',
    ' ',
    '> 5',
    '{ a: [',
    '"\'`',
    '-1e999',
    '💥\u200f\u0007',
    '#: |',
    'x'.repeat(3000),
    '__proto__',
    '<img src=x onerror=alert(1)>',
  ];
  for (const section of ['limits?gauge=errors', 'push']) {
    if (section === 'push') await room.tab('Push').click();
    const fields = page.getByRole('main').locator('input[type=text], input:not([type]), textarea');
    await expect(fields.first()).toBeVisible();
    const count = await fields.count();
    expect(count).toBeGreaterThan(5);
    for (const value of bad) {
      for (let index = 0; index < count; index++) await fields.nth(index).fill(value);
      await expect(room.saveButton).toHaveAttribute('aria-disabled', 'true');
    }
  }
  await page.getByRole('button', { name: /^Drop/ }).click();
  await room.tab('Limits').click();
  await expect(room.gauge('errors')).toContainText('> 5');
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(text);
});

test('a viewer sees the limits and can change nothing', async ({ open }) => {
  const { page } = await open('viewer', '/settings/limits?gauge=errors');
  const room = new SettingsRoom(page);
  await expect(page.getByText('To look at, not to change: you are a viewer: ask a captain.')).toBeVisible();
  await expect(room.field('Limit')).toHaveValue('> 5');
  await expect(room.field('Limit')).toHaveAttribute('readonly', '');
  await expect(room.saveButton).toHaveAttribute('aria-disabled', 'true');
  await room.tab('Backups').click();
  await expect(page.getByRole('button', { name: /^Back up the history now/ })).toHaveAttribute('aria-disabled', 'true');
});

test('the desk keeps its preferences, backs up its history, and says who did what', async ({ open }) => {
  const { page } = await open('captain', '/settings/desk');
  const room = new SettingsRoom(page);
  const done = page.getByRole('switch', { name: /^A push is done/ });
  await done.press('Space');
  await expect(done).not.toBeChecked(patiently);
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Kolkata');
  await page.getByRole('option', { name: /Kolkata|Calcutta/ }).click();
  const clock = page.getByRole('banner').getByRole('time');
  const inIndia = () =>
    page.evaluate(() =>
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit' }).format(),
    );
  await expect.poll(async () => ((await clock.textContent()) ?? '').startsWith(await inIndia())).toBe(true);
  await page.reload();
  await expect(done).not.toBeChecked(patiently);
  await expect(zone).toHaveValue(/Kolkata|Calcutta/);

  await room.tab('Backups').click();
  await page.getByRole('button', { name: /^Back up the history now/ }).click();
  await expect(page.getByRole('table', { name: 'Backups' }).getByRole('row')).toHaveCount(2, patiently);
  await room.tab('Who did what').click();
  const acts = page.getByRole('grid', { name: 'Who did what' });
  await expect(acts.getByRole('row').filter({ hasText: 'backed up the history' })).toContainText('Mara Lindqvist');
  await expect(acts.getByRole('row').filter({ hasText: 'changed what this desk does' })).toContainText('done off');
});

test('axe finds nothing in the settings room', async ({ open }) => {
  const { page } = await open('captain', '/settings/limits?gauge=errors');
  const room = new SettingsRoom(page);
  await room.field('Limit').fill('five');
  await expect(room.panel).toContainText('A comparison is needed');
  await expectAccessibleInBoth(page);
  await room.field('Limit').fill('> 7');
  await room.saveButton.click();
  await expect.poll(() => room.diff(), patiently).toHaveLength(2);
  await expectAccessibleInBoth(page);
  await room.dialog.getByRole('button', { name: /^Save \d/ }).click();
  for (const tab of ['Push', 'Changes', 'This desk', 'Backups', 'Who did what']) {
    await room.tab(tab).click();
    await expect(room.tab(tab)).toHaveAttribute('aria-selected', 'true');
    if (tab === 'Changes') await page.locator('summary').first().click(patiently);
    await expectAccessibleInBoth(page);
  }
});
