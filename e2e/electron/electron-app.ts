import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { built } from '../pages/processes';
import type { Desktop, DesktopOptions } from './desktop';
import type { Shown } from './wire';

/** Electron's binary where it has been fetched; null where not. Never imported: that would fetch it. */
export function electronBinary(): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const file = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/** As much of Electron's classes as is used here; their own types stand in a package that fetches Electron when it is imported. */
interface Item {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly accelerator?: unknown;
  readonly submenu?: Items | null | undefined;
  readonly click: () => void;
}
interface Items {
  readonly items: readonly Item[];
}
interface Pressed {
  readonly emit: (event: 'click') => void;
}

/** What `spy.cjs` keeps in the main process. */
interface Spy {
  readonly tray: Pressed | null;
  readonly trayMenu: Items | null;
  readonly image: string;
  readonly tooltip: string;
  readonly notifications: readonly (Pressed & { readonly title: string; readonly body: string })[];
  readonly dialogs: {
    readonly message: string;
    readonly detail: string;
    readonly buttons: readonly string[];
    readonly resolve: (answer: { response: number; checkboxChecked: boolean }) => void;
    answered: boolean;
  }[];
  readonly openedOutside: string[];
}

/** The real built app on a real Electron, driven by Playwright. */
export class ElectronApp implements Desktop {
  readonly ended: Promise<number | null>;
  private constructor(
    private readonly app: ElectronApplication,
    private readonly binary: string,
    private readonly given: Readonly<Record<string, string>>,
    readonly data: string,
  ) {
    this.ended = new Promise((resolve) => this.app.process().once('exit', resolve));
  }

  static async start(binary: string, { configFile, home, data, argv = [], env = {} }: DesktopOptions): Promise<ElectronApp> {
    const given = {
      PATH: process.env['PATH'] ?? '',
      DISPLAY: process.env['DISPLAY'] ?? '',
      HOME: home,
      XDG_DATA_HOME: join(home, 'share'),
      CAPSTAN_WHO: 'Mara Lindqvist',
      SECRET_OF_THE_SHELL: 'not for the engine',
      ...(configFile === undefined ? {} : { CAPSTAN_CONFIG: configFile }),
      ...env,
    };
    const spy = fileURLToPath(new URL('spy.cjs', import.meta.url));
    const app = await _electron.launch({
      executablePath: binary,
      args: ['-r', spy, `--user-data-dir=${data}`, join(built, 'main/main.js'), ...argv],
      env: given,
    });
    return new ElectronApp(app, binary, given, data);
  }

  page = (): Promise<Page> => this.app.firstWindow();

  shown = (): Promise<Shown> =>
    this.app.evaluate(({ app, BrowserWindow, Menu: menus }) => {
      const spy = (globalThis as unknown as { capstanSpy: Spy }).capstanSpy;
      const windows = BrowserWindow.getAllWindows();
      const flat = (menu: Items | null): readonly Item[] =>
        menu?.items.flatMap((item) => [item, ...flat(item.submenu ?? null)]) ?? [];
      const appMenu = menus.getApplicationMenu() as unknown as Items | null;
      const preferences = windows.at(-1)?.webContents as unknown as { getLastWebPreferences?: () => Record<string, unknown> };
      return {
        tray: spy.tray && {
          icon: spy.image,
          tooltip: spy.tooltip,
          items: flat(spy.trayMenu)
            .filter((item) => item.type !== 'separator')
            .map(({ label, enabled }) => ({ label, enabled })),
        },
        menu: flat(appMenu)
          .filter((item) => item.id)
          .map(({ id, label, enabled, accelerator }) => ({
            id,
            label,
            enabled,
            accelerator: typeof accelerator === 'string' ? accelerator : '',
          })),
        notifications: spy.notifications.map(({ title, body }) => ({ title, body })),
        dialogs: spy.dialogs.map(({ message, detail, buttons }) => ({ message, detail, buttons })),
        openedOutside: spy.openedOutside,
        windows: windows.length,
        webPreferences: preferences?.getLastWebPreferences?.() ?? {},
        enginePids: app
          .getAppMetrics()
          .filter((process) => process.serviceName === 'node.mojom.NodeService')
          .map((process) => process.pid),
        sandboxed: app.getAppMetrics().every((process) => process.type !== 'Tab' || process.sandboxed !== false),
      };
    });

  async killEngine(): Promise<number> {
    const [pid] = (await this.shown()).enginePids;
    if (pid === undefined) throw new Error('No engine runs.');
    process.kill(pid, 'SIGKILL');
    return pid;
  }
  clickMenu = (id: string) =>
    this.app.evaluate(({ Menu: menus }, wanted) => menus.getApplicationMenu()?.getMenuItemById(wanted)?.click(), id);
  clickTray = (label = '') =>
    this.app.evaluate((_, wanted) => {
      const { tray, trayMenu } = (globalThis as unknown as { capstanSpy: Spy }).capstanSpy;
      if (wanted === '') tray?.emit('click');
      else trayMenu?.items.find((item) => item.label === wanted)?.click();
    }, label);
  clickNotification = (title: string) =>
    this.app.evaluate((_, wanted) => {
      const { notifications } = (globalThis as unknown as { capstanSpy: Spy }).capstanSpy;
      notifications.find((one) => one.title === wanted)?.emit('click');
    }, title);
  async answer(label: string): Promise<void> {
    for (let left = 100; left > 0; left--) {
      const done = await this.app.evaluate((_, wanted) => {
        const { dialogs } = (globalThis as unknown as { capstanSpy: Spy }).capstanSpy;
        const open = dialogs.find((one) => !one.answered && one.buttons.includes(wanted));
        if (!open) return false;
        open.answered = true;
        open.resolve({ response: open.buttons.indexOf(wanted), checkboxChecked: false });
        return true;
      }, label);
      if (done) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Nobody asks a question with the answer “${label}”.`);
  }
  quit = () => this.app.evaluate(({ app }) => app.quit());
  closeWindow = () => this.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(-1)?.close());
  async startAgain(argv: readonly string[]): Promise<void> {
    const again = await _electron
      .launch({
        executablePath: this.binary,
        args: [`--user-data-dir=${this.data}`, join(built, 'main/main.js'), ...argv],
        env: { ...this.given },
      })
      .catch(() => null);
    await again?.close().catch(() => undefined);
  }
  async close(): Promise<void> {
    this.app.process().kill('SIGKILL');
    await this.ended;
  }
}
