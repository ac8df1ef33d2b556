/** One open line to the engine. `ended` resolves, with a reason, when nothing more will come over it. */
export interface Wire {
  readonly over: { readonly kind: 'socket'; readonly socket: WebSocket } | { readonly kind: 'port'; readonly port: MessagePort };
  readonly ended: Promise<string>;
  readonly close: () => void;
}

/** How the page reaches the engine. It is chosen once, in `main.tsx`; nothing else knows which one it is. */
export interface Transport {
  /** Resolves with an open wire; rejects with a reason that can be shown. */
  readonly dial: (signal: AbortSignal) => Promise<Wire>;
  /** What a person can do where this transport cannot connect. */
  readonly advice: string;
}

const dialTimeoutMs = 10_000;

/** The browser shell: a WebSocket of the page's own origin, with the launch's token as a subprotocol. */
export function socketTransport(address: string, token: string): Transport {
  return {
    advice:
      'Check that the engine runs (capstan status), then open the address it printed at its last start: the token changes with each start.',
    dial: (signal) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(address, ['capstan', `capstan.token.${token}`]);
        socket.binaryType = 'arraybuffer';
        const giveUp = () => {
          socket.close();
          reject(new Error('The engine did not answer in time.'));
        };
        const timer = setTimeout(giveUp, dialTimeoutMs);
        signal.addEventListener('abort', giveUp, { once: true });
        const ended = new Promise<string>((end) => {
          socket.addEventListener('close', (event) => {
            clearTimeout(timer);
            signal.removeEventListener('abort', giveUp);
            const reason = event.reason || 'The connection was closed.';
            end(reason);
            reject(new Error(reason));
          });
        });
        socket.addEventListener('open', () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          resolve({ over: { kind: 'socket', socket }, ended, close: () => socket.close() });
        });
      }),
  };
}

/** What this window hears and says, among its own. */
export interface Messages {
  readonly origin: string;
  readonly listen: (hear: (data: unknown, ports: readonly MessagePort[]) => void) => void;
  readonly post: (data: unknown) => void;
}

/** The desktop shell: the preload hands over one MessagePort, and another one whenever the engine was started again. */
export function portTransport(messages: Messages): Transport {
  let spare: MessagePort | null = null;
  let wanted: ((port: MessagePort) => void) | null = null;
  let endCurrent: ((why: string) => void) | null = null;

  messages.listen((data, ports) => {
    const port = ports[0];
    if (!port || !isPortMessage(data)) return;
    // The engine has been restarted: whatever the old port still owes us will never come.
    endCurrent?.('The engine was started again.');
    endCurrent = null;
    if (wanted) wanted(port);
    else spare = port;
  });

  const open = (port: MessagePort): Wire => {
    let end: (why: string) => void = () => {};
    const ended = new Promise<string>((resolve) => (end = resolve));
    endCurrent = end;
    port.addEventListener('close', () => end('The engine stopped.'));
    port.start();
    return {
      over: { kind: 'port', port },
      ended,
      close: () => {
        port.close();
        end('The connection was closed.');
      },
    };
  };

  return {
    advice: 'The engine is being started again. If it does not come back: capstan status in a terminal says why.',
    dial: (signal) =>
      new Promise((resolve, reject) => {
        if (spare) {
          const port = spare;
          spare = null;
          resolve(open(port));
          return;
        }
        wanted = (port) => {
          wanted = null;
          resolve(open(port));
        };
        signal.addEventListener('abort', () => {
          wanted = null;
          reject(new Error('Given up.'));
        });
        messages.post({ type: 'capstan:ready' });
      }),
  };
}

/** Messages of this very window and origin; anything another frame sends is not heard. */
export function windowMessages(page: Window): Messages {
  return {
    origin: page.location.origin,
    listen: (hear) =>
      page.addEventListener('message', (event) => {
        if (event.source === page && event.origin === page.location.origin) hear(event.data, event.ports);
      }),
    post: (data) => page.postMessage(data, page.location.origin),
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'capstan:port';
}
