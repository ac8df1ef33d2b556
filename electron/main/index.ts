import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  type MenuItemConstructorOptions,
  type MessagePortMain,
} from 'electron';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appMenu, type MenuLine } from '../../shared/actions/app-menu';
import type { ActionId } from '../../shared/actions/catalogue';
import { fromPage, type DeskSummary, type FromEngine, type ToPage } from '../../shared/desk/host-port';
import { decideQuit, quitQuestion, type QuitWish } from '../../shared/desk/quit';
import { trayView } from '../../shared/desk/tray';
import { pageHeaders } from '../../shared/security';
import { resolveAsset } from '../serve/assets';
import type { DemoMade } from '../engine/demo/process';
import { linkAmong, pathOfLink } from './deep-link';
import { engineEnv } from './engine-env';
import { superviseEngine, type EngineProcess } from './engine-process';
import { createLogFile } from './log-file';
import { launchAtLogin } from './login';
import { decideNavigation, decidePermission, isTrustedSender, pageOrigin } from './navigation';
import { createSecrets } from './secrets';
import { feedOf, lookForUpdate } from './update';
import { verbAmong } from './verb';
import { readWindowState, smallest, writeWindowState } from './window-state';

// The desktop shell: a window, the page under a scheme of its own, the engine in a process of its own, a tray. Nothing is decided
// here: what is decided is in the files beside this one and in shared/desk.

const built = join(import.meta.dirname, '..');
const pictures = join(built, '..', 'resources');
const kept = (name: string) => join(app.getPath('userData'), name);
const isMac = process.platform === 'darwin';

let window: BrowserWindow | null = null;
let page: MessagePortMain | null = null;
let tray: Tray | null = null;
let engine: EngineProcess<MessagePortMain> | null = null;
let summary: DeskSummary | null = null;
let can: ReadonlySet<ActionId> = new Set();
let wish: QuitWish = 'none';
let shutdown = false;
/** What the engine runs; null: not decided yet. */
let configFile: string | null = null;
let asking = false;
let stopped = false;
/** Kept here, or a notification would be collected before anybody clicks it. */
const shown = new Set<Notification>();

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.enableSandbox();
const verb = verbAmong(process.argv, app.isPackaged);
if (verb !== null) void app.whenReady().then(() => runVerb(verb));
else if (app.requestSingleInstanceLock({ configFile: process.env['CAPSTAN_CONFIG'] ?? '' })) void app.whenReady().then(start);
else app.quit();

/** The installed app is the command line too: `capstan rollback` in a terminal, with or without a window open. */
function runVerb(words: readonly string[]): void {
  // How a verb starts an engine that outlives it: this binary runs no scripts.
  const self = JSON.stringify([app.getPath('exe'), ...(app.isPackaged ? [] : process.argv.slice(1, 2))]);
  const child = utilityProcess.fork(join(built, 'main/cli.js'), [...words], {
    stdio: 'inherit',
    env: { ...process.env, CAPSTAN_APP: self },
  });
  child.once('exit', (code) => app.exit(code));
}

async function start(): Promise<void> {
  mkdirSync(app.getPath('userData'), { recursive: true, mode: 0o700 });
  const log = createLogFile(kept('logs/engine.log'));
  const secrets = createSecrets(safeStorage, kept('secrets.json'), process.platform);
  if (app.isPackaged) app.setAsDefaultProtocolClient('capstan');
  guardSession();
  const fork = (entry: string, args: string[], env: Record<string, string>) => {
    const child = utilityProcess.fork(join(built, 'main', entry), args, { serviceName: 'Capstan engine', stdio: 'pipe', env });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => log.write(chunk));
    return child;
  };
  showTray();
  showMenu();
  if (!process.argv.includes('--hidden')) openWindow(pathOfLink(linkAmong(process.argv) ?? ''));

  const opened = readText(kept('fleet'));
  configFile = process.env['CAPSTAN_CONFIG'] || (opened !== null && existsSync(opened) ? opened : null);
  let demo = process.env['CAPSTAN_DEMO'] === '1';
  if (configFile === null) {
    demo = true;
    const made = await demoFleet(() => fork('demo-fleet.js', [kept('demo')], engineEnv(process.env, { configFile: '', demo })));
    if (made.configFile === null) {
      wish = 'now';
      dialog.showErrorBox(
        'Capstan cannot make its demonstration fleet',
        `${made.why} Or open a configuration: CAPSTAN_CONFIG=capstan.yaml.`,
      );
      return app.quit();
    }
    configFile = made.configFile;
  }
  const heard = (message: FromEngine) => {
    switch (message.type) {
      case 'ready':
        handPort();
        return;
      case 'failed':
        // Nothing else can be done with it.
        wish = 'now';
        dialog.showErrorBox('Capstan cannot start', message.message);
        app.quit();
        return;
      case 'summary':
        hearSummary(message.summary);
        return;
      case 'notice':
        notify(message.notice);
        return;
      case 'preferences':
        if (app.isPackaged) launchAtLogin(message.launchAtLogin, loginPlace());
        return;
      case 'open':
        [configFile, demo] = [message.configFile, false];
        writeFileSync(kept('fleet'), configFile);
        engine?.restart();
        return;
      case 'secret.read':
        void secrets.read(message.name).then(async (value) => {
          engine?.tell({ type: 'secret', id: message.id, value, whyNot: await secrets.whyNot() });
        });
        return;
      case 'secret.write':
        void secrets.write(message.name, message.value).then(async (done) => {
          engine?.tell({ type: 'secret', id: message.id, value: done ? message.value : null, whyNot: await secrets.whyNot() });
        });
    }
  };
  engine = superviseEngine<MessagePortMain>({
    fork: () => fork('engine.js', [], engineEnv(process.env, { configFile: configFile ?? '', demo })),
    heard,
    gone: () => hearSummary(null),
  });
  powerMonitor.on('suspend', () => engine?.tell({ type: 'sleep' }));
  powerMonitor.on('resume', () => engine?.tell({ type: 'wake' }));
  powerMonitor.on('shutdown', () => {
    shutdown = true;
    app.quit();
  });
  const feed = feedOf(process.env);
  if (feed !== null) void lookForUpdate(feed, (line) => log.write(`${line}\n`));
}

/** The demonstration, made by a process that outlives engines. Answers with its configuration, or why it could not be made. */
function demoFleet(fork: () => Electron.UtilityProcess): Promise<DemoMade> {
  return new Promise((resolve) => {
    const child = fork();
    child.once('message', (made: DemoMade) => resolve(made));
    child.once('exit', () => resolve({ configFile: null, why: 'Its process ended by itself; logs/engine.log says more.' }));
  });
}

function guardSession(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(decidePermission(permission, requestingUrl, isMainFrame)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) =>
    decidePermission(permission, origin, isMainFrame),
  );
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const asset =
      request.method === 'GET' && decideNavigation(request.url) === 'allow'
        ? resolveAsset(join(built, 'renderer'), url.pathname)
        : null;
    const body = asset && (await readFile(asset.file).catch(() => null));
    if (!asset || !body) return new Response('There is nothing here.', { status: 404, headers: pageHeaders });
    return new Response(new Uint8Array(body), { headers: { ...pageHeaders, 'content-type': asset.type } });
  });
}

/** Opens the window, or brings it to the front, at an address of the page. Null: where it is. */
function openWindow(path: string | null): void {
  if (window) {
    if (path !== null && page) tellPage({ type: 'go', path });
    else if (path !== null) void window.loadURL(pageOrigin + path);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return;
  }
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((one) => one.workArea);
  const { maximized, ...box } = readWindowState(readText(kept('window.json')), screens);
  const made = new BrowserWindow({
    ...box,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    icon: join(pictures, 'icons', '256x256.png'),
    webPreferences: {
      preload: join(built, 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !app.isPackaged,
    },
  });
  window = made;
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (decideNavigation(event.url) !== 'allow') event.preventDefault();
  };
  made.webContents.on('will-navigate', stay);
  made.webContents.on('will-redirect', stay);
  made.webContents.on('will-frame-navigate', stay);
  made.webContents.on('will-attach-webview', (event) => event.preventDefault());
  // The page that listened is on its way out; the next one says when it listens.
  made.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) page = null;
  });
  made.webContents.setWindowOpenHandler(({ url }) => {
    if (decideNavigation(url) === 'external') void shell.openExternal(url);
    return { action: 'deny' };
  });
  made.once('ready-to-show', () => {
    if (maximized) made.maximize();
    made.show();
  });
  made.on('close', () => writeFileSync(kept('window.json'), writeWindowState(made.getNormalBounds(), made.isMaximized())));
  made.on('closed', () => {
    window = null;
    page = null;
    allow([]);
  });
  void made.loadURL(pageOrigin + (path ?? '/'));
}

/** Gives the page and the engine one end each of a new channel; an old one ends with the old engine or page. */
function handPort(): void {
  if (!window || !engine) return;
  const { port1, port2 } = new MessageChannelMain();
  if (engine.hand(port1)) window.webContents.postMessage('capstan:port', null, [port2]);
}

/** The page's own line to the shell: what can be done comes from there, what was chosen in a menu or link goes there. */
function handShell(): void {
  if (!window) return;
  const { port1, port2 } = new MessageChannelMain();
  page = port1;
  port1.on('message', ({ data }) => {
    const message = fromPage.safeParse(data).data;
    if (message && page === port1) allow(message.actions);
  });
  port1.on('close', () => {
    if (page === port1) page = null;
  });
  port1.start();
  window.webContents.postMessage('capstan:shell', null, [port2]);
}

const tellPage = (message: ToPage) => page?.postMessage(message);

ipcMain.on('capstan:ready', (event) => {
  if (isTrustedSender(event.senderFrame)) handPort();
});
ipcMain.on('capstan:shell-ready', (event) => {
  if (isTrustedSender(event.senderFrame)) handShell();
});

function hearSummary(next: DeskSummary | null): void {
  summary = next ?? (summary && { ...summary, tone: 'unk', word: 'Unknown', about: 'the engine is being started again' });
  showTray();
  if (wish === 'after the push' && next && !next.push?.active) app.quit();
}

function showTray(): void {
  const view = trayView(summary, wish === 'after the push');
  const image = nativeImage.createFromPath(join(pictures, 'tray', `${view.icon}.png`));
  if (tray) tray.setImage(image);
  else {
    tray = new Tray(image);
    tray.on('click', () => openWindow(null));
  }
  tray.setToolTip(view.tooltip);
  const groups = view.menu.map((lines) =>
    lines.map(({ label, does }): MenuItemConstructorOptions => ({
      label,
      enabled: does !== null,
      click: () => (does && 'go' in does ? openWindow(does.go) : app.quit()),
    })),
  );
  tray.setContextMenu(
    Menu.buildFromTemplate(groups.flatMap((lines, at) => (at === 0 ? lines : [{ type: 'separator' as const }, ...lines]))),
  );
}

function showMenu(): void {
  const item = (line: MenuLine): MenuItemConstructorOptions =>
    'id' in line
      ? {
          id: line.id,
          label: line.label,
          enabled: line.enabled,
          ...(line.accelerator === null ? {} : { accelerator: line.accelerator }),
          // The page hears its own keys, and knows where they do not count: in a dialog, say.
          registerAccelerator: false,
          click: () => tellPage({ type: 'act', id: line.id }),
        }
      : line;
  const columns = appMenu({ isMac, packaged: app.isPackaged, can });
  Menu.setApplicationMenu(Menu.buildFromTemplate(columns.map(({ label, lines }) => ({ label, submenu: lines.map(item) }))));
}

function allow(actions: readonly ActionId[]): void {
  can = new Set(actions);
  showMenu();
}

function notify({ title, body, path }: { title: string; body: string; path: string }): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  notification.on('click', () => openWindow(path));
  notification.on('close', () => shown.delete(notification));
  notification.show();
}

const loginPlace = () => ({
  platform: process.platform,
  program: process.env['APPIMAGE'] ?? app.getPath('exe'),
  configHome: app.getPath('appData'),
  setLoginItemSettings: (settings: { openAtLogin: boolean; args: string[] }) => app.setLoginItemSettings(settings),
});

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

async function askToQuit(push: string): Promise<void> {
  if (asking) return;
  asking = true;
  const { message, detail, buttons } = quitQuestion(push);
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message,
    detail,
    buttons: buttons.map((button) => button.label),
    defaultId: 0,
    cancelId: 1,
  });
  asking = false;
  const chosen = buttons[response]?.wish ?? null;
  if (chosen === null) return openWindow(null);
  wish = chosen;
  showTray();
  app.quit();
}

app.on('second-instance', (_event, argv, _folder, data) => {
  openWindow(pathOfLink(linkAmong(argv) ?? ''));
  const { configFile: named = '' } = (data ?? {}) as { configFile?: string };
  if (named === '' || named === configFile) return;
  void dialog.showMessageBox({
    message: 'Capstan shows another fleet already.',
    detail: `It was started with ${named}. Quit it first, then start it with that file.`,
    buttons: ['Understood'],
  });
});
app.on('open-url', (event, link) => {
  event.preventDefault();
  const path = pathOfLink(link);
  void app.whenReady().then(() => openWindow(path));
});
app.on('activate', () => openWindow(null));
app.on('window-all-closed', () => app.quit());
app.on('before-quit', (event) => {
  const push = summary?.push ?? null;
  const decision = decideQuit({ pushActive: push?.active ?? false, wish, shutdown });
  if (decision === 'quit') return;
  event.preventDefault();
  if (decision === 'ask') void askToQuit(push?.id ?? '');
  else window?.close();
});
app.on('will-quit', (event) => {
  if (stopped || !engine) return;
  // The engine closes its history and lets go of the hosts before the app is gone.
  event.preventDefault();
  void engine.stop().finally(() => {
    stopped = true;
    app.quit();
  });
});
