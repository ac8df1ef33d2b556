import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { actionNow, onActions, perform } from './actions/registry';
import { App } from './app';
import './parts/base.css';
import { go } from './router';
import { listenToShell } from './shell';
import { startConnection } from './state/connection';
import { startPreferences } from './state/preferences';
import { takeToken } from './token';
import { portTransport, socketTransport, windowMessages } from './transport';
import { allowEmptying } from './trusted-types';

allowEmptying(window as Parameters<typeof allowEmptying>[0]);
startPreferences();

// The only place that knows of shells: the page was either served from a port of this machine or opened by the desktop app, whose
// pages are all of the host `capstan`.
if (location.host === 'capstan') {
  const messages = windowMessages(window);
  startConnection(portTransport(messages));
  const canDo: Parameters<typeof listenToShell>[1]['canDo'] = (id) => {
    const { offered, whyNot } = actionNow(id);
    return offered && whyNot === null;
  };
  listenToShell(messages, { perform, go, canDo, onActions });
} else {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  startConnection(socketTransport(`${scheme}://${location.host}/rpc`, takeToken(window) ?? 'none'));
}

// The next launch's address in the same tab changes only the fragment, and the browser would load nothing.
window.addEventListener('hashchange', () => {
  if (location.hash.includes('token=')) location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
