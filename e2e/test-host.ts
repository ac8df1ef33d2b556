import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { startHost, type DemoHost, type DemoHostOptions } from '../electron/engine/demo/host';

/** One host of a test's fleet, which can vanish and come back. */
export interface TestHost {
  /** The login's home: everything the host has. Files stay while it is stopped. */
  readonly home: string;
  /** Where its SSH server listens on 127.0.0.1; the same before and after a stop. */
  readonly port: number;
  /** The machine is gone: connections are cut without a goodbye, new ones are refused, the shop on it does not run. */
  stop(): void;
  /** The machine is back; its shop has just started, with its counts at zero. Resolves when it listens. */
  start(): Promise<void>;
  /** The network to it hangs (true): nothing comes through in either direction and nothing is refused, until it is freed (false). */
  stall(stalled: boolean): void;
}

/** Starts a host. Its port is a front of our own before the SSH server, so that it can be cut and stay the same. */
export async function startTestHost(options: DemoHostOptions): Promise<TestHost> {
  const sockets = new Set<Socket>();
  let host: DemoHost | null = null;
  let front: Server | null = null;
  let stalled = false;
  let port = 0;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const start = async () => {
    if (front) return;
    const running = await startHost(options);
    const listening = createServer((socket) => {
      const inner = connect({ host: '127.0.0.1', port: running.port });
      keep(socket);
      keep(inner);
      socket.once('close', () => inner.destroy());
      inner.once('close', () => socket.destroy());
      socket.pipe(inner);
      inner.pipe(socket);
      if (stalled) for (const one of [socket, inner]) one.pause();
    });
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', resolve);
    });
    port = (listening.address() as AddressInfo).port;
    host = running;
    front = listening;
  };
  await start();

  return {
    home: options.home,
    port,
    start,
    stop: () => {
      front?.close();
      for (const socket of sockets) socket.resetAndDestroy();
      host?.close();
      front = null;
      host = null;
    },
    stall: (now) => {
      stalled = now;
      for (const socket of sockets) {
        if (now) socket.pause();
        else socket.resume();
      }
    },
  };
}
