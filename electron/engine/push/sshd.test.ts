import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, person } from '../../../e2e/desk';
import { sshdAvailable, startSshd, type Sshd } from '../../../e2e/sshd';
import { parseConfig } from '../config/parse-config';
import { makeRepository, type DemoCommits } from '../demo/repository';
import { createEngine, type Engine } from '../engine';

// OpenSSH's own sshd as twenty hosts: Linux answers on all of 127.0.0.0/8. What runs is told by the link, as `verify: { run }` may.

const missing = sshdAvailable();
const addresses = Array.from({ length: 20 }, (_, index) => `127.0.2.${index + 1}`);

describe.skipIf(missing !== null)(`pushes over OpenSSH's sshd${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let sshd: Sshd;
  let directory: string;
  let commits: DemoCommits;
  let engine: Engine;
  let mounted: string | null = null;

  const home = (address: string) => join(directory, 'fleet', address);
  const linked = (address: string) =>
    execFileSync('readlink', [join(home(address), 'current')], { encoding: 'utf8' })
      .trim()
      .replace('releases/', '');

  beforeAll(async () => {
    sshd = await startSshd();
    directory = mkdtempSync(join(tmpdir(), 'capstan-sshd-push-'));
    chmodSync(directory, 0o755);
    commits = makeRepository(join(directory, 'shop'));
    const known = join(directory, 'known_hosts');
    writeFileSync(known, sshd.knownHostsLines(addresses));
    for (const address of addresses) {
      mkdirSync(join(home(address), 'releases/first'), { recursive: true });
      writeFileSync(join(home(address), 'releases/first/.complete'), 'x\n');
      symlinkSync('releases/first', join(home(address), 'current'));
    }
    if (process.getuid?.() === 0) {
      // One host whose disk is full.
      try {
        mounted = join(home(addresses[7]!), '.capstan');
        mkdirSync(mounted);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', mounted], { stdio: 'ignore' });
        writeFileSync(join(mounted, 'filler'), Buffer.alloc(60 * 1024));
      } catch {
        mounted = null;
      }
      execFileSync('chown', ['-R', sshd.user, join(directory, 'fleet')]);
    }
    const file = join(directory, 'capstan.yaml');
    const text = `name: sshd
data: ${join(directory, 'data')}
fleet:
  coordinator: ${addresses[0]}
  ssh: { user: ${sshd.user}, port: ${sshd.port}, identity: ${sshd.identityFile}, config: none, known_hosts: [ ${known} ], connect_timeout: 5s, parallel: 16 }
  types:
    www:
      hosts: [ ${addresses.map((address) => `"${address}"`).join(', ')} ]
      path: ${directory}/fleet/{host}
      via: ssh
      verify: { run: "echo release $(basename $(readlink ${directory}/fleet/{host}/current))", within: 5s }
source: { git: ./shop, build: "sh build.sh && head -c 300000 /dev/urandom > dist/blob", artifact: dist/ }
push:
  phases: [ { hosts: 10%, watch: 500ms }, { hosts: 100%, watch: 500ms } ]
  batch: 100%
  max_excluded: 10%
  pre: 1s
  every: 200ms
`;
    const read = parseConfig(text, { file, home: directory, platform: process.platform, env: {} });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    engine = await createEngine({
      config: read.config,
      configFile: null,
      name: 'desk',
      version: 'test',
      demo: false,
      secrets: null,
      acceptNew: false,
      home: directory,
      env: { PATH: process.env['PATH'] },
    });
  }, 180_000);

  afterAll(async () => {
    await engine?.close();
    if (mounted) execFileSync('umount', [mounted], { stdio: 'ignore' });
    await sshd?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('brings a release to every host but one whose disk is full, and takes it back', async () => {
    const captain = person(engine);
    const id = await captain.push(commits.good);
    const { push } = await captain.until(ended(id), 40_000);
    expect(push?.state.at).toBe('done');
    const out = push!.hosts.filter((host) => host.state === 'left out');
    expect(out.map((host) => host.host)).toEqual(mounted ? [addresses[7]] : []);
    if (mounted) expect(out[0]?.detail).toMatch(/space|MB free|cannot/i);
    const rest = addresses.filter((address) => address !== out[0]?.host);
    expect(new Set(rest.map(linked))).toEqual(new Set([push!.release]));
    expect(push!.hosts.filter((host) => host.state === 'verified')).toHaveLength(rest.length);
    expect(readFileSync(join(home(rest[1]!), 'releases', push!.release, '.complete'), 'utf8').trim()).toMatch(/^[0-9a-f]{64}$/);

    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back', 30_000);
    expect(new Set(addresses.map(linked))).toEqual(new Set(['first']));
  }, 180_000);

  it('goes on after every connection was dropped in the middle of it', async () => {
    const captain = person(engine);
    await captain.until((state) => state.lock.kind === 'kept');
    const id = await captain.push(commits.good, { unlock: true });
    await captain.until((state) => state.push?.id === id && state.push.state.at === 'watching', 30_000);
    sshd.dropConnections();
    const { push } = await captain.until(ended(id), 40_000);
    expect(push?.state.at).toBe('done');
    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.push.state.pending === 0, 30_000);
  }, 180_000);

  it('takes hosts out for whatever reason, seen by another desk, and pushes to the others', async () => {
    const captain = person(engine);
    const reasons = [`it's "gone"`, 'a\nb\ncapstan end', '$(touch owned)', '`touch owned`; touch owned #', '-n \\ * ~ ümlaut 💥'];
    for (const [index, reason] of reasons.entries()) {
      const host = addresses[10 + index]!;
      expect(await captain.client.fleet.takeOut({ key: randomUUID(), hosts: [host], reason })).toEqual({ hosts: 1, failed: [] });
    }
    if (mounted) {
      const full = await captain.client.fleet.takeOut({ key: randomUUID(), hosts: [addresses[7]!], reason: 'full' });
      expect(full).toEqual({ hosts: 0, failed: [{ host: addresses[7], said: expect.stringMatching(/space|cannot write/i) }] });
    }
    const other = await createEngine({ ...engine.options, config: { ...engine.options.config, data: join(directory, 'other') } });
    try {
      await other.desk().context.fleet.readAll();
      const seen = addresses.slice(10, 15).map((host) => other.board.state().hosts[host]?.out?.reason);
      expect(seen).toEqual(reasons);
      expect(other.board.state().hosts[addresses[10]!]?.out?.by).toBe('Mara');
    } finally {
      await other.close();
    }
    for (const address of addresses) expect(existsSync(join(home(address), 'owned'))).toBe(false);

    await captain.until((state) => state.lock.kind === 'kept');
    const id = await captain.push(commits.good, { unlock: true });
    const { push } = await captain.until(ended(id), 40_000);
    expect(push?.state.at).toBe('done');
    expect(push!.hosts.filter((host) => host.detail.includes('out of service')).map((host) => host.host)).toEqual(
      addresses.slice(10, 15),
    );
    expect(new Set(addresses.slice(10, 15).map(linked))).toEqual(new Set(['first']));
    await captain.client.fleet.putBack({ key: randomUUID(), hosts: addresses.slice(10, 15) });
    expect(existsSync(join(home(addresses[10]!), '.capstan/out'))).toBe(false);
    await captain.rollback(id);
    await captain.until((state) => state.push?.state.at === 'rolled back' && state.push.state.pending === 0, 30_000);
  }, 180_000);

  it('refuses hosts whose key has changed, naming the line, and touches nothing', async () => {
    const captain = person(engine);
    await captain.until((state) => state.lock.kind === 'kept');
    await sshd.changeHostKey();
    await expect(captain.push(commits.good, { unlock: true })).rejects.toMatchObject({ code: 'REFUSED' });
    const rows = await captain.client.fleet.doctor({ hosts: [addresses[3]!] });
    const key = rows[0]?.checks.find((check) => check.name === 'key');
    expect(key).toMatchObject({ state: 'critical', said: expect.stringMatching(/known_hosts.*\d/) });
    expect(new Set(addresses.map(linked))).toEqual(new Set(['first']));
  }, 180_000);
});
