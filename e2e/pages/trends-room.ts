import { expect, type Locator, type Page } from '@playwright/test';

/** The Trends room, by what a person reads there. */
export class TrendsRoom {
  constructor(readonly page: Page) {}

  get time(): Locator {
    return this.page.getByRole('group', { name: 'Time', exact: true });
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  get aside(): Locator {
    return this.page.getByRole('complementary', { name: 'What changed here' });
  }
  get expression(): Locator {
    return this.page.getByRole('textbox', { name: 'Expression' });
  }
  get proposals(): Locator {
    return this.page.getByRole('listbox', { name: 'What could stand here' });
  }
  get metrics(): Locator {
    return this.page.getByRole('grid', { name: 'Metrics' });
  }
  panel(title: string): Locator {
    return this.page.getByRole('region', { name: title, exact: true });
  }
  /** What takes keys and pointer in a chart. */
  chart(title: string): Locator {
    return this.panel(title).getByRole('slider', { name: title });
  }
  legend(title: string): Locator {
    return this.page.getByRole('table', { name: `${title}, lines` });
  }
  window(name: string): Locator {
    return this.time.getByRole('button', { name, exact: true });
  }

  dashboard(name: string): Locator {
    return this.page.getByRole('tab', { name, exact: true });
  }
  /** What can be done with the dashboard that is open. */
  get edit(): Locator {
    return this.page.getByRole('button', { name: 'Edit the dashboard' });
  }
  /** What is asked about a panel or a dashboard. */
  dialog(title: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name: title });
  }
  /** Titles of the panels, in their order. */
  async titles(): Promise<string[]> {
    return this.main.locator('section[data-panel]').getByRole('heading', { level: 3 }).allInnerTexts();
  }

  /** The query of the address. */
  get query(): URLSearchParams {
    return new URL(this.page.url()).searchParams;
  }

  /** How long the stretch of the address is, ms; null: it is a live window. */
  get lengthMs(): number | null {
    const { query } = this;
    return query.has('from') ? Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '') : null;
  }

  async drawn(title: string): Promise<void> {
    await expect(this.chart(title)).toBeVisible();
  }

  /** Walks with Tab until something has the focus. */
  async tabTo(wanted: Locator): Promise<void> {
    for (let left = 80; left > 0; left--) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error('Tab does not lead there.');
  }

  /** Goes to a field with Tab alone, and types over what stands there. */
  async typeOver(field: Locator, text: string): Promise<void> {
    await this.tabTo(field);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  /** Finds an act in the palette and does it. */
  async act(words: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k');
    const palette = this.page.getByRole('dialog', { name: 'All actions' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await this.page.keyboard.type(words);
    await expect(palette.getByRole('option').first()).toContainText(words);
    await this.page.keyboard.press('ArrowDown');
    // Who presses Enter in the same instant is not heard by the list.
    await expect(palette.getByRole('option').first()).toHaveAttribute('data-focused', 'true');
    await this.page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
