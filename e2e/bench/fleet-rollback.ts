import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Config } from '../../shared/config/config';
import type { PushHost } from '../../shared/push/push';
import { parseConfig } from '../../electron/engine/config/parse-config';
import { createEngine, type Engine } from '../../electron/engine/engine';
import { switchStep } from '../../electron/engine/fleet/commands/steps';
import { inParallel } from '../../electron/engine/fleet/in-parallel';
import type { PushRow } from '../../electron/engine/history/pushes';
import { router } from '../../electron/engine/router/router';
import { connectBare, type Bare } from './bare';
import { connectTo, type BenchFleet } from './bench-fleet';
import { alternate, median, ratioOf, timed } from './measure';
import type { BenchRow } from './row';
import { say, seconds } from './say';

const before = '1111111-0000000000aa';
const after = '2222222-0000000000bb';

/** Whose directories on the hosts: each its own, so that neither meets the other's fences and records. */
type Tree = 'ours' | 'bare';

const rounds = 5;
const most = 1.5;

/** A rollback of all hosts with a no-op reload, from the act to the last read-back, beside the same script in a bare loop. */
export async function benchRollback(fleet: BenchFleet): Promise<BenchRow[]> {
  const { hosts } = fleet;
  const setup = connectTo(fleet.ssh, fleet.directory);
  const onHosts = async (script: string) => {
    const [any] = hosts;
    // One for all: they see the same files.
    const run = any && (await setup.run(any, script, { deadlineMs: 60_000 }));
    if (run?.code !== 0) throw new Error(`The hosts could not be prepared: ${run?.stderr ?? 'there are none'}`);
  };
  await onHosts(prepare(fleet));
  const engine = await startEngine(fleet);
  const bare = await connectBare(fleet);
  let number = 0;
  const pushed = async (tree: Tree): Promise<number> => {
    number += 1;
    await onHosts(push(fleet, tree, number));
    return number;
  };
  const contestants = [
    async () => rollBack(engine, fleet, await pushed('ours')),
    async () => rollBackBare(bare, fleet, await pushed('bare')),
  ];
  try {
    say(`fleet: rollback of ${hosts.length} hosts, ${rounds} rounds`);
    // Not counted: nothing is compiled yet.
    await alternate(contestants, 1);
    const [ours = [], theirs = []] = await alternate(contestants, rounds);
    say(`  ${ours.map(seconds).join(', ')}; a bare loop ${theirs.map(seconds).join(', ')}`);
    const ratio = ratioOf(ours, theirs);
    return [
      {
        name: `fleet: rollback of ${hosts.length} hosts, act to last read-back`,
        value: median(ours) / 1000,
        unit: 's',
        peer: median(theirs) / 1000,
        peerName: 'bare ssh2 loop',
        ratio,
        bar: `at most ${most}x its time`,
        holds: ratio <= most,
      },
    ];
  } finally {
    bare.end();
    await engine.close();
    await setup.close();
  }
}

/** Two releases in each host's directory, in both trees. */
function prepare({ folder, hosts }: BenchFleet): string {
  return `set -e; mkdir -p ${folder}; cd ${folder}
for tree in ours bare; do for host in ${hosts.map((host) => host.name).join(' ')}; do
  for release in ${before} ${after}; do mkdir -p $tree/$host/releases/$release; echo x >$tree/$host/releases/$release/.complete; done
  mkdir -p $tree/$host/.capstan/pushes; ln -s releases/${before} $tree/$host/current
done; done`;
}

/** What a push leaves behind on its hosts. */
function push({ folder, hosts }: BenchFleet, tree: Tree, number: number): string {
  return `set -e; cd ${folder}/${tree}; at=$(date +%s); for host in ${hosts.map((host) => host.name).join(' ')}; do
  printf 'previous=%s\\nnext=%s\\nat=%s\\n' ${before} ${after} "$at" >$host/.capstan/pushes/r-${number}; ln -sfn releases/${after} $host/current
done`;
}

async function startEngine(fleet: BenchFleet): Promise<Engine> {
  const directory = join(fleet.directory, 'desk');
  mkdirSync(directory, { recursive: true });
  const text = `name: bench
data: ${JSON.stringify(join(directory, 'data'))}
fleet:
  coordinator: ${fleet.hosts[0]?.name ?? ''}
  ssh:
    user: ${fleet.ssh.user ?? ''}
    port: ${fleet.ssh.port}
    identity: ${JSON.stringify(fleet.ssh.identity)}
    config: none
    known_hosts: ${JSON.stringify(fleet.ssh.knownHostsFiles)}
  types:
    www: { hosts: [ ${fleet.hosts.map((host) => JSON.stringify(host.name)).join(', ')} ], path: "${fleet.folder}/ours/{host}", reload: "true" }
source: { git: ., build: "true", artifact: dist/ }
push: { phases: [ { hosts: 100%, watch: 1s } ] }
`;
  const read = parseConfig(text, { file: join(directory, 'capstan.yaml'), home: directory, platform: process.platform, env: {} });
  if (!read.ok) throw new Error(`The benchmark's configuration is wrong: ${JSON.stringify(read.faults)}`);
  const engine = await createEngine({
    config: read.config,
    configFile: null,
    name: 'bench',
    version: '0',
    demo: false,
    secrets: null,
    acceptNew: false,
    home: directory,
    env: { PATH: process.env['PATH'] },
  });
  const { failed } = await engine.desk().context.fleet.readAll();
  if (failed > 0) throw new Error(`${failed} hosts could not be read`);
  return engine;
}

/** The whole act as a shell takes it, until the last host was read back. */
async function rollBack(engine: Engine, fleet: BenchFleet, number: number): Promise<number> {
  const row = pushRow(engine.options.config, fleet, number);
  engine.history.pushes.add(row);
  const { id } = row.push;
  const client = createRouterClient(router, { context: { engine, role: 'captain', who: 'Bench', via: 'bench' } });
  const done = new AbortController();
  const lines = engine.log.subscribe(id, 0, done.signal);
  const took = await timed(async () => {
    await client.push.rollback({ key: randomUUID(), push: id });
    for await (const line of lines) if (/^Rolled back/.test(line.text)) break;
  });
  done.abort();
  await engine.desk().push.settled();
  const { push } = engine.board.state();
  if (push?.state.at !== 'rolled back' || push.state.pending > 0)
    throw new Error(`The rollback did not end well: ${JSON.stringify(push?.state)}`);
  return took;
}

/** The row that this desk's history has of a push which went well. */
function pushRow(config: Config, fleet: BenchFleet, number: number): PushRow {
  const now = Date.now();
  const host = (name: string): PushHost => ({
    host: name,
    type: 'www',
    phase: 0,
    canary: false,
    state: 'new',
    changed: true,
    previous: before,
    switchedAt: now,
    verifiedAt: null,
    detail: '',
    at: now,
    tookMs: null,
  });
  return {
    push: {
      id: `r-${number}`,
      revision: after.slice(0, 7),
      release: after,
      captain: 'Bench',
      desk: 'bench',
      startedAt: now,
      endedAt: now,
      phases: 1,
      state: { at: 'done' },
      hosts: Object.fromEntries(fleet.hosts.map(({ name }) => [name, host(name)])),
    },
    number,
    fence: 0,
    plan: {
      revision: after.slice(0, 7),
      short: after.slice(0, 7),
      subject: '',
      author: '',
      live: null,
      commits: [],
      warnings: [],
      refusals: [],
      irreversible: [],
      phases: [],
      hosts: [],
      rollbackMs: null,
      gauges: [],
      version: 0,
    },
    config,
    artifact: null,
    outcome: null,
  };
}

/** The very same script on all hosts, and nothing else: no lock, no history, no states. Its last act is to read the link back. */
function rollBackBare(bare: Bare, fleet: BenchFleet, number: number): Promise<number> {
  const steps = new Map(
    fleet.hosts.map((host) => [
      host,
      switchStep({
        path: `${fleet.folder}/bare/${host.name}`,
        // A new fence each time, as a rollback takes one.
        fence: number,
        push: `r-${number}`,
        release: before,
        way: 'back',
        reload: 'true',
      }),
    ]),
  );
  return timed(() =>
    inParallel(fleet.hosts, fleet.hosts.length, async (host) => {
      const step = steps.get(host);
      const answer = step?.read(await bare.exec(host, step.command));
      if (answer?.linked !== before) throw new Error(`${host.name} is linked to ${String(answer?.linked)}`);
    }),
  );
}
