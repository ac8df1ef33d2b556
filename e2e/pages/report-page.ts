import type { Locator, Page } from '@playwright/test';

/** The report of a push, by what a person reads there. */
export class ReportPage {
  constructor(readonly page: Page) {}

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
  get verdict(): Locator {
    return this.page.getByRole('complementary', { name: 'Verdict' });
  }
  tab(gauge: string): Locator {
    return this.page.getByRole('tab', { name: gauge });
  }
  table(gauge: string): Locator {
    return this.page.getByRole('table', { name: `${gauge}, aggregates and hosts` });
  }
  /** The row of a host or of an aggregate. */
  row(gauge: string, name: string): Locator {
    return this.table(gauge)
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell', { name, exact: true }) });
  }
}
