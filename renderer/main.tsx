import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './parts/base.css';
import { startConnection } from './state/connection';
import { startPreferences } from './state/preferences';
import { takeToken } from './token';
import { portTransport, socketTransport, windowMessages } from './transport';

startPreferences();

// The only place that knows of shells: the page was either served over HTTP or opened by the desktop app.
const transport = location.protocol.startsWith('http')
  ? socketTransport(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`, takeToken(window) ?? 'none')
  : portTransport(windowMessages(window));

startConnection(transport);

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
