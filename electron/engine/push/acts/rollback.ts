import { CapstanError } from '../../../../shared/contract/errors';
import { isActive } from '../../../../shared/push/push';
import { pushNumber } from '../../fleet/commands/steps';
import type { PushRow } from '../../history/pushes';
import { findPush, newestOnHosts } from '../records';
import { openTalks } from '../roll-back';
import type { Session, Talks, Who } from '../session';
import type { PushContext } from '../context';
import type { Room } from './room';

export interface RollbackInput {
  /** Null: the push under way, else the newest that the hosts know. */
  readonly push: string | null;
  readonly alsoUndo: readonly string[];
  readonly reason: string;
}

/** How long hosts may take to say what is on them before the rollback goes on with those that did. */
const readMs = 3000;

/**
 * Takes a push back. The hosts are read first: what is on them, whose push was the newest. Throws UNDOES_NEWER with the names of newer pushes that
 * this would also undo and nobody has named, NOT_FOUND where there is nothing to take back; else answers as soon as it is under way.
 */
export async function rollBackPush(room: Room, input: RollbackInput, who: Who): Promise<{ push: string; hosts: number }> {
  const { context } = room;
  const begun = await room.beginRollback();
  // The session goes on with them, and ends them.
  const talks = openTalks(context.fleet.hosts(), { context }, undefined, new AbortController().signal);
  const endTalks = () => {
    for (const talk of talks.values()) talk.end();
  };
  try {
    await readHosts(talks, context);
    const own = room.session();
    const row = chosen(input.push, own, context);
    const newer = newerOnes(row, own, context);
    const missing = newer.filter((one) => !input.alsoUndo.includes(one));
    if (missing.length > 0)
      throw new CapstanError(
        'UNDOES_NEWER',
        `Rolling back ${row.push.id} also undoes ${missing.join(', ')}.`,
        'Say so, and it will.',
        missing,
      );
    // Nothing goes on forward on these hosts while they go back.
    room.interrupt();
    const why = input.reason || `by ${who.name}`;
    // The newest first: each goes back to what was live before it, so the hosts end where this push found them.
    for (const one of newer) {
      const session = await sessionOf(one === own?.active.push().id ? own.active.row() : findPush(one, context), room);
      session.rollBack(why, who, false);
      await session.settled();
      const { state } = session.active.push();
      if (state.at !== 'rolled back')
        throw new CapstanError(
          'LOCKED',
          `${one} is ${state.at}${'why' in state ? `: ${state.why}` : ''}.`,
          'Look at what is on the hosts, then decide anew.',
        );
    }
    const session = await sessionOf(row, room);
    const hosts = Object.values(session.active.push().hosts).filter((host) => host.changed).length;
    session.rollBack(why, who, false, newer.length === 0 ? talks : undefined);
    if (newer.length > 0) endTalks();
    return { push: row.push.id, hosts };
  } catch (error) {
    endTalks();
    throw error;
  } finally {
    begun();
  }
}

async function readHosts(talks: Talks, context: PushContext): Promise<void> {
  const over = new AbortController();
  await Promise.race([
    Promise.allSettled([...talks.values()].map((talk) => talk.facts())),
    context.wait(readMs, over.signal).catch(() => undefined),
  ]);
  over.abort();
}

/** The push that is meant. A push of this desk's that is under way comes before what is older on the hosts; what is newer on them comes first. */
function chosen(id: string | null, own: Session | null, context: PushContext): PushRow {
  const mine = own?.active.row() ?? null;
  if (id !== null) return mine?.push.id === id ? mine : findPush(id, context);
  const newest = newestOnHosts(context);
  const isMine = mine !== null && (isActive(mine.push.state) || Object.values(mine.push.hosts).some((host) => host.changed));
  if (mine !== null && isMine && (newest === null || pushNumber(newest) <= mine.number)) return mine;
  if (newest !== null) return findPush(newest, context);
  throw new CapstanError(
    'NOT_FOUND',
    'No host has a push that could be rolled back.',
    'Nothing was changed, or everything is back already.',
  );
}

/** The session of a push: the one there is, or a new one after that has been closed. */
async function sessionOf(row: PushRow, room: Room): Promise<Session> {
  const own = room.session();
  if (own?.active.push().id === row.push.id) return own;
  // Another desk's, until now.
  if (room.context.history.pushes.get(row.push.id) === null) room.context.history.pushes.add(row);
  return room.open(row);
}

/** Newer pushes that changed some of the same hosts and have not been taken back, or that are under way, newest first. */
export function newerOnes(row: PushRow, own: Session | null, context: PushContext): string[] {
  const newer = new Map<string, number>();
  const mine = own?.active.row();
  if (mine && mine.number > row.number && isActive(mine.push.state)) newer.set(mine.push.id, mine.number);
  for (const one of context.history.pushes.newest(50)) {
    // Of hosts that have been read their own records tell.
    const unread = Object.values(one.push.hosts).some(
      (host) => host.changed && row.push.hosts[host.host] && !context.fleet.facts(host.host),
    );
    if (one.number > row.number && unread) newer.set(one.push.id, one.number);
  }
  for (const host of Object.keys(row.push.hosts)) {
    for (const record of context.fleet.facts(host)?.pushes ?? []) {
      const number = pushNumber(record.push);
      if (!record.back && number > row.number && record.next !== record.previous) newer.set(record.push, number);
    }
  }
  return [...newer].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}
