import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
  type UtilityProcess,
} from 'electron';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageHeaders } from '../../shared/security';
import { resolveAsset } from '../serve/assets';
import { decideNavigation, isTrustedSender, pageOrigin, restartDelay } from './navigation';

// The desktop shell: a window, the page under a scheme of its own, and the engine in a process of its own. Nothing is decided here.

const root = join(import.meta.dirname, '..', 'renderer');
let window: BrowserWindow | null = null;
let engine: UtilityProcess | null = null;
let ready = false;
let quitting = false;
let deaths: number[] = [];

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.enableSandbox();
if (!app.requestSingleInstanceLock()) app.quit();
app.on('second-instance', () => window?.show());

function startEngine(): void {
  ready = false;
  const child = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [], {
    serviceName: 'Capstan engine',
    stdio: 'inherit',
  });
  engine = child;
  child.on('message', (message: { type?: string; message?: string }) => {
    if (message.type === 'ready') {
      ready = true;
      connect();
    } else if (message.type === 'failed') {
      quitting = true;
      dialog.showErrorBox('Capstan cannot start', message.message ?? '');
      app.quit();
    }
  });
  child.on('exit', () => {
    if (quitting) return;
    const now = Date.now();
    deaths = [...deaths.filter((at) => at > now - 60_000), now];
    setTimeout(startEngine, restartDelay(deaths, now));
  });
}

/** Gives the page and the engine one end each of a new channel; an old one ends with the old engine or page. */
function connect(): void {
  if (!ready || !engine || !window) return;
  const { port1, port2 } = new MessageChannelMain();
  engine.postMessage({ type: 'port' }, [port1]);
  window.webContents.postMessage('capstan:port', null, [port2]);
}

function openWindow(): void {
  window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  const stay = (event: { preventDefault(): void }, address: string) => {
    if (decideNavigation(address) !== 'allow') event.preventDefault();
  };
  window.webContents.on('will-navigate', (event) => stay(event, event.url));
  window.webContents.on('will-redirect', (event) => stay(event, event.url));
  window.webContents.on('will-frame-navigate', (event) => stay(event, event.url));
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (decideNavigation(url) === 'external') void shell.openExternal(url);
    return { action: 'deny' };
  });
  window.once('ready-to-show', () => window?.show());
  window.on('closed', () => (window = null));
  void window.loadURL(`${pageOrigin}/`);
}

ipcMain.on('capstan:ready', (event) => {
  if (isTrustedSender(event.senderFrame)) connect();
});

void app.whenReady().then(() => {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const asset = request.method === 'GET' && url.host === 'capstan' ? resolveAsset(root, url.pathname) : null;
    const body = asset && (await readFile(asset.file).catch(() => null));
    if (!asset || !body) return new Response('There is nothing here.', { status: 404, headers: pageHeaders });
    return new Response(new Uint8Array(body), { headers: { ...pageHeaders, 'content-type': asset.type } });
  });
  startEngine();
  openWindow();
});
app.on('activate', () => {
  if (!window) openWindow();
});
app.on('window-all-closed', () => app.quit());
app.on('before-quit', () => {
  quitting = true;
  engine?.kill();
});
