import type { Config } from '../../../shared/config/config';
import type { Awake } from '../awake';
import type { Board } from '../board';
import type { Clock } from '../clock';
import type { FleetRoom } from '../fleet/fleet-room';
import type { History } from '../history/history';
import type { Log } from '../log';
import type { MetricsRoom } from '../metrics/metrics-room';
import type { Push } from '../../../shared/push/push';
import type { ActivePush } from './active-push';
import type { Artifact } from './artifact';
import type { Git } from './git';
import type { Lease } from './lease';
import type { Looks } from './watch';

/** What a push works with. Handed in by engine.ts; nothing here reaches for another room by itself. */
export interface PushContext {
  readonly config: Config;
  readonly fleet: FleetRoom;
  readonly metrics: MetricsRoom;
  readonly history: History;
  readonly log: Log;
  readonly board: Board;
  readonly clock: Clock;
  readonly awake: Awake;
  readonly lease: Lease;
  readonly git: Git;
  /** This desk's name, for people; and a word without spaces, for file names on hosts. */
  readonly desk: { readonly name: string; readonly token: string };
  /** The artifact that a push is made from: kept from before, or made now. */
  readonly artifact: (push: Push, signal: AbortSignal) => Promise<Artifact>;
  /** The judge's looks in the watch of a phase. */
  readonly looks: (
    active: ActivePush,
    watch: { readonly phase: number; readonly since: number; readonly notBefore: number },
  ) => Looks;
  /** Resolves after a time, or at once when the signal aborts: then it rejects. The one clock that a push waits by. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Deadlines of single steps on a host. A step that takes longer is a failure of that host alone. */
export const deadlines = {
  switchMs: 120_000,
  stageMs: 30_000,
  uploadMs: 15 * 60_000,
  hookMs: 30 * 60_000,
  readMs: 15_000,
} as const;
