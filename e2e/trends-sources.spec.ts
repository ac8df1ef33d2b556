import { FleetRoom } from './pages/fleet-room';
import { TrendsRoom } from './pages/trends-room';
import { expect, expectAccessible, test } from './pages/stage';

test('panels of a source are drawn, mixed ones too; one that cannot be read says so in the panel and above all', async ({
  play,
}) => {
  const page = await play({ token: 'trends-sources', path: '/trends' });
  const room = new TrendsRoom(page);
  await room.drawn('Requests of all regions');
  await expect(room.panel('Requests of all regions')).toContainText('per s, from prometheus');
  await expect(room.panel('Errors here and everywhere')).toContainText('partly from prometheus');
  await expect(room.legend('Errors here and everywhere')).toContainText('here');
  await expect(room.legend('Errors here and everywhere')).toContainText('everywhere');

  const notes = room.main.getByRole('alert');
  await expect(notes).toContainText(/thanos cannot be read, since \d\d:\d\d:\d\d \(\d+ h \d+ m\)/);
  await expect(notes).toContainText('https://thanos.example.com answers 401.');
  await expect(notes).toContainText('Check the name there, and the secret that it names.');
  await expect(notes).toContainText('queues: There is no number at shards[*shard].depth.');
  await expect(notes).not.toContainText('counters');
  await expect(notes).toContainText(
    /The pages of 6 hosts cannot be read: www-041 since \d\d:\d\d:\d\d \(.+?\): http:\/\/127\.0\.0\.1:9100\/metrics answers 503; www-042 .*; and 2 more\./,
  );
  await expect(notes.getByRole('link', { name: 'www-041' })).toHaveAttribute('href', /\/fleet\/www-041$/);

  // What the desk itself knows is drawn beside the fault.
  const orders = room.panel('Orders over years');
  await orders.scrollIntoViewIfNeeded();
  await expect(orders).toContainText('Query 2: thanos: https://thanos.example.com answers 401');
  await expect(room.legend('Orders over years')).toContainText('here');
  await orders.getByRole('button', { name: 'Ask again' }).click();
  const wrong = room.panel('Visits of all regions');
  await wrong.scrollIntoViewIfNeeded();
  await expect(wrong).toContainText(/prometheus says: parse error: .*\(column \d+\)/);
  await expectAccessible(page);
});

test('Explore asks where it is told to, and the address keeps it', async ({ play }) => {
  const page = await play({ token: 'trends-sources', path: '/trends/explore' });
  const room = new TrendsRoom(page);
  await expect(room.metrics.getByRole('columnheader', { name: 'Series' })).toBeVisible();
  await room.expression.fill('half an expr');
  await page.getByRole('button', { name: /Asked of/ }).click();
  await page.getByRole('option', { name: /^prometheus/ }).click();
  await expect.poll(() => room.query.get('source')).toBe('prometheus');
  await expect(room.expression).toHaveValue('half an expr');
  // Of a source only names and their help are known before one is asked for.
  await expect(room.metrics.getByRole('columnheader', { name: 'Series' })).toBeHidden();
  await room.expression.fill('sum(rate(visits_tot');
  await expect(room.proposals.getByRole('option', { name: /visits_total/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('[$__rate_interval])');
  await expect(room.expression).toHaveAccessibleDescription(/prometheus says: parse error/);
  await page.keyboard.type(')');
  await expect(room.expression).not.toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Enter');
  const text = 'sum(rate(visits_total[$__rate_interval]))';
  await room.drawn(text);
  await expect(room.panel(text)).toContainText('from prometheus');
  await page.reload();
  await room.drawn(text);
  expect(room.query.get('source')).toBe('prometheus');
  await expectAccessible(page);

  // One that cannot be read says why, and the desk can be asked again.
  await page.getByRole('button', { name: /Asked of/ }).click();
  await page.getByRole('option', { name: /^thanos/ }).click();
  await expect(page.getByRole('region', { name: 'Metrics' })).toContainText('thanos: https://thanos.example.com answers 401.');
  await expect(room.panel(text)).toContainText('It is asked again in 48 s.');
  await page.getByRole('button', { name: /Asked of/ }).click();
  await page.getByRole('option', { name: /^This desk/ }).click();
  await expect.poll(() => room.query.get('source')).toBeNull();
  await room.drawn(text);

  // Where there is only this desk, there is nothing to choose.
  const alone = await play({ token: 'calm', path: '/trends/explore' });
  await expect(new TrendsRoom(alone).metrics).toBeVisible();
  await expect(alone.getByRole('button', { name: /Asked of/ })).toBeHidden();
});

test('a live chart waits for a source that is slower than it moves', async ({ play }) => {
  const page = await play({ token: 'trends-sources', path: '/trends/explore?source=slow&metric=visits_total&last=15m' });
  const room = new TrendsRoom(page);
  await expect(room.chart('visits_total')).toBeVisible({ timeout: 25_000 });
});

test('the doctor looks at the sources too', async ({ play }) => {
  const page = await play({ token: 'trends-sources', path: '/fleet' });
  const room = new FleetRoom(page);
  await room.act(/^Examine/).click();
  await expect(room.doctor).toContainText('150 hosts and 2 sources examined');
  await expect(room.doctor.getByRole('row', { name: /thanos/ })).toContainText('Check the name there');
  await expect(room.doctor.getByRole('row', { name: /prometheus/ })).toBeHidden();
});
