import type { ExpositionFormat } from './exposition-format';
import type { Family, ScrapedSample } from './exposition-types';
import { PageContent, RefusedPage } from './exposition-types';
import { parseOpenMetrics } from './openmetrics-text';
import { parsePrometheusText } from './prometheus-text';

export { decodePage } from './decode-page';
export { ACCEPT, formatOf } from './exposition-format';
export type { ExpositionFormat } from './exposition-format';
export type { Exemplar, Family, FamilyType, ScrapedSample } from './exposition-types';

export interface ExpositionOptions {
  /** Page refused as a whole above this many samples, as Prometheus' sample_limit does. Default: no bound. */
  readonly maxSamples?: number;
  /**
   * false (default), to scrape: takes what Prometheus takes. true, to check what one writes: refuses what prometheus/common refuses
   * (text format), or what the OpenMetrics test suite and its reference parser refuse (OpenMetrics).
   */
  readonly strict?: boolean;
}

export type Exposition =
  | {
      readonly ok: true;
      readonly samples: ScrapedSample[];
      readonly families: Map<string, Family>;
      /** Native histograms on the page. They are checked, and left out of `samples`: they have no single value. */
      readonly nativeHistograms: number;
    }
  | {
      readonly ok: false;
      readonly problem: 'malformed' | 'too many samples';
      /** 1-based. */
      readonly line: number;
      readonly message: string;
    };

/**
 * Reads one page of metrics, all of it or nothing: half a page would look like missing series. Linear in its length. The values of
 * `le` in histograms and of `quantile` in summaries are written canonically (`1` becomes `1.0`), as Prometheus 3 does, so that a series stays
 * the same when its process is asked in another format. Never throws.
 *
 * Where implementations disagree the rule is: each mode follows the one parser it is named after above (so a missing last line feed is
 * fine when scraping and an error when checking). Beyond these, `{,}` is read in the text format while scraping, as the Python client does, and
 * a label given twice or one called `__name__` is refused always: Prometheus would refuse it when storing it.
 */
export function parseExposition(text: string, format: ExpositionFormat, options: ExpositionOptions = {}): Exposition {
  const page = new PageContent(options.maxSamples ?? Infinity);
  const strict = options.strict ?? false;
  try {
    if (format === 'openmetrics-text-1.0') parseOpenMetrics(text, page, strict);
    else parsePrometheusText(text, page, strict);
  } catch (refused) {
    if (!(refused instanceof RefusedPage)) throw refused;
    return { ok: false, problem: refused.problem, line: refused.line, message: refused.message };
  }
  return { ok: true, samples: page.samples, families: page.families, nativeHistograms: page.nativeHistograms };
}
