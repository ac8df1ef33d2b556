import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** The wire between the page and the engine, to be cut and mended. */
export interface Wire {
  readonly port: number;
  /** Every connection ends without a goodbye, and new ones are refused. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A wire to a port of this machine. The server there has to take its port for its own (it checks `Host`), so that it is said anew. */
export async function layWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let port = 0;
  const server = createServer((outer) => {
    if (isCut) return void outer.resetAndDestroy();
    const inner = connect({ host: '127.0.0.1', port: to });
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    // Both ports have five digits, so nothing else in the request moves. What a WebSocket carries later is masked.
    outer.on('data', (chunk: Buffer) =>
      inner.write(Buffer.from(chunk.toString('latin1').replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${to}`), 'latin1')),
    );
    inner.pipe(outer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  return {
    port,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
