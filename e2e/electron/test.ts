import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { FleetOrder } from '../fleet-process';
import { startFleet, type Fleet } from '../pages/processes';
import { usual } from '../pages/test';
import type { Desktop, DesktopOptions } from './desktop';
import { ElectronApp, electronBinary } from './electron-app';
import { StandInApp } from './stand-in-app';

interface Given {
  readonly order: FleetOrder;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether it is told which fleet to open. */
  readonly configured: boolean;
  /** Of the key that logs in on the fleet; empty: it has none. */
  readonly passphrase: string;
  readonly folder: string;
  readonly fleet: Fleet;
  readonly desktop: Desktop;
  /** The same, where a test asks for what only the stand-in can tell; skipped under Electron itself. */
  readonly standIn: StandInApp;
}

export const test = base.extend<Given>({
  order: [usual(), { option: true }],
  argv: [[], { option: true }],
  env: [{}, { option: true }],
  configured: [true, { option: true }],
  passphrase: ['', { option: true }],
  folder: async ({ browserName: _browser }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'capstan-desktop-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  fleet: async ({ order, passphrase }, use) => {
    const fleet = await startFleet(order);
    const key = join(fleet.directory, 'id_ed25519');
    if (passphrase !== '') execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', key]);
    await use(fleet);
    await fleet.close();
  },
  desktop: async ({ browser, folder, fleet, configured, argv, env }, use, info) => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const options: DesktopOptions = { ...(configured ? { configFile: fleet.configFile } : {}), home: folder, data, argv, env };
    const binary = info.project.name === 'electron' ? electronBinary() : null;
    const app = binary === null ? StandInApp.start(browser, options) : await ElectronApp.start(binary, options);
    await use(app);
    await app.close();
  },
  standIn: async ({ desktop }, use, info) => {
    info.skip(!(desktop instanceof StandInApp), 'It asks for what only the stand-in for Electron can tell.');
    if (desktop instanceof StandInApp) await use(desktop);
  },
});

export { expect };
