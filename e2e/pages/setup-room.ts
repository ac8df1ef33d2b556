import type { Locator } from '@playwright/test';
import { PushRoom } from './push-room';

/** The guided first configuration, by what a person reads there; and the band that leads to it. */
export class SetupRoom extends PushRoom {
  get band(): Locator {
    return this.page.getByRole('complementary', { name: 'Demonstration' });
  }
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
  /** The file as it would be written. */
  get file(): Locator {
    return this.page.getByRole('region', { name: 'The file as it would be written' });
  }
  section(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }
  /** What the doctor found, by the name of the check. */
  found(check: string): Locator {
    return this.page
      .getByRole('table', { name: /^What the doctor found/ })
      .getByRole('row')
      .filter({
        has: this.page.getByRole('cell', { name: check, exact: true }),
      });
  }

  /** Goes to a field by Tab and types into it in place of what is there, without a mouse. */
  async type(label: string, text: string): Promise<void> {
    await this.tabTo(this.field(label));
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }
  async press(button: string | RegExp, within?: Locator): Promise<void> {
    await this.tabTo(this.button(button, within));
    await this.page.keyboard.press('Enter');
  }
}
