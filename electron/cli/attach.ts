import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { existsSync } from 'node:fs';
import { WebSocket } from 'ws';
import type { Contract } from '../../shared/contract/contract';
import { socketPath } from '../engine/claim';

export type Client = ContractRouterClient<Contract>;

/** A connection to the running engine of a data directory. */
export interface Attached {
  readonly client: Client;
  /** Whether that engine has gone. */
  readonly lost: () => boolean;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Attaches to the engine that has a data directory; null: there is none that answers. */
export async function attach(data: string, who: string): Promise<Attached | null> {
  const socket = await dial(socketPath(data), who);
  if (!socket) return null;
  return {
    client: createORPCClient(new RPCLink({ websocket: socket })),
    lost: () => socket.readyState !== socket.OPEN,
    ended: new Promise((done) => socket.once('close', () => done())),
    close: () => socket.close(),
  };
}

function dial(path: string, who: string): Promise<WebSocket | null> {
  if (process.platform !== 'win32' && !existsSync(path)) return Promise.resolve(null);
  return new Promise((done) => {
    const socket = new WebSocket(`ws+unix:${path}:/`, {
      headers: { 'x-capstan-who': encodeURIComponent(who) },
      handshakeTimeout: 3000,
    });
    socket.once('open', () => done(socket));
    socket.once('error', () => done(null));
  });
}
