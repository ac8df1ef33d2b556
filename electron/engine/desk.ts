import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../shared/config/config';
import type { Awake } from './awake';
import type { Board } from './board';
import type { Clock } from './clock';
import { createConnections } from './fleet/connections';
import { createFleetRoom } from './fleet/fleet-room';
import type { History } from './history/history';
import type { Log } from './log';
import { createMetricsRoom } from './metrics/metrics-room';
import { createSources, type Sources } from './metrics/sources/create-sources';
import { startSources, type RunningSources } from './metrics/sources/start-sources';
import type { StoredReadings } from './metrics/sources/stored-readings';
import type { StoredScrapes } from './metrics/stored-scrapes';
import type { PushContext } from './push/context';
import { makeArtifact } from './push/artifact';
import { createGit } from './push/git';
import { createLease } from './push/lease';
import { createPushRoom, type PushRoom } from './push/push-room';
import { createLooks } from './push/watch';
import type { Questions } from './questions';
import type { SecretStore } from './secrets';

/** The rooms of one configuration. A changed configuration gets a new desk; history, board and log stay. */
export interface Desk {
  readonly context: PushContext;
  readonly push: PushRoom;
  readonly sources: Sources & Pick<RunningSources, 'states'>;
  close(): Promise<void>;
}

export interface DeskDeps {
  readonly history: History;
  readonly log: Log;
  readonly board: Board;
  readonly clock: Clock;
  readonly awake: Awake;
  readonly questions: Questions;
  /** Where all that is scraped is kept; it outlives a desk. */
  readonly scrapes: StoredScrapes;
  /** Where what sources besides the hosts' pages give is kept; it outlives a desk. */
  readonly readings: StoredReadings;
  readonly secrets: SecretStore | null;
  readonly acceptNew: boolean;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly name: string;
  /** Names this desk in locks and in file names on hosts. */
  readonly token: string;
}

export function createDesk(config: Config, deps: DeskDeps): Desk {
  const { history, log, board, clock } = deps;
  const connections = createConnections(config.fleet.ssh, {
    asker: deps.questions,
    acceptNew: deps.acceptNew,
    home: deps.home,
    env: { ...deps.env },
  });
  const liveSince = (release: string) =>
    history.pushes.newest(50).find((row) => row.push.release === release && row.push.state.at === 'done')?.push.endedAt ?? null;
  const fleet = createFleetRoom(config, connections, { board, clock, liveSince });
  const metrics = createMetricsRoom(fleet, config.push.everyMs, {
    history,
    clock,
    scrapes: deps.scrapes,
    log: (text, host) => log.add(text, { host, level: 'warn' }),
  });
  const artifacts = { git: createGit(config.source.git), source: config.source, directory: join(config.data, 'artifacts') };
  const context: PushContext = {
    config,
    fleet,
    metrics,
    history,
    log,
    board,
    clock,
    awake: deps.awake,
    lease: createLease(fleet, deps.token, clock),
    git: artifacts.git,
    artifact: (push, signal) => makeArtifact(push.revision, { ...artifacts, signal }),
    looks: (active, { phase, since, notBefore }) => createLooks(active, phase, since, notBefore, context),
    desk: { name: deps.name, token: deps.token },
    wait: (ms, signal) => pause(ms, undefined, { ...(signal ? { signal } : {}) }),
  };
  const { env, secrets, readings } = deps;
  const sources = createSources(config, { hosts: fleet.hosts(), connections, clock, env, secrets });
  readings.only(sources.all);
  const running = startSources(sources.all, {
    clock,
    take: (source, reading) => readings.take(source, reading),
    log: (text) => log.add(text, { level: 'warn' }),
  });
  const push = createPushRoom(context);
  metrics.watch(config.gauges);
  metrics.start();
  return {
    context,
    push,
    sources: { ...sources, states: () => running.states() },
    close: async () => {
      await push.close();
      running.close();
      metrics.close();
      await fleet.close();
    },
  };
}
