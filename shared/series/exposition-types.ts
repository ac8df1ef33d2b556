import type { Labels } from './series-key';

export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs: number | null;
}

/** One line of a page. `timestampMs` only when the page itself gives one: otherwise the time of the scrape is meant. */
export interface ScrapedSample {
  readonly name: string;
  /** Samples may share them. */
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs: number | null;
  /** OpenMetrics only, when there is one. */
  readonly exemplar?: Exemplar;
}

/** `untyped` of the text format is `unknown` here. */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'gaugehistogram' | 'info' | 'stateset' | 'unknown';

/** What a page says about a metric in its HELP, TYPE and UNIT lines. */
export interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string | null;
  readonly unit: string | null;
}

/** Says where and why a page is refused. Thrown inside the parsers only; `parseExposition` turns it into a value. */
export class RefusedPage extends Error {
  constructor(
    readonly problem: 'malformed' | 'too many samples',
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** What the parsers fill. Metadata is merged per family, the last line winning. */
export class PageContent {
  readonly samples: ScrapedSample[] = [];
  readonly families = new Map<string, Family>();
  nativeHistograms = 0;

  constructor(private readonly maxSamples: number) {}

  add(sample: ScrapedSample, line: number): void {
    if (this.samples.length >= this.maxSamples) {
      throw new RefusedPage('too many samples', line, `more than ${this.maxSamples} samples on one page`);
    }
    this.samples.push(sample);
  }

  describe(name: string, known: Partial<Omit<Family, 'name'>>): void {
    const before = this.families.get(name);
    if (before) Object.assign(before, known);
    else this.families.set(name, { name, type: 'unknown', help: null, unit: null, ...known });
  }
}
