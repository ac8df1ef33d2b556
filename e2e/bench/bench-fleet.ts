import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostAddress, SshOptions } from '../../shared/config/config';
import { createConnections, type Connections } from '../../electron/engine/fleet/connections';
import { startSshd, type Sshd } from '../sshd';

/** How many connections may be in the making at once: the value that a capstan.yaml without one gets. */
const usualParallel = 64;

/** Hosts of the benchmark: loopback addresses of one real sshd, which all see the same files. */
export interface BenchFleet {
  readonly sshd: Sshd;
  readonly ssh: SshOptions;
  readonly hosts: readonly HostAddress[];
  /** A folder on the hosts, below the login's home, that is removed at the end. Relative to the home. */
  readonly folder: string;
  /** Connections as an engine has them; the caller closes them. */
  connect(): Connections;
  stop(): Promise<void>;
}

/** Starts an sshd and as many hosts as are wanted, `127.0.1.1` to at most `127.0.1.250`. */
export async function startBenchFleet(count: number): Promise<BenchFleet> {
  const sshd = await startSshd();
  const hosts = Array.from({ length: count }, (_, index) => ({
    name: `127.0.1.${index + 1}`,
    address: `127.0.1.${index + 1}`,
    port: null,
  }));
  const knownHosts = join(sshd.dir, 'known_hosts');
  writeFileSync(knownHosts, sshd.knownHostsLines(hosts.map((host) => host.address)));
  const folder = `capstan-bench-${process.pid}`;
  const sweep = () => {
    rmSync(join(sshd.home, folder), { recursive: true, force: true, maxRetries: 3 });
    rmSync(sshd.dir, { recursive: true, force: true });
  };
  process.once('exit', sweep);
  const ssh: SshOptions = {
    user: sshd.user,
    port: sshd.port,
    identity: sshd.identityFile,
    jump: [],
    configFile: null,
    knownHostsFiles: [knownHosts],
    connectTimeoutMs: 10_000,
    parallel: usualParallel,
  };
  return {
    sshd,
    ssh,
    hosts,
    folder,
    connect: () => connectTo(ssh, sshd.dir),
    stop: async () => {
      await sshd.stop();
      sweep();
      process.off('exit', sweep);
    },
  };
}

/** Connections that ask nobody anything and know no key but the benchmark's. */
export function connectTo(ssh: SshOptions, home: string): Connections {
  return createConnections(ssh, {
    asker: { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) },
    home,
    env: {},
  });
}
