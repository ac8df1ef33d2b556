import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchFleet } from './bench-fleet';
import { timed } from './measure';
import { mustRun } from './run-program';

/** Another program that runs a command on many hosts. */
export interface Peer {
  readonly name: string;
  /** How it is told how many hosts to work on at once. */
  readonly width: string;
  /** Runs `true` on these hosts, this many at once. Milliseconds; rejects if a host failed. */
  run(fleet: BenchFleet, atOnce: number): Promise<number>;
}

/** What to have installed for all of this. */
export const packages = 'apt-get install pssh clustershell';

/** Without anybody's own configuration, which could only slow them down. */
function sshOptions({ ssh }: BenchFleet): string {
  return `-F none -i ${ssh.identity ?? ''} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
}

function hostsFile({ hosts, ssh, directory }: BenchFleet): string {
  const file = join(directory, `hosts-${hosts.length}`);
  writeFileSync(file, hosts.map((host) => `${host.address}:${ssh.port}\n`).join(''));
  return file;
}

const isInstalled = (program: string) => !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;

/** parallel-ssh of the Debian package pssh; null: not installed. */
export function parallelSsh(): Peer | null {
  const program = ['parallel-ssh', 'pssh'].find(isInstalled);
  if (program === undefined) return null;
  return {
    name: 'parallel-ssh',
    width: '-p',
    run: (fleet, atOnce) => {
      const words = ['-h', hostsFile(fleet), '-l', fleet.ssh.user ?? '', '-p', String(atOnce), '-t', '0'];
      return timed(() => mustRun(program, [...words, '-x', sshOptions(fleet), 'true']));
    },
  };
}

/** clush of ClusterShell; null: not installed. `keep`: with ssh's own way to keep connections (ControlMaster). */
export function clush(keep = false): Peer | null {
  if (!isInstalled('clush')) return null;
  return {
    name: keep ? 'clush with ControlMaster' : 'clush',
    width: '-f',
    run: (fleet, atOnce) => {
      const { hosts, ssh, directory } = fleet;
      // clush fills in words with a percent sign itself: hence two.
      const kept = keep ? ` -o ControlMaster=auto -o ControlPersist=120 -o ControlPath=${directory}/c-%%C` : '';
      const words = ['-S', '-w', hosts.map((host) => host.address).join(','), '-f', String(atOnce), '-l', ssh.user ?? ''];
      return timed(() => mustRun('clush', [...words, '-o', `-p ${ssh.port} ${sshOptions(fleet)}${kept}`, 'true']));
    },
  };
}

/** Copies a file to all hosts with parallel-scp, milliseconds; null: not installed. It copies and no more. */
export function parallelScp(fleet: BenchFleet): ((file: string, to: string, atOnce: number) => Promise<number>) | null {
  const program = ['parallel-scp', 'pscp.pssh'].find(isInstalled);
  if (program === undefined) return null;
  return (file, to, atOnce) => {
    const words = ['-h', hostsFile(fleet), '-l', fleet.ssh.user ?? '', '-p', String(atOnce), '-t', '0'];
    return timed(() => mustRun(program, [...words, '-x', sshOptions(fleet), file, to]));
  };
}
