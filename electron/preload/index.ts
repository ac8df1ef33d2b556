import { ipcRenderer } from 'electron';

// All that the page gets of Electron: MessagePorts, one to the engine and one to the shell, when it asks for them and whenever the
// engine was started again. Both ends look at who speaks: this window of this origin here, the page's main frame there.
const names = ['capstan:port', 'capstan:shell'] as const;

for (const type of names) {
  ipcRenderer.on(type, (event) => {
    window.postMessage({ type }, window.location.origin, event.ports);
  });
}
window.addEventListener('message', (event) => {
  if (event.source !== window || event.origin !== window.location.origin) return;
  const type = (event.data as { type?: unknown } | null)?.type;
  // The page wants a port; the ports themselves come under the same names, with a port.
  if (event.ports.length === 0 && (type === 'capstan:ready' || type === 'capstan:shell-ready')) ipcRenderer.send(type);
});
