import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  accessSync,
  appendFileSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

const testUser = 'capstan-test';

/** Why no real sshd can be started here; null: it can. For `describe.skipIf`. */
export function sshdAvailable(): string | null {
  if (!sshdPath()) return 'sshd is not installed';
  try {
    execFileSync('ssh-keygen', ['-?'], { stdio: 'ignore' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'ssh-keygen is not installed';
  }
  if (userInfo().uid !== 0) return null;
  try {
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    if (!hasUser()) execFileSync('useradd', ['-m', '-s', '/bin/sh', testUser], { stdio: 'ignore' });
    execFileSync('usermod', ['-p', '*', testUser], { stdio: 'ignore' });
    return null;
  } catch (error) {
    return `the test user cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function sshdPath(): string | null {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => isExecutable(path)) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasUser(): boolean {
  return new RegExp(`^${testUser}:`, 'm').test(readFileSync('/etc/passwd', 'utf8'));
}

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** A folder of one's own, removed at the end. */
  readonly dir: string;
  /** The test user's home. */
  readonly home: string;
  readonly identityFile: string;
  readonly authorizedKeysFile: string;
  /** The process that listens. */
  readonly pid: number;
  knownHostsLines(addresses: readonly string[]): string;
  hostKeyFingerprint(): string;
  /** Lets another key in; its `.pub` is given. */
  authorize(publicKey: string): void;
  /** Gives the host a new key: those who connect from now on see it. Answers with the new public key. */
  changeHostKey(type?: 'ed25519' | 'rsa' | 'ecdsa'): Promise<void>;
  /** Cuts every connection, as a network does that goes away and comes back. */
  dropConnections(): void;
  /** Stops every connection with what runs over it, without a word to the other side; those who dial from now on are served. */
  freezeConnections(): void;
  /** Lets the stopped ones go on. */
  thawConnections(): void;
  stop(): Promise<void>;
}

/** Starts a real sshd on a high port of all loopback addresses (127.0.0.0/8), with its own keys and settings. */
export async function startSshd(
  options: { user?: string; port?: number; dir?: string; extra?: readonly string[] } = {},
): Promise<Sshd> {
  const why = sshdAvailable();
  const binary = sshdPath();
  if (why || !binary) throw new Error(why ?? 'sshd is not installed');
  const user = options.user ?? (userInfo().uid === 0 ? testUser : userInfo().username);
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'capstan-sshd-'));
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o755);
  const port = options.port ?? (await freePort());
  const hostKey = join(dir, 'host_key');
  const identityFile = join(dir, 'id_ed25519');
  const authorizedKeysFile = join(dir, 'authorized_keys');
  makeKey(hostKey, 'ed25519');
  if (!existsSync(identityFile)) makeKey(identityFile, 'ed25519');
  writeFileSync(authorizedKeysFile, readFileSync(`${identityFile}.pub`), { mode: 0o644 });
  const config = join(dir, 'sshd_config');
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 0.0.0.0',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${authorizedKeysFile}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'UseDNS no',
      'PrintMotd no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 1000:100:1000',
      'MaxSessions 64',
      'AllowTcpForwarding yes',
      ...(options.extra ?? []),
      '',
    ].join('\n'),
  );

  let child: ChildProcess = await launch(binary, config, port);
  const toConnections = (signal: NodeJS.Signals) => {
    for (const pid of childrenOf(child.pid ?? 0)) signalTree(pid, signal);
  };
  const publicKey = () => readFileSync(`${hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
  return {
    port,
    user,
    dir,
    home: userInfo().uid === 0 ? `/home/${user}` : userInfo().homedir,
    identityFile,
    authorizedKeysFile,
    get pid() {
      return child.pid ?? 0;
    },
    knownHostsLines: (addresses) =>
      addresses.map((address) => `${port === 22 ? address : `[${address}]:${port}`} ${publicKey()}\n`).join(''),
    hostKeyFingerprint: () => execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    authorize: (key) => appendFileSync(authorizedKeysFile, `${key.trim()}\n`),
    changeHostKey: async (type = 'ed25519') => {
      // Connections outlive the listener that took them: whoever is let in by the old key has to come again.
      const open = childrenOf(child.pid ?? 0);
      await end(child);
      for (const pid of open) signalTree(pid, 'SIGKILL');
      rmSync(hostKey);
      rmSync(`${hostKey}.pub`);
      makeKey(hostKey, type);
      child = await launch(binary, config, port);
    },
    dropConnections: () => toConnections('SIGKILL'),
    freezeConnections: () => toConnections('SIGSTOP'),
    thawConnections: () => toConnections('SIGCONT'),
    stop: async () => {
      toConnections('SIGKILL');
      await end(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function makeKey(path: string, type: string): void {
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    '',
    '-f',
    path,
    '-C',
    'capstan test',
  ]);
}

function launch(binary: string, config: string, port: number): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ['-f', config, '-D', '-e'], { stdio: ['ignore', 'ignore', 'pipe'] });
    // A test process that dies must not leave it behind.
    const atExit = () => child.kill();
    process.once('exit', atExit);
    child.once('exit', () => process.off('exit', atExit));
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    child.once('exit', (code) => reject(new Error(`sshd ended with ${String(code)}: ${said}`)));
    child.once('error', reject);
    const knock = (tries: number) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(child);
      });
      socket.once('error', () => {
        if (tries > 200) reject(new Error(`sshd does not listen: ${said}`));
        else setTimeout(() => knock(tries + 1), 20);
      });
    };
    knock(0);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function signalTree(pid: number, signal: NodeJS.Signals): void {
  const below = childrenOf(pid);
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
  for (const child of below) signalTree(child, signal);
}
