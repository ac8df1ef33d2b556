import type { HostState, Push, PushState } from '../push/push';
import type { Verdict } from '../judge/types';
import type { PhaseConfig } from '../config/config';
import type { OutOfService } from './fleet';
import type { Preferences } from './settings';

/** What every desk sees of the fleet: the snapshot of the `state` stream, and what its changes are made of. */
export interface DeskState {
  /** Counts decisions: transitions, locks, configuration. Acts name the version they were decided on ("r7"). */
  readonly version: number;
  readonly desk: DeskView;
  readonly config: ConfigView;
  readonly live: LiveView;
  readonly lock: LockView;
  readonly types: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  readonly hosts: Readonly<Record<string, HostView>>;
  readonly waiting: WaitingView;
  /** The push under way; else the last one of this history; null: none yet. */
  readonly push: PushView | null;
  readonly gauges: readonly GaugeView[];
  readonly recent: readonly PushSummary[];
  readonly questions: readonly Question[];
  readonly rollback: RollbackOffer | null;
  readonly preferences: Preferences;
}

export interface DeskView {
  readonly name: string;
  readonly fleet: string;
  readonly demo: boolean;
  readonly capstan: string;
  readonly startedAt: number;
  /** Whether this desk could roll back now, and if not, why. */
  readonly canRollBack: boolean;
  readonly whyNot: string | null;
  readonly keys: string;
  /** Why the history cannot be written to its file, and is kept in memory alone; null: it is written. */
  readonly historyFault: string | null;
  /** Of the hosts that a rollback would change: how many have the release to go back to. */
  readonly targets: { readonly complete: number; readonly of: number };
}

export interface ConfigView {
  readonly path: string | null;
  readonly loadedAt: number;
  /** A broken edit: the old configuration stays in force and this says what is wrong. */
  readonly faults: readonly ConfigFault[];
  readonly severities: Readonly<Record<string, string>>;
}

export interface ConfigFault {
  readonly line: number;
  readonly column: number;
  /** The offending text. */
  readonly text: string;
  readonly path: string;
  readonly message: string;
  /** What would be right. */
  readonly hint: string;
}

export interface LiveView {
  /** Release most hosts are linked to; null: not read yet. */
  readonly release: string | null;
  readonly revision: string | null;
  readonly since: number | null;
  readonly hostsOnIt: number;
  readonly hosts: number;
  readonly connected: number;
  /** When the last host was read. */
  readonly readAt: number | null;
  /** Every release found, most hosts first. */
  readonly releases: readonly { readonly release: string; readonly hosts: number }[];
}

export interface LockView {
  readonly state: 'free' | 'held' | 'unknown';
  readonly by: string | null;
  readonly desk: string | null;
  readonly push: string | null;
  readonly reason: string | null;
  readonly since: number | null;
  /** Held by this desk. */
  readonly ours: boolean;
  /** `push`: lives while it is renewed. `kept`: until a person clears it. */
  readonly kind: 'push' | 'kept' | null;
  readonly readAt: number | null;
}

export interface HostView {
  readonly host: string;
  readonly type: string;
  readonly connection: 'connected' | 'connecting' | 'lost' | 'refused' | 'idle';
  /** Why it cannot be reached, in the host's own words. */
  readonly error: string | null;
  readonly linked: string | null;
  readonly running: string | null;
  readonly readAt: number | null;
  readonly latencyMs: number | null;
  /** Complete releases on the host; null: not read. */
  readonly releases: readonly string[] | null;
  readonly freeBytes: number | null;
  /** Taken out of service by a person; null: in service, or not read. */
  readonly out: OutOfService | null;
  /** Steps that failed there since the last one that did not. */
  readonly failures: number;
}

export interface CommitView {
  readonly revision: string;
  readonly short: string;
  readonly author: string;
  readonly at: number;
  readonly subject: string;
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

export interface WaitingView {
  readonly head: string | null;
  readonly commits: readonly CommitView[];
  readonly error: string | null;
}

/** One step of the pipeline as drawn: Plan, Stage, Switch 5 %, Watch 5 % … */
export interface StepView {
  readonly name: string;
  readonly kind: 'plan' | 'stage' | 'switch' | 'watch' | 'roll back';
  readonly phase: number | null;
  readonly state: 'passed' | 'under way' | 'not reached' | 'regressed' | 'failed' | 'held';
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Expected length; of a watch its length, of staging from bytes to go. */
  readonly lengthMs: number | null;
  readonly note: string;
}

export interface PushView {
  readonly id: string;
  readonly revision: string;
  readonly release: string;
  readonly captain: string;
  readonly desk: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: PushState;
  readonly phases: readonly PhaseConfig[];
  readonly steps: readonly StepView[];
  readonly hosts: readonly PushHostView[];
  readonly commits: readonly CommitView[];
  readonly staging: StagingProgress | null;
  readonly irreversible: readonly string[];
  readonly outcome: Outcome | null;
  /** It has ended, and what comes after the end (`push.after`, the lock) is still being done. */
  readonly finishing: boolean;
  /** It is not over, and no engine works on it: one was lost, and nobody has taken the push up. */
  readonly interrupted: boolean;
}

export interface PushHostView {
  readonly host: string;
  readonly phase: number;
  readonly canary: boolean;
  readonly state: HostState;
  readonly changed: boolean;
  readonly previous: string | null;
  readonly detail: string;
  readonly at: number;
  readonly tookMs: number | null;
  /** Shows a regression in the last look. */
  readonly shows: boolean;
}

export interface StagingProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly hosts: number;
  readonly totalHosts: number;
  readonly endsAt: number | null;
}

/** How a push ended, for tables. */
export interface Outcome {
  readonly verdict: string;
  readonly gauge: string | null;
  readonly hostsChanged: number;
  /** First switch to the verdict that acted. */
  readonly detectedAfterMs: number | null;
  /** The act of rolling back to the last read-back. */
  readonly rolledBackInMs: number | null;
  /** After a rollback: did the gauge recover? null: not known yet. */
  readonly recovered: boolean | null;
  readonly recoveredAt: number | null;
}

export interface PushSummary {
  readonly id: string;
  readonly revision: string;
  readonly release: string;
  readonly captain: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: PushState['at'];
  readonly commits: number;
  readonly lines: number;
  readonly tookMs: number | null;
  readonly result: string;
  readonly outcome: Outcome | null;
}

/** A gauge with its last verdict, and the aggregate series to draw it with. */
export interface GaugeView {
  readonly name: string;
  readonly unit: string | null;
  readonly types: readonly string[];
  readonly severity: string;
  readonly limit: string;
  readonly limitValue: number | null;
  readonly verdict: Omit<Verdict, 'hosts'> | null;
  /** Last value of the aggregate and when it was read: also known while no push runs. */
  readonly value: number | null;
  readonly readAt: number | null;
}

export interface Question {
  readonly id: string;
  readonly kind: 'host key' | 'passphrase';
  readonly host: string;
  readonly text: string;
  /** SHA-256 fingerprint of the key that is asked about. */
  readonly fingerprint: string | null;
  readonly keyType: string | null;
  /** Whether this machine can remember the answer, and if it was asked for and cannot, why. */
  readonly canRemember: boolean;
  readonly whyNotRemember: string | null;
}

/** What the rollback button would do now. */
export interface RollbackOffer {
  readonly push: string;
  readonly hosts: number;
  readonly types: readonly string[];
  readonly to: string | null;
  readonly underWay: boolean;
  /** Pushes newer than this one that it would also undo. */
  readonly alsoUndoes: readonly string[];
}

export type DeskChange =
  | { readonly [K in Exclude<keyof DeskState, 'hosts'>]: { readonly at: K; readonly value: DeskState[K] } }[Exclude<
      keyof DeskState,
      'hosts'
    >]
  | { readonly at: 'hosts'; readonly value: readonly HostView[] };

/** `snapshot` replaces all; `changes` are applied in order. `seq` grows by one an event within one `epoch` (one life of the engine). */
export type StateEvent =
  | { readonly kind: 'snapshot'; readonly epoch: string; readonly seq: number; readonly now: number; readonly state: DeskState }
  | {
      readonly kind: 'changes';
      readonly epoch: string;
      readonly seq: number;
      readonly now: number;
      readonly changes: readonly DeskChange[];
    };

export interface LogLine {
  readonly seq: number;
  readonly at: number;
  readonly push: string | null;
  readonly host: string | null;
  readonly level: 'info' | 'warn' | 'error';
  /** The state mark shown before it, if any. */
  readonly mark: string | null;
  readonly text: string;
}

/** Samples of one tick, in columns: `values[i]` belongs to `series[i]`; NaN never appears, a gap is null. */
export interface SampleBatch {
  readonly seq: number;
  readonly series: readonly string[];
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

export interface PlanHost {
  readonly host: string;
  readonly type: string;
  readonly phase: number;
  readonly canary: boolean;
  readonly linked: string | null;
  readonly running: string | null;
  readonly hasPrevious: boolean;
  readonly freeBytes: number | null;
  readonly trouble: string | null;
}

export interface Plan {
  readonly revision: string;
  readonly short: string;
  readonly subject: string;
  readonly author: string;
  readonly live: string | null;
  readonly commits: readonly CommitView[];
  readonly warnings: readonly {
    readonly code:
      | 'not-a-descendant'
      | 'mixed-fleet'
      | 'no-rollback-target'
      | 'disk'
      | 'unreachable'
      /** Hosts that a person has taken out of service: left out on purpose. */
      | 'out-of-service'
      | 'irreversible'
      | 'already-live'
      | 'pending-rollback'
      | 'limit-broken'
      | 'gauge-blind';
    readonly text: string;
  }[];
  /** Warnings that refuse the push unless overridden. */
  readonly refusals: readonly string[];
  readonly irreversible: readonly string[];
  readonly phases: readonly {
    readonly hosts: number;
    readonly types: readonly { readonly type: string; readonly hosts: number }[];
    readonly watchMs: number;
  }[];
  readonly hosts: readonly PlanHost[];
  readonly rollbackMs: number | null;
  readonly gauges: readonly {
    readonly name: string;
    readonly limit: string;
    readonly couldNotice: number | null;
    readonly unit: string | null;
    readonly note: string;
  }[];
  readonly version: number;
}

export interface DoctorRow {
  readonly host: string;
  readonly type: string;
  readonly checks: readonly {
    readonly name: 'reachable' | 'key' | 'path' | 'disk' | 'live' | 'clock' | 'metrics';
    readonly state: 'ok' | 'warning' | 'critical' | 'unknown';
    readonly said: string;
    readonly todo: string | null;
  }[];
}

/** What the doctor found at a source of metrics. */
export interface SourceRow {
  readonly source: string;
  readonly by: 'json' | 'promql' | 'memcached' | 'command';
  readonly state: 'ok' | 'warning' | 'critical';
  readonly said: string;
  readonly todo: string | null;
}

export interface PhaseReport {
  readonly push: PushSummary;
  readonly view: PushView;
  readonly phase: number;
  readonly from: number;
  readonly to: number | null;
  readonly gauges: readonly GaugeView[];
  /** The last verdict of each gauge in this phase, with its hosts. */
  readonly verdicts: readonly Verdict[];
  readonly log: readonly LogLine[];
  readonly links: Readonly<Record<string, string>>;
}

/** Series to draw a gauge with: aggregate of the switched hosts, of the comparator, and single hosts. */
export interface GaugeSeries {
  readonly gauge: string;
  readonly times: readonly number[];
  readonly switched: readonly (number | null)[];
  readonly comparator: readonly (number | null)[];
  /** 5th and 95th percentile of the comparator's hosts. */
  readonly band: readonly (readonly [number, number] | null)[];
  readonly hosts: readonly { readonly host: string; readonly values: readonly (number | null)[] }[];
  readonly marks: readonly {
    readonly at: number;
    readonly word: string;
    readonly kind: 'switch' | 'watch' | 'judged' | 'verdict' | 'rolled back';
  }[];
}

export type PushOf = Push;
