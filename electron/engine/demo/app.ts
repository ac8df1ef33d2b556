import { readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';

/** What a release of the demonstration shop does to its numbers; read from `app.json` in the release. */
interface Behaviour {
  /** Errors and registrations a second on one host. */
  readonly errors: number;
  readonly registrations: number;
  readonly requests: number;
  readonly load: number;
}

const fallback: Behaviour = { errors: 0.1, registrations: 5, requests: 40, load: 1 };

/**
 * The shop on one demonstration host: a real HTTP server that runs what `current` pointed to when it was last reloaded, counts
 * what happens to it, and forgets its counts when it is reloaded, as processes do.
 */
export interface DemoApp {
  readonly port: number;
  reload(): void;
  close(): void;
}

export async function startApp(shop: string, seed: number): Promise<DemoApp> {
  const random = randomFrom(seed);
  let release = '';
  let behaviour = fallback;
  let startedAt = 0;
  let countedAt = 0;
  let totals = { requests: 0, errors: 0, registrations: 0 };

  const reload = () => {
    const link = readlink(join(shop, 'current'));
    release = link === null ? '' : basename(link);
    behaviour = readBehaviour(join(shop, 'current', 'app.json'));
    startedAt = Date.now();
    countedAt = startedAt;
    totals = { requests: 0, errors: 0, registrations: 0 };
  };
  const count = () => {
    const now = Date.now();
    const seconds = (now - countedAt) / 1000;
    countedAt = now;
    // A slow swell over all hosts alike: the busy hour that must not be blamed on a push.
    const swell = 1 + 0.1 * Math.sin(now / 60_000);
    totals = {
      requests: totals.requests + poisson(behaviour.requests * swell * seconds, random),
      errors: totals.errors + poisson(behaviour.errors * seconds, random),
      registrations: totals.registrations + poisson(behaviour.registrations * swell * seconds, random),
    };
  };
  const page = () => {
    count();
    const load = behaviour.load * (1 + 0.1 * Math.sin(Date.now() / 60_000)) + (random() - 0.5) * 0.1;
    return [
      '# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.',
      '# TYPE process_start_time_seconds gauge',
      `process_start_time_seconds ${startedAt / 1000}`,
      '# HELP node_load1 1m load average.',
      '# TYPE node_load1 gauge',
      `node_load1 ${load.toFixed(3)}`,
      '# HELP http_requests_total Requests answered.',
      '# TYPE http_requests_total counter',
      `http_requests_total ${totals.requests}`,
      '# HELP app_errors_total Errors logged by the application.',
      '# TYPE app_errors_total counter',
      `app_errors_total ${totals.errors}`,
      '# HELP registrations_total Customers registered.',
      '# TYPE registrations_total counter',
      `registrations_total ${totals.registrations}`,
      '',
    ].join('\n');
  };

  reload();
  const server: Server = createServer((request, response) => {
    response.setHeader('X-Release', release);
    if (request.url === '/healthz') response.writeHead(release === '' ? 503 : 200).end(`${release || 'nothing deployed'}\n`);
    else if (request.url === '/metrics')
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(page());
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    reload,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function readlink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function readBehaviour(file: string): Behaviour {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Behaviour>;
    return { ...fallback, ...read };
  } catch {
    return fallback;
  }
}

/** A small generator with a seed (mulberry32): every demonstration shows the same hosts. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A Poisson count by multiplication (Knuth); rates here are small. */
function poisson(mean: number, random: () => number): number {
  if (mean > 200) return Math.round(mean);
  const floor = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > floor) {
    count += 1;
    product *= random();
  }
  return count;
}
