import type { SeriesData } from '../series-data';
import { selectorKey } from './selector';
import type { SeriesSource } from './setting';
import type { Span } from './spans';

/** A source of what was read beforehand, for a store that cannot answer at once: for each of `spansOf` its series. */
export function prefetched(read: readonly { readonly span: Span; readonly series: readonly SeriesData[] }[]): SeriesSource {
  const found = new Map(read.map(({ span, series }) => [selectorKey(span.selector), series]));
  return { select: (selector) => found.get(selectorKey(selector)) ?? [] };
}
