import type { Locator, Page } from '@playwright/test';
import { groups, test } from './pages/gallery';
import { expect, expectAccessible } from './pages/stage';

const group = (page: Page): Locator => page.locator('main > section');

/** A picture of it in each theme, the same as the one that is kept. `within`: what axe looks at, where not at all of the page. */
async function expectAsItWas(page: Page, what: Locator, name: string, within?: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expectAccessible(page, { ...(within ? { within } : {}), coloursOnly: theme === 'dark' });
    await expect(what).toHaveScreenshot(`${name}-${theme}.png`);
  }
}

for (const name of groups)
  test(`${name}: as it was, and nothing for axe`, async ({ gallery }) => {
    const page = await gallery({ group: name });
    await expectAsItWas(page, group(page), name);
  });

test('what opens over the page: as it was, and nothing for axe', async ({ gallery }) => {
  const page = await gallery({ group: 'floating' });
  const closes = async (what: Locator) => {
    await page.keyboard.press('Escape');
    await expect(what).toBeHidden();
  };
  const menu = page.getByRole('menu');
  await page.getByRole('button', { name: 'Acts' }).press('ArrowDown');
  await expectAsItWas(page, menu, 'menu', '[role=menu]');
  await closes(menu);

  const tooltip = page.getByRole('tooltip');
  await page.keyboard.press('Tab');
  await expectAsItWas(page, tooltip, 'tooltip', '[role=tooltip]');
  await closes(tooltip);

  const fold = page.getByRole('group', { name: 'Push lock' });
  await page.getByRole('button', { name: 'Push lock, held' }).press('Enter');
  await expectAsItWas(page, fold, 'fold-out', ':popover-open');
  await closes(fold);

  const dialog = page.getByRole('alertdialog');
  await page.getByRole('button', { name: 'Open a dialog' }).press('Enter');
  await expectAsItWas(page, dialog, 'dialog', '[role=alertdialog]');
  await closes(dialog);

  const toasts = page.getByRole('region', { name: 'What was done' });
  await page.getByRole('button', { name: 'Show toasts' }).press('Enter');
  await toasts.getByText('www-087 was taken out').waitFor();
  await expectAsItWas(page, toasts, 'toasts');
});

test('what opens under a field: as it was, and nothing for axe', async ({ gallery }) => {
  const page = await gallery({ group: 'fields' });
  const list = page.getByRole('listbox');
  await page.getByRole('combobox', { name: 'Coordinator', exact: true }).fill('00');
  await expectAsItWas(page, list, 'combo-box', '[role=listbox]');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await page.getByRole('button', { name: /When data is missing/ }).press('Enter');
  await expectAsItWas(page, list, 'select', '[role=listbox]');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  const calendar = page.getByRole('dialog');
  await page
    .getByRole('button', { name: /Calendar/ })
    .first()
    .press('Enter');
  await expectAsItWas(page, calendar, 'calendar', '[role=dialog]');
});

test('1,000 hosts, enlarged around one: as it was, and nothing for axe', async ({ gallery }) => {
  const page = await gallery({ group: 'many-hosts' });
  const all = page.getByRole('listbox', { name: /^web, 1,000 hosts/ });
  await all.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  const lens = page.getByRole('region', { name: /^Enlarged: web-/ });
  await expect(lens.getByRole('listbox')).toBeFocused();
  await expectAsItWas(page, lens, 'enlarged');
  await page.keyboard.press('Escape');
  await expect(lens).toBeHidden();
  await expect(all).toBeFocused();
});

test('where the keyboard is can be seen on every control', async ({ gallery }) => {
  for (const name of ['buttons', 'fields', 'tables'] as const) {
    const page = await gallery({ group: name });
    const stops: string[] = [];
    const unseen: string[] = [];
    for (let left = 60; left > 0; left--) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        // Some parts draw the ring round a box that holds what has the focus, or a frame inside it.
        const boxes = [element, element.parentElement, element.querySelector('rect'), element.closest('[role=group], label')];
        const ringed = boxes.some((box) => {
          if (!box) return false;
          const { outlineStyle, outlineWidth, stroke } = getComputedStyle(box);
          return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || (box.tagName === 'rect' && stroke !== 'none');
        });
        return { ringed, what: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}` };
      });
      if (!at) break;
      stops.push(at.what);
      if (!at.ringed) unseen.push(at.what);
    }
    expect(stops.length, name).toBeGreaterThan(3);
    expect(unseen, name).toEqual([]);
  }
});

test('a button in focus looks as it did', async ({ gallery }) => {
  const page = await gallery({ group: 'buttons' });
  await page.getByRole('button', { name: 'Lock pushes' }).first().focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Push d5e2c77 to 10 hosts' })).toBeFocused();
  await expect(group(page).locator('h3 + div').first()).toHaveScreenshot('focus-light.png');
});

test('10,000 lines: only those in sight are drawn, and it follows until somebody reads', async ({ gallery }) => {
  const page = await gallery({ group: 'log' });
  const log = page.getByRole('log', { name: 'Log, newest first' });
  const section = page.getByRole('region', { name: 'Log', exact: true });
  const lines = log.getByRole('listitem');
  expect(await lines.count()).toBeLessThan(60);
  await expect(lines.first()).toContainText('www-087');
  await expect(section).toContainText('following, newest first');

  // By keyboard: the box is a stop for Tab and arrows scroll it.
  await section.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Tab');
  await expect(log).toBeFocused();
  await page.keyboard.press('End');
  await expect(lines.last()).toContainText('09:42:40.0');
  expect(await lines.count()).toBeLessThan(60);

  await page.getByRole('button', { name: 'One more line' }).click();
  await section.getByRole('button', { name: '1 newer: follow again' }).click();
  await expect(section).toContainText('following, newest first');
  await expect(lines.first()).toContainText('Phase 1');
});

test('finds in 10,000 lines, marks what it found, and copies it', async ({ gallery }) => {
  const page = await gallery({ group: 'log' });
  const section = page.getByRole('region', { name: 'Log', exact: true });
  const log = page.getByRole('log', { name: 'Log, newest first' });
  await section.getByRole('button', { name: 'Find' }).press('Enter');
  const find = section.getByRole('searchbox', { name: 'Find in log' });
  await expect(find).toBeFocused();
  await find.fill('WWW-004');
  await expect(section).toContainText('1 of 1,111');
  await find.press('Enter');
  await find.press('Enter');
  await expect(section).toContainText('3 of 1,111');
  await find.press('Shift+Enter');
  await expect(section).toContainText('2 of 1,111');
  expect(await log.locator('mark').allTextContents()).toContain('www-004');
  await expectAsItWas(page, section, 'log-find');
  await section.getByRole('button', { name: 'Copy' }).click();
  await expect(section.getByRole('button', { name: '1,111 lines copied' })).toBeVisible();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(copied).toHaveLength(1_111);
  expect(copied.at(-1)).toMatch(/^11:39:1\d\.\d \[rolled back\] www-004 linked 4f2c91e/);
  await find.fill('nowhere');
  await expect(section).toContainText('not found');
  await find.press('Escape');
  await expect(log).toBeFocused();
  await expect(find).toBeHidden();
});

test('with forced colours every state still has its shape and its word', async ({ gallery }) => {
  const page = await gallery({ group: 'marks', forcedColors: 'active' });
  const states = await group(page)
    .locator('li')
    .evaluateAll((items) =>
      items.map((item) => ({ word: item.textContent.trim(), drawn: item.querySelectorAll('svg path').length })),
    );
  expect(states.length).toBeGreaterThan(20);
  expect(states.filter(({ word, drawn }) => !word || !drawn)).toEqual([]);
  const shapes = await group(page)
    .locator('svg[style*="24px"]')
    .evaluateAll((marks) => marks.map((mark) => [...mark.querySelectorAll('path')].map((path) => path.getAttribute('d')).join()));
  expect(shapes.length).toBeGreaterThan(15);
  expect(new Set(shapes).size, 'as many shapes as states').toBe(shapes.length);
  await expectAccessible(page);
  await expect(group(page)).toHaveScreenshot('marks-forced.png');
  for (const name of ['host-grid', 'buttons', 'fields', 'tables', 'sparklines'] as const)
    await expect(group(await gallery({ group: name, forcedColors: 'active' }))).toHaveScreenshot(`${name}-forced.png`);
});

test('where motion is reduced nothing moves, whatever is pressed', async ({ gallery }) => {
  const page = await gallery({ reducedMotion: 'reduce' });
  const moving = () => page.evaluate(() => document.getAnimations().map((one) => String(one.effect?.getComputedTiming().duration)));
  expect(await moving()).toEqual([]);
  await page.getByRole('button', { name: 'Acts' }).press('Enter');
  await page.getByRole('menu').waitFor();
  expect(await moving()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('switch', { name: /Notify when a push ends/ }).press('Space');
  expect(await moving()).toEqual([]);
  await page.getByRole('button', { name: 'Show toasts' }).press('Enter');
  await page.getByText('www-087 was taken out').first().waitFor();
  expect(await moving()).toEqual([]);
  const hold = page.getByRole('button', { name: /Roll back 10 hosts.*hold 1 s/ }).first();
  await hold.focus();
  await page.keyboard.down('Space');
  await expect(page.getByText('keep holding, let go to cancel')).toHaveCount(2);
  expect(await moving()).toEqual([]);
  await page.keyboard.up('Space');
  await page.getByRole('button', { name: 'Open a dialog' }).press('Enter');
  await page.getByRole('alertdialog', { name: 'Take www-004' }).waitFor();
  expect(await moving()).toEqual([]);
});

test('its letters come from the build, not from the machine', async ({ gallery }) => {
  const page = await gallery({ group: 'numbers' });
  const { family, loaded, from } = await page.evaluate(() => ({
    family: getComputedStyle(document.body).fontFamily,
    loaded: [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('"', '')),
    from: performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => name.endsWith('.woff2')),
  }));
  expect(family).toMatch(/^"?Inter Variable"?,/);
  expect(loaded).toContain('Inter Variable');
  expect(from.filter((url) => !url.startsWith(new URL(page.url()).origin))).toEqual([]);
  expect(from.length).toBeGreaterThan(0);
});
