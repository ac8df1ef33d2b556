import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { CapstanError } from '../../shared/contract/errors';
import type { Role } from '../../shared/contract/contract';
import { pageHeaders } from '../../shared/security';
import { maxPayload } from '../engine/rpc-socket';
import { isOwnRequest, roleOf, type Tokens } from './admission';
import { resolveAsset } from './assets';
import type { Connect } from './connect';

/** The browser shell: the page and one WebSocket on loopback. */
export interface BrowserShell {
  readonly port: number;
  /** The address that lets a browser in with a role; its token is in the fragment, which browsers send to nobody. */
  address(role: Role): string;
  /**
   * Shows another engine from now on, at the same address with the same tokens. Open connections end, and the pages come again by
   * themselves. Who had the old engine closes it.
   */
  show(connect: Connect, nameOf: (role: Role) => string): void;
  close(): Promise<void>;
}

/**
 * Serves the page of `root` on 127.0.0.1. `connect`: the way to the engine; `nameOf`: under which name a role's acts are recorded. Port
 * 0: any that is free. Throws BUSY with a sentence when the port is in use.
 */
export async function serve(connect: Connect, root: string, port: number, nameOf: (role: Role) => string): Promise<BrowserShell> {
  const token = () => randomBytes(32).toString('base64url');
  const tokens: Tokens = { captain: token(), responder: token(), viewer: token() };
  let actual = port;
  let shown = { connect, nameOf };

  // A request that names no host is answered as one that names another: by us, with our headers.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    answer(request, response, root, actual).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload, handleProtocols: () => 'capstan' });
  server.on('upgrade', (request, socket, head) => {
    const refuse = (status: string) => socket.end(bareAnswer(status));
    socket.on('error', () => socket.destroy());
    if (request.url !== '/rpc' || request.headers.origin === undefined || !isOwnRequest(request.headers, actual))
      return refuse('403 Forbidden');
    const role = roleOf(request.headers['sec-websocket-protocol'], tokens);
    if (!role) return refuse('401 Unauthorized');
    sockets.handleUpgrade(request, socket, head, (ws) => shown.connect(ws, { role, who: shown.nameOf(role) }));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') socket.end(bareAnswer('400 Bad Request'));
    else socket.destroy();
  });
  sockets.on('wsClientError', (_error, socket) => socket.end(bareAnswer('400 Bad Request')));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CapstanError('BUSY', `Port ${port} is in use.`, 'Name another with --port, or 0 for any that is free.')
          : new CapstanError('REFUSED', `Port ${port} cannot be opened: ${error.message}.`, 'Name another with --port.'),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (typeof bound === 'object' && bound) actual = bound.port;

  return {
    port: actual,
    address: (role) => `http://127.0.0.1:${actual}/#token=${tokens[role]}`,
    show: (next, name) => {
      shown = { connect: next, nameOf: name };
      for (const socket of sockets.clients) socket.close(1012, 'Another fleet is opened.');
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, root: string, port: number): Promise<void> {
  const refuse = (status: number, text: string, more: Readonly<Record<string, string>> = {}) =>
    void response.writeHead(status, { ...pageHeaders, ...more, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  if (!isOwnRequest(request.headers, port)) return refuse(403, 'This address is not one of Capstan’s.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET.', { allow: 'GET, HEAD' });
  const address = URL.parse(request.url ?? '/', 'http://localhost');
  const asset = address && resolveAsset(root, address.pathname);
  const size =
    asset &&
    (await stat(asset.file).then(
      (info) => (info.isFile() ? info.size : null),
      () => null,
    ));
  if (!asset || size === null) return refuse(404, 'There is nothing here.');
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': asset.type,
    'content-length': size,
    'cache-control': asset.immutable ? 'max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(asset.file), response);
}

/** An answer without a body, for a connection that ends before there is a request to answer. */
function bareAnswer(status: string): string {
  const headers = Object.entries({ ...pageHeaders, connection: 'close', 'content-length': '0' });
  return `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** Where the built page is, seen from the built entry. */
export function pageRoot(here: string): string {
  return join(here, '..', 'renderer');
}
