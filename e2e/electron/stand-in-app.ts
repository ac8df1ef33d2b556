import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { built } from '../pages/processes';
import type { Desktop, DesktopOptions } from './desktop';
import type { Fetched, Order, Report, Shown } from './wire';

/** Chromium knows no scheme of ours, so the page is at this origin there. Nothing of it leaves the machine: every request is answered here. */
const origin = 'https://capstan';
const toPage = (url: string) => url.replace(/^app:\/\/capstan(?=\/|$)/, origin);
const toApp = (url: string) => url.replace(/^https:\/\/capstan(?=\/|$)/, 'app://capstan');

/** The real built main process on the stand-in for Electron, its page in real Chromium with the real preload. */
export class StandInApp implements Desktop {
  readonly ended: Promise<number | null>;
  /** What main and the engine wrote to the terminal. */
  said = '';
  /** Messages by main to pages, by channel: to see that a page is told. */
  readonly sent: string[] = [];
  readonly #pages = new Map<number, { page: Page; last: Promise<unknown> }>();
  readonly #contexts: BrowserContext[] = [];
  readonly #portOf = new Map<number, number>();
  readonly #answers = new Map<number, (value: unknown) => void>();
  #next = 1;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly child: ChildProcess,
    private readonly browser: Browser,
    readonly data: string,
  ) {
    this.ended = once(child, 'exit').then(([code]) => code as number | null);
    child.stdout?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    child.on('message', (report: Report) => {
      // One after another: a window that is being opened gets its ports when it is.
      if (report.at === 'answer') this.#answers.get(report.n)?.(report.value);
      else this.#turn = this.#turn.then(() => this.#hear(report)).catch(() => undefined);
    });
  }

  static start(browser: Browser, options: DesktopOptions): StandInApp {
    const { configFile, home, data, argv = [], env = {} } = options;
    const child = fork(join(built, 'main/main.js'), [...argv], {
      execArgv: [
        '--experimental-transform-types',
        '--disable-warning=ExperimentalWarning',
        '--import',
        fileURLToPath(new URL('hooks.mjs', import.meta.url)),
      ],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: process.env['TMPDIR'],
        XDG_DATA_HOME: join(home, 'share'),
        CAPSTAN_WHO: 'Mara Lindqvist',
        STAND_IN_DATA: data,
        SECRET_OF_THE_SHELL: 'not for the engine',
        ...(configFile === undefined ? {} : { CAPSTAN_CONFIG: configFile }),
        ...env,
      },
    });
    return new StandInApp(child, browser, data);
  }

  async page(): Promise<Page> {
    for (let left = 200; left > 0; left--) {
      const open = [...this.#pages.values()].at(-1);
      if (open && !open.page.isClosed() && open.page.url().startsWith(origin)) return open.page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No window was opened. ${this.said}`);
  }
  shown = () => this.ask<Shown>({ do: 'read' });
  async killEngine(): Promise<number> {
    const [pid] = (await this.shown()).enginePids;
    if (pid === undefined) throw new Error('No engine runs.');
    process.kill(pid, 'SIGKILL');
    return pid;
  }
  clickMenu = (id: string) => this.tell({ do: 'menu', id });
  clickTray = (label = '') => this.tell({ do: 'tray', label });
  clickNotification = (title: string) => this.tell({ do: 'notification', title });
  answer = (label: string) => this.tell({ do: 'answer', label });
  quit = () => this.tell({ do: 'quit' });
  closeWindow = () => this.tell({ do: 'close-window' });
  startAgain = (argv: readonly string[]) => this.tell({ do: 'app', event: 'second-instance', argv });

  /** What main says to a navigation or a new window. */
  navigates = (event: string, url: string) => this.ask<boolean>({ do: 'navigate', event, url });
  opens = (url: string) => this.ask<string>({ do: 'open', url });
  may = (permission: string, from: string, isMainFrame: boolean) =>
    this.ask<{ asks: boolean; has: boolean }>({ do: 'permission', permission, origin: from, isMainFrame });
  fetch = (url: string, method = 'GET') => this.ask<Fetched>({ do: 'fetch', url, method });
  /** A message on one of the preload's channels, from whichever frame. */
  send = (channel: string, from: string, subframe: boolean) => this.tell({ do: 'ipc', channel, origin: from, subframe });
  power = (event: string) => this.tell({ do: 'power', event });
  openUrl = (url: string) => this.tell({ do: 'app', event: 'open-url', argv: [url] });

  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.ended;
    }
    for (const context of this.#contexts) await context.close().catch(() => undefined);
  }

  tell(order: Order): Promise<void> {
    if (this.child.connected) this.child.send(order, () => undefined);
    return Promise.resolve();
  }
  ask<T>(order: DistributiveOmit<Extract<Order, { n: number }>, 'n'>): Promise<T> {
    const n = this.#next++;
    return new Promise((resolve, reject) => {
      this.#answers.set(n, (value) => resolve(value as never));
      void this.ended.then(() => reject(new Error(`The app has ended. ${this.said}`)));
      void this.tell({ ...order, n });
    });
  }

  async #hear(report: Exclude<Report, { at: 'answer' }>): Promise<void> {
    switch (report.at) {
      case 'load':
        await this.#load(report.window, report.url);
        return;
      case 'closed': {
        const open = this.#pages.get(report.window);
        this.#pages.delete(report.window);
        await open?.page.close();
        return;
      }
      case 'ipc':
        this.sent.push(report.channel);
        for (const port of report.ports) this.#portOf.set(port, report.window);
        this.#pass(report.window, { at: 'ipc', channel: report.channel, ports: report.ports });
        return;
      case 'port':
      case 'port-close':
        this.#pass(this.#portOf.get(report.port) ?? 0, report);
    }
  }

  /** To the page, in order. */
  #pass(window: number, message: unknown): void {
    const open = this.#pages.get(window);
    if (!open) return;
    open.last = open.last
      .then(() => open.page.evaluate((given) => (globalThis as unknown as Shim).fromMain(given as never), message))
      .catch(() => undefined);
  }

  async #load(window: number, url: string): Promise<void> {
    const open = this.#pages.get(window);
    if (open) {
      await open.page.goto(toPage(url));
      return;
    }
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    this.#contexts.push(context);
    const page = await context.newPage();
    this.#pages.set(window, { page, last: Promise.resolve() });
    await context.route('**/*', async (route) => {
      const request = route.request();
      const asked = toApp(request.url());
      const first = request.isNavigationRequest() && page.url() === 'about:blank' && request.frame() === page.mainFrame();
      try {
        if (request.isNavigationRequest() && !first) {
          if (!(await this.navigates('will-navigate', asked))) return await route.abort('aborted');
          await this.tell({ do: 'leaving' });
        }
        if (!asked.startsWith('app:')) return await route.abort('addressunreachable');
        const { status, headers, body } = await this.fetch(asked, request.method());
        await route.fulfill({ status, headers, body: Buffer.from(body) });
      } catch {
        // The app has ended meanwhile, and its page with it.
      }
    });
    // A window of its own is decided on before it is there; here it is closed at once.
    page.on('popup', (popup) => {
      void this.opens(toApp(popup.url())).then((action) => (action === 'deny' ? popup.close() : undefined));
    });
    await page.exposeBinding('toMain', (_source, message: { at: string; channel: string; port: number; data: unknown }) => {
      if (message.at === 'ipc') void this.send(message.channel, 'app://capstan', false);
      else if (message.at === 'port') void this.tell({ do: 'port', port: message.port, data: message.data });
      else void this.tell({ do: 'port-close', port: message.port });
    });
    const preload = readFileSync(join(built, 'preload/preload.cjs'), 'utf8');
    await page.addInitScript({ content: `(${shim.toString()})(function (require) {${preload}\n})` });
    await page.goto(toPage(url));
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface Shim {
  fromMain(message: { at: string; channel: string; ports: number[]; port: number; data: unknown }): void;
  toMain(message: unknown): Promise<void>;
}

/**
 * Runs in the page, before it: gives the preload the one module it may have, and carries messages and ports between it and main.
 * A sandboxed preload has no other module and no globals of Node, so here it has none either.
 */
function shim(preload: (require: (name: string) => unknown) => void): void {
  const page = window as unknown as Shim & Window;
  const hearers = new Map<string, (event: { ports: MessagePort[] }) => void>();
  const ports = new Map<number, MessagePort>();
  const ipcRenderer = {
    on: (channel: string, hear: (event: { ports: MessagePort[] }) => void) => hearers.set(channel, hear),
    send: (channel: string) => void page.toMain({ at: 'ipc', channel }),
  };
  page.fromMain = (message) => {
    if (message.at === 'ipc') {
      const given = message.ports.map((number) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(number, port2);
        port2.addEventListener('message', (event) => void page.toMain({ at: 'port', port: number, data: event.data }));
        port2.addEventListener('close', () => void page.toMain({ at: 'port-close', port: number }));
        port2.start();
        return port1;
      });
      hearers.get(message.channel)?.({ ports: given });
    } else if (message.at === 'port') ports.get(message.port)?.postMessage(message.data);
    else ports.get(message.port)?.close();
  };
  if (window.top !== window) return;
  preload((name) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload has no ${name}.`);
    return { ipcRenderer };
  });
}
