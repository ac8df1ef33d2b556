import { readFileSync, writeFileSync } from 'node:fs';
import type { FleetOrder } from './fleet-process';
import { SettingsRoom } from './pages/settings-room';
import { expectAccessibleInBoth } from './pages/stage';
import { expect, patiently, test, usual } from './pages/test';
import { TrendsRoom } from './pages/trends-room';

const dashboards = `# what the shop looks at
dashboards:
  - name: shop
    rows:
      - title: What users see
        panels:
          # agreed with Ravi
          - title: errors   # of PHP
            metric: sum(rate(app_errors_total[3s]))
            unit: per s     # not per minute
          - { title: registrations, metric: "sum(rate(app_registrations_total[3s]))" }
      - panels:
          - { title: load, metric: node_load1, overlay: hosts }   # one minute

`;
const withDashboards = (watch?: string): FleetOrder => ({
  replace: [...(usual(watch).replace ?? []), ['gauges:\n', `${dashboards}gauges:\n`]],
});
test.use({ order: withDashboards() });

test('a dashboard is made from Explore, its panel edited and removed, by keyboard alone; the file is as it was', async ({
  fleet,
  open,
}) => {
  const { page } = await open('captain', '/trends/explore?metric=node_load1&last=15m');
  const room = new TrendsRoom(page);
  const settings = new SettingsRoom(page);
  const file = () => readFileSync(fleet.configFile, 'utf8');
  const text = file();
  const { keyboard } = page;
  await expect(room.chart('node_load1')).toBeVisible(patiently);

  await room.press('t', 'a');
  const adding = room.dialog('Add it to a dashboard');
  await expect(adding.getByLabel('Title', { exact: true })).toBeFocused();
  await keyboard.press('Enter');
  await expect(adding).toContainText('A title is needed.');
  await keyboard.type('Load now');
  await room.tabTo(adding.getByRole('button', { name: /Dashboard/ }));
  await keyboard.type('A new');
  const name = adding.getByLabel('Name of the dashboard');
  await room.tabTo(name);
  await keyboard.type('explore');
  await expect(adding).toContainText('Its address would be that of Explore');
  await room.typeOver(name, 'machines');
  await keyboard.press('Enter');
  await expect(adding).toBeHidden();
  await expect(page).toHaveURL(/\/trends\/machines\?last=15m$/);
  await expect(room.dashboard('machines')).toHaveAttribute('aria-selected', 'true');
  await expect(room.chart('Load now')).toBeVisible(patiently);
  expect(file()).toBe(text);

  // Saved as the settings are, and taken up by the engine.
  const save = async (reason: string) => {
    await keyboard.press('ControlOrMeta+s');
    await expect(settings.dialog).toContainText('It holds at once.');
    await expect(settings.dialog.getByRole('button', { name: /^Save \d/ })).not.toHaveAttribute('aria-disabled', 'true', patiently);
    await keyboard.type(reason);
    await keyboard.press('Enter');
    await expect(settings.dialog).toBeHidden(patiently);
  };
  await expect(page.getByText('1 change not saved')).toBeVisible();
  await save('to see the machines');
  const made = text.replace(
    '# one minute\n',
    '# one minute\n  - name: machines\n    rows:\n      - panels: [ { title: Load now, metric: node_load1 } ]\n',
  );
  expect(file()).toBe(made);
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(room.chart('Load now')).toBeVisible(patiently);

  // Its row gets a title, from the palette: the keyboard is in the panel.
  await room.tabTo(room.chart('Load now'));
  await room.act('Name the row of the panel');
  await expect(room.dialog('Row of Load now').getByLabel('Title of the row')).toBeFocused();
  await keyboard.type('Machines');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Machines', level: 2 })).toBeVisible();
  await save('to say what they are');
  const titled = made.replace('node_load1 } ]\n', 'node_load1 } ]\n        title: Machines\n');
  expect(file()).toBe(titled);

  // What is wrong is said at its field, and what it would look like is drawn beside it.
  await room.tabTo(room.chart('Load now'));
  await room.press('t', 'u');
  const editing = room.dialog('Edit Load now');
  await room.typeOver(editing.getByLabel('Expression', { exact: true }), 'sum(rate(app_errors_total');
  await expect(editing).toContainText('ends too early');
  await expect(editing.getByLabel('Expression', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await keyboard.type('[3s]))');
  await expect(editing).not.toContainText('ends too early');
  await room.typeOver(editing.getByLabel('Unit'), 'per s');
  await room.tabTo(editing.getByRole('button', { name: 'Add a threshold' }));
  await keyboard.press('Enter');
  await keyboard.press('Shift+Tab');
  await room.typeOver(editing.getByLabel('Threshold 1', { exact: true }), 'five');
  await expect(editing).toContainText('A number is needed');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('5');
  // Escape is a safe way out: what was typed is there again.
  await keyboard.press('Escape');
  await expect(editing).toBeHidden();
  await room.tabTo(room.chart('Load now'));
  await room.press('t', 'u');
  await expect(editing.getByLabel('Threshold 1', { exact: true })).toHaveValue('5');
  await expect(editing.getByRole('slider')).toHaveAccessibleDescription(/Load now, per s/, patiently);
  await keyboard.press('Enter');
  await expect(editing).toBeHidden();
  await save('errors are what we wanted');
  expect(file()).toBe(
    titled.replace(
      '[ { title: Load now, metric: node_load1 } ]',
      '[ { title: Load now, metric: "sum(rate(app_errors_total[3s]))", unit: per s, thresholds: [ 5 ] } ]',
    ),
  );

  // Without a panel it cannot be saved; removed as a whole it can.
  await room.tabTo(room.chart('Load now'));
  await room.act('Remove Load now');
  await expect(room.main).toContainText('There is no panel on it yet');
  await expect(settings.saveButton).toHaveAttribute('title', 'machines: a dashboard needs a panel.');
  await room.act('Remove the dashboard');
  await expect(page).toHaveURL(/\/trends\?last=15m$/);
  await save('');
  expect(file()).toBe(text);
  await expect(room.dashboard('machines')).toBeHidden();
});

test('panels are moved, changed and removed, and what is written about the others stays', async ({ fleet, open }) => {
  const { page } = await open('captain', '/trends/shop?last=15m');
  const room = new TrendsRoom(page);
  const settings = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  await expect(room.chart('errors')).toBeVisible(patiently);

  await room.chart('errors').focus();
  await room.act('Move the panel later in its row');
  await expect.poll(() => room.titles()).toEqual(['registrations', 'errors', 'load']);
  await room.panel('errors').getByRole('button', { name: 'errors: more' }).click();
  await page.getByRole('menuitem', { name: /^Edit…/ }).click();
  const editing = room.dialog('Edit errors');
  await editing.getByLabel('Unit').fill('errors a second');
  await editing.getByRole('button', { name: /Drawn as/ }).click();
  await page.getByRole('option', { name: /^Bars/ }).click();
  await editing.getByRole('button', { name: 'Change the panel' }).click();
  await room.panel('registrations').getByRole('button', { name: 'registrations: more' }).click();
  await page.getByRole('menuitem', { name: /^Edit…/ }).click();
  await room.dialog('Edit registrations').getByRole('button', { name: 'Remove this panel' }).click();
  await expect.poll(() => room.titles()).toEqual(['errors', 'load']);
  await expect(room.panel('errors').getByRole('button', { name: 'errors: more' })).toBeFocused();
  await settings.save('less, and clearer');
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(
    text
      .replace('unit: per s     # not', 'unit: errors a second  # not')
      .replace(/(unit: errors.*\n).*title: registrations.*\n/, '$1            kind: bars\n'),
  );
});

test('a generated dashboard is copied into the file, renamed, and the generated one keeps its address', async ({ fleet, open }) => {
  const { page } = await open('captain', '/trends/hosts-www?last=15m');
  const room = new TrendsRoom(page);
  const settings = new SettingsRoom(page);
  await expect(room.dashboard('Hosts: www')).toHaveAttribute('aria-selected', 'true', patiently);
  await expect.poll(async () => (await room.titles()).length).toBeGreaterThan(1);
  const titles = await room.titles();
  await room.edit.click();
  await expect(page.getByRole('menuitem', { name: /^Rename the dashboard… not now: it is made from what/ })).toBeVisible();
  await page.getByRole('menuitem', { name: /^Copy the dashboard/ }).click();
  const naming = room.dialog(/^Copy Hosts: www/);
  await expect(naming.getByLabel('Name')).toHaveValue('www');
  await naming.getByLabel('Name').fill('hosts www');
  await expect(naming).toContainText('Its address would be that of Hosts: www');
  await naming.getByLabel('Name').fill('www');
  await naming.getByRole('button', { name: 'Copy it' }).click();
  await expect(page).toHaveURL(/\/trends\/www\?last=15m$/);
  await settings.save('ours to change');
  await expect.poll(() => room.titles()).toEqual(titles);
  await page.reload();
  await expect.poll(() => room.titles(), patiently).toEqual(titles);
  await room.edit.click();
  await page.getByRole('menuitem', { name: /^Rename the dashboard…/ }).click();
  await room.dialog('Rename www').getByLabel('Name').fill('the web');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/trends\/the-web\?last=15m$/);
  await settings.save('');
  await expect(room.dashboard('the web')).toBeVisible();
  await expect(room.dashboard('Hosts: www')).toBeVisible();
  expect(readFileSync(fleet.configFile, 'utf8')).toContain(dashboards.trimEnd());
});

test('a file that changed meanwhile is not written over: what was edited is made again on it', async ({ fleet, open }) => {
  const { page } = await open('captain', '/trends/shop?last=15m');
  const room = new TrendsRoom(page);
  const settings = new SettingsRoom(page);
  const text = readFileSync(fleet.configFile, 'utf8');
  await expect(room.chart('load')).toBeVisible(patiently);
  await room.chart('load').focus();
  await room.act('Move the panel to the row above');
  await expect(room.panel('load').getByRole('button', { name: 'load: more' })).toBeFocused();
  const meanwhile = text.replace('title: errors ', 'title: php errors ').replace('unit: per s  ', 'unit: per min');
  writeFileSync(fleet.configFile, meanwhile);
  await expect(page.getByText('The file has changed since you began.')).toBeVisible(patiently);
  await page.getByRole('button', { name: 'Make my changes again' }).click();
  await expect.poll(() => room.titles()).toEqual(['registrations', 'load', 'php errors']);
  await settings.save('on the new text');
  const after = readFileSync(fleet.configFile, 'utf8');
  for (const line of ['# agreed with Ravi\n          - title: php errors', 'unit: per min', '# not per minute'])
    expect(after).toContain(line);

  // What is begun is dropped as a whole.
  await room.chart('load').focus();
  await room.act('Remove load');
  await page.getByRole('button', { name: /^Drop/ }).click();
  await expect(room.panel('load')).toBeVisible();
  expect(readFileSync(fleet.configFile, 'utf8')).toBe(after);
});

test.describe('while a push is under way', () => {
  test.use({ order: withDashboards('300s') });
  test('what is saved is shown, and said to hold when the push has ended', async ({ fleet, open }) => {
    const push = await open('captain');
    await push.push(fleet.commits.good);
    await expect(push.headline).toContainText('Watching', patiently);
    const { page } = push;
    const room = new TrendsRoom(page);
    await room.press('g', 't');
    await expect(room.panel('load')).toBeVisible(patiently);
    await room.panel('load').getByRole('button', { name: 'load: more' }).focus();
    await room.act('Remove load');
    await new SettingsRoom(page).save('not now');
    await expect(page.getByText('Saved. It holds when r-1 has ended.')).toBeVisible();
    await expect.poll(() => room.titles()).toEqual(['errors', 'registrations']);
    expect(readFileSync(fleet.configFile, 'utf8')).not.toContain('title: load');
    // It goes on from what the file says.
    await room.panel('registrations').getByRole('button', { name: 'registrations: more' }).focus();
    await room.act('Move the panel earlier in its row');
    await expect.poll(() => room.titles()).toEqual(['registrations', 'errors']);
  });
});

test('a viewer sees the dashboards and is told why nothing can be changed', async ({ open }) => {
  const { page } = await open('viewer', '/trends/shop?last=15m');
  const room = new TrendsRoom(page);
  await room.edit.click(patiently);
  await expect(page.getByRole('menuitem', { name: /^Add a panel… not now: you are a viewer: ask a captain/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await room.press('t', 'a');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('axe finds nothing in what edits dashboards', async ({ open }) => {
  const { page } = await open('captain', '/trends/shop?last=15m');
  const room = new TrendsRoom(page);
  await expect(room.chart('load')).toBeVisible(patiently);
  await room.edit.click();
  await page.getByRole('menuitem', { name: 'New dashboard…' }).click();
  await room.dialog('New dashboard').getByLabel('Name').fill('shop');
  await expect(room.dialog('New dashboard')).toContainText('There is a dashboard of this name already.');
  await expectAccessibleInBoth(page);
  await room.dialog('New dashboard').getByLabel('Name').fill('another');
  await page.keyboard.press('Enter');
  const adding = room.dialog('Add a panel to another');
  await adding.getByLabel('Expression', { exact: true }).fill('sum(rate(');
  await expect(adding).toContainText('ends too early');
  await adding.getByRole('button', { name: 'Add a threshold' }).click();
  await adding.getByLabel('Threshold 1', { exact: true }).fill('x');
  await expect(adding).toContainText('A number is needed');
  await expectAccessibleInBoth(page);
  await adding.getByRole('button', { name: 'Leave it' }).click();
  await expect(room.main).toContainText('There is no panel on it yet');
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: /^Drop/ }).click();
  await room.dashboard('shop').click();
  await room.panel('errors').getByRole('button', { name: 'errors: more' }).click();
  await page.getByRole('menuitem', { name: /^Edit…/ }).click();
  await expect(room.dialog('Edit errors').getByRole('slider')).toBeVisible(patiently);
  await expectAccessibleInBoth(page);
});
