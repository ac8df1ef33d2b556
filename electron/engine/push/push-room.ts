import { CapstanError } from '../../../shared/contract/errors';
import type { HostsDone } from '../../../shared/contract/fleet';
import type { Plan } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import type { PushRow } from '../history/pushes';
import type { PushContext } from './context';
import { converge, type Converged } from './acts/converge';
import { readLock, takeLock, unlock } from './acts/lock';
import { pruneByHand } from './acts/prune';
import { takeUp } from './acts/recover';
import { goOnWith } from './acts/resume';
import { rollBackPush, type RollbackInput } from './acts/rollback';
import { createRoom } from './acts/room';
import { startPush, type StartInput } from './acts/start';
import { takeOutOfPush } from './acts/take-out';
import { holdOf } from './hold-of';
import { makePlan } from './plan';
import type { Session, Who } from './session';

export type { Who } from './session';
export type { Converged } from './acts/converge';

/** The push room: plans, pushes, rollbacks and locks of one fleet. One push at a time; everything asked of it while it runs goes here. */
export interface PushRoom {
  plan(revision: string): Promise<Plan>;
  start(input: StartInput, who: Who): Promise<{ push: string }>;
  rollback(input: RollbackInput, who: Who): Promise<{ push: string; hosts: number }>;
  hold(push: string, reason: string, who: Who): Promise<{ push: string }>;
  resume(push: string, who: Who): Promise<{ push: string }>;
  takeOut(push: string, hosts: readonly string[], who: Who): Promise<{ hosts: number }>;
  converge(hosts: readonly string[], who: Who): Promise<Converged>;
  prune(hosts: readonly string[], who: Who): Promise<HostsDone & { removed: number }>;
  /** The push that is switching this host at this moment; null: none is. */
  switching(host: string): string | null;
  lock(reason: string, who: Who): Promise<void>;
  unlock(reason: string, who: Who): Promise<void>;
  readLock(): Promise<void>;
  /**
   * Shows the newest push of this desk's history. `takeUp`: and takes it up, where a crash left it in the middle; otherwise the first act does,
   * so that who only looks changes nothing.
   */
  open(options: { takeUp: boolean }): Promise<void>;
  /**
   * What this engine has to stay for although nobody looks: a push that is under way or held, hosts that are still to come back. One
   * sentence; null: nothing.
   */
  work(): string | null;
  /** Whether a push is being worked on: the configuration then waits. */
  busy(): boolean;
  /** Whether acts have taken up what a crash left, or there was nothing. */
  readonly isTakenUp: boolean;
  /** The push that a rollback would take back now, by what was read of the hosts; it is what the board offers from then on. */
  offer(): PushRow | null;
  /** Resolves when the present push has ended or waits for a person. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createPushRoom(context: PushContext): PushRoom {
  const room = createRoom(context);
  let takingUp: Promise<void> | null = null;

  /** Once in the life of this room, before the first act. */
  const takenUp = (wanted: 'hold' | null = null): Promise<void> =>
    (takingUp ??= (async () => {
      const session = room.session();
      if (session) await takeUp(session, wanted);
    })());

  /** The active push, if it is this one; else a refusal that names what there is. */
  const mine = (id: string): Session => {
    const session = room.session();
    if (session?.active.push().id === id) return session;
    throw new CapstanError(
      'NOT_FOUND',
      `${id} is not the push that this desk is working on${session ? `: that is ${session.active.push().id}` : ''}.`,
      'Look at the push room.',
    );
  };

  return {
    plan: (revision) => makePlan(revision, context, context.history.pushes.newest(1)[0]?.number ?? 0),
    start: async (input, who) => {
      await takenUp();
      return startPush(room, input, who);
    },
    rollback: async (input, who) => {
      // Not before: a rollback asks the hosts itself, and waits for nothing that it does not need.
      takingUp ??= Promise.resolve();
      return rollBackPush(room, input, who);
    },
    hold: async (id, reason, who) => {
      mine(id);
      await takenUp('hold');
      mine(id).hold(holdOf('person', reason || `held by ${who.name}`, who.name, context.clock(), null));
      return { push: id };
    },
    resume: async (id, who) => {
      mine(id);
      await takenUp('hold');
      await goOnWith(mine(id), who);
      return { push: id };
    },
    takeOut: async (id, hosts, who) => {
      mine(id);
      await takenUp('hold');
      return takeOutOfPush(mine(id), hosts, who);
    },
    converge: async (hosts, who) => {
      await takenUp();
      return converge(room, hosts, who);
    },
    prune: async (hosts, who) => {
      await takenUp();
      return pruneByHand(room, hosts, who);
    },
    switching: (name) => {
      const push = room.session()?.active.push();
      if (!push || !room.busy()) return null;
      const row = push.hosts[name];
      const now =
        row && (row.state === 'switching' || row.state === 'reverting' || (row.state === 'new' && row.verifiedAt === null));
      return now ? push.id : null;
    },
    lock: (reason, who) => takeLock(room, reason, who),
    unlock: (reason, who) => unlock(room, reason, who),
    readLock: () => readLock(context),
    open: async (options) => {
      const [row] = context.history.pushes.newest(1);
      if (row) {
        const session = await room.open(row);
        if (!options.takeUp && isActive(row.push.state)) session.active.interrupted(true);
      }
      if (options.takeUp) await takenUp();
    },
    work: () => {
      const session = room.session();
      if (room.busy() && !room.underWay()) return 'hosts are being changed';
      if (!session || takingUp === null) return null;
      const { id, state } = session.active.push();
      if (isActive(state)) return `${id} is ${state.at}`;
      if (state.at === 'rolled back' && state.pending > 0)
        return `${id} is rolled back, ${state.pending} hosts are still to come back`;
      return session.isWorking() ? `${id} is being finished` : null;
    },
    busy: () => room.busy(),
    get isTakenUp() {
      return takingUp !== null;
    },
    offer: () => {
      room.refreshOffer();
      return room.offered();
    },
    settled: () => room.session()?.settled() ?? Promise.resolve(),
    close: () => room.close(),
  };
}
