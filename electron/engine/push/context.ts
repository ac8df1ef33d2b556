import type { Config } from '../../../shared/config/config';
import type { Awake } from '../awake';
import type { Board } from '../board';
import type { Clock } from '../clock';
import type { FleetRoom } from '../fleet/fleet-room';
import type { History } from '../history/history';
import type { Log } from '../log';
import type { MetricsRoom } from '../metrics/metrics-room';
import type { Git } from './git';
import type { Lease } from './lease';

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
}

/** Deadlines of single steps on a host. A step that takes longer is a failure of that host alone. */
export const deadlines = {
  switchMs: 120_000,
  stageMs: 30_000,
  uploadMs: 15 * 60_000,
  hookMs: 30 * 60_000,
  readMs: 15_000,
} as const;
