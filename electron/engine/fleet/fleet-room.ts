import type { Config, HostAddress, HostType } from '../../../shared/config/config';
import type { HostOperation, OutOfService } from '../../../shared/contract/fleet';
import type { HostView, LiveView } from '../../../shared/contract/state';
import type { Board } from '../board';
import type { Clock } from '../clock';
import { fillHost, fillPath } from './commands/shell';
import { pushNumber, readStep, switchWrong, type HostFacts, type PushFacts, type Step } from './commands/steps';
import type { ConnectionState, Connections } from './connections';
import { inParallel } from './in-parallel';
import { command, lastLines, operate, said, sentence, type Operated, type Operation, type Taken } from './operate';
import { createOperations } from './operations';
import { createTalk, type HostTalk } from './talk';
import { askRunning, verifyRelease, type AskOptions, type Verified } from './verify';

/** A host with all that is needed to work on it. */
export interface FleetHost {
  readonly name: string;
  readonly address: HostAddress;
  readonly type: HostType;
  /** The type's path, filled in for this host. */
  readonly path: string;
}

/** The fleet as it is: read from the hosts, with the age of what was read. Holds no opinion of what it should be. */
export interface FleetRoom {
  readonly connections: Connections;
  hosts(): readonly FleetHost[];
  host(name: string): FleetHost | null;
  coordinator(): { readonly address: HostAddress; readonly path: string };
  /** The last facts read; null: never, or not since it was lost. */
  facts(name: string): HostFacts | null;
  /** Takes a step on a host of the fleet, or on the coordinator. Every step is kept among that host's operations. */
  operate<Result>(host: Pick<FleetHost, 'name' | 'address'>, step: Step<Result>, operation: Operation): Promise<Operated<Result>>;
  /** Runs a command of the configuration on a host, with its name filled in. Rejects also where it ends with another code than 0. */
  command(host: FleetHost, name: 'drain' | 'undrain', line: string, operation: Operation): Promise<void>;
  /** Begins the talk of a rollback with a host; what it says is kept as `heard` does. */
  talk(host: FleetHost, options: { deadlineMs: number; signal: AbortSignal; push?: string }): HostTalk;
  /** Asks until the release runs there, or the type's `verify.within` is over. */
  verify(host: FleetHost, release: string, signal: AbortSignal, push?: string, options?: AskOptions): Promise<Verified>;
  /** Keeps a step that was not taken through here. */
  took(host: string, taken: Taken, push?: string): void;
  /** What was done on a host lately, newest first. */
  operations(host: string): readonly HostOperation[];
  /**
   * Who took it out of service, as last read; null: in service, or never read. Also known of a host that cannot be reached now: one
   * that is out is often one that is off.
   */
  out(host: string): OutOfService | null;
  /** Reads one host's truth: link, releases, records, and what runs. Rejects when it cannot be read; the view then says so. */
  read(host: FleetHost, options?: { deadlineMs?: number; signal?: AbortSignal; urgent?: boolean }): Promise<HostFacts>;
  readAll(options?: { deadlineMs?: number; urgent?: boolean }): Promise<{ hosts: number; failed: number }>;
  /** Takes over the facts that a host has just said in a talk. */
  heard(host: FleetHost, facts: PushFacts): void;
  /** Takes over what a step has just read back. */
  saw(host: FleetHost, seen: Seen): void;
  live(): LiveView;
  /** The highest fence, and the highest number of a push, that any host has been seen with. */
  highest(): { readonly fence: number; readonly push: number };
  close(): Promise<void>;
}

/** What a step has read back of a host besides what it was for. */
export interface Seen {
  readonly linked?: string | null;
  readonly running?: string | null;
  readonly out?: OutOfService | null;
  /** A release that is complete there now. */
  readonly staged?: string;
  readonly removed?: readonly string[];
}

export function createFleetRoom(
  config: Config,
  connections: Connections,
  deps: { board: Board; clock: Clock; liveSince: (release: string) => number | null },
): FleetRoom {
  const { board, clock } = deps;
  const all: FleetHost[] = config.fleet.types.flatMap((type) =>
    type.hosts.map((address) => ({ name: address.name, address, type, path: fillPath(type.path, address.name) })),
  );
  const byName = new Map(all.map((host) => [host.name, host]));
  const facts = new Map<string, HostFacts>();
  const views = new Map<string, HostView>(all.map((host) => [host.name, firstView(host)]));

  const show = (name: string, change: Partial<HostView>) => {
    const view = views.get(name);
    if (!view) return;
    const next = { ...view, ...change };
    if (isSame(view, next)) return;
    views.set(name, next);
    board.setHosts([next]);
    scheduleLive();
  };

  const operations = createOperations();
  const took: FleetRoom['took'] = (name, taken, push) => {
    if (!byName.has(name)) return;
    show(name, { failures: operations.add(name, { at: clock(), push: push ?? null, ...taken }) });
  };

  let liveTimer: NodeJS.Timeout | null = null;
  let closed = false;
  const scheduleLive = () => {
    // A read that was under way may come back after the end.
    if (closed) return;
    liveTimer ??= setTimeout(() => {
      liveTimer = null;
      board.set('live', live());
    }, 50);
  };

  const live = (): LiveView => {
    const count = new Map<string, number>();
    let connected = 0;
    let readAt: number | null = null;
    for (const view of views.values()) {
      if (view.connection === 'connected') connected += 1;
      if (view.readAt !== null && (readAt === null || view.readAt > readAt)) readAt = view.readAt;
      if (view.linked !== null) count.set(view.linked, (count.get(view.linked) ?? 0) + 1);
    }
    const releases = [...count]
      .map(([release, hosts]) => ({ release, hosts }))
      .sort((a, b) => b.hosts - a.hosts || (a.release < b.release ? -1 : 1));
    const release = releases[0]?.release ?? null;
    return {
      release,
      revision: release?.split('-', 1)[0] ?? null,
      since: release === null ? null : deps.liveSince(release),
      hostsOnIt: releases[0]?.hosts ?? 0,
      hosts: all.length,
      connected,
      readAt,
      releases,
    };
  };

  const stop = connections.onState((state: ConnectionState) => {
    // What was read before a host was lost is no longer known to be true.
    const lost = state.state === 'lost' || state.state === 'refused';
    if (lost) facts.delete(state.host);
    show(state.host, {
      connection: state.state,
      error: state.error === null ? null : said(state.host, state.error),
      latencyMs: state.latencyMs,
      ...(lost ? unread : {}),
    });
  });

  const room: FleetRoom = {
    connections,
    hosts: () => all,
    host: (name) => byName.get(name) ?? null,
    coordinator: () => ({
      address: config.fleet.coordinator.host,
      path: fillPath(config.fleet.coordinator.path, config.fleet.coordinator.host.name),
    }),
    facts: (name) => facts.get(name) ?? null,
    operate: (host, step, operation) =>
      operate(connections, host.address, step, operation, (taken) => took(host.name, taken, operation.push)),
    command: (host, name, line, operation) =>
      command(connections, host.address, name, fillHost(line, host.name), operation, (taken) =>
        took(host.name, taken, operation.push),
      ),
    talk: (host, options) => {
      const talk = createTalk(connections, host.address, { path: host.path, reload: reloadOf(host) }, options);
      const telling = async <Answer extends object>(
        step: string,
        ask: Promise<Answer>,
        wrong: (answer: Answer) => { readonly code: number | null; readonly said: string } | null,
      ) => {
        const startedAt = clock();
        const tell = (ok: boolean, output: string, code: number | null) =>
          took(host.name, { step, ok, tookMs: clock() - startedAt, code, output: lastLines(output) }, options.push);
        try {
          const answer = await ask;
          const trouble = wrong(answer);
          tell(trouble === null, trouble?.said ?? '', trouble?.code ?? null);
          return answer;
        } catch (error) {
          if (!options.signal.aborted) tell(false, sentence(error), null);
          throw error;
        }
      };
      return {
        facts: async () => {
          const facts = await talk.facts();
          room.heard(host, facts);
          return facts;
        },
        fence: async (fence) => {
          const answer = await telling('fence', talk.fence(fence), ({ refused }) =>
            refused ? { code: null, said: 'refused: fence' } : null,
          );
          if (answer.refused === null) room.heard(host, answer.facts);
          return answer;
        },
        back: async (to) => {
          const answer = await telling('switch', talk.back(to), (said) => {
            const wrong = switchWrong(said);
            return wrong && { code: wrong.code, said: `${wrong.said}\n${said.stderr}` };
          });
          room.saw(host, { linked: answer.linked, running: null });
          return answer;
        },
        end: () => talk.end(),
      };
    },
    verify: async (host, release, signal, push, options) => {
      const startedAt = clock();
      const verified = await verifyRelease(connections, host.address, host.type, release, signal, options);
      if (host.type.verify !== null && !signal.aborted)
        took(
          host.name,
          {
            step: 'verify',
            ok: verified.ok,
            tookMs: clock() - startedAt,
            code: null,
            output: verified.ok ? (verified.proven ? `runs ${release}` : 'is well, running unproven') : verified.said,
          },
          push,
        );
      return verified;
    },
    took,
    operations: (host) => operations.of(host),
    out: (name) => views.get(name)?.out ?? null,
    read: async (host, { deadlineMs = 15_000, signal, urgent = false } = {}) => {
      try {
        const [{ result }, running] = await Promise.all([
          room.operate(host, readStep(host.path), { deadlineMs, signal, urgent }),
          askRunning(connections, host.address, host.type, Math.min(deadlineMs, 5000), signal, { urgent }),
        ]);
        facts.set(host.name, result);
        show(host.name, {
          connection: 'connected',
          linked: result.linked,
          running: running.release,
          readAt: clock(),
          error: running.well ? null : running.said,
          releases: result.releases,
          freeBytes: result.freeBytes,
          out: result.out,
        });
        return result;
      } catch (error) {
        facts.delete(host.name);
        show(host.name, { ...unread, error: said(host.name, error) });
        throw error;
      }
    },
    readAll: async (options = {}) => {
      let failed = 0;
      await inParallel(all, 256, async (host) => {
        await room.read(host, options).catch(() => (failed += 1));
      });
      return { hosts: all.length, failed };
    },
    heard: (host, said) => {
      const before = facts.get(host.name);
      facts.set(host.name, { time: null, freeBytes: null, writable: true, ...before, ...said });
      show(host.name, { connection: 'connected', linked: said.linked, readAt: clock(), releases: said.releases, out: said.out });
    },
    saw: (host, { linked, running, out, staged, removed = [] }) => {
      const before = facts.get(host.name);
      const releases = before && [
        ...before.releases.filter((one) => one !== staged && !removed.includes(one)),
        ...(staged ? [staged] : []),
      ];
      if (before && releases)
        facts.set(host.name, {
          ...before,
          releases,
          ...(linked === undefined ? {} : { linked }),
          ...(out === undefined ? {} : { out }),
        });
      show(host.name, {
        ...(linked === undefined ? {} : { linked, readAt: clock() }),
        ...(running === undefined ? {} : { running, readAt: clock() }),
        ...(out === undefined ? {} : { out }),
        ...(releases ? { releases } : {}),
      });
    },
    live,
    highest: () => {
      const all = [...facts.values()];
      return {
        fence: Math.max(0, ...all.map((one) => one.fence)),
        push: Math.max(0, ...all.flatMap((one) => one.pushes.map((record) => pushNumber(record.push)))),
      };
    },
    close: async () => {
      closed = true;
      stop();
      if (liveTimer) clearTimeout(liveTimer);
      await connections.close();
    },
  };

  board.replaceHosts(
    [...views.values()],
    config.fleet.types.map((type) => ({ name: type.name, hosts: type.hosts.map((host) => host.name) })),
  );
  return room;
}

/** The reload of a host's type, with its name filled in; null: there is none. */
export function reloadOf(host: FleetHost): string | null {
  return host.type.reload === null ? null : fillHost(host.type.reload, host.name);
}

/** Of a host that cannot be read: nothing that it may have changed meanwhile. That it is out of service stays, see `out`. */
const unread = { linked: null, running: null, releases: null, freeBytes: null } as const;

/** Views hold plain values only, so what reads the same is the same. */
function isSame(one: HostView, other: HostView): boolean {
  return (Object.keys(other) as (keyof HostView)[]).every(
    (key) => one[key] === other[key] || (typeof other[key] === 'object' && JSON.stringify(one[key]) === JSON.stringify(other[key])),
  );
}

function firstView(host: FleetHost): HostView {
  return {
    host: host.name,
    type: host.type.name,
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
