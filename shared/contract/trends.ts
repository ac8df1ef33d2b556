import type { ExpressionPosition } from '../series/promql/place';

/** How the lines of a panel are drawn. `funnel`: the newest value of each line, in the order of the queries, with the share that goes on. */
export type PanelKind = 'line' | 'area' | 'bars' | 'funnel';

/**
 * What becomes of one line a host. `band`: min, p10, p50, p90 and max over the hosts, with those far outside named; `canary`: the mean of the hosts
 * that the push under way (or the newest) has switched, beside the mean of the others of their type; `hosts`: a line each.
 */
export type Overlay = 'band' | 'canary' | 'hosts';

/** So many hosts can be picked for a panel: a line each. */
export const mostPicked = 20;

export interface PanelQuery {
  /** PromQL; see `shared/series/README.md`, or for a source: what its server understands. */
  readonly metric: string;
  /** Name in the legend, with `{label}` filled in. Null: made from the labels that differ. */
  readonly legend: string | null;
  /** The `promql` source of the fleet that is asked; null: this desk's own series. */
  readonly source: string | null;
}

export interface Panel {
  /** Unique on its dashboard, made from the title. */
  readonly id: string;
  readonly title: string;
  readonly kind: PanelKind;
  readonly queries: readonly PanelQuery[];
  readonly overlay: Overlay | null;
  /** `per s`, `B`, `B/s`, `s`, `%` (0 to 1), … null: made from the metric's name and type. */
  readonly unit: string | null;
  /** Where the axis begins. */
  readonly from: 'zero' | 'fitted';
  readonly scale: 'linear' | 'log';
  readonly thresholds: readonly { readonly value: number; readonly label: string | null }[];
}

export interface Dashboard {
  /** As in the address. */
  readonly id: string;
  readonly name: string;
  /** Made from what the hosts of a type expose; those of capstan.yaml stand before them. */
  readonly generated: boolean;
  readonly rows: readonly { readonly title: string | null; readonly panels: readonly Panel[] }[];
}

/** A stretch of time, ms since the epoch. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One line, in columns: at most the number of points that was asked for. A gap (`null`) is drawn as a gap. */
export interface TrendLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Beginnings of the buckets, ms. */
  readonly t: readonly number[];
  /** Mean, least and greatest in the bucket. */
  readonly mean: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  /** Over the whole stretch, exact; current: the newest reading, null where it has gone stale. */
  readonly current: number | null;
  readonly average: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** What it is in the overlay: a bound of the band, an outlier, the canary … null: a line of its own. */
  readonly role: 'min' | 'p10' | 'p50' | 'p90' | 'max' | 'outlier' | 'canary' | 'rest' | null;
}

export interface TrendFault {
  readonly message: string;
  readonly at: ExpressionPosition | null;
}

/** What a panel shows over a stretch of time. */
export interface TrendData {
  readonly lines: readonly TrendLine[];
  /** Lines that were left out, being more than can be told apart; the ones shown have the greatest maximum. */
  readonly more: number;
  readonly stepMs: number;
  /** What it was read from: readings, or minutes, hours or days of them. */
  readonly tier: 'raw' | 'minute' | 'hour' | 'day';
  /** By the place of the query; null: it could be evaluated. */
  readonly faults: readonly (TrendFault | null)[];
  readonly unit: string;
  /** Resets of counters inside, ms: marked, never drawn as a fall. */
  readonly resets: readonly number[];
}

/** Something that happened to the fleet, as a mark on every chart. */
export interface TrendMark {
  readonly at: number;
  readonly kind: 'canary' | 'everywhere' | 'rollback' | 'configuration' | 'check';
  /** The push; null: it is about none. */
  readonly push: string | null;
  readonly revision: string | null;
  /** Who did it: pushed, rolled back, saved. */
  readonly who: string | null;
  /** Who wrote the revision. */
  readonly author: string | null;
  readonly lines: number | null;
  /** One sentence. */
  readonly text: string;
}

/** What was near a stretch of time, nearest first. */
export interface NearbyChange {
  readonly mark: TrendMark;
  /** From the stretch; 0: inside it. Negative: before. */
  readonly awayMs: number;
}

export interface MetricView {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  /** How many series it has; null: not known, as of a source's metrics. */
  readonly series: number | null;
  readonly labels: readonly string[];
  readonly last: number | null;
}

/** How something is that is read besides the hosts' pages of metrics. */
export interface SourceView {
  readonly name: string;
  /** `promql`: charts can ask it too. */
  readonly by: 'json' | 'promql' | 'memcached' | 'command';
  /** When it was last read well, ms; null: not yet. */
  readonly readAt: number | null;
  /** Why its last reading failed, since when, and what somebody could do about it; null: it did not, or none was made yet. */
  readonly failing: { readonly said: string; readonly since: number; readonly todo: string | null } | null;
  /** What was left out of the last reading and why, each in a sentence. */
  readonly warnings: readonly string[];
}

/** A host whose page of metrics cannot be read. */
export interface UnreadPage {
  readonly host: string;
  /** When it could not be read first, ms. */
  readonly since: number;
  readonly said: string;
}

/** The sources of the fleet, and the commands on hosts that fail or warn; the hosts whose own pages cannot be read. */
export interface SourcesView {
  readonly sources: readonly SourceView[];
  /** Commands that are left out, being more than anybody reads. */
  readonly more: number;
  /** How many hosts they are, and the first of them, in the order of the fleet. */
  readonly unreadPages: { readonly hosts: number; readonly first: readonly UnreadPage[] };
}

/** A target (host, or what a source names) that has more series than it may. */
export interface Exploded {
  readonly target: string;
  readonly refused: number;
  /** Not all were counted: there are at least so many refused, and values. */
  readonly isCut: boolean;
  /** The label with the most values among what was refused, and some of them; null: none has more than one. */
  readonly label: string | null;
  readonly values: number;
  readonly examples: readonly string[];
}

/** How the store is. */
export interface StoreView {
  /** Why it cannot be used, in one sentence; null: all is well. */
  readonly unavailable: string | null;
  /** When the oldest of what is kept was read, ms; null: there is nothing yet. */
  readonly since: number | null;
  /** Bytes of each tier. */
  readonly bytes: Readonly<Record<'raw' | 'minute' | 'hour' | 'day', number>>;
  readonly exploded: readonly Exploded[];
}

/** A number as it travels: those that JSON does not have are words, as in Prometheus' HTTP API. */
export type Written = number | 'NaN' | '+Inf' | '-Inf';

/** What an expression gives: a value a series at one time, or columns over a range. */
export type QueryResult =
  | {
      readonly at: number;
      readonly values: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: Written }[];
    }
  | {
      readonly at: null;
      readonly series: readonly {
        readonly labels: Readonly<Record<string, string>>;
        readonly t: readonly number[];
        readonly v: readonly Written[];
      }[];
    };
