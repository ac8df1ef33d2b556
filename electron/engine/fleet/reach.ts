import type { HostAddress, HostType } from '../../../shared/config/config';
import { httpGet, type HttpAnswer } from '../metrics/http-get';
import type { Connections } from './connections';

/**
 * GETs an address as the host sees it: `http://localhost:9100/metrics` is that host's own port 9100. With `via: ssh` the
 * connection is forwarded through the warm SSH connection (`urgent`: as of any operation there); with `direct`, localhost is replaced by
 * the host's address.
 */
export function getFromHost(
  connections: Connections,
  host: HostAddress,
  via: HostType['via'],
  address: string,
  options: {
    timeoutMs: number;
    maxBytes: number;
    headers?: Record<string, string>;
    signal?: AbortSignal | undefined;
    urgent?: boolean | undefined;
  },
): Promise<HttpAnswer> {
  const url = new URL(address.replaceAll('{host}', host.address));
  if (via === 'direct') {
    if (isLocal(url.hostname)) url.hostname = host.address.includes(':') ? `[${host.address}]` : host.address;
    return httpGet(url, options);
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return httpGet(url, {
    ...options,
    open: () =>
      connections.forward(host, name, port, {
        deadlineMs: options.timeoutMs,
        signal: options.signal,
        urgent: options.urgent,
      }),
  });
}

function isLocal(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}
