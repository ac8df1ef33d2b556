import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { Engine } from '../electron/engine/engine';
import type { Caller } from '../electron/engine/router/base';
import { router } from '../electron/engine/router/router';
import { inThisProcess } from '../electron/serve/connect';
import { serve } from '../electron/serve/serve';
import type { Contract, Role } from '../shared/contract/contract';

export type Client = ContractRouterClient<Contract>;

/** One connection to an engine. */
export interface Wire {
  readonly client: Client;
  /** Ends it from the engine's side, as when the engine's process dies. Does nothing in process: there is nothing to lose. */
  lose(): Promise<void>;
  close(): Promise<void>;
}

/** One of the three ways in: the same contract over another transport. */
export interface Way {
  readonly name: string;
  /** Whether the other end can go away by itself. */
  readonly losable: boolean;
  open(engine: Engine, role: Role, who: string): Promise<Wire>;
}

const inProcess: Way = {
  name: 'in process',
  losable: false,
  open: async (engine, role, who) => ({
    client: createRouterClient(router, { context: { engine, role, who, via: 'test' } }),
    lose: async () => undefined,
    close: async () => undefined,
  }),
};

const messagePort: Way = {
  name: 'MessagePort',
  losable: true,
  open: async (engine, role, who) => {
    const { port1, port2 } = new MessageChannel();
    new RPCHandler<Caller>(router).upgrade(port1, { context: { engine, role, who, via: 'window' } });
    port1.start();
    const client: Client = createORPCClient(new PortLink({ port: port2 }));
    port2.start();
    return { client, lose: async () => port1.close(), close: async () => port2.close() };
  },
};

/** The browser shell as it is: HTTP, the upgrade with its checks, the token. */
const webSocket: Way = {
  name: 'WebSocket',
  losable: true,
  open: async (engine, role, who) => {
    // Without a page: nobody asks for one here.
    const shell = await serve(inThisProcess(engine), join(engine.options.config.data, 'no-page'), 0, () => who);
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/rpc`, subprotocols(shell.address(role)), {
      origin: `http://127.0.0.1:${shell.port}`,
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const client: Client = createORPCClient(new SocketLink({ websocket: socket }));
    return {
      client,
      lose: () => shell.close(),
      close: async () => {
        socket.terminate();
        await shell.close();
      },
    };
  },
};

/** What a page offers for an address that the browser shell printed. */
export function subprotocols(address: string): string[] {
  return ['capstan', `capstan.token.${new URL(address).hash.slice('#token='.length)}`];
}

export const ways: readonly Way[] = [inProcess, messagePort, webSocket];
