import { CapstanError } from '../../../../shared/contract/errors';
import { isActive } from '../../../../shared/push/push';
import type { FleetHost } from '../../fleet/fleet-room';
import { sentence } from '../../fleet/operate';
import type { PushRow } from '../../history/pushes';
import { createActivePush } from '../active-push';
import type { PushContext } from '../context';
import { createHeartbeat } from '../heartbeat';
import type { LockOwner } from '../lease';
import { offeredPush, rollbackOffer } from '../rollback-offer';
import { createSession, type Session, type Who } from '../session';

/** What the acts of the push room share: the one session, and what is done to hosts beside a push. */
export interface Room {
  readonly context: PushContext;
  session(): Session | null;
  /**
   * Closes the session there is, then opens one for this push. It does nothing before it is told to. Throws BUSY where the one there is is still
   * under way.
   */
  open(row: PushRow): Promise<Session>;
  /** Whether a rollback has begun. */
  isRollingBack(): boolean;
  /** Begins an act that no other may be beside: refused while a push is under way, or another such act. Answers how to end it. */
  begin(hint: string): () => void;
  /** A rollback has begun: no push begins until it is under way. Answers how to say that it is; resolves once no session is being opened. */
  beginRollback(): Promise<() => void>;
  /** Whether a push is under way. */
  underWay(): boolean;
  /** Does something that changes hosts while this desk holds the lock, which it gives back. */
  underLock<Result>(
    who: Who,
    push: string | null,
    why: string,
    work: (fence: number, signal: AbortSignal, mayAct: () => Promise<boolean>) => Promise<Result>,
  ): Promise<Result>;
  /** Ends what is being done under the lock beside a push: nothing goes on forward on hosts that go back. */
  interrupt(): void;
  owner(who: Who, push: string | null, reason: string, kind?: LockOwner['kind']): LockOwner;
  /** The push that a rollback would take back now. */
  offered(): PushRow | null;
  readonly refreshOffer: () => void;
  busy(): boolean;
  close(): Promise<void>;
}

export function createRoom(context: PushContext): Room {
  const { board, clock, config, desk, lease, log } = context;
  let session: Session | null = null;
  let opening: Promise<unknown> = Promise.resolve();
  let acting = false;
  let rollbacks = 0;
  let working: AbortController | null = null;

  const room: Room = {
    context,
    session: () => session,
    open: async (row) => {
      // One after another: no two sessions write their push to the board.
      const next = opening.then(async () => {
        if (room.underWay())
          throw new CapstanError('BUSY', `${session?.active.push().id ?? 'A push'} is under way.`, 'Wait for it, or roll it back.');
        const before = session;
        session = null;
        await before?.close();
        session = createSession(createActivePush(row, context), context, room.refreshOffer);
        session.active.show();
        room.refreshOffer();
        return session;
      });
      opening = next.catch(() => undefined);
      return next;
    },
    begin: (hint) => {
      if (working) throw new CapstanError('BUSY', 'Hosts are being converged or pruned.', 'Wait until that has ended.');
      if (acting || rollbacks > 0 || room.underWay())
        throw new CapstanError('BUSY', `${session?.active.push().id ?? 'A push'} is under way.`, hint);
      acting = true;
      return () => (acting = false);
    },
    beginRollback: async () => {
      rollbacks += 1;
      await opening;
      return () => (rollbacks -= 1);
    },
    underWay: () => session !== null && isActive(session.active.push().state),
    underLock: async (who, push, why, work) => {
      const mine = new AbortController();
      working = mine;
      try {
        const seen = highestSeen(context);
        const lock = await lease.take(room.owner(who, push, why), {
          how: 'take',
          numbered: false,
          leaseMs: config.push.leaseMs,
          seen,
        });
        if (!lock.done) throw lockedBy(lease.view(lock));
        const beat = createHeartbeat(lease, config.push.leaseMs, context, {
          onView: (answer) => board.set('lock', lease.view(answer)),
          // Whoever took it has a higher fence: the hosts refuse what comes with ours.
          onTaken: (answer) => board.set('lock', lease.view(answer)),
          onExpiring: () => undefined,
        });
        try {
          return await work(lock.fence, mine.signal, () => beat.mayAct());
        } finally {
          beat.stop();
          await lease.clear({ fence: lock.fence }).then(
            (answer) => board.set('lock', lease.view(answer)),
            (error: unknown) => log.add(`The lock could not be released: ${sentence(error)}`, { level: 'warn' }),
          );
          room.refreshOffer();
        }
      } finally {
        if (working === mine) working = null;
      }
    },
    isRollingBack: () => rollbacks > 0,
    interrupt: () => working?.abort(),
    owner: (who, push, reason, kind = 'push') => ({ by: who.name, desk: desk.name, push, reason, kind, since: clock() }),
    offered: () => offeredPush(session?.active.row() ?? null, context),
    refreshOffer: () => board.set('rollback', rollbackOffer(room.offered())),
    busy: () => acting || rollbacks > 0 || working !== null || room.underWay(),
    close: async () => {
      working?.abort();
      await opening;
      await session?.close();
    },
  };
  return room;
}

/** The highest fence and push number that any host, or this desk's history, knows. */
export function highestSeen({ fleet, history }: PushContext): { fence: number; push: number } {
  const { fence, push } = fleet.highest();
  const [newest] = history.pushes.newest(1);
  return { fence: Math.max(fence, newest?.fence ?? 0), push: Math.max(push, newest?.number ?? 0) };
}

/** The refusal that names who holds the lock. */
export function lockedBy(held: { by: string | null; desk: string | null; reason: string | null }): CapstanError {
  return new CapstanError(
    'LOCKED',
    `${held.by ?? 'Somebody'} holds the push lock${held.desk ? ` on ${held.desk}` : ''}: ${held.reason || 'no reason given'}.`,
    'Ask them, or clear it once its reason is gone.',
  );
}

/** The hosts of these names. Throws NOT_FOUND. */
export function hostsNamed(names: readonly string[], { fleet }: PushContext): FleetHost[] {
  return [...new Set(names)].map((name) => {
    const host = fleet.host(name);
    if (!host)
      throw new CapstanError('NOT_FOUND', `There is no host ${name} in this fleet.`, 'Look at `fleet.types` in capstan.yaml.');
    return host;
  });
}
