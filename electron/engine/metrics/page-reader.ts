import type { Exposition, ExpositionFormat, Family, ScrapedSample } from '../../../shared/series/exposition';
import { decodePage, parseExposition } from '../../../shared/series/exposition';
import { FixedPage } from './fixed-page';

/** What a page says apart from its values. The same object for every page that says the same, so that what was found out about it holds. */
export interface PageShape {
  /** How many samples are on it. */
  readonly size: number;
  /** The page, with the values that it had when it was new. Once the next one has come it is read again for each call: keep what you need of it. */
  content(): PageContent;
}

export interface PageContent {
  readonly samples: readonly ScrapedSample[];
  readonly families: ReadonlyMap<string, Family>;
}

export type ReadPage =
  | { readonly ok: true; readonly shape: PageShape; /** In the order of the page. */ readonly values: Float64Array }
  | { readonly ok: false; /** 1-based; null: all of it. */ readonly line: number | null; readonly message: string };

/** A page that was read whole. */
export function wholePage(content: PageContent): { readonly shape: PageShape; readonly values: Float64Array } {
  const values = Float64Array.from(content.samples, ({ value }) => value);
  return { shape: { size: values.length, content: () => content }, values };
}

/**
 * Reads the pages of one address. Nearly always nothing but values has changed since the page before: then they alone are read, which costs a
 * fraction of reading all of it.
 */
export class PageReader {
  private fixed: FixedPage | null = null;
  private shape: RememberedShape | null = null;

  /** All of a page or nothing of it, as `parseExposition` says. */
  read(body: Buffer, format: ExpositionFormat, maxSamples: number): ReadPage {
    const values = format === 'prometheus-text-0.0.4' ? (this.fixed?.valuesOf(body) ?? null) : null;
    if (values && this.shape) {
      this.shape.release();
      return { ok: true, shape: this.shape, values };
    }
    const page = parsed(body, format, maxSamples);
    if (!page.ok) return page;
    this.fixed = format === 'prometheus-text-0.0.4' ? FixedPage.of(body, page.samples) : null;
    this.shape = this.fixed && new RememberedShape(page, () => parsed(body, format, maxSamples));
    const whole = wholePage(page);
    return { ok: true, shape: this.shape ?? whole.shape, values: whole.values };
  }
}

/** Samples are many, and most who ask for them ask once: they are let go with the next page. */
class RememberedShape implements PageShape {
  readonly size: number;

  constructor(
    private newest: PageContent | null,
    private readonly again: () => ReturnType<typeof parsed>,
  ) {
    this.size = newest?.samples.length ?? 0;
  }

  release(): void {
    this.newest = null;
  }

  content(): PageContent {
    if (this.newest) return this.newest;
    const page = this.again();
    if (!page.ok) throw new Error(page.message);
    return page;
  }
}

function parsed(
  body: Buffer,
  format: ExpositionFormat,
  maxSamples: number,
): Extract<Exposition, { ok: true }> | Extract<ReadPage, { ok: false }> {
  const page = decodePage(body);
  if (!page.ok) return { ok: false, line: null, message: page.message };
  const read = parseExposition(page.text, format, { maxSamples });
  return read.ok ? read : { ok: false, line: read.line, message: read.message };
}
