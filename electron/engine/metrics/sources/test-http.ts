import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** For tests: HTTP servers on loopback that end with the test. Call once at the top of a file. */
export function httpServers(): (answer: RequestListener, tls?: { key: string; cert: string }) => Promise<string> {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  return async (answer, tls) => {
    const server = tls ? createHttps(tls, answer) : createHttp(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
}
