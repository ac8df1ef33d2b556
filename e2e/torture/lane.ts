import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DeskState } from '../../shared/contract/state';
import { isActive } from '../../shared/push/push';
import { capstan, startCapstan, type Ended, type Running } from '../capstan';
import { enginePid, killEngine } from '../engine-process';
import type { Sshd } from '../sshd';

const run = promisify(execFile);

/** What a host is asked over SSH, by nobody of ours: what it is linked to and what runs there. */
export interface Found {
  readonly host: string;
  readonly linked: string;
  readonly running: string;
  /** A change that was begun and never ended. */
  readonly doing: string;
  /** Whether the release that it is linked to is there. */
  readonly isThere: boolean;
}

export type Policy = 'rollback' | 'hold' | 'continue';

/** A fleet of its own on loopback addresses of one sshd, with two desks that know nothing of each other. */
export class Lane {
  readonly hosts: readonly string[];
  readonly #home: string;
  #policies: { canary: Policy; all: Policy } = { canary: 'rollback', all: 'rollback' };

  constructor(
    readonly number: number,
    private readonly sshd: Sshd,
    private readonly directory: string,
    private readonly knownHosts: string,
  ) {
    this.hosts = Array.from({ length: 4 }, (_, at) => `127.0.${number + 10}.${at + 1}`);
    this.#home = `lane-${number}`;
  }

  get #folder(): string {
    return join(this.directory, `lane-${this.number}`);
  }

  data(desk: 'A' | 'B'): string {
    return join(this.#folder, `data-${desk}`);
  }

  /** A clean tree on each host, a process that runs `first`, and two desks with an empty history. */
  async reset(policies: { canary: Policy; all: Policy }): Promise<void> {
    this.#policies = policies;
    await this.endEngines();
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    await this.#ssh(
      this.hosts[0] ?? '',
      `rm -rf ${this.#home}; for host in ${this.hosts.join(' ')}; do
mkdir -p ${this.#home}/$host/releases/first ${this.#home}/$host/releases/other-tool
printf '%064d\\n' 0 >${this.#home}/$host/releases/first/.complete
ln -s releases/first ${this.#home}/$host/current
echo first >${this.#home}/$host/running
printf '#!/bin/sh\\nsleep 0.%s\\nbasename "$(readlink %s/$1/current)" >%s/$1/running\\n' 4 ${this.#home} ${this.#home} >${this.#home}/reload
done; chmod +x ${this.#home}/reload`,
    );
    for (const desk of ['A', 'B'] as const) writeFileSync(join(this.#folder, `${desk}.yaml`), this.#config(desk));
  }

  #config(desk: 'A' | 'B'): string {
    return `name: lane ${this.number}
data: ${this.data(desk)}
fleet:
  coordinator: "${this.hosts[0]}"
  ssh: { user: ${this.sshd.user}, port: ${this.sshd.port}, identity: ${this.sshd.identityFile}, config: none, known_hosts: [ ${this.knownHosts} ], connect_timeout: 10s }
  types:
    www:
      hosts: [ ${this.hosts.map((host) => `"${host}"`).join(', ')} ]
      path: ${this.#home}/{host}
      via: ssh
      reload: ${this.#home}/reload {host}
      drain: sleep 0.2
      undrain: "true"
      verify: { run: "echo release $(cat ${this.#home}/{host}/running)", within: 10s }
source: { git: ${this.directory}/shop, artifact: dist/, build: "sh build.sh && head -c 200000 /dev/urandom >dist/blob" }
push:
  phases: [ { hosts: 1, watch: 1s }, { hosts: 100%, watch: 1500ms } ]
  batch: 100%
  every: 500ms
  pre: 1s
  lease: 6s
  max_failed_hosts: 1
  keep_releases: { last: 1, and_live_within: 1ms }
  when_suspect: { hold: 5s, then: hold }
  when_desk_lost: { canary: ${this.#policies.canary}, all: ${this.#policies.all} }
`;
  }

  start(desk: 'A' | 'B', ...args: string[]): Running {
    return startCapstan([...args, '-c', join(this.#folder, `${desk}.yaml`)], { cwd: this.#folder, env: this.#env(desk) });
  }

  verb(desk: 'A' | 'B', ...args: string[]): Promise<Ended> {
    return capstan([...args, '-c', join(this.#folder, `${desk}.yaml`)], { cwd: this.#folder, env: this.#env(desk) });
  }

  #env(desk: 'A' | 'B'): Record<string, string> {
    return { XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '', CAPSTAN_WHO: desk === 'A' ? 'Mara' : 'Jonas' };
  }

  pid(desk: 'A' | 'B'): Promise<number | null> {
    return enginePid(this.data(desk));
  }

  /** What a desk says of itself; it is asked without taking anything up. */
  async state(desk: 'A' | 'B'): Promise<DeskState | null> {
    const { out } = await this.verb(desk, 'status', '--json');
    try {
      return JSON.parse(out) as DeskState;
    } catch {
      return null;
    }
  }

  /** Waits until nothing is under way at a desk, or a person is needed. */
  async settled(desk: 'A' | 'B', withinMs = 90_000): Promise<DeskState | null> {
    for (const until = performance.now() + withinMs; performance.now() < until; await pause(300)) {
      const state = await this.state(desk);
      const push = state?.push;
      if (!push) continue;
      const waits = push.state.at === 'held' || push.interrupted || (push.state.at === 'rolled back' && push.state.pending === 0);
      if (!push.finishing && (waits || (!isActive(push.state) && push.state.at !== 'rolled back'))) return state;
    }
    return this.state(desk);
  }

  /** Asks every host over SSH. */
  async found(): Promise<Found[]> {
    const script = `cd ${this.#home} && for host in ${this.hosts.join(' ')}; do
printf '%s|%s|%s|%s|%s\\n' "$host" "$(basename "$(readlink $host/current)")" "$(cat $host/running)" "$(sed -n 's/^way=//p' $host/.capstan/doing 2>/dev/null | tr -d ' ')" "$([ -d $host/current/ ] && echo yes)"
done`;
    const { stdout } = await this.#ssh(this.hosts[0] ?? '', script);
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [host = '', linked = '', running = '', doing = '', isThere = ''] = line.split('|');
        return { host, linked, running, doing, isThere: isThere === 'yes' };
      });
  }

  async endEngines(): Promise<void> {
    for (const desk of ['A', 'B'] as const) await killEngine(this.data(desk)).catch(() => undefined);
  }

  #ssh(host: string, command: string) {
    const { sshd } = this;
    const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-F', 'none'];
    return run('ssh', [
      ...options,
      '-i',
      sshd.identityFile,
      '-p',
      String(sshd.port),
      `${sshd.user}@${host}`,
      `exec sh -c '${command.replaceAll("'", `'\\''`)}'`,
    ]);
  }
}
