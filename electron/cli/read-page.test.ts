import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPage } from './read-page';

const limits = { maxBytes: 1 << 20, timeoutMs: 5000 };

let folder: string;
let server: Server;
let address: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-read-page-'));
  server = createServer((request, response) => {
    if (request.url === '/html') response.setHeader('content-type', 'text/html').end('<p>no');
    else if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/endless') {
      response.setHeader('content-type', 'text/plain');
      const more = () => {
        while (response.write('a'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    } else
      response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0').end(`${request.headers.accept ?? ''}\n`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

it('reads a file and an address, each in its format', async () => {
  const file = join(folder, 'page.txt');
  writeFileSync(file, 'up 1\n');
  expect(await readPage(file, false, limits)).toEqual({ bytes: Buffer.from('up 1\n'), format: 'prometheus-text-0.0.4' });
  expect((await readPage(file, true, limits)).format).toBe('openmetrics-text-1.0');
  const page = await readPage(address, false, limits);
  expect(page.format).toBe('openmetrics-text-1.0');
  expect(Buffer.from(page.bytes).toString()).toContain('application/openmetrics-text');
});

it('holds no more than the limit, whatever comes', async () => {
  const file = join(folder, 'large.txt');
  writeFileSync(file, Buffer.alloc(limits.maxBytes + 1));
  await expect(readPage(file, false, limits)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: `${file} is larger than 1 MB: a scrape would refuse it whole.`,
  });
  await expect(readPage('/dev/zero', false, limits)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(readPage(`${address}/endless`, false, limits)).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('larger than 1 MB'),
  });
});

it('says what is in the way', async () => {
  await expect(readPage(join(folder, 'none'), false, limits)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(readPage(folder, false, limits)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('EISDIR'),
  });
  await expect(readPage(`${address}/gone`, false, limits)).rejects.toMatchObject({ message: `${address}/gone answers 404.` });
  await expect(readPage(`${address}/html`, false, limits)).rejects.toMatchObject({ message: expect.stringContaining('text/html') });
  await expect(readPage('http://[', false, limits)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'http://[ is no address.',
  });
});
