import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, connect, type AddressInfo, type Socket } from 'node:net';
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

  /** A server that says what it is told, byte for byte. */
  async function wire(talk: (socket: Socket) => void): Promise<URL> {
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => talk(socket));
    });
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    servers.push({ close: () => (sockets.forEach((socket) => socket.destroy()), server.close()) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
  }
  const odd: [string, (socket: Socket) => void, object][] = [
    [
      'answers 101 and stays',
      (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
      { kind: 'unreachable', message: expect.stringContaining('101') },
    ],
    [
      'answers 101 to go on in binary',
      (socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
        const timer = setInterval(() => socket.write(Buffer.alloc(1000)), 5);
        socket.once('close', () => clearInterval(timer));
      },
      { kind: 'unreachable', message: expect.stringContaining('101') },
    ],
    ['closes without an answer', (socket) => socket.end(), { kind: 'unreachable' }],
    ['closes in the middle of its headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), { kind: 'unreachable' }],
    ['says that it has a proxy', (socket) => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'), { kind: 'timeout' }],
    [
      'says 103 for ever',
      (socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 1);
        socket.once('close', () => clearInterval(timer));
      },
      { kind: 'unreachable', message: expect.stringContaining('103') },
    ],
    ['sends headers for ever', endless('x: y\r\n', 'HTTP/1.1 200 OK\r\n'), { name: 'HttpFailed' }],
    ['sends a chunk whose length never ends', endless('0', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'), {}],
    ['begins a header and falls silent', (socket) => socket.write('HTTP/1.1 200'), { kind: 'timeout' }],
  ];
  function endless(piece: string, head: string): (socket: Socket) => void {
    return (socket) => {
      socket.write(head);
      const timer = setInterval(() => socket.write(piece), 2);
      socket.once('close', () => clearInterval(timer));
    };
  }

  it.each(odd)('ends whatever the wire does: it %s', async (_what, talk, expected) => {
    const url = await wire(talk);
    const timeoutMs = 400;
    for (const own of [false, true]) {
      const open = () => Promise.resolve(connect(Number(url.port), '127.0.0.1'));
      const start = performance.now();
      await expect(httpGet(url, { ...options, timeoutMs, ...(own ? { open } : {}) })).rejects.toMatchObject({
        name: 'HttpFailed',
        ...expected,
      });
      expect(performance.now() - start).toBeLessThan(2500);
    }
  });

  it('ends when opening a connection never does, and lets go of one that comes too late', async () => {
    let late: (socket: Socket) => void = () => undefined;
    const open = () => new Promise<Socket>((resolve) => (late = resolve));
    const url = new URL('http://127.0.0.1:1/');
    await expect(httpGet(url, { ...options, timeoutMs: 200, open })).rejects.toMatchObject({ kind: 'timeout' });
    const server = await wire(() => undefined);
    const socket = connect(Number(server.port), '127.0.0.1');
    late(socket);
    await expect.poll(() => socket.destroyed).toBe(true);
  });

  it('ends when it is cancelled', async () => {
    const silent = await serve(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(httpGet(silent, { ...options, signal: stop.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
