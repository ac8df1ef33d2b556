import { expect, type Locator, type Page } from '@playwright/test';

/** The fleet room and the page of a host, by what a person reads there. */
export class FleetRoom {
  constructor(readonly page: Page) {}

  get headline(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Hosts' });
  }
  get acts(): Locator {
    return this.page.getByRole('group', { name: 'Acts on hosts' });
  }
  get doctor(): Locator {
    return this.page.getByRole('region', { name: 'What the doctor found' });
  }
  get operations(): Locator {
    return this.page.getByRole('region', { name: 'Operations' });
  }
  /** The row of a host, or of a type. */
  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
  }
  act(name: string | RegExp): Locator {
    return this.acts.getByRole('button', { name });
  }

  async goTo(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Fleet' }).click();
    await expect(this.table).toBeVisible();
  }

  /** Walks the table with the arrow keys until a host's row is in focus, and presses a key on it. */
  async pressOn(host: string, key: 'Space' | 'Enter'): Promise<void> {
    const wanted = this.row(host);
    await expect(wanted).toBeVisible();
    await this.focusTable();
    await this.page.keyboard.press('Home');
    for (let left = 60; left > 0; left--) {
      if (await wanted.evaluate((row) => row === document.activeElement)) return this.page.keyboard.press(key);
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`The arrow keys do not lead to ${host}.`);
  }

  /** Presses Tab until the table has the focus, which is one stop for it. */
  async focusTable(): Promise<void> {
    const inside = () => this.table.evaluate((grid) => grid.contains(document.activeElement));
    for (let left = 60; left > 0; left--) {
      if (await inside()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error('Tab does not lead to the table of hosts.');
  }
}
