import { TrendsRoom } from './pages/trends-room';
import { expect, expectAccessible, expectAccessibleInBoth, test } from './pages/stage';

test('a jump is matched with the push that made it, by keyboard alone', async ({ play }) => {
  const page = await play({ token: 'calm' });
  const room = new TrendsRoom(page);
  await room.press('g', 't');
  await room.drawn('php errors');
  await room.press('t', '4');
  await expect(room.window('6 h')).toHaveAttribute('aria-pressed', 'true');
  expect(room.query.get('last')).toBe('6h');

  // From push to push; the chart says what stands under the crosshair, and all legends do.
  await room.tabTo(room.chart('php errors'));
  const chart = room.chart('php errors');
  const toRollback = async () => {
    for (let left = 30; left > 0; left--) {
      if (((await chart.getAttribute('aria-valuetext')) ?? '').includes('rolled back')) return;
      await page.keyboard.press('ArrowUp');
      await page.waitForTimeout(40);
    }
    throw new Error('The arrow keys do not lead to the rollback.');
  };
  await toRollback();
  await expect(chart).toHaveAttribute('aria-valuetext', /r-2028 b0a95fd rolled back, Priya Raman, 118 lines/);
  await expect(room.legend('Answers').getByRole('columnheader').nth(1)).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(chart).toHaveAccessibleDescription(/php errors, per s, from .* newest 0\.\d+, least .*\d pushes, 1 rolled back/);

  // A stretch is marked and zoomed to; all charts follow; `-` goes back, and so does the browser.
  for (let step = 0; step < 8; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.waitForTimeout(60);
  await page.keyboard.press('Enter');
  await expect.poll(() => room.lengthMs).toBeGreaterThan(0);
  expect(room.lengthMs).toBeLessThan(3_600_000);
  await expect(room.main).toContainText('standing still');
  await room.drawn('php errors');
  await page.keyboard.press('-');
  await expect.poll(() => room.query.get('last')).toBe('6h');
  await page.goBack();
  await expect.poll(() => room.lengthMs).toBeGreaterThan(0);
  await page.reload();
  await room.drawn('php errors');
  expect(room.lengthMs).toBeLessThan(3_600_000);
  await room.press('t', '4');
  await room.drawn('php errors');

  // A day earlier behind it, and again without.
  await room.press('t', 'd');
  await expect(room.time.getByRole('button', { name: 'Compared with a day earlier' })).toBeVisible();
  expect(room.query.get('compare')).toBe('day');
  await room.press('t', 'd');
  await expect(room.time.getByRole('button', { name: 'Compare', exact: true })).toBeVisible();

  // One line alone, and all again.
  const line = room.legend('Answers').getByRole('button', { name: 'p90' });
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-pressed', 'true');
  // Two of them.
  const other = room.legend('Answers').getByRole('button', { name: 'p50' });
  await other.click({ modifiers: ['ControlOrMeta'] });
  await expect(line).toHaveAttribute('aria-pressed', 'true');
  await expect(other).toHaveAttribute('aria-pressed', 'true');
  await other.click({ modifiers: ['ControlOrMeta'] });
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-pressed', 'false');

  // What changed here, and the push that did it.
  await room.press('t', 'c');
  await expect(room.aside).toContainText('r-2028 taken back from 10 hosts: crashes.');
  await expect(room.aside).toContainText('answers is CRITICAL: 0.93 s, limit > 0.9.');
  await room.press('t', 'c');
  await expect(room.aside).toBeHidden();

  // Checks are marked when that is asked for.
  const check = room.panel('php errors').getByRole('button', { name: /check/ });
  await expect(check).toHaveCount(0);
  await room.press('t', 'k');
  await expect(check.first()).toBeAttached();
  await expect(room.time.getByRole('switch', { name: /^Check marks/ })).toBeChecked();
  await room.press('t', 'k');
  await expect(check).toHaveCount(0);
  await room.tabTo(chart);
  await toRollback();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/push\/r-2028\/report/);
  await page.goBack();
  await room.drawn('php errors');
});

test('dragging zooms, a mark opens its push, pausing stands still, and a panel fills the room', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/trends?last=6h' });
  const room = new TrendsRoom(page);
  await room.drawn('php errors');
  const box = await room.chart('php errors').boundingBox();
  if (!box) throw new Error('The chart is not drawn.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 150, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 260, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => room.lengthMs).toBeGreaterThan(0);
  await room.drawn('php errors');
  await page.mouse.dblclick(box.x + 200, y);
  await expect.poll(() => room.query.get('last')).toBe('6h');

  await room.time.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(room.main).toContainText('standing still');
  expect(room.lengthMs).toBe(6 * 3_600_000);
  await page.keyboard.press(',');
  await expect.poll(() => Date.parse(room.query.get('to') ?? '')).toBeLessThan(Date.now() - 2.9 * 3_600_000);
  await room.time.getByRole('button', { name: 'Go on live' }).click();
  await expect(room.window('6 h')).toHaveAttribute('aria-pressed', 'true');

  // A range by its ends.
  await room.press('t', 'r');
  const dialog = page.getByRole('dialog', { name: 'From one time to another' });
  await dialog.getByLabel('From, time').fill('9');
  await expect(dialog).toContainText('As 09:30');
  await dialog.getByLabel('From, time').fill('00:00');
  await dialog.getByLabel('To, time').fill('00:00:30');
  // Days are typed too: what is announced meanwhile is emptied, and the policy of the page lets it be.
  await dialog.getByRole('spinbutton').first().click();
  await page.keyboard.type(String(new Date().getFullYear()));
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Show this time' }).click();
  await expect(dialog).toBeHidden();

  // One panel alone, as a table, and what it has twice is a fault with its place.
  await page.goto(new URL('/trends/shop?last=6h&panel=orders', page.url()).href);
  await expect(room.panel('Orders')).toContainText('Query 2:');
  await expect(room.panel('Orders').locator('code')).toContainText('ordres_total');
  await room.panel('Orders').getByRole('button', { name: 'Orders: more' }).click();
  await page.getByRole('menuitem', { name: 'As a table' }).click();
  await expect(room.panel('Orders').getByRole('region', { name: 'Orders, readings' })).toContainText('r-20');
  await room.press('t', 'f');
  await expect(room.panel('Registrations')).toBeVisible();
  await room
    .panel('php errors')
    .getByRole('link', { name: /^Report of r-2028/ })
    .click();
  await expect(page).toHaveURL(/\/push\/r-2028\/report/);
});

test('hosts are picked for a panel, by keyboard alone: no more than can be told apart, and all again', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/trends/www?last=1h' });
  const room = new TrendsRoom(page);
  const { keyboard } = page;
  const legend = room.legend('Load');
  await expect(legend).toContainText('median');
  const shown = room.panel('Load').getByRole('button', { name: /^Load: shown as/ });
  await room.tabTo(shown);
  await keyboard.press('Enter');
  await keyboard.type('pick');
  await keyboard.press('Enter');
  const dialog = room.dialog('Hosts of Load');
  const find = dialog.getByLabel('Find');
  await expect(find).toBeFocused();
  await expect(dialog).toContainText('None is picked');
  await keyboard.type('www-09');
  const hosts = dialog.getByRole('listbox', { name: 'Hosts' });
  await expect(hosts.getByRole('option')).toHaveCount(10);
  await room.tabTo(hosts.getByRole('option').first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  // What is picked stays when something else is looked for.
  await room.typeOver(find, 'www-1');
  await expect(hosts.getByRole('option')).toHaveCount(13);
  await room.tabTo(hosts.getByRole('option').first());
  await keyboard.press('Space');
  await expectAccessible(page, { within: '[role=dialog]' });
  await keyboard.press('Control+a');
  await room.typeOver(find, 'www-0');
  await keyboard.press('Tab');
  await expect(hosts.locator(':focus')).toHaveCount(1);
  await keyboard.press('Control+a');
  await expect(dialog).toContainText('20 at most');
  await expect(dialog.getByRole('button', { name: /^Show/ })).toHaveAttribute('aria-disabled', 'true');
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Nothing was shown of it. Once more, with two.
  await room.tabTo(shown);
  await keyboard.press('Enter');
  await keyboard.type('pick');
  await keyboard.press('Enter');
  await keyboard.type('www-09');
  await room.tabTo(hosts.getByRole('option').first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  await room.tabTo(dialog.getByRole('button', { name: 'Show 2 hosts' }));
  await keyboard.press('Enter');
  await expect(legend.locator('tbody').getByRole('row')).toHaveCount(2);
  await expect(legend).toContainText('www-090');
  await room.tabTo(room.panel('Load').getByRole('button', { name: 'Load: shown as 2 hosts' }));
  await keyboard.press('Enter');
  await keyboard.type('as conf');
  await keyboard.press('Enter');
  await expect(legend).toContainText('median');
});

test('an expression is completed, told what is wrong with it where it stands, and drawn', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/trends' });
  const room = new TrendsRoom(page);
  await room.drawn('php errors');
  await room.press('t', 'e');
  await expect(room.metrics).toBeVisible();
  await room.tabTo(room.expression);
  await page.keyboard.type('sum(ra');
  await expect(room.proposals.getByRole('option').first()).toContainText('rate');
  await page.keyboard.press('Tab');
  await expect(room.expression).toHaveValue('sum(rate(');
  await page.keyboard.type('php_err');
  await expect(room.proposals.getByRole('option', { name: /php_errors_total/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('{ty');
  await expect(room.proposals.getByRole('option', { name: /^type/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('="w');
  await expect(room.proposals.getByRole('option', { name: 'www' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('"}[5m])');
  await expect(room.expression).toHaveAttribute('aria-invalid', 'true');
  await expect(room.expression).toHaveAccessibleDescription(/column \d+/);
  await page.keyboard.press('Enter');
  expect(room.query.get('metric')).toBeNull();
  await page.keyboard.type(')');
  await expect(room.expression).not.toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Enter');
  const text = 'sum(rate(php_errors_total{type="www"}[5m]))';
  await expect.poll(() => room.query.get('metric')).toBe(text);
  await room.drawn(text);
  await page.reload();
  await room.drawn(text);
  await expect(room.expression).toHaveValue(text);
  await page.getByLabel('Find by words of its name or help').fill('replica behind');
  await room.metrics.getByRole('row', { name: /replication_lag_seconds/ }).click();
  await room.drawn('replication_lag_seconds');
});

test('where there is nothing it says how something comes, and where the store is broken, what broke it', async ({ play }) => {
  const empty = await play({ token: 'trends-empty', path: '/trends' });
  await expect(empty.getByRole('main')).toContainText('There is nothing to draw yet');
  await expectAccessible(empty);
  const broken = await play({ token: 'trends-broken', path: '/trends' });
  await expect(broken.getByRole('main')).toContainText(
    'www-041 has too many series: its label session took at least 4,870 values.',
  );
  await expect(broken.getByRole('main')).toContainText('At least 5,000 new ones were refused');
  await expect(broken.getByRole('main')).toContainText('www-042 has too many series. 12 new ones were refused');
  await expect(broken.getByRole('main')).toContainText('The store of the series cannot be read: disk I/O error.');
  await expectAccessible(broken);
});

test('axe finds nothing in it', async ({ play }) => {
  const page = await play({ token: 'calm', path: '/trends/www?last=6h&compare=day' });
  const room = new TrendsRoom(page);
  await room.drawn('Load');
  await room.press('t', 'c');
  await expect(room.aside).toContainText('r-2028');
  await expectAccessibleInBoth(page);
  await room.press('t', 'e');
  await room.expression.fill('sum(php_errors_total[');
  await expect(room.expression).toHaveAttribute('aria-invalid', 'true');
  await expectAccessibleInBoth(page);
  await room.press('Escape');
});

test('a fault of the program in the room leaves the strip standing, and is got over', async ({ play }) => {
  // React says #520 where it drew all of it again, in vain.
  const page = await play({ token: 'calm', tolerated: /made to fail|React error #520/ });
  const room = new TrendsRoom(page);
  await page.evaluate(() => {
    const own = Array.prototype.toSorted;
    Object.assign(globalThis, { mend: () => (Array.prototype.toSorted = own) });
    Array.prototype.toSorted = () => {
      throw new Error('made to fail');
    };
  });
  await room.press('g', 't');
  await expect(page.getByRole('heading', { name: 'This room cannot be drawn' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'made to fail' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Roll back 150 hosts/ })).toBeEnabled();
  await page.evaluate(() => (globalThis as unknown as { mend: () => void }).mend());
  await page.getByRole('button', { name: 'Draw it again' }).click();
  await room.drawn('php errors');
});
