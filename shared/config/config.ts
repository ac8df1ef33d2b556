import type { Panel } from '../contract/trends';

/**
 * The configuration as the rest of Capstan sees it: read, checked, defaults filled in, durations in milliseconds,
 * shares as fractions. `electron/engine/config` makes it from `capstan.yaml`; nothing else does.
 */
export interface Config {
  readonly name: string;
  /** Absolute path of the data directory. */
  readonly data: string;
  readonly fleet: FleetConfig;
  readonly source: SourceConfig;
  readonly push: PushConfig;
  readonly gauges: readonly GaugeConfig[];
  readonly trends: TrendsConfig;
  readonly dashboards: readonly DashboardConfig[];
  /** Link name -> address; `{host}`, `{revision}`, `{push}` are filled in by whoever shows it. */
  readonly links: Readonly<Record<string, string>>;
}

export interface FleetConfig {
  /** The one host that holds the fleet's lock and journal, and the directory there that has `.capstan/`. */
  readonly coordinator: { readonly host: HostAddress; readonly path: string };
  readonly ssh: SshOptions;
  readonly types: readonly HostType[];
  /** What is read for the fleet as a whole, by this desk itself. */
  readonly sources: readonly FleetSourceConfig[];
}

/** A host as it is named in the file. `name` identifies it everywhere; ssh_config may map it to another address. */
export interface HostAddress {
  readonly name: string;
  /** What to dial: a host name or an IP literal without brackets. */
  readonly address: string;
  /** Only when the file says so; otherwise ssh_config or `ssh.port` decides. */
  readonly port: number | null;
}

export interface SshOptions {
  readonly user: string | null;
  readonly port: number;
  readonly identity: string | null;
  /** Jump hosts in the order they are dialled. */
  readonly jump: readonly string[];
  /** Absolute path of the ssh_config to honour; null: none. */
  readonly configFile: string | null;
  readonly knownHostsFiles: readonly string[];
  readonly connectTimeoutMs: number;
  /** How many connections may be in the making at once. */
  readonly parallel: number;
}

export interface HostType {
  readonly name: string;
  readonly hosts: readonly HostAddress[];
  /** Directory on the host; absolute, or relative to the login's home. `{host}` is filled in. */
  readonly path: string;
  readonly via: 'ssh' | 'direct';
  readonly drain: string | null;
  readonly undrain: string | null;
  readonly reload: string | null;
  readonly verify: VerifyConfig | null;
  readonly scrape: readonly string[];
  /** Commands on each host whose output is read as metrics. */
  readonly metrics: readonly CommandSourceConfig[];
  /** Names of hosts that are always the canaries of this type; empty: chosen anew for each push. */
  readonly canaries: readonly string[];
}

export type VerifyConfig =
  | {
      readonly by: 'http';
      readonly url: string;
      readonly expect: number;
      /** Where the running process says which release it is: a header's name, or a field of a JSON body. */
      readonly release: { readonly in: 'header' | 'json'; readonly name: string } | null;
      readonly withinMs: number;
    }
  | {
      readonly by: 'run';
      /** Exit 0 says it is well; a line `release ID` on its output says which release runs. */
      readonly command: string;
      readonly withinMs: number;
    };

export interface SourceConfig {
  /** Absolute path of the local clone. */
  readonly git: string;
  /** Command run in a clean export of the revision; null: nothing to build. */
  readonly build: string | null;
  readonly artifact:
    | { readonly from: 'build'; readonly path: string }
    | { readonly from: 'url'; readonly url: string; readonly sha256: string | null };
}

/** How a metric counts; null: by its name, `_total` counts up. */
export type SourceType = 'counter' | 'gauge' | null;

interface FleetSource {
  /** Unique among the fleet's sources. */
  readonly name: string;
  readonly everyMs: number;
  /** Added to each sample. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Where a secret is kept, never the secret itself: the name of an environment variable, or of an entry in the keychain. */
export type SourceAuth =
  | { readonly by: 'basic'; readonly user: string; readonly passwordSecret: string }
  | { readonly by: 'bearer'; readonly secret: string };

/** How an address is asked over HTTP. */
export interface SourceAccess {
  readonly auth: SourceAuth | null;
  readonly tls: {
    /** Absolute path of a file with certificates to trust besides those of this desk. */
    readonly ca: string | null;
    /** Certificates are not checked. */
    readonly insecure: boolean;
  };
}

export interface JsonSourceConfig extends FleetSource, SourceAccess {
  readonly by: 'json';
  readonly url: string;
  /** Metric -> path, see `shared/series/json-path.ts`. */
  readonly values: Readonly<Record<string, string>>;
  readonly type: SourceType;
}

export interface PromqlSourceConfig extends FleetSource, SourceAccess {
  readonly by: 'promql';
  /** Without `/api/v1/…`. */
  readonly url: string;
  readonly queries: readonly { readonly name: string; readonly query: string; readonly type: SourceType }[];
}

export interface MemcachedSourceConfig extends FleetSource {
  readonly by: 'memcached';
  readonly host: string;
  readonly port: number;
  /** Metric -> key. */
  readonly keys: Readonly<Record<string, string>>;
  readonly type: SourceType;
}

export type FleetSourceConfig = JsonSourceConfig | PromqlSourceConfig | MemcachedSourceConfig;

/** A command that is run on a host and writes lines `name value`. `{host}` is filled in. */
export interface CommandSourceConfig {
  readonly command: string;
  /** Null: as often as pages are scraped, `push.every`. */
  readonly everyMs: number | null;
}

/** A number of hosts, as a share or as a count. */
export type HostShare = { readonly share: number } | { readonly count: number };

export interface PhaseConfig {
  readonly hosts: HostShare;
  readonly watchMs: number;
}

export interface PushConfig {
  readonly phases: readonly PhaseConfig[];
  readonly batch: HostShare;
  readonly rollbackBatch: HostShare;
  readonly maxExcluded: HostShare;
  readonly maxFailedHosts: HostShare;
  readonly keepReleases: { readonly last: number; readonly andLiveWithinMs: number };
  readonly whenSuspect: HoldPolicy;
  readonly whenDeskLost: { readonly canary: DeskLostPolicy; readonly all: DeskLostPolicy };
  readonly before: string | null;
  readonly after: string | null;
  /** Glob of paths whose change no rollback can undo. */
  readonly irreversible: string | null;
  /** How far back the pre window of a gauge reaches. */
  readonly preMs: number;
  /** Time between two scrapes, and between two looks of the judge. */
  readonly everyMs: number;
  /** How long the desk's lock lives without being renewed. */
  readonly leaseMs: number;
}

export interface HoldPolicy {
  readonly holdMs: number;
  readonly then: 'rollback' | 'continue' | 'hold';
}

export type DeskLostPolicy = 'rollback' | 'hold' | 'continue';

export type Severity = 'critical' | 'normal' | 'advisory';

export interface Limit {
  readonly op: '>' | '>=' | '<' | '<=';
  readonly value: number;
}

export interface GaugeConfig {
  readonly name: string;
  /** The expression, as written. */
  readonly metric: string;
  readonly types: readonly string[];
  readonly kind: 'count' | 'level';
  readonly unit: string | null;
  readonly limit: Limit | null;
  /** Fractions: `up: 0.5` is +50 %. `atLeast` is absolute, in the gauge's unit. */
  readonly change: { readonly up: number | null; readonly down: number | null; readonly atLeast: number } | null;
  readonly severity: Severity;
  readonly warmUpMs: number;
  readonly noData: { readonly waitMs: number; readonly then: 'hold' | 'fail' | 'ignore' };
  readonly tooLittle: 'pass' | 'hold' | 'fail';
}

/** How long and how much of all series is kept. */
export interface TrendsConfig {
  readonly keep: { readonly rawMs: number; readonly minuteMs: number; readonly hourMs: number };
  /** Of all tiers together; the oldest of a tier that has more than its share goes. */
  readonly maxBytes: number;
}

/** A dashboard as it is written in the file. */
export interface DashboardConfig {
  readonly name: string;
  readonly rows: readonly { readonly title: string | null; readonly panels: readonly PanelConfig[] }[];
}

export type PanelConfig = Omit<Panel, 'id'>;
