import { formatDuration } from '../../shared/format/duration';
import type { Sample } from '../../shared/judge/types';
import type { Awake } from './awake';
import type { Board } from './board';
import type { Clock } from './clock';
import type { Desk } from './desk';
import type { History } from './history/history';
import type { Log } from './log';
import { sentence } from './fleet/operate';
import { createCheckRecorder } from './record-checks';
import { gaugeViews } from './push/watch';
import type { Backups } from './settings/backups';

const readHostsMs = 30_000;
const readLockMs = 5_000;
const readCloneMs = 3_000;
const driftMs = 60_000;
const pruneMs = 3_600_000;
/** Shorter ones are a busy machine's. */
const tellNapMs = 5_000;
const backUpMs = 300_000;
const mendHistoryMs = 30_000;
const keepSamplesMs = 48 * 3_600_000;

/** What the engine does by the clock, while nobody asks for anything: it keeps what the board shows from growing old. */
export function startChores(
  desk: () => Desk,
  deps: { board: Board; history: History; log: Log; clock: Clock; awake: Awake; backups: Backups },
): { stop(): void } {
  const { board, history, log, clock, awake, backups } = deps;
  const timers: NodeJS.Timeout[] = [];
  const recordChecks = createCheckRecorder(history, clock);
  const every = (ms: number, chore: () => void | Promise<void>) => {
    let busy = false;
    const run = async () => {
      if (busy) return;
      busy = true;
      try {
        await chore();
      } catch {
        // A chore that fails is tried again at its next turn; what it could not read shows its age.
      } finally {
        busy = false;
      }
    };
    timers.push(setInterval(() => void run(), ms));
    return run;
  };

  every(readHostsMs, async () => {
    if (!desk().push.busy()) await desk().context.fleet.readAll();
  });
  void every(readLockMs, () => (desk().push.busy() ? undefined : desk().push.readLock()))();
  void every(readCloneMs, () => readWaiting(desk(), board))();
  every(1000, () => {
    const { context, push } = desk();
    if (!push.busy()) board.set('gauges', gaugeViews(context.config.gauges, lastVerdicts(board), context));
    recordChecks(board.state());
    showReadiness(desk(), board);
  });
  every(driftMs, () => recordDrift(desk(), history, clock));
  every(pruneMs, () => void history.samples.prune(clock() - keepSamplesMs));
  // During a push too: what is in memory alone is lost if this process dies.
  every(mendHistoryMs, () => history.mend());
  // Not while a push runs: it would wait for the disk. One that lacks what is in the file is no backup, and old ones would go for it.
  every(backUpMs, () => (desk().push.busy() || history.fault() !== null ? undefined : backups.daily()));
  // What was read before a nap says nothing about now.
  const stopHearing = awake.onWake(({ from, to }) => {
    if (to - from > tellNapMs)
      log.add(`This desk was asleep for ${formatDuration(to - from)}: nothing was watched meanwhile`, {
        mark: 'step',
        push: desk().push.busy() ? (board.state().push?.id ?? null) : null,
      });
    if (desk().push.busy()) return;
    void desk()
      .context.fleet.readAll()
      .then(() => desk().push.readLock())
      .catch(() => undefined);
  });
  return {
    stop: () => {
      stopHearing();
      timers.forEach((timer) => clearInterval(timer));
    },
  };
}

/** The verdicts of the last push stay beside the gauges' present values. */
function lastVerdicts(board: Board): Parameters<typeof gaugeViews>[1] {
  return new Map(
    board.state().gauges.flatMap((gauge) => (gauge.verdict ? [[gauge.name, { ...gauge.verdict, hosts: [] }] as const] : [])),
  );
}

async function readWaiting({ context }: Desk, board: Board): Promise<void> {
  const { git, fleet } = context;
  try {
    // Before the hosts are read nobody knows what waits.
    if (fleet.live().readAt === null) return;
    const head = await git.head();
    const { revision } = fleet.live();
    const before = board.state().waiting;
    const live = revision === null ? null : await git.resolve(revision).catch(() => null);
    if (before.head === head && before.error === null && board.state().live.revision === revision && waitingFor.get(board) === live)
      return;
    waitingFor.set(board, live);
    board.set('waiting', {
      head,
      commits: live === null ? await git.commits(null, head) : live === head ? [] : await git.commits(live, head),
      error: null,
    });
  } catch (error) {
    if (board.state().waiting.error !== sentence(error)) board.set('waiting', { head: null, commits: [], error: sentence(error) });
  }
}

const waitingFor = new WeakMap<Board, string | null>();

/** Whether this desk could roll back now: what it would need, checked before it is needed. */
function showReadiness({ context, push }: Desk, board: Board): void {
  const state = board.state();
  const { fleet } = context;
  const { hosts, connected } = state.live;
  const changed = Object.values((push.busy() ? null : push.offer())?.push.hosts ?? {}).filter((host) => host.changed);
  const unready = changed.filter((host) => {
    const facts = fleet.facts(host.host);
    const reached = state.hosts[host.host]?.connection === 'connected';
    return !reached || !facts || (host.previous !== null && !facts.releases.includes(host.previous));
  });
  const isLocked = state.questions.some((one) => one.kind === 'passphrase');
  const whyNot =
    hosts > 0 && connected === 0
      ? isLocked
        ? 'the key is locked: its passphrase is asked for'
        : 'no host can be reached'
      : unready.length > 0
        ? `${unready.length} of ${changed.length} hosts cannot be reached or lack the release to go back to`
        : connected * 2 < hosts
          ? `only ${connected} of ${hosts} hosts can be reached`
          : null;
  const desk = {
    ...state.desk,
    canRollBack: whyNot === null,
    whyNot,
    targets: { complete: changed.length - unready.length, of: changed.length },
    // Nothing is known of a key that no host has taken yet.
    keys: isLocked ? 'locked' : connected > 0 ? 'unlocked' : '',
  };
  if (JSON.stringify(desk) !== JSON.stringify(state.desk)) board.set('desk', desk);
}

/**
 * Remembers how far each gauge moved by itself in windows as long as a watch, while no push runs: what stands in for a
 * comparator where no host is left untouched.
 */
function recordDrift({ context, push }: Desk, history: History, clock: Clock): void {
  const now = clock();
  const [newest] = history.pushes.newest(1);
  const { config, fleet, metrics } = context;
  const mean = (samples: readonly Sample[]) =>
    samples.length < 2 ? null : samples.reduce((sum, sample) => sum + sample.v, 0) / samples.length;
  for (const { watchMs } of config.push.phases) {
    const from = now - watchMs - config.push.preMs;
    if (push.busy() || (newest && (newest.push.endedAt ?? now) > from)) continue;
    for (const gauge of config.gauges) {
      const moves = fleet
        .hosts()
        .filter((host) => gauge.types.includes(host.type.name))
        .flatMap((host) => {
          const pre = mean(metrics.readings(gauge.name, host.name, from, now - watchMs));
          const post = mean(metrics.readings(gauge.name, host.name, now - watchMs, now));
          return pre === null || post === null ? [] : [post - pre];
        });
      if (moves.length > 0)
        history.samples.putDrift(gauge.name, now, watchMs, moves.reduce((sum, move) => sum + move, 0) / moves.length);
    }
  }
}
