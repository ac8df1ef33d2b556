import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ReportPage } from './pages/report-page';
import { short } from './pages/push-room';
import { expect, patiently, test } from './pages/test';

test('a hostile commit message is text, on the waiting list, in the plan and in the report; a deep address can be reloaded', async ({
  fleet,
  desk,
  open,
}) => {
  const subject = `<img src=x onerror=alert(1)> "'\`<script>alert(2)</script>{{7*7}} \u202egnp.exe`;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-C', join(fleet.directory, 'shop'), '-c', 'user.name=Eve &lt;b&gt; Moss', '-c', 'user.email=eve@x', ...args],
      {
        encoding: 'utf8',
      },
    ).trim();
  git('commit', '-q', '--allow-empty', '-m', subject);
  const hostile = git('rev-parse', 'HEAD');

  const { origin } = new URL(desk.addresses.captain);
  const room = await open();
  const row = room.commits.getByRole('row').filter({ hasText: short(hostile) });
  await expect(row).toContainText(subject);
  await expect(row).toContainText('Eve &lt;b&gt; Moss');
  await room.planButton(hostile).click();
  await expect(room.plan(hostile)).toContainText(subject);
  await room.pushButton(hostile).click();
  await expect(room.headline).toHaveText(`${short(hostile)} is live on all 6 hosts`, patiently);
  await room.page.goto(`${origin}/push/r-1/report?gauge=errors`);
  const report = new ReportPage(room.page);
  await expect(report.verdict).toContainText(subject);
  expect(await room.page.locator('img, script:not([src]), iframe').count()).toBe(0);

  await room.page.reload();
  await expect(report.title).toContainText(`of revision ${short(hostile)}`);
  await expect(report.tab('errors')).toHaveAttribute('aria-selected', 'true');
  await expect(report.table('errors')).toBeVisible();
  await report.tab('load').click();
  await expect(room.page).toHaveURL(/\/push\/r-1\/report\?gauge=load&phase=1$/);
  await room.page.reload();
  await expect(report.tab('load')).toHaveAttribute('aria-selected', 'true');
  await room.page.goto(`${origin}/push/r-77/report`);
  await expect(report.title).toHaveText('No report of r-77');
  await room.page.goto(`${origin}/nowhere`);
  await expect(room.headline).toHaveText('There is nothing at /nowhere');
});
