import { fork, type ChildProcess } from 'node:child_process';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannelMain, type Port } from './ports';
import type { Fetched, Order, Report, Shown, TrayShown } from './wire';

/**
 * Stands for Electron under the real, built main process: the few of its APIs that are used there, with Electron's own order of events.
 * What needs a screen is only noted down, for the test to read and to click; the engine is forked for real; the page is in the
 * test's Chromium, and reached through `process.send`.
 */
const tell = (report: Report) => process.send?.(report);
const env = (name: string) => process.env[`STAND_IN_${name}`] ?? '';

class Preventable {
  defaultPrevented = false;
  constructor(more: object = {}) {
    Object.assign(this, more);
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

const notifications: Notification[] = [];
const dialogs: { message: string; detail: string; buttons: string[] }[] = [];
const openedOutside: string[] = [];
const windows = new Map<number, BrowserWindow>();
const engines = new Set<ChildProcess>();
const ports = new Map<number, Port>();
let nextPort = 1;
let nextWindow = 1;
let newest: BrowserWindow | null = null;
let tray: Tray | null = null;
let applicationMenu: Menu | null = null;
let answerDialog: ((label: string) => void) | null = null;
let sandboxed = false;

/** Hands one end to another process under a number. */
function send(port: Port, remote: (number: number) => { send(data: unknown): void; close(): void }): number {
  const number = nextPort++;
  ports.set(number, port);
  port.handOver(remote(number));
  return number;
}

class App extends EventEmitter {
  readonly isPackaged = env('PACKAGED') === '1';
  #quitting = false;

  getPath(name: string): string {
    return name === 'userData' ? env('DATA') : join(env('DATA'), name);
  }
  getVersion(): string {
    return '0.0.0';
  }
  requestSingleInstanceLock(): boolean {
    return env('SECOND') !== '1';
  }
  enableSandbox(): void {
    sandboxed = true;
  }
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
  setAsDefaultProtocolClient(): boolean {
    return true;
  }
  setLoginItemSettings(): void {
    // Nothing starts at the login of a test.
  }
  quit(): void {
    const before = new Preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    for (const window of [...windows.values()]) window.close();
    const will = new Preventable();
    this.emit('will-quit', will);
    this.#quitting = false;
    if (!will.defaultPrevented) this.exit(0);
  }
  exit(code: number): void {
    for (const engine of engines) engine.kill('SIGKILL');
    process.exit(code);
  }
  windowClosed(): void {
    if (windows.size > 0 || this.#quitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }
}
export const app = new App();

class WebContents extends EventEmitter {
  readonly #ports = new Set<number>();
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  constructor(readonly window: number) {
    super();
  }
  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    this.openHandler = handler;
  }
  postMessage(channel: string, _message: unknown, transfer: Port[] = []): void {
    const numbers = transfer.map((port) =>
      send(port, (number) => ({
        send: (data) => tell({ at: 'port', port: number, data }),
        close: () => tell({ at: 'port-close', port: number }),
      })),
    );
    for (const number of numbers) this.#ports.add(number);
    tell({ at: 'ipc', window: this.window, channel, ports: numbers });
  }
  left(): void {
    for (const number of this.#ports) ports.get(number)?.close();
    this.#ports.clear();
  }
}

interface WindowOptions {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

export class BrowserWindow extends EventEmitter {
  readonly id = nextWindow++;
  readonly webContents = new WebContents(this.id);
  constructor(readonly options: WindowOptions) {
    super();
    windows.set(this.id, this);
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the newest window is the one a test drives
    newest = this;
  }
  async loadURL(url: string): Promise<void> {
    tell({ at: 'load', window: this.id, url });
    setImmediate(() => this.emit('ready-to-show'));
  }
  getNormalBounds() {
    const { width, height, x = 0, y = 0 } = this.options;
    return { width, height, x, y };
  }
  isMaximized = () => false;
  isMinimized = () => false;
  maximize(): void {}
  restore(): void {}
  show(): void {}
  focus(): void {}
  close(): void {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented || !windows.delete(this.id)) return;
    tell({ at: 'closed', window: this.id });
    this.emit('closed');
    app.windowClosed();
  }
}

export const ipcMain = new EventEmitter();
export { MessageChannelMain };
export const powerMonitor = new EventEmitter();
export const screen = {
  getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
  getAllDisplays: () => [screen.getPrimaryDisplay()],
};
export const nativeImage = { createFromPath: (path: string) => path };
export const shell = {
  openExternal: async (url: string) => {
    openedOutside.push(url);
  },
};

export const dialog = {
  showErrorBox: (title: string, content: string) => dialogs.push({ message: title, detail: content, buttons: [] }),
  showMessageBox: ({ message, detail, buttons }: { message: string; detail: string; buttons: string[] }) => {
    dialogs.push({ message, detail, buttons });
    return new Promise<{ response: number }>((resolve) => {
      answerDialog = (label) => resolve({ response: buttons.indexOf(label) });
    });
  },
};

interface Item {
  readonly id?: string;
  readonly type?: string;
  readonly role?: string;
  readonly label?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly click?: () => void;
  readonly submenu?: readonly Item[];
}

export class Menu {
  constructor(readonly items: readonly Item[]) {}
  static buildFromTemplate(items: readonly Item[]): Menu {
    return new Menu(items);
  }
  static setApplicationMenu(menu: Menu): void {
    applicationMenu = menu;
  }
}

const menuItems = () => applicationMenu?.items.flatMap((column) => column.submenu ?? []) ?? [];

export class Tray extends EventEmitter {
  tooltip = '';
  menu: Menu | null = null;
  constructor(public image: string) {
    super();
    // Electron allows it; with one app there is one.
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- there is one tray
    tray = this;
  }
  setImage(image: string): void {
    this.image = image;
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }
  get shown(): TrayShown {
    const items = this.menu?.items.filter((item) => item.type !== 'separator') ?? [];
    return {
      icon: this.image,
      tooltip: this.tooltip,
      items: items.map(({ label = '', enabled = true }) => ({ label, enabled })),
    };
  }
}

export class Notification extends EventEmitter {
  constructor(readonly options: { title: string; body: string }) {
    super();
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    notifications.push(this);
  }
}

/** A keychain: what it seals, only it opens, also after a restart. */
const key = createHash('sha256')
  .update(`keychain of ${env('DATA')}`)
  .digest();
export const safeStorage = {
  getSelectedStorageBackend: () => env('BACKEND') || 'gnome_libsecret',
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptStringAsync: async (sealed: Buffer) => {
    const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    cipher.setAuthTag(sealed.subarray(-16));
    return {
      result: Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]).toString('utf8'),
      shouldReEncrypt: false,
    };
  },
};

let assets: ((request: Request) => Promise<Response>) | null = null;
export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
    if (scheme === 'app') assets = handler;
  },
};

interface Asked {
  readonly requestingUrl: string;
  readonly isMainFrame: boolean;
}
let request: ((contents: null, permission: string, answer: (is: boolean) => void, asked: Asked) => void) | null = null;
let check: ((contents: null, permission: string, origin: string, asked: Asked) => boolean) | null = null;
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: NonNullable<typeof request>) => (request = handler),
    setPermissionCheckHandler: (handler: NonNullable<typeof check>) => (check = handler),
  },
};

const bootstrap = fileURLToPath(new URL('utility.mjs', import.meta.url));

interface UtilityOptions {
  readonly env: Record<string, string>;
  readonly stdio?: 'pipe' | 'inherit';
}

/** A process that is forked for real, with Electron's parentPort laid over Node's IPC. */
class UtilityProcess extends EventEmitter {
  readonly stdout;
  readonly stderr;
  readonly #child: ChildProcess;
  constructor(entry: string, args: string[], options: UtilityOptions) {
    super();
    this.#child = fork(entry, args, {
      env: options.env,
      execArgv: ['--import', bootstrap],
      stdio: options.stdio === 'inherit' ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    const mine = new Set<number>();
    if (entry.endsWith('engine.js')) engines.add(this.#child);
    this.#child.on('message', (message: { at: string; port?: number; data?: unknown }) => {
      const port = ports.get(message.port ?? 0);
      if (message.at === 'message') this.emit('message', message.data);
      else if (message.at === 'port') port?.postMessage(message.data);
      else port?.close();
    });
    this.#child.on('error', () => undefined);
    this.#child.once('exit', (code) => {
      engines.delete(this.#child);
      // The system closes what a dead process held.
      for (const number of mine) ports.get(number)?.close();
      this.emit('exit', code ?? 1);
    });
    this.#mine = mine;
  }
  readonly #mine: Set<number>;
  get pid(): number | undefined {
    return this.#child.pid;
  }
  postMessage(data: unknown, transfer: Port[] = []): void {
    const numbers = transfer.map((port) =>
      send(port, (number) => ({
        send: (sent) => this.#send({ at: 'port', port: number, data: sent }),
        close: () => this.#send({ at: 'port-close', port: number }),
      })),
    );
    for (const number of numbers) this.#mine.add(number);
    this.#send({ at: 'message', data, ports: numbers });
  }
  kill(): boolean {
    return this.#child.kill();
  }
  #send(message: { at: string; port?: number; data?: unknown; ports?: number[] }): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
export const utilityProcess = {
  fork: (entry: string, args: string[], options: UtilityOptions) => new UtilityProcess(entry, args, options),
};

const shown = (): Shown => ({
  tray: tray?.shown ?? null,
  menu: menuItems().flatMap(({ id, label = '', enabled = true, accelerator = '' }) =>
    id === undefined ? [] : [{ id, label, enabled, accelerator }],
  ),
  notifications: notifications.map(({ options }) => options),
  dialogs: [...dialogs],
  openedOutside: [...openedOutside],
  windows: windows.size,
  webPreferences: newest?.options.webPreferences ?? {},
  enginePids: [...engines].flatMap((engine) => engine.pid ?? []),
  sandboxed,
});

async function fetched(url: string, method: string): Promise<Fetched> {
  if (!assets) throw new Error('main handles no app://');
  const response = await assets(new Request(url, { method }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

const pageOf = () => [...windows.values()].at(-1)?.webContents;

async function obey(order: Order): Promise<void> {
  const answer = (value: unknown) => 'n' in order && tell({ at: 'answer', n: order.n, value });
  switch (order.do) {
    case 'read':
      answer(shown());
      return;
    case 'fetch':
      answer(await fetched(order.url, order.method));
      return;
    case 'navigate': {
      const event = new Preventable({ url: order.url, isMainFrame: true });
      pageOf()?.emit(order.event, event);
      answer(!event.defaultPrevented);
      return;
    }
    case 'open':
      answer(pageOf()?.openHandler({ url: order.url }).action ?? 'deny');
      return;
    case 'permission': {
      const asked = { requestingUrl: order.origin, isMainFrame: order.isMainFrame };
      const asks = await new Promise<boolean>((resolve) =>
        request ? request(null, order.permission, resolve, asked) : resolve(true),
      );
      answer({ asks, has: check?.(null, order.permission, order.origin, asked) ?? true });
      return;
    }
    case 'ipc':
      ipcMain.emit(order.channel, { senderFrame: { origin: order.origin, parent: order.subframe ? {} : null } });
      return;
    case 'port':
      ports.get(order.port)?.postMessage(order.data);
      return;
    case 'port-close':
      ports.get(order.port)?.close();
      return;
    case 'menu': {
      const item = menuItems().find((one) => one.id === order.id);
      if (item?.enabled !== false) item?.click?.();
      return;
    }
    case 'tray': {
      const item = tray?.menu?.items.find((one) => one.label === order.label);
      if (order.label === '') tray?.emit('click');
      else if (item?.enabled !== false) item?.click?.();
      return;
    }
    case 'notification':
      notifications.find(({ options }) => options.title === order.title)?.emit('click');
      return;
    case 'answer':
      answerDialog?.(order.label);
      answerDialog = null;
      return;
    case 'quit':
      app.quit();
      return;
    case 'leaving':
      pageOf()?.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
      pageOf()?.left();
      return;
    case 'close-window':
      [...windows.values()].at(-1)?.close();
      return;
    case 'app':
      if (order.event === 'open-url') app.emit('open-url', new Preventable(), order.argv[0]);
      else app.emit(order.event, new Preventable(), order.argv);
      return;
    case 'power':
      powerMonitor.emit(order.event, new Preventable());
  }
}

process.on('message', (order: Order) => void obey(order));
// A test that is gone leaves nothing behind.
process.on('disconnect', () => app.exit(1));
