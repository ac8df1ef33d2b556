import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Role } from '../shared/contract/contract';
import { contentSecurityPolicy } from '../shared/security';
import { Actor } from './stage/actor';
import { router } from './stage/router';
import { sceneNames } from './stage/scenes';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const cutOffAfterMs = 2_000;

/**
 * The page on a stage: the built page under its real policy, and behind it a play instead of an engine. The token says what is
 * played and for whom: `#token=rolling-back`, `#token=watch.viewer`. `#token=disconnected` is cut off after two seconds.
 *
 * Serves the page that was built into `root`. Resolves with its port; `close` ends the play.
 */
export async function startStage(root: string, port = 0): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((request, response) => {
    void answer(root, request.url ?? '/').then(({ status, type, body }) => {
      response.writeHead(status, {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    });
  });
  const actors = playOver(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => {
      actors().forEach((actor) => actor.stop());
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(root: string, url: string): Promise<{ status: number; type: string; body: Buffer | string }> {
  const path = normalize(join(root, new URL(url, 'http://stage').pathname));
  const inside = path.startsWith(root + sep) && extname(path) !== '';
  try {
    const file = inside ? path : join(root, 'index.html');
    return { status: 200, type: types[extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
  } catch {
    return { status: 404, type: 'text/plain', body: 'not found' };
  }
}

function playOver(server: Server): () => readonly Actor[] {
  const actors = new Map<string, Actor>();
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('capstan') ? 'capstan' : false),
  });
  let cutOff = false;
  server.on('upgrade', (request, socket, head) => {
    const token =
      (request.headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .map((part) => part.trim())
        .find((part) => part.startsWith('capstan.token.'))
        ?.slice('capstan.token.'.length) ?? '';
    const [wanted, role] = token.split('.');
    const name = sceneNames.find((one) => one === wanted);
    if (!name || (name === 'disconnected' && cutOff)) {
      socket.destroy();
      return;
    }
    const actor = actors.get(name) ?? new Actor(name);
    actors.set(name, actor);
    sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => {
      void handler.upgrade(ws, { context: { actor, role: isRole(role) ? role : 'captain' } });
      if (name !== 'disconnected') return;
      setTimeout(() => {
        cutOff = true;
        ws.terminate();
      }, cutOffAfterMs);
    });
  });
  return () => [...actors.values()];
}

const isRole = (word: string | undefined): word is Role => word === 'captain' || word === 'responder' || word === 'viewer';
