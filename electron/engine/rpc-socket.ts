import { RPCHandler, type ServerWebSocket } from '@orpc/server/bun-ws';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Engine } from './engine';
import type { Caller } from './router/base';
import { router } from './router/router';
import { socketPath } from './claim';
import { createBudget } from './rpc-budget';
import { idOf, readFrame, type Frame } from './rpc-frame';

// Of oRPC's ways to speak over a WebSocket the one that leaves to us when a message is read, and what becomes of one that is none.
const handler = new RPCHandler<Caller>(router);

/** Largest message a shell may send; nothing that is asked comes near. */
export const maxPayload = 4 << 20;
const pingMs = 15_000;

/** How long a connection that was closed may take to end. */
const farewellMs = 1000;

/**
 * Speaks the contract with one shell over its WebSocket, at a pace that leaves the engine to others; ends the connection when the shell
 * is gone without a word, or says what is no message.
 */
export function speak(socket: WebSocket, caller: Caller): void {
  let alive = true;
  let handedBefore = 0;
  const peer: ServerWebSocket = {
    send: (answer) => {
      const id = idOf(answer);
      socket.send(answer, () => budget.sent());
      if (id !== null) budget.answered(id);
      return 0;
    },
  };
  const handOn = (frame: Frame) => {
    void handler
      .message(peer, frame.data, { context: caller })
      .catch(() => refuse(1008, 'That is no call.'))
      .finally(() => frame.isCall && budget.answered(frame.id));
  };
  const budget = createBudget(socket, handOn);
  const refuse = (code: number, why: string) => {
    if (socket.readyState !== socket.OPEN) return;
    // Nothing that was sent stands in it: it is read on a terminal.
    process.stderr.write(`The connection of a ${caller.role} (${caller.via}) was closed: it sent what is no message of a shell.\n`);
    end(code, why);
  };
  const end = (code: number, why: string) => {
    budget.close();
    socket.close(code, why);
    setTimeout(() => socket.terminate(), farewellMs).unref();
  };
  const timer = setInterval(() => {
    // What its other side says is not read meanwhile; that its calls go on is enough.
    if (budget.isHolding && budget.handed !== handedBefore) alive = true;
    handedBefore = budget.handed;
    if (!alive) socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingMs);
  socket.on('pong', () => (alive = true));
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    alive = true;
    if (socket.readyState !== socket.OPEN) return;
    const frame = readFrame(data, isBinary);
    if (frame) budget.take(frame);
    else refuse(1007, 'That is no message.');
  });
  socket.on('close', () => {
    clearInterval(timer);
    budget.close();
    handler.close(peer);
  });
  // It closes by itself then, and says why.
  socket.on('error', () => setTimeout(() => socket.terminate(), farewellMs).unref());
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
