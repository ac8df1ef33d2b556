// Loaded into a real Electron's main process before ours: notes what it shows outside of windows, where no test can look, and answers for a person.
const { dialog, Notification, shell, Tray } = require('electron');

const spy = { tray: null, trayMenu: null, image: '', tooltip: '', notifications: [], dialogs: [], answers: [], openedOutside: [] };
globalThis.capstanSpy = spy;

/** Notes a call, then makes it. */
function watch(prototype, name, note) {
  const real = prototype[name];
  prototype[name] = function (...args) {
    note(this, ...args);
    return real.apply(this, args);
  };
}
watch(Tray.prototype, 'setImage', (tray, image) => Object.assign(spy, { tray, image: String(image) }));
watch(Tray.prototype, 'setToolTip', (tray, tooltip) => Object.assign(spy, { tray, tooltip }));
watch(Tray.prototype, 'setContextMenu', (tray, trayMenu) => Object.assign(spy, { tray, trayMenu }));
watch(Notification.prototype, 'show', (notification) => spy.notifications.push(notification));
shell.openExternal = async (url) => void spy.openedOutside.push(url);
dialog.showMessageBox = (...args) => {
  const { message = '', detail = '', buttons = [] } = args.at(-1);
  return new Promise((resolve) => spy.dialogs.push({ message, detail, buttons, resolve, answered: false }));
};
