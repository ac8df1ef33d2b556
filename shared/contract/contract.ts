import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import { errors } from './errors';
import type { HostPage, HostsDone } from './fleet';
import type { ActView, Backup, Plain, Preferences, SettingsChange, SettingsDraft, SettingsEdit, SettingsView } from './settings';
import type { SetupDraft, SetupTried, SetupWritten } from './setup';
import { mostSecret, secretNames } from '../security';
import type {
  DoctorRow,
  GaugeSeries,
  LockView,
  LogLine,
  PhaseReport,
  Plan,
  PushSummary,
  SampleBatch,
  SourceRow,
  StateEvent,
} from './state';
import {
  mostPicked,
  type Dashboard,
  type MetricView,
  type NearbyChange,
  type Overlay,
  type QueryResult,
  type SourcesView,
  type StoreView,
  type TrendData,
  type TrendFault,
  type TrendMark,
} from './trends';
import type { Verdict } from '../judge/types';

/**
 * What can be asked of the engine. Queries change nothing. Acts carry an idempotency key (the same key acts once) and the
 * state version they were decided on; the engine refuses a stale one. Rollback, hold and take-out name a push instead and
 * act on its hosts as they are. Streams end only with the connection.
 */
const base = oc.errors(errors);

const key = z.string().min(8).max(128);
const act = z.object({ key });
const decided = act.extend({ version: z.number().int().nonnegative() });
const push = z.string().regex(/^r-\d+$/, 'a push is named like r-2031');
const reason = z.string().trim().max(500);
const host = z.string().trim().min(1).max(255);
const hosts = z.array(host).min(1).max(10_000);
const plain: z.ZodType<Plain, Plain> = z.lazy(() =>
  z.union([z.string().max(10_000), z.number(), z.boolean(), z.null(), z.array(plain).max(10_000), z.record(z.string(), plain)]),
);
const step = z.union([z.string().max(200), z.number().int().nonnegative()]);
const place: z.ZodType<SettingsEdit['path'], SettingsEdit['path']> = z.array(step).min(1).max(16);
type Edits = readonly SettingsEdit[];
const edits = (least: number): z.ZodType<Edits, Edits> =>
  z
    .array(z.union([z.strictObject({ path: place, value: plain }), z.strictObject({ path: place, remove: z.literal(true) })]))
    .min(least)
    .max(500);
const line = z.string().max(2_000);
const answers = z.object({
  name: line,
  types: z
    .array(z.object({ name: line, hosts: line }))
    .max(50)
    .readonly(),
  coordinator: line,
  path: line,
  user: line,
  port: line,
  identity: line,
  reload: line,
  verify: line,
  releaseHeader: line,
  scrape: line,
  git: line,
  build: line,
  artifact: line,
});
const revision = z.string().trim().min(1).max(200);

const stretch = z
  .object({ fromMs: z.number().nonnegative(), toMs: z.number().nonnegative() })
  .refine(({ fromMs, toMs }) => toMs > fromMs, 'a stretch of time ends after it begins');
const metric = z.string().min(1).max(10_000);
/** Name of a promql source; null: the series of this desk. */
const source = z.string().min(1).max(500).nullable().default(null);
const overlay: z.ZodType<Overlay, Overlay> = z.enum(['band', 'canary', 'hosts']);

export type Role = 'captain' | 'responder' | 'viewer';

export interface Hello {
  readonly capstan: string;
  readonly fleet: string;
  readonly role: Role;
  readonly who: string;
  readonly demo: boolean;
  readonly data: string;
  readonly config: string | null;
  readonly epoch: string;
  readonly pid: number;
  /** Why the engine stays when no shell is attached to it any more, where it ends by itself; null: nothing keeps it. */
  readonly work: string | null;
}

export const contract = {
  hello: base.output(type<Hello>()),
  /** Snapshot, or the changes after `since` where the engine still has them, then changes as they come. */
  state: base
    .input(z.object({ since: z.object({ epoch: z.string(), seq: z.number().int() }).nullable() }))
    .output(eventIterator(type<StateEvent>())),
  push: {
    plan: base.input(z.object({ revision })).output(type<Plan>()),
    /** `unlock` clears a lock that was kept after a rollback, in the same act. */
    start: base
      .input(
        decided.extend({
          revision,
          override: z.array(z.string()).default([]),
          reason: reason.default(''),
          unlock: z.boolean().default(false),
        }),
      )
      .output(type<{ push: string }>()),
    rollback: base
      .input(act.extend({ push: push.nullable(), alsoUndo: z.array(push).default([]), reason: reason.default('') }))
      .output(type<{ push: string; hosts: number }>()),
    hold: base.input(act.extend({ push, reason: reason.default('') })).output(type<{ push: string }>()),
    resume: base.input(decided.extend({ push })).output(type<{ push: string }>()),
    takeOut: base.input(act.extend({ push, hosts: z.array(z.string()).min(1) })).output(type<{ hosts: number }>()),
    /** Brings hosts (none named: all that drift) to the release that is live; `leftOut` are out of service. */
    converge: base
      .input(decided.extend({ hosts: z.array(z.string()) }))
      .output(type<HostsDone & { readonly leftOut: readonly string[] }>()),
    /** Lines of one push, or of the newest (null), from the beginning or after `since`, then as they come. */
    log: base
      .input(z.object({ push: push.nullable(), since: z.number().int().nonnegative().default(0) }))
      .output(eventIterator(type<LogLine>())),
    /** The aggregate of each gauge in column batches: history after the time `since` first, then a batch a tick. */
    samples: base.input(z.object({ since: z.number().nonnegative().default(0) })).output(eventIterator(type<SampleBatch>())),
    history: base.input(z.object({ limit: z.number().int().min(1).max(1000).default(50) })).output(type<readonly PushSummary[]>()),
    report: base.input(z.object({ push, phase: z.number().int().nonnegative().nullable() })).output(type<PhaseReport>()),
    series: base.input(z.object({ push, phase: z.number().int().nonnegative(), gauge: z.string() })).output(type<GaugeSeries>()),
    /** Makes the stored verdicts of a push again from their exact inputs; `limits` (`name` -> `> 8`) changes the rule. Changes nothing. */
    judge: base
      .input(
        z.object({
          push,
          phase: z.number().int().nonnegative().nullable(),
          gauge: z.string().nullable(),
          limits: z.record(z.string(), z.string()).default({}),
        }),
      )
      .output(type<readonly { readonly stored: Verdict; readonly again: Verdict }[]>()),
    /** The exact inputs of the stored verdicts, to be judged elsewhere. */
    inputs: base.input(z.object({ push })).output(type<{ readonly push: string; readonly windows: readonly unknown[] }>()),
  },
  lock: {
    take: base.input(decided.extend({ reason: reason.min(1) })).output(type<LockView>()),
    clear: base.input(decided.extend({ reason: reason.default('') })).output(type<LockView>()),
  },
  fleet: {
    doctor: base.input(z.object({ hosts: z.array(z.string()).default([]) })).output(type<readonly DoctorRow[]>()),
    /** Reads every source of metrics once, and the commands of these hosts (none named: of all). */
    sources: base.input(z.object({ hosts: z.array(z.string()).default([]) })).output(type<readonly SourceRow[]>()),
    /** Reads every host again now, and the lock. */
    read: base.output(type<{ hosts: number; failed: number }>()),
    /** Answers a question about a host key (`accept`) or a passphrase. */
    answer: base
      .input(
        act.extend({
          question: z.string(),
          accept: z.boolean(),
          secret: z.string().max(1024).nullable(),
          /** Also on this machine, in its keychain, where the question says that it can. */
          remember: z.boolean().default(false),
        }),
      )
      .output(type<{ answered: boolean }>()),
    /** Everything that is known of one host. */
    host: base.input(z.object({ host })).output(type<HostPage>()),
    /** Drains hosts and has every push leave them out until they are put back. */
    takeOut: base.input(act.extend({ hosts, reason: reason.min(1) })).output(type<HostsDone>()),
    putBack: base.input(act.extend({ hosts })).output(type<HostsDone>()),
    /** Removes old releases, but none that a rollback would need. */
    prune: base.input(act.extend({ hosts })).output(type<HostsDone & { removed: number }>()),
  },
  trends: {
    /** Those of capstan.yaml, then those made from what the hosts expose. They are edited as settings. */
    dashboards: base.output(type<readonly Dashboard[]>()),
    /** What a panel shows. Each query is evaluated by itself: a fault of one leaves the others. */
    read: base
      .input(
        stretch.safeExtend({
          queries: z
            .array(z.object({ metric, legend: z.string().max(200).nullable(), source }))
            .min(1)
            .max(10),
          overlay: overlay.nullable(),
          /** Only the lines of these hosts, where lines are of hosts; empty: of all. */
          hosts: z.array(host).max(mostPicked).default([]),
          points: z.number().int().min(2).max(150).default(150),
        }),
      )
      .output(type<TrendData>()),
    marks: base.input(stretch).output(type<readonly TrendMark[]>()),
    nearby: base.input(stretch).output(type<readonly NearbyChange[]>()),
    /** Metrics whose name or help has all the words of `text`. */
    metrics: base
      .input(z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(500).default(50), source }))
      .output(type<readonly MetricView[]>()),
    /** Values of a label, of the series that a metric has. */
    values: base
      .input(z.object({ metric: z.string().max(500), label: z.string().max(500), source }))
      .output(type<readonly string[]>()),
    /** Whether an expression can be evaluated; null: it can, or that source cannot tell without doing so. */
    check: base.input(z.object({ metric, source })).output(type<TrendFault | null>()),
    store: base.output(type<StoreView>()),
    sources: base.output(type<SourcesView>()),
    /** An expression as Prometheus would evaluate it, on the readings alone, or as a source does: at a time, or over a range. */
    query: base
      .input(
        z.object({
          metric,
          source,
          over: z.union([
            z.strictObject({ atMs: z.number().nonnegative().nullable() }),
            z.strictObject({ fromMs: z.number().nonnegative(), toMs: z.number().nonnegative(), stepMs: z.number().positive() }),
          ]),
        }),
      )
      .output(type<QueryResult>()),
  },
  settings: {
    read: base.output(type<SettingsView>()),
    /** What the file would be; changes nothing. */
    draft: base.input(z.object({ base: z.string(), edits: edits(0) })).output(type<SettingsDraft>()),
    /** Writes the edits into the file, comments and order kept. Refuses what has faults, and a file that has changed meanwhile (STALE). */
    save: base
      .input(act.extend({ base: z.string(), edits: edits(1), reason: reason.default('') }))
      .output(type<{ base: string }>()),
    /** Newest first. */
    changes: base
      .input(z.object({ limit: z.number().int().min(1).max(500).default(50) }))
      .output(type<readonly SettingsChange[]>()),
    prefer: base
      .input(
        act.extend({
          notify: z
            .object({ done: z.boolean(), rolledBack: z.boolean(), held: z.boolean(), critical: z.boolean() })
            .partial()
            .default({}),
          launchAtLogin: z.boolean().optional(),
        }),
      )
      .output(type<Preferences>()),
    backups: base.output(type<readonly Backup[]>()),
    backup: base.input(act).output(type<Backup>()),
    /**
     * Keeps a secret that capstan.yaml names in the keychain of the machine that runs the engine; null: forgets it. `over`: an environment variable of
     * this name goes before it. Refuses where there is no keychain.
     */
    secret: base
      .input(
        act.extend({
          name: z.string().regex(secretNames, 'a secret is named like PROM_TOKEN'),
          secret: z.string().min(1).max(mostSecret).nullable(),
        }),
      )
      .output(type<{ over: boolean }>()),
    /** Who did what from where, newest first. */
    acts: base.input(z.object({ limit: z.number().int().min(1).max(1000).default(100) })).output(type<readonly ActView[]>()),
  },
  /** The guided first configuration. */
  setup: {
    draft: base.input(z.object({ answers })).output(type<SetupDraft>()),
    /** Dials one of the hosts as the answers say and examines it; what it asks comes as a question of the state. */
    try: base.input(act.extend({ answers, host })).output(type<SetupTried>()),
    /** Writes the file, and has the shell open the fleet that it names (`opens`), where it can. */
    write: base.input(act.extend({ answers, overwrite: z.boolean().default(false) })).output(type<SetupWritten>()),
  },
};

export type Contract = typeof contract;
