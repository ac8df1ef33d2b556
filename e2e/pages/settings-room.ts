import { expect, type Locator, type Page } from '@playwright/test';
import { patiently } from './test';

/** The settings room, by what a person reads there. */
export class SettingsRoom {
  constructor(readonly page: Page) {}

  get gauges(): Locator {
    return this.page.getByRole('table', { name: 'Gauges and limits' });
  }
  gauge(name: string): Locator {
    return this.gauges.getByRole('row').filter({ hasText: name });
  }
  openButton(name: string): Locator {
    return this.gauges.getByRole('button', { name, exact: true });
  }
  /** The gauge that is being edited. */
  get panel(): Locator {
    return this.page.getByRole('complementary');
  }
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }
  get saveButton(): Locator {
    return this.page.getByRole('button', { name: /^Save…/ });
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Save capstan.yaml?' });
  }
  /** The changed lines of a diff, each with its sign in words. */
  async diff(within: Locator = this.dialog): Promise<string[]> {
    const lines = await within
      .getByRole('region', { name: /changed|change/ })
      .getByRole('listitem')
      .locator('code')
      .allInnerTexts();
    return lines.map((line) => line.replaceAll(/\s+/g, ' ').trim()).filter((line) => /^(added|removed):/.test(line));
  }

  /** Goes to a place with Tab alone, and types over what stands there. */
  async typeOver(field: Locator, text: string): Promise<void> {
    await this.tabTo(field);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  async tabTo(wanted: Locator): Promise<void> {
    await expect(wanted).toBeVisible();
    for (let left = 80; left > 0; left--) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(wanted)}.`);
  }

  /** Saves what was edited, by the dialog. */
  async save(reason: string): Promise<void> {
    await this.saveButton.click();
    await this.dialog.getByLabel(/^Reason/).fill(reason);
    await this.dialog.getByRole('button', { name: /^Save \d/ }).click();
    await expect(this.dialog).toBeHidden(patiently);
  }
}
