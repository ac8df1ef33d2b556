import { CapstanError } from '../../../../shared/contract/errors';
import { defaultPreferences } from '../../../../shared/contract/settings';
import type { DeskState, HostView } from '../../../../shared/contract/state';
import type { Config, HostAddress } from '../../../../shared/config/config';
import type { PushEvent, Push } from '../../../../shared/push/push';
import { isRelease } from '../../../../shared/push/release';
import { createBoard } from '../../board';
import type { HostFacts } from '../../fleet/commands/steps';
import { pushNumber } from '../../fleet/commands/steps';
import { HostError } from '../../fleet/host-error';
import type { FleetHost, FleetRoom } from '../../fleet/fleet-room';
import { StepFailed } from '../../fleet/operate';
import type { HostTalk } from '../../fleet/talk';
import { openHistory } from '../../history/database';
import { createHistory, type History } from '../../history/history';
import type { Log } from '../../log';
import type { MetricsRoom } from '../../metrics/metrics-room';
import type { PushContext } from '../context';
import type { Git } from '../git';
import { createLease } from '../lease';
import { createPushRoom, type PushRoom } from '../push-room';
import { ScriptDied, type SimCoordinator, type SimHost } from './sim-host';
import type { Actor, World } from './world';

/** What the desks of a run share. */
export interface Fleet {
  readonly world: World;
  readonly config: Config;
  readonly hosts: ReadonlyMap<string, SimHost>;
  readonly coordinator: SimCoordinator;
  readonly coordinatorName: string;
  /** How often a request, or its answer, is lost. */
  readonly losses: number;
  /** Looks at a push that says something of itself. */
  readonly says: (desk: SimDesk, push: Push, event: PushEvent) => void;
}

/** One desk: its history outlives its engine, which can be killed, stopped and started again. The push room in it is the real one. */
export class SimDesk {
  readonly #history: History;
  #engine: { readonly actor: Actor; readonly room: PushRoom; wake: () => void } | null = null;
  /** Hosts, and the coordinator, that this desk cannot reach. */
  readonly cut = new Set<string>();

  constructor(
    readonly name: string,
    readonly fleet: Fleet,
  ) {
    this.#history = createHistory(openHistory(':memory:').db);
  }

  get room(): PushRoom | null {
    return this.#engine && !this.#engine.actor.stopped ? this.#engine.room : null;
  }

  /** Its engine was started by somebody who only looks, and no act has taken up what was left. */
  get onlyLooks(): boolean {
    return this.#engine !== null && !this.#engine.room.isTakenUp;
  }

  newest() {
    return this.#history.pushes.newest(1)[0] ?? null;
  }

  start(takeUp: boolean): void {
    if (this.#engine) return;
    const { world } = this.fleet;
    const actor: Actor = { name: this.name, dead: false, stopped: false };
    const { context, wake } = this.#context(actor);
    const room = createPushRoom(context);
    this.#engine = { actor, room, wake };
    world.note(`${this.name} starts${takeUp ? ' and takes up' : ''}`);
    room
      .open({ takeUp })
      .then(() => context.fleet.readAll())
      .catch((error: unknown) => this.#unexpected(actor, error));
  }

  kill(): void {
    if (!this.#engine) return;
    this.#engine.actor.dead = true;
    this.#engine = null;
    this.fleet.world.note(`${this.name} killed`);
  }

  stop(): void {
    if (this.#engine) this.#engine.actor.stopped = true;
  }

  goOn(): void {
    if (!this.#engine?.actor.stopped) return;
    this.#engine.actor.stopped = false;
    this.#engine.wake();
    this.fleet.world.note(`${this.name} goes on`);
  }

  /** Does what a person asks for; a refusal is an answer. */
  act(what: string, work: (room: PushRoom) => Promise<unknown>): void {
    const engine = this.#engine;
    if (!engine || engine.actor.stopped) return;
    this.fleet.world.note(`${this.name}: ${what}`);
    work(engine.room).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof CapstanError || error instanceof HostError || error instanceof StepFailed)
          this.fleet.world.note(`${this.name}: ${what} refused: ${error.message}`);
        else this.#unexpected(engine.actor, error);
      },
    );
  }

  close(): void {
    this.kill();
    this.#history.close();
  }

  #unexpected(actor: Actor, error: unknown): void {
    if (actor.dead || error instanceof HostError || error instanceof StepFailed) return;
    this.fleet.world.violated(`${this.name} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  #context(actor: Actor): { context: PushContext; wake: () => void } {
    const { world, config } = this.fleet;
    const board = createBoard(firstState(config), () => world.now, 1 << 30);
    const history = this.#watched(actor);
    const listeners = new Set<(nap: { from: number; to: number }) => void>();
    let since = world.now;
    const clock = () => world.now;
    const room = this.#room(actor, board);
    const log: Log = {
      add: (text, about = {}) => world.note(`${this.name} ${about.host ?? ''} ${text}`),
      subscribe: () => {
        throw new Error('nobody reads');
      },
      readers: 0,
      close: () => undefined,
    };
    const metrics = {
      scrapeNow: () => Promise.resolve(),
      switching: () => undefined,
      readings: () => [],
      restarts: () => 0,
      blind: () => [],
      unread: () => [],
      lastAt: () => null,
      async *ticks(signal?: AbortSignal) {
        while (!signal?.aborted) {
          await world.turn(actor, config.push.everyMs, signal).catch(() => undefined);
          if (!signal?.aborted) yield { at: world.now, hosts: 5 };
        }
      },
    } as unknown as MetricsRoom;
    const git = {
      resolve: (revision: string) => Promise.resolve(revision),
      commits: () => Promise.resolve([]),
      changedPaths: () => Promise.resolve([]),
      isAncestor: () => Promise.resolve(true),
      head: () => Promise.resolve('head'),
    } as unknown as Git;
    const context: PushContext = {
      config,
      fleet: room,
      metrics,
      history,
      log,
      board,
      clock,
      awake: {
        clock,
        since: () => since,
        asleep: () => false,
        sleptMs: () => 0,
        onWake: (hear) => {
          listeners.add(hear);
          return () => listeners.delete(hear);
        },
        sleep: () => undefined,
        wake: () => undefined,
        close: () => undefined,
      },
      lease: createLease(room, this.name, clock, () => world.random() / 100_000),
      git,
      desk: { name: this.name, token: this.name },
      wait: (ms, signal) => world.turn(actor, ms, signal),
      artifact: async (push) => {
        await world.turn(actor);
        return { revision: push.revision, release: `${push.revision}-0`, file: '', sha256: '', sizeBytes: 1 };
      },
      looks: (active, { since: from }) => ({
        keep: () => undefined,
        look: () => {
          const on = Object.values(active.push().hosts).filter((row) => row.changed);
          const isBad = on.some((row) => this.fleet.hosts.get(row.host)?.running?.startsWith('bad') ?? false);
          if (isBad && world.chance(0.5)) return { do: 'roll back', gauge: 'errors', reason: 'many' };
          if (!isBad && world.chance(0.02)) return { do: 'hold', gauge: 'load', reason: 'high', why: 'suspect' };
          return world.now - from > 2000 && !isBad ? { do: 'go on' } : { do: 'watch' };
        },
      }),
    };
    return {
      context,
      wake: () => {
        const from = since;
        since = world.now;
        for (const hear of listeners) hear({ from, to: since });
      },
    };
  }

  /** The history, which tells what a push says of itself as it is written down. */
  #watched(actor: Actor): History {
    const { pushes } = this.#history;
    const move: typeof pushes.move = Object.assign((push: Push, event: PushEvent, at: number) => {
      if (actor.dead) return;
      this.fleet.world.note(`${this.name} ${push.id} ${push.state.at}`);
      this.fleet.says(this, push, event);
      pushes.move(push, event, at);
    }, pushes.move);
    return { ...this.#history, pushes: { ...pushes, move } };
  }

  #room(actor: Actor, board: PushContext['board']): FleetRoom {
    const { world, config, hosts, coordinator, coordinatorName, losses } = this.fleet;
    const type = config.fleet.types[0];
    if (!type) throw new Error('There is no type.');
    const all: FleetHost[] = type.hosts.map((address) => ({ name: address.name, address, type, path: '/srv' }));
    const facts = new Map<string, HostFacts>();
    const show = (name: string, change: Partial<HostView>) => {
      const before = board.state().hosts[name] ?? viewOf(name);
      board.setHosts([{ ...before, ...change }]);
    };
    /** Sends a request and waits for its answer; both may be lost, the request runs on its own. */
    const ask = async <Answer>(name: string, signal: AbortSignal | undefined, run: () => Promise<Answer>): Promise<Answer> => {
      const stop = () => new HostError(name, 'cancelled', 'cancelled', '');
      const turn = (ms = 0) => world.turn(actor, ms, signal).catch(() => Promise.reject(stop()));
      await turn();
      if (this.cut.has(name)) {
        await turn(500);
        show(name, { connection: 'lost' });
        throw new HostError(name, 'unreachable', 'cannot be reached', '');
      }
      if (world.chance(losses)) throw new HostError(name, 'lost', 'lost on the way there', '');
      const answer = run();
      answer.catch(() => undefined);
      const cancelled = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(stop()), { once: true }));
      cancelled.catch(() => undefined);
      let result: Answer;
      try {
        result = await Promise.race([answer, cancelled]);
      } catch (error) {
        if (error instanceof HostError) throw error;
        await turn();
        throw new StepFailed(name, 'step', null, error instanceof ScriptDied ? 'the script died' : String(error));
      }
      await turn();
      if (this.cut.has(name) || world.chance(losses)) throw new HostError(name, 'lost', 'its answer was lost', '');
      show(name, { connection: 'connected' });
      return result;
    };
    const simOf = (name: string): SimHost => {
      const host = hosts.get(name);
      if (!host) throw new Error(`no host ${name}`);
      return host;
    };
    const run = async (name: string, step: string, args: readonly string[]): Promise<unknown> => {
      const [, ...rest] = args;
      if (name === coordinatorName) {
        if (step === 'journal') return { lines: [] };
        return coordinator.ask(rest);
      }
      const host = simOf(name);
      switch (step) {
        case 'read':
          return host.read();
        case 'stage':
          return host.stage(Number(rest[0]), rest[1] ?? '');
        case 'switch': {
          const [fence = '0', push = '', release = '', way] = rest;
          return host.change({ fence: Number(fence), push, release: release || null, way: way as 'forward' | 'back' });
        }
        case 'prune':
          return host.prune(Number(rest[0]), rest.slice(1));
        case 'service':
          return { out: null };
        default:
          throw new Error(`no step ${step}`);
      }
    };
    const room: FleetRoom = {
      connections: null as unknown as FleetRoom['connections'],
      hosts: () => all,
      host: (name) => all.find((host) => host.name === name) ?? null,
      coordinator: () => ({ address: config.fleet.coordinator.host, path: '/srv' }),
      facts: (name) => facts.get(name) ?? null,
      operate: async (host: Pick<FleetHost, 'name'> & { address: HostAddress }, step, { signal }) => ({
        result: (await ask(host.name, signal, () => run(host.name, step.name, step.args))) as never,
        stderr: '',
        tookMs: 5,
      }),
      command: async (host, _name, _line, { signal }) => {
        await ask(host.name, signal, () => world.turn(actor, 4000, signal));
      },
      talk: (host, { signal }): HostTalk => {
        const sim = simOf(host.name);
        return {
          facts: async () => {
            const said = await ask(host.name, signal, () => Promise.resolve(sim.facts()));
            room.heard(host, said);
            return said;
          },
          fence: async (fence) => {
            const answer = await ask(host.name, signal, () => sim.takeFence(fence));
            if (answer.refused === null) room.heard(host, answer.facts);
            return answer;
          },
          back: async (to) => {
            const answer = await ask(host.name, signal, () => sim.change({ ...to, way: 'back' }));
            room.saw(host, { linked: answer.linked, running: null });
            return { ...answer, stderr: '' };
          },
          end: () => undefined,
        };
      },
      verify: async (host, release, signal) => {
        const sim = simOf(host.name);
        for (let tries = 0; ; tries++) {
          const running = await ask(host.name, signal, () => Promise.resolve(sim.running)).catch(() => undefined);
          if (running && isRelease(running, release)) return { ok: true, running, proven: true };
          if (signal.aborted || tries === 3)
            return { ok: false, running: running ?? null, said: running ? `still runs ${running}` : 'does not answer' };
          await world.turn(actor, 300, signal).catch(() => undefined);
        }
      },
      took: () => undefined,
      operations: () => [],
      out: () => null,
      read: async (host, { signal } = {}) => {
        try {
          const sim = simOf(host.name);
          const { said, running } = await ask(host.name, signal, () => Promise.resolve({ said: sim.read(), running: sim.running }));
          facts.set(host.name, said);
          show(host.name, { linked: said.linked, running, readAt: world.now });
          return said;
        } catch (error) {
          facts.delete(host.name);
          show(host.name, { linked: null, running: null });
          throw error;
        }
      },
      readAll: async () => {
        let failed = 0;
        await Promise.all(all.map((host) => room.read(host).catch(() => (failed += 1))));
        return { hosts: all.length, failed };
      },
      heard: (host, said) => {
        facts.set(host.name, { time: null, freeBytes: null, writable: true, ...facts.get(host.name), ...said });
        show(host.name, { linked: said.linked, readAt: world.now });
      },
      saw: (host, { linked, running }) => {
        const before = facts.get(host.name);
        if (before && linked !== undefined) facts.set(host.name, { ...before, linked });
        show(host.name, { ...(linked === undefined ? {} : { linked }), ...(running === undefined ? {} : { running }) });
      },
      live: () => ({
        release: null,
        revision: null,
        since: null,
        hostsOnIt: 0,
        hosts: 5,
        connected: 5,
        readAt: world.now,
        releases: [],
      }),
      highest: () => ({
        fence: Math.max(0, ...[...facts.values()].map((one) => one.fence)),
        push: Math.max(0, ...[...facts.values()].flatMap((one) => one.pushes.map((record) => pushNumber(record.push)))),
      }),
      close: () => Promise.resolve(),
    };
    board.replaceHosts(
      all.map((host) => viewOf(host.name)),
      [{ name: type.name, hosts: all.map((host) => host.name) }],
    );
    return room;
  }
}

function viewOf(host: string): HostView {
  return {
    host,
    type: 'www',
    connection: 'idle',
    error: null,
    linked: null,
    running: null,
    readAt: null,
    latencyMs: null,
    releases: null,
    freeBytes: null,
    out: null,
    failures: 0,
  };
}

function firstState(config: Config): DeskState {
  return {
    version: 1,
    desk: {
      name: 'model',
      fleet: config.name,
      demo: false,
      capstan: '0',
      startedAt: 0,
      canRollBack: true,
      whyNot: null,
      historyFault: null,
      keys: '',
      targets: { complete: 0, of: 0 },
    },
    config: { path: null, loadedAt: 0, faults: [], severities: {} },
    live: { release: null, revision: null, since: null, hostsOnIt: 0, hosts: 5, connected: 0, readAt: null, releases: [] },
    lock: { state: 'unknown', by: null, desk: null, push: null, reason: null, since: null, ours: false, kind: null, readAt: null },
    types: [],
    hosts: {},
    waiting: { head: null, commits: [], error: null },
    push: null,
    gauges: [],
    recent: [],
    questions: [],
    rollback: null,
    preferences: defaultPreferences,
  };
}
