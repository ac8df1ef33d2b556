import type { Config, PromqlSourceConfig } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import type { Connections } from '../../fleet/connections';
import type { FleetHost } from '../../fleet/fleet-room';
import type { SecretStore } from '../../secrets';
import { createCommandSource } from './command-source';
import { createJsonSource } from './json-source';
import { createMemcachedSource } from './memcached-source';
import { createPromqlClient, type PromqlClient } from './promql-client';
import { createPromqlSource } from './promql-source';
import { createFindSecret } from './secrets-by-name';
import type { MetricSource } from './source';

export interface SourcesDeps {
  readonly hosts: readonly FleetHost[];
  readonly connections: Pick<Connections, 'run'>;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: SecretStore | null;
}

export interface Sources {
  /** All of `fleet.sources`, and one for each command of each host. */
  readonly all: readonly MetricSource[];
  /** Those that answer PromQL, by their names: for charts. They share their waits with the readings on the beat. */
  readonly promql: ReadonlyMap<string, PromqlPlace>;
}

/** Somewhere that PromQL can be asked. */
export interface PromqlPlace {
  readonly name: string;
  /** Time between two readings there, as far as this desk knows. */
  readonly everyMs: number;
  readonly client: PromqlClient;
}

/** Makes the sources that a configuration names. Reads nothing yet. */
export function createSources(config: Pick<Config, 'fleet' | 'push'>, deps: SourcesDeps): Sources {
  const { clock } = deps;
  const findSecret = createFindSecret(deps.env, deps.secrets);
  const promql = new Map<string, PromqlPlace>();
  const clientOf = (one: PromqlSourceConfig) => {
    const { name, everyMs } = one;
    const client = createPromqlClient(one, { clock, findSecret });
    promql.set(name, { name, everyMs, client });
    return client;
  };
  const ofFleet = config.fleet.sources.map((one) => {
    switch (one.by) {
      case 'json':
        return createJsonSource(one, { clock, findSecret });
      case 'promql':
        return createPromqlSource(one, clientOf(one), { clock });
      case 'memcached':
        return createMemcachedSource(one, { clock });
    }
  });
  const ofHosts = deps.hosts.flatMap((host) =>
    host.type.metrics.map((one, index) => createCommandSource(host, one, index, one.everyMs ?? config.push.everyMs, deps)),
  );
  return { all: [...ofFleet, ...ofHosts], promql };
}
