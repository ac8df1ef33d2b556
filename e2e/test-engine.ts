import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import * as tar from 'tar';
import type { Config } from '../shared/config/config';
import { parseConfig } from '../electron/engine/config/parse-config';
import { makeRepository, type DemoCommits } from '../electron/engine/demo/repository';
import { createEngine, type Engine, type EngineOptions } from '../electron/engine/engine';
import { makeArtifact } from '../electron/engine/push/artifact';
import { createGit } from '../electron/engine/push/git';
import { makeKeyPair } from './ssh-server';
import { startTestHost, type TestHost } from './test-host';

export interface TestFleetOptions {
  /** Host type -> how many hosts. Default `{ www: 4, chat: 2 }`; they are named `www-1`, `www-2` … `chat-1` … */
  readonly types?: Readonly<Record<string, number>>;
  /** Changes the text of capstan.yaml before it is written, to test another configuration. */
  readonly yaml?: (text: string) => string;
}

/** A small fleet and what is needed to run engines on it. Everything is real: git, SSH, `sh`, files, HTTP; only the times are short. */
export interface TestFleet {
  /** The configuration as it was read at the start. */
  readonly config: Config;
  readonly configFile: string;
  /** `live` is what all hosts are linked to and run; the others are there to be pushed. */
  readonly commits: DemoCommits;
  /** Everything is in here: `capstan.yaml`, `shop` (the clone), `hosts/NAME` (their homes), `data` (the engine's). */
  readonly directory: string;
  /** The hosts, by name. `home/srv/shop/current` is what one is linked to. */
  readonly hosts: Readonly<Record<string, TestHost>>;
  /**
   * Starts an engine on this fleet in this process (no socket, configuration not watched unless `configFile` says so). One at a
   * time, as on any data directory; close one to start the next, which then finds its history.
   */
  startEngine(options?: Partial<EngineOptions>): Promise<Engine>;
  /** Closes engines that are still open, stops the hosts, removes the directory. */
  close(): Promise<void>;
}

/**
 * Starts a fleet for tests, in about half a second. Its first type is the coordinator's. A push of `commits.good` takes about four
 * seconds: two phases with a watch of one second, a scrape and a look every 200 ms.
 */
export async function startTestFleet(options: TestFleetOptions = {}): Promise<TestFleet> {
  const types = options.types ?? { www: 4, chat: 2 };
  const names = Object.entries(types).flatMap(([type, count]) => Array.from({ length: count }, (_, at) => `${type}-${at + 1}`));
  const directory = mkdtempSync(join(tmpdir(), 'capstan-test-'));
  const hosts: Record<string, TestHost> = {};
  const engines = new Set<Engine>();
  const close = async () => {
    for (const engine of engines) await engine.close();
    for (const host of Object.values(hosts)) host.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const repository = join(directory, 'shop');
    const commits = makeRepository(repository);
    await layDown(directory, repository, commits.live, names);

    const login = makeKeyPair();
    const hostKey = makeKeyPair();
    writeFileSync(join(directory, 'id_ed25519'), login.private, { mode: 0o600 });
    for (const [index, name] of names.entries())
      hosts[name] = await startTestHost({
        name,
        home: join(directory, 'hosts', name),
        hostKey: hostKey.private,
        clientKey: publicKey(login.public),
        seed: index + 1,
      });
    writeFileSync(
      join(directory, 'ssh_config'),
      names.map((name) => `Host ${name}\n  HostName 127.0.0.1\n  Port ${hosts[name]?.port}\n  HostKeyAlias fleet\n`).join('\n'),
    );
    writeFileSync(join(directory, 'known_hosts'), `fleet ${hostKey.public.trim().split(' ').slice(0, 2).join(' ')}\n`);

    const configFile = join(directory, 'capstan.yaml');
    const text = options.yaml?.(testConfig(directory, types)) ?? testConfig(directory, types);
    writeFileSync(configFile, text);
    const read = parseConfig(text, { file: configFile, home: directory, platform: process.platform, env: {} });
    if (!read.ok) throw new Error(`The test's configuration is wrong: ${JSON.stringify(read.faults)}`);
    const { config } = read;
    return {
      config,
      configFile,
      commits,
      directory,
      hosts,
      startEngine: async (change = {}) => {
        const engine = await createEngine({
          config,
          configFile: null,
          name: 'test desk',
          version: '0.0.0-test',
          demo: false,
          secrets: null,
          acceptNew: false,
          home: directory,
          // Nothing of the person who runs the tests: no agent, no keys.
          env: { PATH: process.env['PATH'] },
          ...change,
        });
        engines.add(engine);
        return engine;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * What the fleet's releases are built with. Louder than the demonstration's: no errors at all or 60 a second on a host, and 200
 * registrations or 30, so that within a second no verdict hangs on chance.
 */
const build = [
  'sh build.sh',
  `sed -e 's/"errors": 0.1/"errors": 0/' -e 's/"errors": 9/"errors": 60/' -e 's/"registrations": 2/"registrations": 200/' -e 's/"registrations": 0.3/"registrations": 30/' app.json >dist/app.json`,
].join(' && ');

/** Builds the release of `revision` and links every host to it, as a push before the test would have. */
async function layDown(directory: string, repository: string, revision: string, names: readonly string[]): Promise<void> {
  const artifact = await makeArtifact(revision, {
    git: createGit(repository),
    source: { git: repository, build, artifact: { from: 'build', path: 'dist/' } },
    directory: join(directory, 'data', 'artifacts'),
    signal: AbortSignal.timeout(30_000),
  });
  for (const name of names) {
    const shop = join(directory, 'hosts', name, 'srv/shop');
    const release = join(shop, 'releases', artifact.release);
    mkdirSync(release, { recursive: true });
    await tar.extract({ file: artifact.file, cwd: release });
    writeFileSync(join(release, '.complete'), `${artifact.sha256}\n`);
    symlinkSync(`releases/${artifact.release}`, join(shop, 'current'));
  }
}

function publicKey(line: string): Buffer {
  const key = ssh2.utils.parseKey(line);
  if (key instanceof Error) throw key;
  return key.getPublicSSH();
}

/** `capstan.yaml` of the fleet. One key a line, so that a test can replace one. */
export function testConfig(directory: string, types: Readonly<Record<string, number>>): string {
  const all = Object.keys(types);
  const type = (name: string) => `    ${name}:
      hosts: [ "${name}-[1-${types[name]}]" ]
      path: srv/shop
      via: ssh
      reload: reload
      verify: { http: "http://localhost:8080/healthz", expect: 200, release: "header X-Release", within: 5s }
      scrape: [ "http://localhost:8080/metrics" ]
`;
  return `name: test shop
data: ${JSON.stringify(join(directory, 'data'))}
fleet:
  coordinator: ${all[0]}-1
  ssh:
    user: deploy
    identity: ${JSON.stringify(join(directory, 'id_ed25519'))}
    config: ${JSON.stringify(join(directory, 'ssh_config'))}
    known_hosts: [ ${JSON.stringify(join(directory, 'known_hosts'))} ]
    connect_timeout: 5s
  types:
${all.map(type).join('')}source:
  git: ./shop
  build: ${JSON.stringify(build)}
  artifact: dist/
push:
  phases: [ { hosts: 25%, watch: 1s }, { hosts: 100%, watch: 1s } ]
  batch: 100%
  max_excluded: 20%
  max_failed_hosts: 0
  pre: 1s
  every: 200ms
  lease: 20s
  when_suspect: { hold: 5s, then: rollback }
  when_desk_lost: { canary: rollback, all: hold }
gauges:
  - name: errors
    metric: rate(app_errors_total[1s])
    types: [ ${all.join(', ')} ]
    kind: count
    limit: "> 5"
    severity: critical
    warm_up: 0s
    no_data: wait 20s then hold
    too_little: pass
  - name: load
    metric: node_load1
    types: [ ${all.join(', ')} ]
    kind: level
    limit: "> 6"
    severity: normal
    warm_up: 0s
    no_data: wait 20s then hold
    too_little: pass
`;
}
