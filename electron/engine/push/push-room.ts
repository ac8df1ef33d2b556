import { CapstanError } from '../../../shared/contract/errors';
import type { HostsDone } from '../../../shared/contract/fleet';
import type { Plan } from '../../../shared/contract/state';
import type { PushHost } from '../../../shared/push/push';
import { isActive } from '../../../shared/push/push';
import { foldHosts } from '../../../shared/hosts/fold';
import { countOf } from '../../../shared/push/phases';
import { isRelease } from '../../../shared/push/release';
import type { FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import { sentence } from '../fleet/operate';
import type { PushRow } from '../history/pushes';
import { createActivePush, type ActivePush } from './active-push';
import { artifactOf } from './artifact-of';
import type { PushContext } from './context';
import { createDriver, type Driver } from './driver';
import { createHeartbeat } from './heartbeat';
import { holdOf } from './hold-of';
import type { LockOwner } from './lease';
import { pendingRollbacks, settlePending } from './pending';
import { makePlan } from './plan';
import { pruneHosts } from './prune';
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
  /** Brings hosts (none named: all that drift) to the newest release that is live; those out of service are left out, and told of. */
  converge(hosts: readonly string[], who: Who): Promise<Converged>;
  /** Removes old releases under the lock, so never beside a push. */
  prune(hosts: readonly string[], who: Who): Promise<HostsDone & { removed: number }>;
  /** The push that is switching this host at this moment; null: none is. */
  switching(host: string): string | null;
  lock(reason: string, who: Who): Promise<void>;
  unlock(reason: string, who: Who): Promise<void>;
  readLock(): Promise<void>;
  /** Takes up a push that a crash left active. */
  recover(): Promise<void>;
  /**
   * What this engine has to stay for although nobody looks: a push that is under way or held, hosts that are still to come back. One
   * sentence; null: nothing.
   */
  work(): string | null;
  /** Whether a push is being worked on: the configuration then waits. */
  busy(): boolean;
  /** Resolves when the present push has ended or waits for a person. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export type Converged = HostsDone & {
  /** Hosts that were asked for and are out of service. */
  readonly leftOut: readonly string[];
};

export function createPushRoom(context: PushContext): PushRoom {
  const { config, fleet, history, board, clock, lease, log, desk } = context;
  let active: ActivePush | null = null;
  let driver: Driver | null = null;
  let starting = false;
  /** Converging or pruning: hosts are being changed, though no push is under way. */
  let working: AbortController | null = null;

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

  /** Refuses what cannot be done beside a push, or beside another act of its kind. */
  const idle = (hint: string) => {
    if (working) throw new CapstanError('BUSY', 'Hosts are being converged or pruned.', 'Wait until that has ended.');
    if (starting || underWay()) throw new CapstanError('BUSY', `${active?.push().id ?? 'A push'} is under way.`, hint);
  };

  const hostsNamed = (names: readonly string[]): FleetHost[] =>
    [...new Set(names)].map((name) => {
      const host = fleet.host(name);
      if (!host)
        throw new CapstanError('NOT_FOUND', `There is no host ${name} in this fleet.`, 'Look at `fleet.types` in capstan.yaml.');
      return host;
    });

  /** Whether something else than this release is linked or running there, as far as is known. */
  const drifts = ({ name }: FleetHost, release: string) => {
    const { linked = null, running = null } = board.state().hosts[name] ?? {};
    return linked !== release || (running !== null && !isRelease(running, release));
  };

  /** Does something that changes hosts while this desk holds the lock, which it gives back. */
  const underLock = async <Result>(
    who: Who,
    push: string | null,
    why: string,
    work: (fence: number, signal: AbortSignal, mayAct: () => Promise<boolean>) => Promise<Result>,
  ) => {
    const mine = new AbortController();
    working = mine;
    try {
      const lock = await lease.take(owner(who, push, why), { force: false, numbered: false, leaseMs: config.push.leaseMs });
      if (!lock.done)
        throw new CapstanError(
          'LOCKED',
          `${lease.view(lock).by ?? 'Somebody'} holds the push lock: ${lease.view(lock).reason ?? ''}.`,
          'Try again when it is free.',
        );
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
        refreshOffer();
      }
    } finally {
      if (working === mine) working = null;
    }
  };

  const room: PushRoom = {
    plan: (revision) => makePlan(revision, context, history.pushes.newest(1)[0]?.number ?? 0),

    start: async ({ revision, override, reason, unlock }, who) => {
      idle('Wait for it, hold it, or roll it back.');
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
      // Nothing goes on forward on these hosts while they go back.
      working?.abort();
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
      idle('Converge when it has ended.');
      const last = history.pushes.newest(20).find((row) => row.push.state.at === 'done');
      if (!last)
        throw new CapstanError('NOT_FOUND', 'No push of this desk is live, so there is nothing to converge on.', 'Push first.');
      const asked = (names.length > 0 ? hostsNamed(names) : fleet.hosts()).filter((host) => drifts(host, last.push.release));
      const leftOut = asked.filter((host) => fleet.out(host.name)).map((host) => host.name);
      const targets = asked.filter((host) => !fleet.out(host.name) && last.push.hosts[host.name]);
      const strange = asked.filter((host) => !fleet.out(host.name) && !last.push.hosts[host.name]);
      if (leftOut.length > 0)
        log.add(`Converging leaves out ${foldHosts(leftOut)}: out of service`, { push: last.push.id, level: 'warn', mark: 'warn' });
      const failed = new Map(strange.map(({ name }) => [name, `${last.push.id} knew nothing of it: the next push takes it in`]));
      await underLock(who, last.push.id, 'converge', async (fence, signal, mayAct) => {
        if (targets.length === 0) return;
        const artifact = await artifactOf(last.push, context, signal);
        const at = take({ ...last, fence });
        at.fence(fence);
        for (const { name } of targets) at.host(name, { state: 'old', out: false, detail: `converging, by ${who.name}` });
        await stageHosts(at, artifact, context, signal);
        await Promise.all(
          config.fleet.types.map((type) =>
            inParallel(
              targets.filter((host) => host.type.name === type.name && at.push().hosts[host.name]?.state === 'staged'),
              Math.max(1, countOf(config.push.batch, type.hosts.length)),
              async (host) => {
                if (!signal.aborted && (await mayAct())) await switchHost(at, host, context, signal);
              },
            ),
          ),
        );
        for (const { name } of targets) {
          const row = at.push().hosts[name];
          if (row?.state !== 'verified' && row?.state !== 'new') failed.set(name, row?.detail || `is ${row?.state ?? 'unknown'}`);
        }
        at.show();
      });
      const done = targets.length + strange.length - failed.size;
      log.add(`${who.name} converged ${done} of ${asked.length} hosts on ${last.push.release}`, {
        push: last.push.id,
        mark: 'step',
      });
      return { hosts: done, failed: [...failed].map(([host, said]) => ({ host, said })), leftOut };
    },

    prune: async (names, who) => {
      idle('Remove old releases when it has ended.');
      const hosts = hostsNamed(names);
      const pruned = await underLock(who, null, 'remove old releases', (fence, signal) =>
        pruneHosts(hosts, fence, context, { signal }),
      );
      const { removed, failed } = pruned;
      log.add(
        `${who.name} removed ${removed} old releases from ${hosts.length - failed.length} hosts${failed.length > 0 ? `; ${failed.length} failed` : ''}`,
        { mark: 'step', ...(hosts.length === 1 ? { host: hosts[0]?.name ?? null } : {}) },
      );
      return pruned;
    },

    switching: (name) => {
      if (!active || !(working || underWay())) return null;
      const row = active.push().hosts[name];
      const now =
        row && (row.state === 'switching' || row.state === 'reverting' || (row.state === 'new' && row.verifiedAt === null));
      return now ? active.push().id : null;
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

    work: () => null,
    busy: () => starting || working !== null || underWay(),
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
      ...(context.fleet.out(host.host) ? { out: true } : {}),
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
