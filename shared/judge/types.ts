import type { GaugeConfig } from '../config/config';

/**
 * One reading of a gauge on one host. `t` is in milliseconds on the engine's monotonic time line (epoch-based).
 * `v` is the gauge's value at `t`. Counts also carry the exact increment `n` since the sample before and the
 * exposure `s` in seconds it took; a counter reset has already been turned into an increment.
 */
export interface Sample {
  readonly t: number;
  readonly v: number;
  readonly n?: number;
  readonly s?: number;
}

/** What the judge knows of one host in one phase. */
export interface HostWindow {
  readonly host: string;
  readonly type: string;
  /** `switched` in this phase; `comparator`: its release did not change in this window. */
  readonly group: 'switched' | 'comparator';
  /** When this host's switch began; null on comparators. Nothing before and after it is ever joined. */
  readonly switchedAt: number | null;
  /** Samples of the pre window, oldest first. */
  readonly pre: readonly Sample[];
  /** Samples from `verify` plus warm-up on, oldest first. */
  readonly post: readonly Sample[];
  /** From when on post samples are due on this host (verify plus warm-up); null: not verified yet. */
  readonly postFrom: number | null;
  /** Restarts of the process seen after the push's own reload. */
  readonly restarts: number;
}

/** Everything one verdict is made from. Stored as it is, so that the verdict can be made again. */
export interface GaugeInput {
  readonly gauge: GaugeConfig;
  readonly push: string;
  readonly phase: number;
  readonly now: number;
  /** When the desk that watches last woke: what came before is nobody's silence. Left out: it never slept. */
  readonly awakeSince?: number;
  readonly watch: {
    readonly startedAt: number;
    readonly lengthMs: number;
    /** Time in which samples came. */ readonly countedMs: number;
  };
  readonly everyMs: number;
  readonly hosts: readonly HostWindow[];
  /**
   * Changes (post less pre, mean over hosts of the type) seen in windows of this length and time of week without a push.
   * Stands in for the comparator where fewer than 3 hosts are left untouched, if there are at least 20.
   */
  readonly drift: readonly number[];
  /** False alarms allowed per push over all gauges, phases and looks together; and how many gauges and phases share it. */
  readonly alpha: { readonly push: number; readonly gauges: number; readonly phases: number };
}

export type VerdictWord = 'ok' | 'regressed' | 'suspect' | 'unknown' | 'too little';
export type Rule = 'limit' | 'change' | 'count' | 'missing' | 'restarts' | 'none';

/** The readings of one host, or of a group of hosts, around the switch. */
export interface Reading {
  readonly pre: number | null;
  readonly post: number | null;
  readonly delta: number | null;
  /** delta / pre; null where pre is 0 or missing. */
  readonly ratio: number | null;
  readonly samples: number;
}

export interface HostReading extends Reading {
  readonly host: string;
  readonly type: string;
  readonly group: 'switched' | 'comparator';
  readonly verdict: VerdictWord;
  readonly reason: string;
}

export interface Verdict {
  readonly gauge: string;
  readonly phase: number;
  readonly at: number;
  readonly word: VerdictWord;
  /** The rule that made it so. */
  readonly rule: Rule;
  /** One sentence for people: value, limit, comparator. */
  readonly reason: string;
  readonly limit: string;
  /** True if no later sample can make it better: acted on at once when the gauge is critical. */
  readonly firm: boolean;
  readonly switched: Reading & { readonly hosts: number };
  readonly comparator: (Reading & { readonly hosts: number; readonly kind: 'hosts' | 'drift' }) | null;
  /** Switched change less the comparator's. */
  readonly difference: { readonly delta: number; readonly ratio: number | null } | null;
  /** Evidence of the change rule or count test; null when none was run. */
  readonly p: number | null;
  /** How `p` was found: `permutation over hosts`, `rate ratio` … */
  readonly test: string | null;
  /** The smallest absolute change this gauge could have noticed with these data; null: cannot tell. */
  readonly couldNotice: number | null;
  /** Hosts that show it. */
  readonly show: readonly string[];
  readonly window: { readonly preFrom: number | null; readonly postTo: number | null };
  readonly hosts: readonly HostReading[];
}

/** What follows from the verdicts of one look. */
export type Decision =
  | { readonly do: 'watch' }
  | { readonly do: 'go on' }
  | { readonly do: 'roll back'; readonly gauge: string; readonly reason: string }
  | { readonly do: 'hold'; readonly gauge: string; readonly reason: string; readonly why: 'suspect' | 'unknown' | 'too little' };
