import type { Refusals } from '../../../shared/series/budget';
import { emptyLabels, NAME_LABEL, type Labels } from '../../../shared/series/series-key';
import { stalenessOf } from '../../../shared/series/staleness';
import type { Clock } from '../clock';
import type { SeriesStore } from './store/series-store';
import type { PageShape } from './page-reader';
import { scrapeLimits, type Scraped } from './targets';

/** One page of a host as it was read, or why it could not be. */
export interface ScrapedPage {
  readonly address: string;
  readonly scraped: Scraped;
  readonly tookMs: number;
}

/** Keeps all that is scraped. It outlives a desk, so that a configuration that is read again leaves no gap. Nothing here throws. */
export interface StoredScrapes {
  /** Stores what one scrape of a host gave, as one tick; what is gone since the scrape before is marked. */
  keep(of: { readonly host: string; readonly type: string }, pages: readonly ScrapedPage[]): void;
  /** These hosts are scraped from now on: what was read of others is marked as gone. */
  only(hosts: ReadonlySet<string>): void;
  /** Nothing is scraped any more: all is marked as gone. */
  end(): void;
  /** Which hosts have more series than they may, and why. */
  exploded(): readonly { readonly host: string; readonly refused: Refusals }[];
}

/** What the scrapes of a host have led to so far. */
interface Known {
  readonly type: string;
  /** By the address of a page: the numbers of its series. */
  readonly pages: Map<string, NumberedPage>;
  /** Of a host with several pages: the page that a series belongs to. Of two pages with the same series the first one has it. */
  readonly owners: Map<number, string>;
  present: readonly number[];
  lastAt: number;
  generation: number;
  warned: string | null;
}

/** The numbers of the series on a page, found once for all pages that say the same. */
interface NumberedPage {
  readonly shape: PageShape;
  /** In the order of the page; -1: it is not kept. */
  readonly numbers: Int32Array;
  /** Some had no room: they are asked for again as soon as there is some. */
  readonly hasRefused: boolean;
  /** A metric with labels beyond what may be kept. */
  readonly outsized: string | null;
}

/** `log` hears what is wrong with the series of a host, or with the store (null), once as long as it stays the same. */
export function createStoredScrapes(
  store: SeriesStore,
  deps: { readonly clock: Clock; readonly log: (text: string, host: string | null) => void },
): StoredScrapes {
  const hosts = new Map<string, Known>();
  let trouble: string | null = null;

  const fresh = (type: string): Known => ({
    type,
    pages: new Map(),
    owners: new Map(),
    present: [],
    lastAt: -Infinity,
    generation: store.generation,
    warned: null,
  });

  const knownOf = (host: string, type: string): Known => {
    const known = hosts.get(host);
    if (known && known.type === type && known.generation === store.generation) return known;
    const made = fresh(type);
    // What it had under its other type is gone with the next tick.
    if (known && known.generation === store.generation) Object.assign(made, { present: known.present, lastAt: known.lastAt });
    hosts.set(host, made);
    return made;
  };

  /** Whatever becomes of the store, whoever scrapes goes on. */
  const guarded = (work: () => void): void => {
    try {
      work();
      trouble = null;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (said !== trouble) deps.log(`the series are not kept: ${said}`, null);
      trouble = said;
    }
  };

  const keep = (host: string, type: string, pages: readonly ScrapedPage[]) => {
    // Opens the file, where it is not yet: numbers of series hold for one generation of it.
    const { unavailable } = store.status();
    if (unavailable !== null) throw new Error(unavailable);
    const known = knownOf(host, type);
    const at = Math.max(...pages.map(({ scraped }) => scraped.at));
    // Two scrapes may overlap (one was made for a switch): the later one has been stored already.
    if (!(at > known.lastAt)) return;
    const series: number[] = [];
    const values: number[] = [];
    const put = (page: string, number: number, value: number) => {
      if (number < 0) return;
      if (pages.length > 1) {
        const owner = known.owners.get(number);
        if (owner === undefined) known.owners.set(number, page);
        else if (owner !== page) return;
      }
      series.push(number);
      values.push(value);
    };
    // These first: a host that has used up its room still says whether it is up. As Prometheus makes them.
    for (const { address, scraped, tookMs } of pages) {
      // With one page there is nothing to tell apart.
      const own: Labels = pages.length > 1 ? { page: address } : {};
      const made = (name: string, value: number) => put(address, numberOf(host, type, name, own) ?? -1, value);
      made('up', scraped.ok ? 1 : 0);
      made('scrape_duration_seconds', tookMs / 1000);
      made('scrape_samples_scraped', scraped.ok ? scraped.values.length : 0);
    }
    for (const address of known.pages.keys()) if (!pages.some((page) => page.address === address)) known.pages.delete(address);
    for (const { address, scraped } of pages) {
      if (!scraped.ok) continue;
      const { numbers } = numbered(known, host, address, scraped.shape);
      for (let at = 0; at < numbers.length; at++) put(address, numbers[at] ?? -1, scraped.values[at] ?? NaN);
    }
    const appended = store.append([
      { source: `host:${host}`, target: host, at, series, values, stale: goneSince(known.present, series) },
    ]);
    if (!appended.ok) throw new Error(appended.reason);
    known.present = series;
    known.lastAt = at;
    if (known.owners.size > 2 * series.length + 1000) known.owners.clear();
    warn(host, known);
  };

  const numberOf = (host: string, type: string, name: string, labels: Labels) =>
    store.series(`host:${host}`, host, name, labelsOn(labels, host, type));

  const numbered = (known: Known, host: string, address: string, shape: PageShape): NumberedPage => {
    const before = known.pages.get(address);
    if (before?.shape === shape && !(before.hasRefused && store.room(host) > 0)) return before;
    const { samples, families } = shape.content();
    for (const { name, type, help, unit } of families.values()) store.describe(name, { type, help, unit });
    const numbers = new Int32Array(samples.length).fill(-1);
    let hasRefused = false;
    let outsized: string | null = null;
    for (const [at, { name, labels }] of samples.entries()) {
      if (isOutsized(labels)) {
        outsized ??= name;
        continue;
      }
      const number = numberOf(host, known.type, name, labels);
      if (number === null) hasRefused = true;
      else numbers[at] = number;
    }
    const page = { shape, numbers, hasRefused, outsized };
    known.pages.set(address, page);
    return page;
  };

  const warn = (host: string, known: Known) => {
    const refused = store.refusals(host);
    const outsized = [...known.pages.values()].flatMap((page) => page.outsized ?? []);
    const says =
      refused.series > 0
        ? `too many series: new ones are not kept${refused.label === null ? '' : `; the label ${refused.label} has ${refused.isCut ? 'at least ' : ''}${refused.values} values among them`}`
        : outsized.length > 0
          ? `series with too many or too long labels are not kept: ${outsized.slice(0, 3).join(', ')}`
          : null;
    // The numbers in it grow with every scrape: it is said once.
    if (says !== null && known.warned === null) deps.log(says, host);
    known.warned = says;
  };

  const leave = (host: string, at: number) => {
    const known = hosts.get(host);
    hosts.delete(host);
    if (!known || known.present.length === 0 || known.generation !== store.generation) return;
    store.append([
      {
        source: `host:${host}`,
        target: host,
        at: Math.max(at, known.lastAt + 1),
        series: [],
        values: [],
        stale: known.present,
      },
    ]);
  };

  return {
    keep: ({ host, type }, pages) => {
      if (pages.length > 0) guarded(() => keep(host, type, pages));
    },
    only: (wanted) =>
      guarded(() => [...hosts.keys()].filter((host) => !wanted.has(host)).forEach((host) => leave(host, deps.clock()))),
    end: () => guarded(() => [...hosts.keys()].forEach((host) => leave(host, deps.clock()))),
    exploded: () =>
      [...hosts.keys()].flatMap((host) => {
        const refused = store.refusals(host);
        return refused.series > 0 ? [{ host, refused }] : [];
      }),
  };
}

/** Series of the scrape before that are not in this one. Mostly both are the same. */
function goneSince(previous: readonly number[], present: readonly number[]): readonly number[] {
  const isSame = previous.length === present.length && previous.every((series, at) => series === present[at]);
  return isSame ? [] : stalenessOf(previous, present);
}

function isOutsized(labels: Labels): boolean {
  let seen = 0;
  for (const label in labels) {
    seen += 1;
    if (label.length > scrapeLimits.maxLabelName || (labels[label]?.length ?? 0) > scrapeLimits.maxLabelValue) return true;
  }
  return seen > scrapeLimits.maxLabels;
}

/** A page's labels with the host and its type; labels of its own with these names become `exported_…`, as in Prometheus. */
export function labelsOn(labels: Labels, host: string, type: string): Labels {
  const all = emptyLabels();
  const own: Record<string, string> = { host, type };
  for (const label in labels) {
    if (label === NAME_LABEL) continue;
    let name = label;
    while (Object.hasOwn(own, name) || (name !== label && Object.hasOwn(labels, name))) name = `exported_${name}`;
    all[name] = labels[label] ?? '';
  }
  all['host'] = host;
  all['type'] = type;
  return all;
}
