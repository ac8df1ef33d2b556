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
