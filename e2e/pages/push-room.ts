import { expect, type Locator, type Page } from '@playwright/test';

/** Seven digits, as the page shows a revision. */
export const short = (revision: string): string => revision.slice(0, 7);

/** The frame and the push room, by what a person reads there. */
export class PushRoom {
  constructor(readonly page: Page) {}

  /** The title: what is happening. */
  get headline(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
  /** All of the sentence under the title, with its acts. */
  get head(): Locator {
    return this.page.getByRole('region', { name: 'What is happening' });
  }
  get strip(): Locator {
    return this.page.getByRole('banner');
  }
  get commits(): Locator {
    return this.page.getByRole('region', { name: 'Commits' });
  }
  get log(): Locator {
    return this.page.getByRole('log');
  }
  /** The pushes before, in their table. */
  get pushes(): Locator {
    return this.page.getByRole('region', { name: 'Pushes before' });
  }

  button(name: string | RegExp, within: Locator = this.page.locator('body')): Locator {
    return within.getByRole('button', { name });
  }
  gauge(name: string): Locator {
    return this.page.getByRole('table', { name: 'Gauges' }).getByRole('row').filter({ hasText: name });
  }
  step(name: string): Locator {
    return this.page.getByRole('list', { name: 'Steps of the push' }).getByRole('listitem').filter({ hasText: name });
  }
  plan(revision: string): Locator {
    return this.page.getByRole('region', { name: `Plan of ${short(revision)}` });
  }
  /** Of a commit that waits. */
  planButton(revision: string): Locator {
    return this.button(new RegExp(`^Plan the push of ${short(revision)}`), this.commits);
  }
  /** Starts the push that is planned. */
  pushButton(revision: string): Locator {
    return this.button(new RegExp(`^(Push|Unlock and push) ${short(revision)} to`));
  }
  /** The one in the strip, to be held. */
  get rollbackButton(): Locator {
    return this.button(/^(Roll back \d|Stop r-|Nothing to roll back)/, this.strip);
  }
  get askButton(): Locator {
    return this.button(/^Ask before rolling back/, this.strip);
  }

  /** Chooses a commit that waits, looks at its plan and starts the push. */
  async push(revision: string): Promise<void> {
    await this.planButton(revision).click();
    await this.pushButton(revision).click();
    await expect(this.plan(revision)).toBeHidden();
  }

  /** Presses Tab until something is in focus, as somebody without a mouse does. */
  async tabTo(wanted: Locator): Promise<void> {
    await expect(wanted).toBeVisible();
    for (let left = 80; left > 0; left--) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(wanted)}.`);
  }

  /** Presses the mouse or a key on the rollback button and keeps it until the button no longer says that it is held. */
  async holdRollback(by: 'mouse' | 'Space' | 'Enter'): Promise<void> {
    if (by === 'mouse') {
      await this.rollbackButton.hover();
      await this.page.mouse.down();
    } else await this.page.keyboard.down(by);
    await expect(this.rollbackButton).toContainText(/sending|sent|under way/);
    if (by === 'mouse') await this.page.mouse.up();
    else await this.page.keyboard.up(by);
  }
}
