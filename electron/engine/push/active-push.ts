import { CapstanError } from '../../../shared/contract/errors';
import type { Outcome, StagingProgress } from '../../../shared/contract/state';
import type { Push, PushEvent, PushHost } from '../../../shared/push/push';
import { advance, withHost } from '../../../shared/push/transition';
import type { PushRow } from '../history/pushes';
import type { PushContext } from './context';
import { pushView } from './push-view';

/**
 * The one push being worked on. Every change goes through here: written to history first, then shown, then acted on by
 * whoever asked. Nothing else writes a push.
 */
export interface ActivePush {
  row(): PushRow;
  push(): Push;
  /** Takes an event. Throws REFUSED if it cannot follow. */
  move(event: PushEvent, sentence: string): void;
  host(name: string, change: Partial<Omit<PushHost, 'host' | 'type' | 'phase'>>): void;
  fence(fence: number): void;
  /** The artifact is made: from here on the push knows its release. */
  artifact(artifact: { release: string; sha256: string; sizeBytes: number }): void;
  /** Hosts that were pending after a rollback have come back. */
  settle(pending: number): void;
  outcome(change: Partial<Outcome>): void;
  progress(staging: StagingProgress | null): void;
  showing(hosts: readonly string[]): void;
  /** Whether what comes after the end is still being done. */
  finishing(now: boolean): void;
  /** Whether no engine works on it. */
  interrupted(now: boolean): void;
  say(text: string, about?: { host?: string; level?: 'info' | 'warn' | 'error'; mark?: string }): void;
  /** Puts the present state on the board now. */
  show(): void;
  close(): void;
}

const emptyOutcome: Outcome = {
  verdict: '',
  gauge: null,
  hostsChanged: 0,
  detectedAfterMs: null,
  rolledBackInMs: null,
  recovered: null,
  recoveredAt: null,
};
const beatMs = 150;

export function createActivePush(initial: PushRow, context: PushContext): ActivePush {
  const { history, log, board, clock, lease } = context;
  let row = initial;
  let staging: StagingProgress | null = null;
  let showing: ReadonlySet<string> = new Set();
  let finishing = false;
  let interrupted = false;
  let soonTo: AbortController | null = null;

  const show = () => {
    soonTo?.abort();
    soonTo = null;
    board.set(
      'push',
      pushView(row, { transitions: history.pushes.transitions(row.push.id), staging, showing, finishing, interrupted }),
    );
  };
  const soon = () => {
    if (soonTo) return;
    soonTo = new AbortController();
    context.wait(beatMs, soonTo.signal).then(show, () => undefined);
  };
  const say: ActivePush['say'] = (text, about = {}) => log.add(text, { push: row.push.id, ...about });

  const active: ActivePush = {
    row: () => row,
    push: () => row.push,
    move: (event, sentence) => {
      const at = clock();
      const next = advance(row.push, event, at);
      if (!next.ok) throw new CapstanError('REFUSED', next.refused, 'Look at the push room for what it is doing now.');
      row = { ...row, push: next.push };
      history.pushes.move(next.push, event, at);
      const bad = event.type === 'roll back' || event.type === 'fail';
      say(sentence, {
        level: bad ? 'error' : event.type === 'hold' ? 'warn' : 'info',
        mark: bad ? 'crit' : event.type === 'hold' ? 'warn' : 'step',
      });
      board.decided();
      show();
      board.set('recent', history.pushes.summaries(30));
      // The other desks' copy. The truth is on the hosts, so a journal that cannot be written stops nothing.
      lease
        .journal({
          push: row.push.id,
          event: event.type,
          state: next.push.state.at,
          by: 'by' in event ? event.by : row.push.captain,
          sentence,
          ...(event.type === 'rolled back' && event.pending > 0
            ? { pending: Object.values(next.push.hosts).flatMap((host) => (host.changed ? [host.host] : [])) }
            : {}),
        })
        .catch((error: unknown) => {
          say(`The journal on the coordinator could not be written: ${error instanceof Error ? error.message : String(error)}`, {
            level: 'warn',
          });
        });
    },
    host: (name, change) => {
      row = { ...row, push: withHost(row.push, name, { at: clock(), ...change }) };
      const host = row.push.hosts[name];
      if (host) history.pushes.host(row.push.id, host);
      soon();
    },
    fence: (fence) => {
      row = { ...row, fence };
      history.pushes.fence(row.push.id, fence);
    },
    artifact: ({ release, sha256, sizeBytes }) => {
      row = { ...row, push: { ...row.push, release }, artifact: { sha256, sizeBytes } };
      history.pushes.artifact(row);
      soon();
    },
    settle: (pending) => {
      if (row.push.state.at !== 'rolled back') return;
      row = { ...row, push: { ...row.push, state: { ...row.push.state, pending } } };
      history.pushes.state(row.push);
      active.outcome({ verdict: pending === 0 ? 'rolled back' : `rolled back, ${pending} pending` });
    },
    outcome: (change) => {
      const outcome = { ...emptyOutcome, ...row.outcome, ...change };
      row = { ...row, outcome };
      history.pushes.outcome(row.push.id, outcome);
      soon();
    },
    progress: (progress) => {
      staging = progress;
      soon();
    },
    showing: (hosts) => {
      showing = new Set(hosts);
      soon();
    },
    finishing: (now) => {
      finishing = now;
      show();
    },
    interrupted: (now) => {
      interrupted = now;
      show();
    },
    say,
    show,
    close: () => {
      soonTo?.abort();
    },
  };
  return active;
}
