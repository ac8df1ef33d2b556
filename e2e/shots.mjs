// Pictures of a real run: the demonstration fleet, driven through the page.
// node e2e/shots.mjs FOLDER      every room that a push goes through, in three sizes
// node e2e/shots.mjs --readme    the README's: before, during and after a rollback, and its trends
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser } from './browser.mjs';

const where = process.argv[2];
if (!where) {
  process.stderr.write('Say where the pictures should go: node e2e/shots.mjs FOLDER\n');
  process.exit(1);
}
const forReadme = where === '--readme';
const folder = forReadme ? fileURLToPath(new URL('../resources/screenshots', import.meta.url)) : where;
mkdirSync(folder, { recursive: true });
const sizes = forReadme
  ? [{ width: 1280, height: 800 }]
  : [
      { width: 1280, height: 800 },
      { width: 1440, height: 900 },
      { width: 1920, height: 1080 },
    ];
/** What the README shows, and what it calls it. */
const readme = { 'watching-bad': 'before', 'rolling-back': 'during', 'rolled-back': 'after', trends: 'trends' };
const mostBytes = 300 << 10;

const empty = mkdtempSync(join(tmpdir(), 'capstan-shots-'));
const launcher = fileURLToPath(new URL('../electron/cli/launcher.mjs', import.meta.url));
const app = spawn(process.execPath, [launcher, 'start', '--browser', '--no-open'], {
  cwd: empty,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, CAPSTAN_CONFIG: '', CAPSTAN_WHO: 'Mara Lindqvist' },
});
const address = await new Promise((resolve, reject) => {
  let said = '';
  app.stdout.on('data', (chunk) => {
    said += chunk;
    const found = /http:\S+#token=\S+/.exec(said);
    if (found) resolve(found[0]);
  });
  app.once('exit', (code) => reject(new Error(`Capstan ended by itself, exit code ${code}. ${said}`)));
});

const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  // One page a picture, so that all of them show the same moment.
  const views = [];
  for (const colorScheme of ['light', 'dark'])
    for (const viewport of sizes) {
      const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(address);
      views.push({ page, name: forReadme ? colorScheme : `${colorScheme}-${viewport.width}` });
    }
  const [{ page: captain }] = views;
  const shoot = async (name) => {
    const as = forReadme ? readme[name] : name;
    if (!as) return;
    await Promise.all(
      views.map(async (view) => {
        const picture = await view.page.screenshot({ path: join(folder, `${as}-${view.name}.png`) });
        if (forReadme && picture.length > mostBytes) throw new Error(`${as}-${view.name}.png has ${picture.length} bytes.`);
      }),
    );
    process.stdout.write(`${name}\n`);
  };
  const headline = (text, page = captain) => page.locator('h1', { hasText: text }).waitFor({ timeout: 90_000 });
  const everywhere = (path) => Promise.all(views.map(({ page }) => page.goto(`${new URL(address).origin}${path}`)));
  const plan = (subject) => captain.getByRole('row').filter({ hasText: subject }).getByRole('button', { name: /^Plan/ });
  const push = () => captain.getByRole('button', { name: /^(Push|Unlock and push) [0-9a-f]{7} to/ });

  const startedAt = Date.now();
  await captain.getByText('Can roll back now').waitFor();
  await plan('Cache the profile query').waitFor();
  await captain.getByText('within').first().waitFor();
  await shoot('calm');

  await plan('Cache the profile query').click();
  await push().waitFor();
  await everywhere(new URL(captain.url()).pathname);
  await Promise.all(views.map(({ page }) => page.getByText('Nothing speaks against it.').waitFor()));
  await shoot('plan');
  await push().click();
  await everywhere('/push');
  await headline('Watching');
  await captain.getByRole('table', { name: 'Gauges' }).getByText('ok', { exact: true }).first().waitFor();
  await shoot('watching');
  await headline('is live on all', captain);
  await shoot('live');

  await plan('drop the unused presence').click();
  await push().click();
  await headline('Watching');
  await shoot('watching-bad');
  // On a few hosts it takes half a second: on a fast machine it is over before it can be pictured.
  await headline(/^Roll(ing|ed) back/);
  await shoot('rolling-back');
  await headline(/^Rolled back/);
  await captain.getByText(/^Recovered at/).waitFor({ timeout: 60_000 });
  await shoot('rolled-back');

  // Both pushes, apart from one another: a live window is too wide for a run of a minute.
  const stretch = new URLSearchParams({ from: new Date(startedAt).toISOString(), to: new Date().toISOString() });
  await everywhere(`/trends/hosts-www?${stretch}`);
  await Promise.all(views.map(({ page }) => page.locator('path[data-line]').nth(3).waitFor({ state: 'attached' })));
  await Promise.all(
    views.map(({ page }) =>
      page
        .getByRole('link', { name: /^Report of r-2/ })
        .first()
        .waitFor(),
    ),
  );
  await shoot('trends');

  await everywhere('/push/r-2/report');
  await Promise.all(views.map(({ page }) => page.getByRole('complementary', { name: 'Verdict' }).waitFor()));
  await Promise.all(views.map(({ page }) => page.locator('main svg path').first().waitFor({ state: 'attached' })));
  await shoot('report');

  await everywhere('/push');
  await headline(/^Rolled back/);
  app.kill('SIGTERM');
  await Promise.all(views.map(({ page }) => page.getByText('Nothing shown here is live.').waitFor({ timeout: 20_000 })));
  await shoot('disconnected');
} catch (error) {
  const [view] = browser.contexts().flatMap((context) => context.pages());
  await view?.screenshot({ path: join(folder, 'failed.png') });
  throw error;
} finally {
  await browser.close();
  app.kill('SIGTERM');
  rmSync(empty, { recursive: true, force: true });
}
