import type { DeskState, PushView } from '../contract/state';
import { isActive, type Hold } from '../push/push';
import { count, formatMinute, formatTime, formatShare, short } from '../format/words';
import type { MarkName } from './marks';

/** The loudest thing on the page: is it safe? */
export interface StateBlock {
  /** `crit` is filled: something is wrong now. `warn`: it waits for a person. `move`: under way as planned. `ok`: safe. */
  readonly tone: 'crit' | 'warn' | 'move' | 'ok' | 'unk';
  readonly mark: MarkName;
  readonly word: string;
  readonly about: string;
}

/**
 * What the state block says, and the tray with it. The order of the questions is the order of their weight. `lostAt`: since when
 * there is no connection; null: there is one.
 */
export function stateBlock(desk: DeskState | null, lostAt: number | null): StateBlock {
  if (lostAt !== null) return block('crit', 'crit', 'Disconnected', `since ${formatTime(lostAt)}`);
  if (!desk) return block('unk', 'pending', 'Connecting', 'nothing read yet');
  const { push, lock, live } = desk;
  if (push?.state.at === 'rolling back') return block('crit', 'crit', 'Rolling back', push.state.why);
  const broken = push?.hosts.filter((row) => row.state === 'broken').length ?? 0;
  if (broken)
    return block('crit', 'crit', `${count(broken, 'host')} broken`, `of ${push?.id ?? 'the push'}, could not be put back`);
  if (push?.state.at === 'rolled back' && push.state.pending > 0)
    return block('crit', 'crit', `${count(push.state.pending, 'host')} not back`, `${push.id}, cannot be reached`);
  if (push?.state.at === 'failed' && lock.push === push.id && lock.state === 'held')
    return block('crit', 'crit', 'Push failed', push.state.why);
  if (push?.state.at === 'held') return block('warn', 'warn', 'Held', heldUntil(push.state.hold));
  if (desk.questions.length)
    return block(
      'warn',
      'warn',
      'Needs an answer',
      desk.questions[0]?.kind === 'passphrase' ? 'a key needs its passphrase' : 'a host key is not known',
    );
  if (push && isActive(push.state)) return block('move', 'switching', underWay(push), `${push.id}, ${short(push.revision)}`);
  // The lock of a push that was just rolled back is about to be kept: no "Safe" in between.
  const keeps = lock.kind === 'kept' || (push?.state.at === 'rolled back' && lock.push === push.id);
  if (lock.state === 'held' && keeps) return block('warn', 'warn', 'Push lock kept', lockedAfter(desk));
  if (lock.state === 'unknown') return block('warn', 'unknown', 'Lock unknown', 'the coordinator was not read');
  if (live.readAt === null || live.release === null)
    return block('unk', 'pending', 'Reading hosts', `${live.connected} of ${live.hosts} connected`);
  if (!desk.desk.canRollBack)
    return block('warn', 'warn', 'Cannot roll back', desk.desk.whyNot ?? 'this desk cannot reach the hosts');
  const off = live.hosts - live.hostsOnIt;
  if (off > 0) return block('warn', 'warn', `${count(off, 'host')} not on it`, `the fleet is on ${short(live.release)}`);
  return block('ok', 'ok', 'Safe', lock.state === 'held' ? `${lock.by ?? 'another desk'} holds the lock` : 'nothing under way');
}

const heldUntil = ({ owner, until, then }: Hold): string =>
  until === null
    ? `${owner} decides`
    : `until ${formatTime(until)}, then ${{ rollback: 'rolls back', continue: 'goes on', hold: 'stays held' }[then]}`;

const block = (tone: StateBlock['tone'], mark: MarkName, word: string, about: string): StateBlock => ({ tone, mark, word, about });

/** The step under way in a word and the share of hosts it is about: `Watching 5 %`. */
export function underWay(push: PushView): string {
  const { state } = push;
  if (state.at === 'planned') return 'Planned';
  if (state.at === 'staging') return 'Staging';
  if (state.at !== 'switching' && state.at !== 'watching') return state.at;
  return `${state.at === 'switching' ? 'Switching' : 'Watching'} ${phaseName(push, state.phase)}`;
}

/** `5 %`, or `3 hosts`. */
export function phaseName(push: Pick<PushView, 'phases'>, phase: number): string {
  const hosts = push.phases[phase]?.hosts;
  if (!hosts) return `phase ${phase + 1}`;
  return 'share' in hosts ? formatShare(hosts.share) : count(hosts.count, 'host');
}

function lockedAfter({ lock, push }: DeskState): string {
  if (push?.state.at === 'rolled back' && lock.push === push.id)
    return `${push.id} rolled back${push.endedAt ? ` at ${formatMinute(push.endedAt)}` : ''}`;
  return lock.reason ?? `by ${lock.by ?? 'another desk'}`;
}
