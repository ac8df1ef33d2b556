import { CapstanError } from '../../../shared/contract/errors';
import type { Plan } from '../../../shared/contract/state';
import type { PushHost } from '../../../shared/push/push';
import { isActive } from '../../../shared/push/push';
import type { PushRow } from '../history/pushes';
import { createActivePush, type ActivePush } from './active-push';
import { artifactOf } from './artifact-of';
import type { PushContext } from './context';
import { createDriver, type Driver } from './driver';
import { holdOf } from './hold-of';
import type { LockOwner } from './lease';
import { pendingRollbacks, settlePending } from './pending';
import { makePlan } from './plan';
import { findPush } from './records';
import { rollbackOffer } from './rollback-offer';
import { stageHosts } from './stage';
import { putBack, switchHost } from './switch-hosts';
import { gaugeViews } from './watch';

export interface Who {
  readonly name: string;
  readonly via: string;
}

/** The push room: plans, pushes, rollbacks and locks of one fleet. One push at a time; everything asked of it while it runs goes here. */
export interface PushRoom {
  plan(revision: string): Promise<Plan>;
  start(
    input: { revision: string; override: readonly string[]; reason: string; unlock: boolean },
    who: Who,
  ): Promise<{ push: string }>;
  rollback(
    input: { push: string | null; alsoUndo: readonly string[]; reason: string },
    who: Who,
  ): Promise<{ push: string; hosts: number }>;
  hold(push: string, reason: string, who: Who): { push: string };
  resume(push: string, who: Who): { push: string };
  takeOut(push: string, hosts: readonly string[], who: Who): Promise<{ hosts: number }>;
  converge(hosts: readonly string[], who: Who): Promise<{ hosts: number; failed: readonly string[] }>;
  lock(reason: string, who: Who): Promise<void>;
  unlock(reason: string, who: Who): Promise<void>;
  readLock(): Promise<void>;
  /** Takes up a push that a crash left active. */
  recover(): Promise<void>;
  /** Whether a push is being worked on: the configuration then waits. */
  busy(): boolean;
  /** Resolves when the present push has ended or waits for a person. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createPushRoom(context: PushContext): PushRoom {
  const { config, fleet, history, board, clock, lease, log, desk } = context;
  let active: ActivePush | null = null;
  let driver: Driver | null = null;
  let starting = false;

  const owner = (who: Who, push: string | null, reason: string, kind: LockOwner['kind'] = 'push'): LockOwner => ({
    by: who.name,
    desk: desk.name,
    push,
    reason,
    kind,
    since: clock(),
  });

  const refreshOffer = () => board.set('rollback', rollbackOffer(active?.row() ?? null, context));

  const take = (row: PushRow): ActivePush => {
    active?.close();
    const next = createActivePush(row, context);
    active = next;
    driver = createDriver(next, context, { owner, onChange: refreshOffer });
    next.show();
    return next;
  };

  /** The active push, if it is this one; else a refusal that names what there is. */
  const mine = (id: string): { active: ActivePush; driver: Driver } => {
    if (active && driver && active.push().id === id) return { active, driver };
    throw new CapstanError(
      'NOT_FOUND',
      `${id} is not the push that this desk is working on${active ? `: that is ${active.push().id}` : ''}.`,
      'Look at the push room.',
    );
  };

  const clearLock = async (reason: string, who: Who) => {
    const answer = await lease.clear('anybody');
    board.set('lock', lease.view(answer));
    log.add(`Push lock cleared by ${who.name}${reason ? `: ${reason}` : ''}`, { mark: 'step' });
    await lease.journal({ event: 'unlock', by: who.name, reason }).catch(() => undefined);
    board.decided();
  };

  const underWay = () => active !== null && isActive(active.push().state);

  const room: PushRoom = {
    plan: (revision) => makePlan(revision, context, history.pushes.newest(1)[0]?.number ?? 0),

    start: async ({ revision, override, reason, unlock }, who) => {
      if (starting || underWay())
        throw new CapstanError('BUSY', `${active?.push().id ?? 'A push'} is under way.`, 'Wait for it, hold it, or roll it back.');
      starting = true;
      try {
        const planned = await room.plan(revision);
        const refused = planned.warnings.filter(
          (warning) => planned.refusals.includes(warning.code) && !override.includes(warning.code),
        );
        if (refused.length > 0) {
          throw new CapstanError(
            refused.some((warning) => warning.code === 'irreversible') ? 'NEEDS_CONFIRMATION' : 'REFUSED',
            refused.map((warning) => warning.text).join(' '),
            `Mend it, or override: ${refused.map((warning) => warning.code).join(', ')}.`,
            refused.map((warning) => warning.code),
          );
        }
        if (unlock && board.state().lock.kind === 'kept') await clearLock(`to push ${planned.short}`, who);
        const lock = await lease
          .take(owner(who, null, reason || `push of ${planned.short}`), {
            force: false,
            numbered: true,
            leaseMs: config.push.leaseMs,
          })
          .catch((error: unknown) => {
            throw new CapstanError(
              'UNREACHABLE',
              `The coordinator ${fleet.coordinator().address.name} cannot be reached, so nobody can push: ${error instanceof Error ? error.message : String(error)}`,
              'Rolling back is still possible.',
            );
          });
        board.set('lock', lease.view(lock));
        if (!lock.done || lock.number === null) {
          const held = lease.view(lock);
          throw new CapstanError(
            'LOCKED',
            `${held.by ?? 'Somebody'} holds the push lock${held.desk ? ` on ${held.desk}` : ''}: ${held.reason || 'no reason given'}.`,
            'Ask them, or clear it once its reason is gone.',
          );
        }
        const row = newRow(planned, lock.number, lock.fence, who, context);
        history.pushes.add(row);
        const push = take(row);
        // What the push before was judged by says nothing of this one.
        board.set('gauges', gaugeViews(config.gauges, new Map(), context));
        push.say(
          `${who.name} pushes ${planned.short} "${planned.subject}" to ${planned.hosts.length} hosts${reason ? `: ${reason}` : ''}`,
          { mark: 'step' },
        );
        if (override.length > 0) push.say(`Overridden: ${override.join(', ')}`, { level: 'warn', mark: 'warn' });
        for (const host of Object.values(push.push().hosts))
          if (host.state === 'left out') push.say(`left out: ${host.detail}`, { host: host.host, level: 'warn', mark: 'unknown' });
        // They are left out of this push; `converge` brings them up afterwards.
        void settlePending(lock.fence, context, new AbortController().signal, (text, host) =>
          push.say(text, { host, level: 'warn', mark: 'rolled back' }),
        );
        driver?.go();
        return { push: row.push.id };
      } finally {
        starting = false;
      }
    },

    rollback: async ({ push: id, alsoUndo, reason }, who) => {
      const row = await findPush(id, active?.row() ?? null, context);
      const newer = newerOnes(row, context);
      const missing = newer.filter((one) => !alsoUndo.includes(one));
      if (missing.length > 0) {
        throw new CapstanError(
          'UNDOES_NEWER',
          `Rolling back ${row.push.id} also undoes ${missing.join(', ')}.`,
          'Say so, and it will.',
          missing,
        );
      }
      // The newest first: each goes back to what was live before it, so the hosts end where this push found them.
      let hosts = 0;
      for (const one of [...newer, row.push.id]) {
        const target = active?.push().id === one ? active : take(one === row.push.id ? row : await findPush(one, null, context));
        hosts = Object.values(target.push().hosts).filter((host) => host.changed).length;
        driver?.rollBack(reason || `by ${who.name}`, who, false);
        if (one !== row.push.id) await driver?.settled();
      }
      return { push: row.push.id, hosts };
    },

    hold: (id, reason, who) => {
      const { driver: at } = mine(id);
      at.hold(holdOf('person', reason || `held by ${who.name}`, who.name, clock(), null));
      return { push: id };
    },
    resume: (id, who) => {
      mine(id).driver.resume(who);
      return { push: id };
    },

    takeOut: async (id, hosts, who) => {
      const { active: at } = mine(id);
      let done = 0;
      for (const name of hosts) {
        const host = fleet.host(name);
        const row = at.push().hosts[name];
        if (!host || !row) throw new CapstanError('NOT_FOUND', `${name} is not in ${id}.`, 'Check the name.');
        at.say(`taken out of the push by ${who.name}`, { host: name, level: 'warn', mark: 'warn' });
        if (row.changed) {
          at.host(name, { state: 'reverting' });
          const put = await putBack(
            host,
            { fence: at.row().fence, push: id, release: row.previous },
            context,
            new AbortController().signal,
          );
          if (put.ok || put.unchanged) at.host(name, { state: 'rolled back', changed: false, detail: `taken out by ${who.name}` });
          else at.host(name, { state: 'unknown', detail: `rollback pending: ${put.said}` });
        } else {
          at.host(name, { state: 'left out', detail: `taken out by ${who.name}` });
        }
        done += 1;
      }
      refreshOffer();
      return { hosts: done };
    },

    converge: async (names, who) => {
      if (underWay())
        throw new CapstanError('BUSY', `${active?.push().id ?? 'A push'} is under way.`, 'Converge when it has ended.');
      const last = history.pushes.newest(20).find((row) => row.push.state.at === 'done');
      if (!last)
        throw new CapstanError('NOT_FOUND', 'No push of this desk is live, so there is nothing to converge on.', 'Push first.');
      const targets =
        names.length > 0
          ? names
          : fleet
              .hosts()
              .filter((host) => fleet.facts(host.name)?.linked !== last.push.release)
              .map((host) => host.name);
      const lock = await lease.take(owner(who, last.push.id, 'converge'), {
        force: false,
        numbered: false,
        leaseMs: config.push.leaseMs,
      });
      if (!lock.done)
        throw new CapstanError(
          'LOCKED',
          `${lease.view(lock).by ?? 'Somebody'} holds the push lock: ${lease.view(lock).reason ?? ''}.`,
          'Converge when it is free.',
        );
      try {
        const artifact = await artifactOf(last.push, context, new AbortController().signal);
        const at = take({ ...last, fence: lock.fence });
        at.fence(lock.fence);
        for (const name of targets) at.host(name, { state: 'old', detail: `converging, by ${who.name}` });
        const signal = new AbortController().signal;
        await stageHosts(at, artifact, context, signal);
        const failed: string[] = [];
        for (const name of targets) {
          const host = fleet.host(name);
          if (host && at.push().hosts[name]?.state === 'staged') await switchHost(at, host, context, signal);
          const state = at.push().hosts[name]?.state;
          if (state !== 'verified' && state !== 'new') failed.push(name);
        }
        at.show();
        return { hosts: targets.length - failed.length, failed };
      } finally {
        board.set('lock', lease.view(await lease.clear({ fence: lock.fence })));
        refreshOffer();
      }
    },

    lock: async (reason, who) => {
      const answer = await lease.take(owner(who, null, reason, 'kept'), { force: false, numbered: false, leaseMs: 0 });
      board.set('lock', lease.view(answer));
      if (!answer.done)
        throw new CapstanError(
          'LOCKED',
          `${lease.view(answer).by ?? 'Somebody'} holds the push lock: ${lease.view(answer).reason ?? ''}.`,
          'Ask them.',
        );
      log.add(`Push lock taken by ${who.name}: ${reason}`, { mark: 'warn', level: 'warn' });
      board.decided();
    },
    unlock: async (reason, who) => {
      if (underWay())
        throw new CapstanError(
          'BUSY',
          `${active?.push().id ?? 'A push'} is under way and needs its lock.`,
          'Roll it back or let it end.',
        );
      await clearLock(reason, who);
    },
    readLock: async () => {
      try {
        board.set('lock', lease.view(await lease.read()));
      } catch {
        board.set('lock', { ...board.state().lock, state: 'unknown' });
      }
    },

    recover: async () => {
      const [row] = history.pushes.newest(1);
      if (!row) return;
      const at = take(row);
      refreshOffer();
      if (isActive(row.push.state)) {
        at.say('The engine was started again and reads the hosts', { level: 'warn', mark: 'warn' });
        await driver?.recover();
      } else {
        // Killed between the end and giving the lock back: nobody else would, before its lease is over.
        if (row.push.state.at !== 'rolled back')
          lease.clear({ fence: row.fence }).then(
            (answer) => board.set('lock', lease.view(answer)),
            () => undefined,
          );
        driver?.tend();
      }
    },

    busy: () => starting || underWay(),
    settled: () => driver?.settled() ?? Promise.resolve(),
    close: async () => {
      await driver?.close();
      active?.close();
    },
  };
  return room;
}

/** Newer pushes that changed some of the same hosts and have not been taken back, newest first. */
export function newerOnes(row: PushRow, context: PushContext): string[] {
  const newer = new Map<string, number>();
  for (const one of context.history.pushes.newest(50)) {
    if (one.number > row.number && Object.values(one.push.hosts).some((host) => host.changed && row.push.hosts[host.host]))
      newer.set(one.push.id, one.number);
  }
  for (const host of Object.keys(row.push.hosts)) {
    for (const record of context.fleet.facts(host)?.pushes ?? []) {
      const number = Number(record.push.slice(2));
      if (!record.back && number > row.number && record.next !== record.previous) newer.set(record.push, number);
    }
  }
  return [...newer].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

function newRow(plan: Plan, number: number, fence: number, who: Who, context: PushContext): PushRow {
  const now = context.clock();
  const pending = pendingRollbacks(context);
  const hosts: Record<string, PushHost> = {};
  for (const host of plan.hosts) {
    const out = host.trouble ?? (pending.has(host.host) ? 'its last rollback is pending' : null);
    hosts[host.host] = {
      host: host.host,
      type: host.type,
      phase: host.phase,
      canary: host.canary,
      state: out === null ? 'old' : 'left out',
      changed: false,
      previous: host.linked,
      switchedAt: null,
      verifiedAt: null,
      detail: out ?? '',
      at: now,
      tookMs: null,
    };
  }
  return {
    push: {
      id: `r-${number}`,
      revision: plan.revision,
      release: '',
      captain: who.name,
      desk: context.desk.name,
      startedAt: now,
      endedAt: null,
      phases: context.config.push.phases.length,
      state: { at: 'planned' },
      hosts,
    },
    number,
    fence,
    plan,
    config: context.config,
    artifact: null,
    outcome: null,
  };
}
