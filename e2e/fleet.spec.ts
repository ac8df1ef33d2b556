import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetRoom } from './pages/fleet-room';
import { short } from './pages/push-room';
import { expectAccessible } from './pages/stage';
import { expect, patiently, test, usual } from './pages/test';

const { replace = [] } = usual('2s');
test.use({
  order: {
    replace: [
      ...replace,
      // One host's drain fails the first time, with words of its own.
      [
        '      reload: reload\n',
        `      drain: 'test {host} != www-4 || test -e once || { touch once; echo the pool is gone; exit 3; }; echo drain >>traffic'\n      undrain: "echo undrain >>traffic"\n      reload: reload\n`,
      ],
      ['  pre: 1s', '  keep_releases: { last: 1, and_live_within: 0s }\n  pre: 1s'],
    ],
  },
});

test('hosts are taken out, left out by a push, put back, converged, pruned and examined, by keyboard alone', async ({
  fleet,
  open,
}) => {
  const { live, good } = fleet.commits;
  const push = await open('captain', '/fleet');
  const room = new FleetRoom(push.page);
  const { keyboard } = push.page;
  const shop = (host: string) => join(fleet.directory, 'hosts', host, 'srv/shop');
  await expect(room.headline).toHaveText(`All 6 hosts on ${short(live)}`);
  await expect(room.act(/^Take/)).toHaveAttribute('title', 'no host is chosen');

  // Out of service, with a reason that could hurt.
  await room.pressOn('www-3', 'Space');
  await room.pressOn('www-4', 'Space');
  await expect(room.acts).toContainText('2 hosts chosen');
  await keyboard.press('f');
  await keyboard.press('o');
  const dialog = push.page.getByRole('dialog', { name: 'Take 2 hosts out of service?' });
  await keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: /^Take 2 hosts out/ })).toHaveAttribute('aria-disabled', 'true');
  await keyboard.type(`disk's "gone"; $(touch owned)`);
  await keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(room.main).toContainText('1 host out of service. It failed on 1 host:');
  await expect(room.main).toContainText('www-4 pushes leave it out now, but its drain failed with exit code 3: the pool is gone');
  await expect(room.row('www-3')).toContainText(`by Mara Lindqvist: disk's "gone"; $(touch owned)`);
  await expect(room.headline).toHaveText(`4 hosts on ${short(live)}`);
  expect(readFileSync(join(shop('www-3'), '.capstan/out'), 'utf8')).toContain('Mara Lindqvist');
  expect(existsSync(join(shop('www-3'), 'owned'))).toBe(false);
  expect(readFileSync(join(fleet.directory, 'hosts/www-3/traffic'), 'utf8')).toBe('drain\n');

  // A viewer sees it and can do nothing.
  const viewer = new FleetRoom((await open('viewer', '/fleet')).page);
  await expect(viewer.row('www-3')).toContainText('out of service');
  await viewer.pressOn('www-3', 'Space');
  await expect(viewer.act(/^Put www-3 back/)).toHaveAttribute('title', 'you are a viewer: ask a captain');
  await viewer.page.close();

  // A push leaves them out, though none may be excluded for nothing.
  await keyboard.press('Escape');
  await keyboard.press('g');
  await keyboard.press('p');
  await push.planButton(good).click();
  await expect(push.plan(good)).toContainText('www-3, www-4 are left out: out of service since');
  await push.pushButton(good).click();
  await expect(push.strip).toContainText('Watching', patiently);
  await expect.poll(() => fleet.linked()['chat-2'], patiently).toBe(short(good));
  await expect(push.headline).toContainText(/is live on/, patiently);
  expect(fleet.linked()).toMatchObject({ 'www-3': short(live), 'www-4': short(live), 'www-1': short(good) });

  // Back into service: now they drift, and are brought up.
  await keyboard.press('g');
  await keyboard.press('f');
  await expect(room.headline).toHaveText(`4 hosts on ${short(good)}`, patiently);
  await room.pressOn('www-3', 'Space');
  await room.pressOn('www-4', 'Space');
  await expect(room.act('Put 2 hosts back into service')).toBeVisible();
  await keyboard.press('f');
  await keyboard.press('b');
  await expect(room.main).toContainText('2 hosts back in service.', patiently);
  await expect(room.headline).toHaveText(`2 hosts not on ${short(good)}: www-3 and www-4`);
  await expect(room.row('www')).toContainText(`2 on ${short(good)}, 2 on ${short(live)}`);
  await expect(room.row('www')).toContainText('drifts');
  await expect(push.strip).toContainText('Free', patiently);
  await expect(room.act(`Bring 2 hosts to ${short(good)}`)).not.toHaveAttribute('aria-disabled', 'true');
  await keyboard.press('f');
  await keyboard.press('c');
  await expect(room.main).toContainText(`2 hosts brought to ${short(good)}.`, patiently);
  await expect(room.headline).toHaveText(`All 6 hosts on ${short(good)}`);
  expect(fleet.revisions()).toEqual([short(good)]);

  // Old releases go, none that a rollback needs.
  for (const host of ['www-1', 'chat-2']) {
    mkdirSync(join(shop(host), 'releases/old-1'));
    writeFileSync(join(shop(host), 'releases/old-1/.complete'), 'x\n');
  }
  await expect(push.strip).toContainText('Free', patiently);
  await room.focusTable();
  await keyboard.press('Control+a');
  await expect(room.acts).toContainText('6 hosts chosen');
  await keyboard.press('f');
  await keyboard.press('p');
  await expect(room.main).toContainText('2 old releases removed from 6 hosts.', patiently);
  expect(existsSync(join(shop('www-1'), 'releases/old-1'))).toBe(false);

  await keyboard.press('f');
  await keyboard.press('d');
  await expect(room.doctor).toContainText('6 hosts examined', patiently);

  // The page of a host tells what was done there, and what it said.
  await room.pressOn('www-3', 'Enter');
  await expect(push.page).toHaveURL(/\/fleet\/www-3$/);
  await expect(room.headline).toHaveText('www-3: live');
  await expect(push.page.getByRole('region', { name: 'Releases' })).toContainText('a rollback of r-1 goes here', patiently);
  const step = room.operations.getByRole('listitem').filter({ hasText: 'switch' }).first();
  await push.tabTo(step.locator('summary'));
  await keyboard.press('Enter');
  await expect(step.locator('pre')).toContainText('reload=0');
  await expect(room.operations).toContainText('drain');
  await push.page.goBack();
  await expect(room.table).toBeVisible();
});

test('a link to a host that is not there says so and leads back', async ({ open }) => {
  const { page } = await open('captain', '/fleet/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no host nowhere in this fleet');
  await page.getByRole('link', { name: 'All hosts' }).click();
  await expect(new FleetRoom(page).table).toBeVisible();
});

test('nothing of it stands in the way of who cannot see it, in either theme', async ({ open }) => {
  const { page } = await open('captain', '/fleet');
  const room = new FleetRoom(page);
  await expect(room.headline).toContainText('All 6 hosts');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await room.goTo();
    await room.row('www-2').getByRole('checkbox').click({ force: true });
    await room.act(/^Examine/).click();
    await expect(room.doctor).toBeVisible();
    await expectAccessible(page, { coloursOnly: colorScheme === 'dark' });
    await room.act(/^Take/).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, { coloursOnly: colorScheme === 'dark' });
    await page.keyboard.press('Escape');
    await page.goto(new URL('/fleet/www-1', page.url()).href);
    await room.operations.locator('summary').first().click();
    await expectAccessible(page, { coloursOnly: colorScheme === 'dark' });
  }
});
