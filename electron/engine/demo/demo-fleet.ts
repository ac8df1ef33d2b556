import { fork } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import * as tar from 'tar';
import { CapstanError } from '../../../shared/contract/errors';
import { createGit } from '../push/git';
import { makeArtifact } from '../push/artifact';
import { demoConfig, demoTypes } from './demo-config';
import { makeRepository, type DemoCommits } from './repository';
import type { DemoOrder, DemoPorts } from './run-hosts';

/** A running demonstration fleet: real repository, real SSH servers, real files, real metrics, all on this machine's loopback. */
export interface DemoFleet {
  /** The configuration file to run Capstan with. */
  readonly configFile: string;
  readonly commits: DemoCommits;
  readonly directory: string;
  close(): void;
}

/** Runs the hosts of a demonstration somewhere. */
export type HostRunner = (order: DemoOrder) => Promise<{ readonly ports: DemoPorts; readonly close: () => void }>;

/** Runs them in a process of their own. `processFile`: its built entry. */
export const inOwnProcess =
  (processFile: string): HostRunner =>
  async (order) => {
    const child = fork(processFile, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const { ports } = await new Promise<{ ports: DemoPorts }>((resolve, reject) => {
      child.once('message', (message) => resolve(message as { ports: DemoPorts }));
      child.once('exit', (code) =>
        reject(
          new CapstanError('SOURCE', `The demonstration fleet ended by itself (exit code ${String(code)}).`, 'Start it again.'),
        ),
      );
      child.send(order);
    });
    return { ports, close: () => child.kill('SIGKILL') };
  };

/** Makes the fleet anew under `directory` and starts it. Throws SOURCE without git. */
export async function startDemoFleet(directory: string, run: HostRunner): Promise<DemoFleet> {
  // A fleet from before is of no use: its ports and its history have gone with its process.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const repository = join(directory, 'shop');
  let commits: DemoCommits;
  try {
    commits = makeRepository(repository);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CapstanError(
      'SOURCE',
      missing
        ? 'git is not installed, and the demonstration needs it.'
        : `The demonstration's repository cannot be made: ${String(error)}`,
      'Install git.',
    );
  }

  const client = keyPair();
  writeFileSync(join(directory, 'id_ed25519'), client.private, { mode: 0o600 });
  const clientKey = ssh2.utils.parseKey(client.public);
  if (clientKey instanceof Error) throw clientKey;
  const server = keyPair();

  const names = demoTypes.flatMap((type) => type.names.map((name) => ({ name, type: type.name })));
  const artifact = await makeArtifact(commits.live, {
    git: createGit(repository),
    source: { git: repository, build: 'sh build.sh', artifact: { from: 'build', path: 'dist/' } },
    directory: join(directory, 'data', 'artifacts'),
    signal: AbortSignal.timeout(60_000),
  });
  for (const { name } of names) {
    const shop = join(directory, 'hosts', name, 'srv/shop');
    const release = join(shop, 'releases', artifact.release);
    mkdirSync(release, { recursive: true });
    await tar.extract({ file: artifact.file, cwd: release });
    writeFileSync(join(release, '.complete'), `${artifact.sha256}\n`);
    symlinkSync(`releases/${artifact.release}`, join(shop, 'current'));
  }

  const order: DemoOrder = {
    hosts: names.map(({ name }, index) => ({
      name,
      home: join(directory, 'hosts', name),
      hostKey: server.private,
      clientKey: clientKey.getPublicSSH().toString('base64'),
      seed: index + 1,
    })),
  };
  const { ports, close } = await run(order);

  writeFileSync(
    join(directory, 'ssh_config'),
    names
      .map(({ name }) => `Host ${name}\n  HostName 127.0.0.1\n  Port ${ports[name] ?? 0}\n  HostKeyAlias capstan-demo\n`)
      .join('\n'),
  );
  writeFileSync(join(directory, 'known_hosts'), `capstan-demo ${server.public.trim().split(' ').slice(0, 2).join(' ')}\n`);
  const configFile = join(directory, 'capstan.yaml');
  writeFileSync(configFile, demoConfig(directory));
  return { configFile, commits, directory, close };
}

/** About one ed25519 key in four hundred that ssh2 makes cannot be read back by it: those are thrown away. */
function keyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
