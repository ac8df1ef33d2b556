import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from './pages/test';

test('a broken edit of capstan.yaml is shown with its line and changes nothing; a mended one is taken up', async ({
  fleet,
  open,
}) => {
  const room = await open();
  const text = readFileSync(fleet.configFile, 'utf8');
  await expect(room.gauge('errors')).toContainText('> 5');
  const line = text.split('\n').findIndex((one) => one.includes('limit: "> 5"')) + 1;

  writeFileSync(fleet.configFile, text.replace('limit: "> 5"', 'limmit: "> 7"'));
  const notice = room.page.getByText(`capstan.yaml, line ${line}:`);
  await expect(notice).toContainText('limmit');
  await expect(room.page.getByText('The configuration from before stays in force')).toBeVisible();
  await expect(room.page.getByRole('main')).toContainText('limit');
  await expect(room.gauge('errors')).toContainText('> 5');

  writeFileSync(fleet.configFile, text.replace('limit: "> 5"', 'limit: "> 7"'));
  await expect(notice).toBeHidden();
  await expect(room.gauge('errors')).toContainText('> 7');
  await expect(room.headline).toContainText('is live on all 6 hosts');
});
