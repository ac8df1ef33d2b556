import { RPCHandler, type ServerWebSocket } from '@orpc/server/bun-ws';
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Role } from '../../shared/contract/contract';
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

/** Where this user's other shells come in. */
export interface Door {
  /** How many are in it now: also those that have only knocked. */
  shells(): number;
  /** Whether anybody ever came. */
  wasEntered(): boolean;
  /** Lets nobody else in; false, and open again, where somebody came in between. */
  shut(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Listens for this user's other shells. The folder of the socket lets nobody else in, so whoever comes here may do what this
 * user may: all of it, unless it says that it comes for somebody who may less.
 */
export async function openDoor(engine: Engine): Promise<Door> {
  const path = socketPath(engine.options.config.data);
  const inside = new Set<Socket>();
  let wasEntered = false;
  const server: Server = createServer((_request, response) => response.writeHead(426).end());
  server.on('connection', (socket) => {
    wasEntered = true;
    inside.add(socket);
    socket.once('close', () => inside.delete(socket));
  });
  const sockets = new WebSocketServer({ server, maxPayload });
  sockets.on('connection', (socket, { headers }) => {
    speak(socket, {
      engine,
      role: roleIn(headers['x-capstan-role']),
      who: nameIn(headers['x-capstan-who']) ?? engine.options.name,
      via: headers['x-capstan-via'] === 'browser' ? 'browser' : 'terminal',
    });
  });
  // Whoever waits for the server to listen hears of it; here it must only not be thrown.
  sockets.on('error', () => undefined);
  const listen = async () => {
    // The claim on the data directory is ours, so a socket file that is there was left by an engine that died.
    if (process.platform !== 'win32') rmSync(path, { force: true });
    server.listen(path);
    await once(server, 'listening');
    if (process.platform !== 'win32') chmodSync(path, 0o600);
  };
  await listen();
  return {
    shells: () => inside.size,
    wasEntered: () => wasEntered,
    shut: async () => {
      server.close();
      // Who was let in before has been counted then.
      await new Promise((resolve) => setImmediate(resolve));
      if (inside.size === 0) return true;
      await listen();
      return false;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (process.platform !== 'win32') rmSync(path, { force: true });
    },
  };
}

/** The role that a shell asks for: a captain's where it says none, the least where it cannot be read. */
function roleIn(header: string | string[] | undefined): Role {
  if (header === undefined) return 'captain';
  return header === 'captain' || header === 'responder' ? header : 'viewer';
}

/** The name that a shell says it acts for; null if it says none that can be read. */
function nameIn(header: string | string[] | undefined): string | null {
  try {
    return typeof header === 'string' ? decodeURIComponent(header).trim().slice(0, 100) || null : null;
  } catch {
    return null;
  }
}
