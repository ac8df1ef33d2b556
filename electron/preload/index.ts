import { ipcRenderer } from 'electron';

// All that the page gets of Electron: one MessagePort to the engine, and another whenever the engine was started again.
ipcRenderer.on('capstan:port', (event) => {
  window.postMessage({ type: 'capstan:port' }, window.location.origin, event.ports);
});
window.addEventListener('message', (event) => {
  if (event.source === window && (event.data as { type?: unknown } | null)?.type === 'capstan:ready')
    ipcRenderer.send('capstan:ready');
});
