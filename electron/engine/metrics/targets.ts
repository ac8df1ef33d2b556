import { formatOf } from '../../../shared/series/exposition';
import type { FleetHost } from '../fleet/fleet-room';
import type { Connections } from '../fleet/connections';
import { sentence } from '../fleet/operate';
import { getFromHost } from '../fleet/reach';
import { PageReader, type PageShape } from './page-reader';

/**
 * Ceilings of one scrape, where Prometheus' defaults have none but its time (10 s): a page beyond the first three is refused whole with a named
 * error, and the last good series stay. A series beyond the others is not stored, while the rest of its page is.
 */
export const scrapeLimits = {
  maxBytes: 32 << 20,
  maxSamples: 200_000,
  timeoutMs: 10_000,
  maxLabels: 64,
  maxLabelName: 200,
  maxLabelValue: 2048,
} as const;

export type Scraped =
  | {
      readonly ok: true;
      readonly at: number;
      readonly shape: PageShape;
      /** In the order of the page. */
      readonly values: Float64Array;
    }
  | { readonly ok: false; readonly at: number; readonly error: string };

/** Fetches and reads one metrics page of one host; `reader` knows the page from last time. Never rejects. */
export async function scrape(
  connections: Connections,
  host: FleetHost,
  address: string,
  timeoutMs: number,
  now: () => number,
  { signal, reader = new PageReader() }: { readonly signal?: AbortSignal; readonly reader?: PageReader } = {},
): Promise<Scraped> {
  try {
    const answer = await getFromHost(connections, host.address, host.type.via, address, {
      timeoutMs: Math.min(timeoutMs, scrapeLimits.timeoutMs),
      maxBytes: scrapeLimits.maxBytes,
      headers: {
        accept: 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.9,*/*;q=0.1',
        'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
      },
      signal,
    });
    const at = now();
    if (answer.status !== 200) return { ok: false, at, error: `${address} answers ${answer.status}` };
    const format = formatOf(answer.headers['content-type'] ?? null);
    if (!format)
      return {
        ok: false,
        at,
        error: `${address} is no metrics page: its Content-Type is ${answer.headers['content-type'] ?? 'missing'}`,
      };
    const page = reader.read(answer.body, format, scrapeLimits.maxSamples);
    if (!page.ok) return { ok: false, at, error: `${address}${page.line === null ? '' : `, line ${page.line}`}: ${page.message}` };
    return { ok: true, at, shape: page.shape, values: page.values };
  } catch (error) {
    return { ok: false, at: now(), error: sentence(error) };
  }
}

/** Where in the interval a target is scraped: spread over the fleet, and the same after a restart. */
export function scrapeOffset(target: string, everyMs: number): number {
  let hash = 2166136261;
  for (let at = 0; at < target.length; at++) hash = Math.imul(hash ^ target.charCodeAt(at), 16777619);
  return (hash >>> 0) % everyMs;
}
