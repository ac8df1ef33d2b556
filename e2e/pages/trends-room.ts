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

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
