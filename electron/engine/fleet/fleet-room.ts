import type { Config, HostAddress, HostType } from '../../../shared/config/config';
import type { HostView, LiveView } from '../../../shared/contract/state';
import type { Board } from '../board';
import type { Clock } from '../clock';
import { fillPath } from './commands/shell';
import { readStep, type HostFacts, type Step } from './commands/steps';
import type { ConnectionState, Connections } from './connections';
import { inParallel } from './in-parallel';
import { operate, said, type Operated, type Operation } from './operate';
import { askRunning } from './verify';

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
  operate<Result>(host: FleetHost, step: Step<Result>, operation: Operation): Promise<Operated<Result>>;
  /** Reads one host's truth: link, releases, records, and what runs. Rejects when it cannot be read; the view then says so. */
  read(host: FleetHost, options?: { deadlineMs?: number; signal?: AbortSignal; urgent?: boolean }): Promise<HostFacts>;
  readAll(options?: { deadlineMs?: number; urgent?: boolean }): Promise<{ hosts: number; failed: number }>;
  /** Takes over what a step has just read back. */
  saw(host: FleetHost, seen: { linked?: string | null; running?: string | null }): void;
  live(): LiveView;
  /** The highest fence any host has been seen with. */
  highestFence(): number;
  close(): Promise<void>;
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
    views.set(name, next);
    board.setHosts([next]);
    scheduleLive();
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
      ...(lost ? { linked: null, running: null } : {}),
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
    operate: (host, step, operation) => operate(connections, host.address, step, operation),
    read: async (host, { deadlineMs = 15_000, signal, urgent = false } = {}) => {
      try {
        const [{ result }, running] = await Promise.all([
          operate(connections, host.address, readStep(host.path), { deadlineMs, signal, urgent }),
          askRunning(connections, host.address, host.type, Math.min(deadlineMs, 5000), signal),
        ]);
        facts.set(host.name, result);
        show(host.name, {
          connection: 'connected',
          linked: result.linked,
          running: running.release,
          readAt: clock(),
          error: running.well ? null : running.said,
        });
        return result;
      } catch (error) {
        facts.delete(host.name);
        show(host.name, { linked: null, running: null, error: said(host.name, error) });
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
    saw: (host, seen) => {
      const before = facts.get(host.name);
      if (before && seen.linked !== undefined) facts.set(host.name, { ...before, linked: seen.linked });
      show(host.name, { ...seen, readAt: clock() });
    },
    live,
    highestFence: () => Math.max(0, ...[...facts.values()].map((one) => one.fence)),
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
