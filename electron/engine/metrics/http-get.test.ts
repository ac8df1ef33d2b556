import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { httpGet } from './http-get';

const servers: { close(): void }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function serve(answer: RequestListener): Promise<URL> {
  const server: Server = createServer(answer);
  servers.push({ close: () => (server.closeAllConnections(), server.close()) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
}

const options = { timeoutMs: 1500, maxBytes: 1 << 20 };

describe('httpGet', () => {
  it('answers a page, unpacked', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('up 1\n')),
    );
    expect(await httpGet(url, options)).toMatchObject({ status: 200, body: Buffer.from('up 1\n') });
  });

  it('goes over a connection of one’s own', async () => {
    const url = await serve((_request, response) => response.end('up 1\n'));
    const port = Number(url.port);
    url.port = '1';
    const answer = await httpGet(url, { ...options, open: () => Promise.resolve(connect(port, '127.0.0.1')) });
    expect(answer.body.toString()).toBe('up 1\n');
  });

  it('cuts off a page of 200 MB, and a small one that unpacks to that', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    const endless = await serve((_request, response) => {
      const more = () => {
        while (response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    await expect(httpGet(endless, options)).rejects.toMatchObject({ kind: 'too large' });
    const bomb = gzipSync(Buffer.alloc(200 << 20));
    const packed = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    await expect(httpGet(packed, options)).rejects.toMatchObject({ kind: 'too large' });
  });

  it('gives up on a page that never begins, and on one that never ends', async () => {
    const silent = await serve(() => undefined);
    await expect(httpGet(silent, { ...options, timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
    const slow = await serve((_request, response) => {
      const timer = setInterval(() => response.write('a 1\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(httpGet(slow, { ...options, timeoutMs: 300 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('says what is no HTTP, what breaks off and what refuses', async () => {
    const odd = createTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    servers.push(odd);
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    await expect(httpGet(new URL(`http://127.0.0.1:${(odd.address() as AddressInfo).port}/`), options)).rejects.toMatchObject({
      kind: 'unreachable',
    });
    const broken = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('up');
      setTimeout(() => response.destroy(), 30);
    });
    await expect(httpGet(broken, options)).rejects.toMatchObject({ name: 'HttpFailed' });
    await expect(httpGet(new URL('http://127.0.0.1:1/'), options)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('ends when it is cancelled', async () => {
    const silent = await serve(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(httpGet(silent, { ...options, signal: stop.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
