import { test as base, expect, type Page } from '@playwright/test';
import type { Role } from '../../shared/contract/contract';
import type { FleetOrder } from '../fleet-process';
import { PushRoom } from './push-room';
import { startDesk, startFleet, type Desk, type Fleet } from './processes';

/**
 * The usual fleet: two canaries of four www are watched for `watch`; two chat hosts are too few for canaries and go last. Rates
 * over three seconds, so that a busy machine, which scrapes late, finds two readings in each.
 */
export const usual = (watch = '4s'): FleetOrder => ({
  replace: [
    ['{ hosts: 25%, watch: 1s }', `{ hosts: 50%, watch: ${watch} }`],
    ['gauges:\n', 'links: { errors: "https://logs.example.com/errors?host={host}" }\ngauges:\n'],
    ['rate(app_errors_total[1s])', 'rate(app_errors_total[3s])'],
  ],
});

/** For what takes the fleet some seconds, and a machine that does something else besides much longer. */
export const patiently = { timeout: 40_000 };

interface Given {
  /** The fleet that a test runs on, where it is not the usual one. */
  readonly order: FleetOrder;
  /** Lines of the console that a test provokes and Chromium writes by itself; anything else that it complains of fails the test. */
  readonly tolerated: RegExp | null;
  readonly fleet: Fleet;
  readonly desk: Desk;
  /** Opens an address of the page as somebody with a role, in a browser session of its own. */
  readonly open: (role?: Role, path?: string, origin?: string) => Promise<PushRoom>;
}

/** A test with a fleet, an engine and a browser of its own. Whatever the policy or the console complains of fails it at its end. */
export const test = base.extend<Given>({
  order: [usual(), { option: true }],
  tolerated: [null, { option: true }],
  fleet: async ({ order }, use) => {
    const fleet = await startFleet(order);
    await use(fleet);
    await fleet.close();
  },
  desk: async ({ fleet }, use) => {
    const desk = await startDesk(fleet);
    await use(desk);
    await desk.close();
  },
  open: async ({ browser, desk, tolerated, contextOptions, viewport, locale }, use) => {
    const complaints: string[] = [];
    const pages: Page[] = [];
    await use(async (role = 'captain', path = '/', origin = `http://127.0.0.1:${desk.port}`) => {
      const context = await browser.newContext({ ...contextOptions, viewport, ...(locale ? { locale } : {}) });
      const page = await context.newPage();
      pages.push(page);
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !tolerated?.test(message.text())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.addInitScript(() =>
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
        ),
      );
      await page.goto(`${origin}${path}${new URL(desk.addresses[role]).hash}`);
      return new PushRoom(page);
    });
    for (const page of pages) await page.context().close();
    expect(complaints, 'what the policy and the console complained of').toEqual([]);
  },
});

export { expect } from '@playwright/test';
