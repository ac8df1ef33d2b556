import { createReadStream } from 'node:fs';
import { CapstanError } from '../../shared/contract/errors';
import type { ExpositionFormat } from '../../shared/series/exposition';
import { ACCEPT, formatOf } from '../../shared/series/exposition';
import { HttpFailed, httpGet, type HttpAnswer } from '../engine/metrics/http-get';

export interface PageLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * A page of metrics from a file, an http(s) address or standard input (`-`), with the format it is in. Never more than `maxBytes` of it are held, whatever
 * the file says about its size. Throws CapstanError: NOT_FOUND, BAD_INPUT, UNREACHABLE.
 */
export async function readPage(
  source: string,
  openmetrics: boolean,
  limits: PageLimits,
): Promise<{ readonly bytes: Uint8Array; readonly format: ExpositionFormat }> {
  const asked: ExpositionFormat | null = openmetrics ? 'openmetrics-text-1.0' : null;
  if (!/^https?:\/\//i.test(source)) {
    const stream = source === '-' ? process.stdin : createReadStream(source);
    return { bytes: await readAll(stream, source, limits), format: asked ?? 'prometheus-text-0.0.4' };
  }
  const answer = await get(source, limits);
  if (answer.status !== 200)
    throw new CapstanError('UNREACHABLE', `${source} answers ${answer.status}.`, 'A page of metrics answers 200.');
  const type = answer.headers['content-type'] ?? null;
  const format = asked ?? formatOf(type);
  if (!format)
    throw new CapstanError(
      'BAD_INPUT',
      `${source} is no page of metrics: its Content-Type is ${type ?? 'missing'}.`,
      'Prometheus 3 refuses it too. --openmetrics reads it as OpenMetrics all the same.',
    );
  return { bytes: answer.body, format };
}

async function get(address: string, limits: PageLimits): Promise<HttpAnswer> {
  const url = URL.parse(address);
  if (!url) throw new CapstanError('BAD_INPUT', `${address} is no address.`, 'Write it like http://localhost:9100/metrics.');
  try {
    return await httpGet(url, { ...limits, headers: { accept: ACCEPT } });
  } catch (error) {
    if (!(error instanceof HttpFailed)) throw error;
    throw new CapstanError('UNREACHABLE', `${error.message}.`, 'Is the address right, and does something listen there?');
  }
}

async function readAll(stream: AsyncIterable<Buffer | string>, name: string, { maxBytes }: PageLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += buffer.length;
      if (bytes > maxBytes) {
        const limit = Math.round(maxBytes / 1048576);
        throw new CapstanError(
          'BAD_INPUT',
          `${name} is larger than ${limit} MB: a scrape would refuse it whole.`,
          'Expose fewer series.',
        );
      }
      chunks.push(buffer);
    }
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new CapstanError(
      'NOT_FOUND',
      `${name} cannot be read: ${said}.`,
      'Name a file, an http(s) address, or - for standard input.',
    );
  }
  return Buffer.concat(chunks);
}
