export type ExpositionFormat = 'prometheus-text-0.0.4' | 'openmetrics-text-1.0';

/** What a scrape asks for, best first. Names outside `[a-zA-Z_:]` come quoted in braces in both formats and are read. */
export const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.8,*/*;q=0.1';

/**
 * Which parser a page's Content-Type asks for; null when it names none (missing, blank, HTML, protobuf, a later OpenMetrics):
 * as in Prometheus 3 the caller then has to know better by itself, or fail the scrape. Every version of `text/plain` is the text format.
 */
export function formatOf(contentType: string | null): ExpositionFormat | null {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type === 'text/plain') return 'prometheus-text-0.0.4';
  if (type !== 'application/openmetrics-text') return null;
  const version = parameters
    .find((parameter) => parameter.startsWith('version='))
    ?.slice('version='.length)
    .replaceAll('"', '');
  return version === undefined || version === '0.0.1' || /^1\.\d+\.\d+$/.test(version) ? 'openmetrics-text-1.0' : null;
}
