import { join } from 'node:path';
import { short } from './pages/push-room';
import { built } from './pages/processes';
import { expectAccessible, expectAccessibleInBoth } from './pages/stage';
import { expect, patiently, test, usual } from './pages/test';
import { WallBoard } from './pages/wall-board';
import { layWire } from './pages/wire';
import { startStage } from './stage';

/** From five metres a letter has to be this share of the screen's height: 15 pixels of 1080. */
const leastText = 0.014;

test.describe('on the stage', () => {
  let stage: Awaited<ReturnType<typeof startStage>>;
  test.beforeAll(async () => {
    stage = await startStage(join(built, 'renderer'));
  });
  test.afterAll(() => stage.close());

  for (const [scene, width, height] of [
    ['calm', 1920, 1080],
    ['rolling-back', 1920, 1080],
    ['held', 1280, 720],
    ['many', 1920, 1080],
    ['many', 1280, 720],
    ['many', 3840, 2160],
    ['empty', 1920, 1080],
    ['disconnected', 1920, 1080],
  ] as const) {
    test(`${scene}, ${width} x ${height}: large enough, nothing beyond the screen, nothing for axe`, async ({ browser }) => {
      const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('WebSocket connection to'))
          complaints.push(message.text());
      });
      await page.goto(`http://127.0.0.1:${stage.port}/wall#token=${scene}.viewer`);
      const wall = new WallBoard(page);
      if (scene === 'disconnected') await expect(wall.lost).toContainText(/^No connection since \d\d:\d\d:\d\d/);
      else {
        await expect(wall.state).toContainText(/\d\d:\d\d:\d\d UTC/);
        await wall.drawn(scene === 'empty' ? 0 : 4);
      }
      const smallest = await wall.smallestText();
      expect(smallest.share, smallest.text).toBeGreaterThanOrEqual(leastText);
      expect(await wall.overflowing()).toEqual([]);
      await (scene === 'many' || scene === 'empty' ? expectAccessible : expectAccessibleInBoth)(page);
      expect(complaints).toEqual([]);
      await context.close();
    });
  }

  test('turns through the dashboards while all is well, from Trends with two keys, large enough and nothing for axe', async ({
    page,
  }) => {
    await page.goto(`http://127.0.0.1:${stage.port}/trends#token=calm.viewer`);
    await expect(page.getByRole('heading', { name: 'Trends', exact: true })).toBeVisible();
    await page.keyboard.press('t');
    await page.keyboard.press('o');
    await expect(page).toHaveURL(/\/wall\?every=30$/);
    // Pages go by the clock: it stands at the beginning of the first of the two that the shop has, after the fleet.
    const round = 3 * 30_000;
    await page.clock.install({ time: Math.ceil(Date.now() / round) * round + 30_000 });
    await page.goto(`http://127.0.0.1:${stage.port}/wall?every=30&show=shop`);
    const wall = new WallBoard(page);
    const dashboard = page.getByRole('region', { name: 'The shop' });
    await expect(dashboard.getByRole('region', { name: 'php errors' })).toContainText('php errors');
    await wall.drawn(4);
    const smallest = await wall.smallestText();
    expect(smallest.share, smallest.text).toBeGreaterThanOrEqual(leastText);
    expect(await wall.overflowing()).toEqual([]);
    await page.clock.runFor(30_000);
    await expect(dashboard.getByRole('region', { name: 'From a visit to an order' })).toContainText('has a cart');
    await expectAccessible(page);
    await page.clock.runFor(30_000);
    await expect(dashboard).toBeHidden();
    await expect(wall.chart('php errors').first()).toBeVisible();
  });

  test('does not turn away while something is wrong', async ({ page }) => {
    await page.clock.install();
    await page.goto(`http://127.0.0.1:${stage.port}/wall?every=5&show=shop#token=rolling-back.viewer`);
    const wall = new WallBoard(page);
    await expect(wall.state).toContainText('Rolling back');
    for (let turn = 0; turn < 4; turn++) {
      await page.clock.runFor(5_000);
      await expect(page.getByRole('region', { name: 'The shop' })).toHaveCount(0);
    }
    await expect(wall.alarms).toContainText('php errors regressed');
  });

  test('says what needs somebody, worst first, with the time that is left', async ({ page }) => {
    const wall = new WallBoard(page);
    await page.goto(`http://127.0.0.1:${stage.port}/wall#token=rolling-back.viewer`);
    await expect(wall.state).toContainText('Rolling back');
    await expect(wall.alarms.getByRole('listitem').first()).toContainText('php errors regressed');
    await expect(wall.alarms).toContainText('0.18 to 7.42 per s, limit > 5');
    await expect(wall.alarms).toContainText('www-087');
    await expect(wall.chart('php errors').first()).toHaveAttribute('aria-label', /php errors/);
    // Only the part behind the # differs, which alone would open nothing anew.
    await page.goto('about:blank');
    await page.goto(`http://127.0.0.1:${stage.port}/wall#token=held.viewer`);
    await expect(wall.alarms.getByRole('listitem').first()).toContainText(/Mara Lindqvist decides.*(left|overdue)/);
  });
});

test.describe('with an engine', () => {
  test.use({
    order: usual('300s'),
    // Chromium writes this for each dial and each file that fails; no page can keep it from that.
    tolerated: /^WebSocket connection to 'ws:.*' failed: |^Failed to load resource: net::ERR_CONNECTION_RESET/,
  });

  test('a viewer sees a push come and go back, and nothing old as live when the connection is lost', async ({
    fleet,
    desk,
    open,
  }) => {
    const { live, good } = fleet.commits;
    const wire = await layWire(desk.port);
    const captain = await open();
    const { page } = await open('viewer', '/wall', `http://127.0.0.1:${wire.port}`);
    const wall = new WallBoard(page);
    await expect(wall.state).toContainText('Safe');
    await expect(wall.state).toContainText(short(live));
    await expect(wall.state).toContainText(/Data\s*\d+ s ago/);
    await expect(wall.push).toContainText(`${short(live)} is live on all 6 hosts`);
    await expect(wall.alarms).toContainText('Nothing needs anybody');
    await wall.drawn(2);

    await captain.push(good);
    await expect(wall.push).toContainText(`Watching ${short(good)} on 2 hosts`, patiently);
    await expect(wall.state).toContainText('Watching 50');
    await expect(wall.push).toContainText(/Watch 50 %.*\d:\d\d of 5:00/);

    // By keyboard one comes away from it, and back.
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'To the push room' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/push$/);
    await page.goBack();
    await wall.drawn(2);

    wire.cut();
    await expect(wall.lost).toContainText(/^No connection since \d\d:\d\d:\d\d/);
    await expect(wall.lost).toContainText('Nothing shown here is live.');
    // Said aloud once: by the announcer, whose region is the only alert.
    await expect(page.getByRole('alert')).toHaveCount(1);
    await expect(page).toHaveTitle(/^Disconnected/);
    await expect(page.locator('main [inert]')).toContainText(`Watching ${short(good)}`);
    await captain.rollbackButton.focus();
    await captain.holdRollback('Enter');
    await expect(captain.headline).toHaveText(`Rolled back 2 hosts to ${short(live)}`, patiently);

    wire.mend();
    await expect(wall.lost).toBeHidden(patiently);
    await expect(wall.push).toContainText(`Rolled back 2 hosts to ${short(live)}`);
    await expect(wall.state).toContainText('Push lock kept');
    await wire.close();
  });
});
