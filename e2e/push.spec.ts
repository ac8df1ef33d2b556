import { ReportPage } from './pages/report-page';
import { short } from './pages/push-room';
import { expect, patiently, test } from './pages/test';

test('a good push, from the commit that waits to live everywhere', async ({ fleet, open }) => {
  const { live, good } = fleet.commits;
  const room = await open();
  await expect(room.strip).toContainText('Safe');
  await expect(room.headline).toHaveText(`${short(live)} is live on all 6 hosts`);
  await expect(room.head).toContainText('3 commits waiting');

  await room.planButton(good).click();
  const plan = room.plan(good);
  await expect(plan).toContainText(`${short(good)} on 6 hosts`);
  await expect(plan).toContainText('Cache the profile query per session, Tobias Renner');
  await expect(plan).toContainText('Nothing speaks against it.');
  await expect(plan.getByRole('row', { name: /^1 2 2 www/ })).toBeVisible();
  await expect(plan.getByRole('row', { name: /^2 4 2 www, 2 chat/ })).toBeVisible();
  expect(fleet.revisions(), 'a plan touches nothing').toEqual([short(live)]);

  await room.pushButton(good).click();
  await expect(room.headline).toContainText(/Staging|Switching|Watching/);
  await expect(room.step('Watch 50 %')).toHaveAttribute('aria-current', 'step');
  await expect(room.strip).toContainText('Watching 50 %');
  await expect(room.strip).toContainText('Mara Lindqvist');
  await expect(room.gauge('errors')).toContainText('ok');
  await expect(room.step('Watch 100 %')).toHaveAttribute('aria-current', 'step', patiently);
  await expect(room.headline).toHaveText(`${short(good)} is live on all 6 hosts`, patiently);
  await expect(room.strip).toContainText('Safe');
  await expect(room.strip).toContainText('Free');
  await expect(room.pushes.getByRole('row').filter({ hasText: short(good) })).toContainText('live');
  expect(fleet.revisions()).toEqual([short(good)]);
});

test('a bad push rolls back by itself, its report says why, and the fix goes out in one act with the unlock', async ({
  fleet,
  open,
}) => {
  const { live, errors, registrations: fix } = fleet.commits;
  const room = await open();
  await room.push(errors);

  await expect(room.headline).toHaveText(/^Roll(ing|ed) back 2 hosts to /, patiently);
  await expect(room.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);
  await expect(room.head).toContainText(/errors 0(\.0+)? to \d+(\.\d+)? .*\(limit > 5\) on [12] of 2 switched hosts/);
  await expect(room.head).toContainText('4 hosts were never switched.');
  await expect(room.head).toContainText('Recovered', patiently);
  await expect(room.gauge('errors')).toContainText('regressed');
  await expect(room.strip).toContainText('Push lock kept');
  await expect(room.commits).toContainText('nothing goes out until the push lock is cleared');
  expect(fleet.revisions()).toEqual([short(live)]);

  await room.gauge('errors').getByRole('link', { name: 'errors' }).click();
  const report = new ReportPage(room.page);
  await expect(report.title).toContainText(`Metrics of phase 1 of revision ${short(errors)}, between `);
  await expect(room.page.getByText('This push was rolled back.')).toBeVisible();
  await expect(report.tab('errors')).toHaveAttribute('aria-selected', 'true');
  const heads = ['Verdict', 'Host', 'Host type', 'Pre', 'Post', 'Delta', '%', 'Limit', 'Reason', 'Links'];
  await expect(report.table('errors').getByRole('columnheader')).toContainText(heads);
  await expect(report.row('errors', 'Switched')).toContainText('regressed');
  await expect(report.row('errors', 'Switched')).toContainText('> 5');
  await expect(report.row('errors', 'Untouched')).toContainText(/[24] hosts/);
  const names = report.table('errors').locator('tbody').getByRole('row');
  await expect(names).toHaveCount(2 + 6);
  await expect(names.nth(2)).toContainText(/regressed.*(www|chat)-\d/);
  const link = report.row('errors', 'www-2').getByRole('link', { name: 'errors' });
  await expect(link).toHaveAttribute('href', 'https://logs.example.com/errors?host=www-2');
  await expect(report.verdict).toContainText('regressed');
  await expect(report.verdict).toContainText('limit > 5, critical');
  await expect(report.verdict).toContainText(/Rolled back in.*2 hosts/);
  await expect(report.verdict.getByRole('list').last()).toContainText('drop the unused presence flag');

  await report.verdict.getByRole('textbox', { name: 'Limit of errors' }).fill('> 1000');
  await report.verdict.getByRole('button', { name: 'Judge again' }).click();
  await expect(report.verdict.getByRole('status')).toContainText(/With > 1000: (ok|too little) instead of regressed/);
  await report.verdict.getByRole('textbox', { name: 'Limit of errors' }).fill('> 5');
  await report.verdict.getByRole('button', { name: 'Judge again' }).click();
  await expect(report.verdict.getByRole('status')).toContainText('With > 5: still regressed');

  await room.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Push' }).click();
  await room.planButton(fix).click();
  await expect(room.pushButton(fix)).toHaveText(`Unlock and push ${short(fix)} to 2 hosts, then 4`);
  await room.pushButton(fix).click();
  await expect(room.headline).toHaveText(`${short(fix)} is live on all 6 hosts`, patiently);
  await expect(room.strip).toContainText('Safe');
  await expect(room.strip).toContainText('Free');
  expect(fleet.revisions()).toEqual([short(fix)]);
});
