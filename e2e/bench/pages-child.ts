import { createServer } from 'node:http';
import { makeNodePage } from './node-page';
import { makePageText } from './page-text';

/**
 * Serves made-up pages at /0, /1 …, each new once an interval: whoever asks within the same interval gets the same. Says its port when it listens.
 * Arguments: number of pages, series a page, interval (ms).
 */
const [count = 1, perPage = 1000, everyMs = 1000] = process.argv.slice(2).map(Number);
const pages = Array.from({ length: count }, (_, at) => {
  const page = makeNodePage(at + 1, perPage);
  const write = makePageText(page);
  const values = new Float64Array(perPage);
  let turn = -1;
  let text = Buffer.alloc(0);
  return (now: number): Buffer => {
    const own = Math.floor(now / everyMs);
    if (own !== turn) {
      page.next(values);
      text = Buffer.from(write(values));
      turn = own;
    }
    return text;
  };
});

const server = createServer((request, response) => {
  const page = pages[Number((request.url ?? '').slice(1))];
  if (!page) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(page(Date.now()));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
// Whoever started it ended.
process.stdin.on('end', () => process.exit()).resume();
