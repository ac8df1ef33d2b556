import { chownSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostAddress, SshOptions } from '../../shared/config/config';
import { createConnections, type Connections } from '../../electron/engine/fleet/connections';
import { startSshd } from '../sshd';

/** How many connections may be in the making at once: what a capstan.yaml that does not say it gets. */
const usualParallel = 64;

/** Hosts to measure on: loopback addresses of one real sshd, which all see the same files. */
export interface BenchFleet {
  readonly ssh: SshOptions;
  readonly hosts: readonly HostAddress[];
  /** A local folder, removed at the end. */
  readonly directory: string;
  /** A folder on the hosts, the login's own, relative to its home; removed at the end. */
  readonly folder: string;
  /** Removes something in `folder`. */
  remove(name: string): void;
  /** Cuts every connection there is. */
  drop(): void;
  stop(): Promise<void>;
}

/** Starts an sshd and up to 250 hosts on it. Throws where sshd is not installed. */
export async function startBenchFleet(count: number): Promise<BenchFleet> {
  const sshd = await startSshd({ extra: ['Subsystem sftp internal-sftp'] });
  const hosts = Array.from({ length: count }, (_, index) => `127.0.1.${index + 1}`).map((name) => ({
    name,
    address: name,
    port: null,
  }));
  const knownHosts = join(sshd.dir, 'known_hosts');
  writeFileSync(knownHosts, sshd.knownHostsLines(hosts.map((host) => host.address)));
  const folder = `capstan-bench-${process.pid}`;
  const sweep = () => {
    for (const path of [join(sshd.home, folder), sshd.dir]) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  // Also when it is interrupted.
  process.once('exit', sweep);
  mkdirSync(join(sshd.home, folder));
  const { uid, gid } = statSync(sshd.home);
  chownSync(join(sshd.home, folder), uid, gid);
  return {
    ssh: {
      user: sshd.user,
      port: sshd.port,
      identity: sshd.identityFile,
      jump: [],
      configFile: null,
      knownHostsFiles: [knownHosts],
      connectTimeoutMs: 10_000,
      parallel: usualParallel,
    },
    hosts,
    directory: sshd.dir,
    folder,
    remove: (name) => rmSync(join(sshd.home, folder, name), { recursive: true, force: true, maxRetries: 3 }),
    drop: () => sshd.dropConnections(),
    stop: async () => {
      await sshd.stop();
      sweep();
      process.off('exit', sweep);
    },
  };
}

/** Connections as the engine has them; they ask nobody anything. `home` stands for that of the desk's user. */
export function connectTo(ssh: SshOptions, home: string): Connections {
  return createConnections(ssh, {
    asker: { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) },
    home,
    env: {},
  });
}
