import { RPCHandler } from '@orpc/server/ws';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Engine } from './engine';
import type { Caller } from './router/base';
import { router } from './router/router';
import { socketPath } from './claim';

const handler = new RPCHandler<Caller>(router);

/** Largest message a shell may send; nothing that is asked comes near. */
export const maxPayload = 4 << 20;
const pingMs = 15_000;

/** Speaks the contract with one shell over its WebSocket, and ends the connection when the shell is gone without a word. */
export function speak(socket: WebSocket, caller: Caller): void {
  let alive = true;
  const timer = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingMs);
  socket.on('pong', () => (alive = true));
  socket.on('message', () => (alive = true));
  socket.on('close', () => clearInterval(timer));
  socket.on('error', () => socket.terminate());
  void handler.upgrade(socket, { context: caller });
}

/**
 * Listens for this user's other shells. The folder of the socket lets nobody else in, so whoever comes here may do what this
 * user may: all of it.
 */
export async function openDoor(engine: Engine): Promise<{ close(): Promise<void> }> {
  const path = socketPath(engine.options.config.data);
  // The claim on the data directory is ours, so a socket file that is there was left by an engine that died.
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const server: Server = createServer((_request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ server, maxPayload });
  sockets.on('connection', (socket, request) => {
    speak(socket, {
      engine,
      role: 'captain',
      who: nameIn(request.headers['x-capstan-who']) ?? engine.options.name,
      via: 'terminal',
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (process.platform !== 'win32') rmSync(path, { force: true });
    },
  };
}

/** The name that a shell says it acts for; null if it says none that can be read. */
function nameIn(header: string | string[] | undefined): string | null {
  try {
    return typeof header === 'string' ? decodeURIComponent(header).trim().slice(0, 100) || null : null;
  } catch {
    return null;
  }
}
