import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capstan, startCapstan, type Ended } from '../../e2e/capstan';
import { enginePid, killEngine } from '../../e2e/engine-process';
import { startTestFleet, type TestFleet } from '../../e2e/test-engine';
import type { DeskState, PushSummary } from '../../shared/contract/state';
import { version } from '../../package.json';
import { loadConfig } from '../engine/config/read-config';
import { startEngine, type StartedEngine } from '../engine/start-engine';

// The command line as a process of its own: what it says, and what a script can tell from how it ends.

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-cli-'));
  // Builds, if the sources are newer than the build.
  expect((await capstan(['version'], { cwd: folder })).code).toBe(0);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** One clear message: never a stack trace, whatever happened. */
function expectPlain({ out, err }: Ended): void {
  expect(`${out}${err}`).not.toMatch(/^\s+at .*[:(]|node:internal|Error:|undefined|\[object/m);
}

describe('without an engine', () => {
  const run = async (...args: string[]) => {
    const ended = await capstan(args, { cwd: folder });
    expectPlain(ended);
    return ended;
  };

  it('says which version it is', async () => {
    const [text, json] = await Promise.all([run('version'), run('version', '--json')]);
    expect(text).toMatchObject({ code: 0, out: expect.stringMatching(`^Capstan ${version} on Node \\d+`), err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ capstan: version, node: process.versions.node });
  });

  it.each([
    ['status'],
    ['status', '-c', 'nowhere.yaml'],
    ['push'],
    ['push', 'HEAD', '--force-it'],
    ['pusch', 'HEAD'],
    ['history', '-n', '0'],
    ['serve', '--port', '99999'],
    ['judge', 'r-1', '--limit', 'no equals sign'],
    ['init', '--type', 'no hosts'],
  ])('ends with 2 when it is asked wrongly: %s %s %s %s', async (...args) => {
    const { code, out, err } = await run(...args.filter((arg) => arg !== undefined));
    expect([code, out]).toEqual([2, '']);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(4);
    expect(err).toMatch(/capstan|--help|has to be|Write it|host/i);
  });

  it('says each fault of a broken configuration where it is', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(
      file,
      'name: shop\nfleet:\n  coordinater: a\n  types: { www: { hosts: [ "a[1-" ], path: /srv } }\nsource: { artifact: dist/ }\n',
    );
    const text = await run('status', '-c', 'broken.yaml');
    expect(text).toMatchObject({ code: 2, out: '' });
    const lines = text.err.trim().split('\n');
    expect(lines[0]).toBe(`${file} cannot be used:`);
    expect(lines.slice(1, -1).every((line) => /broken\.yaml:\d+:\d+: /.test(line))).toBe(true);
    expect(text.err).toContain('broken.yaml:3:3: ');
    const json = await run('status', '-c', 'broken.yaml', '--json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'BAD_CONFIG', detail: expect.any(Array) } });
  });

  it('lists the samples of a page and what is wrong with it', async () => {
    const good = join(folder, 'good.txt');
    writeFileSync(good, '# HELP up_hosts Hosts that answer.\n# TYPE up_hosts gauge\nup_hosts{type="www"} 12\n');
    writeFileSync(join(folder, 'odd.txt'), 'load_ms{path="\u001b[31m"} 1.5 1000\n');
    writeFileSync(join(folder, 'bad.txt'), 'a 1\nb{x="1\n');
    const [fine, odd, bad, none, strict, om] = await Promise.all([
      run('lint', 'metrics', good),
      run('lint', 'metrics', 'odd.txt'),
      run('lint', 'metrics', 'bad.txt', '--json'),
      run('lint', 'metrics', 'nowhere.txt'),
      run('lint', 'metrics', 'odd.txt', '--openmetrics', '--strict'),
      run('lint', 'metrics', 'http://127.0.0.1:1/metrics'),
    ]);
    expect(fine).toEqual({ code: 0, out: 'up_hosts{type="www"} 12\n\n1 sample with 1 name, 0 faults.\n', err: '' });
    expect(odd.code).toBe(1);
    expect(odd.out.split('\n').slice(1)).toEqual([
      '',
      'load_ms: no help text',
      'load_ms: metric names should not contain abbreviated units',
      '1 sample with 1 name, 2 faults.',
      '',
    ]);
    expect(odd.out).toMatch(/^load_ms\{path="[^\u001b]*"\} 1\.5 at 1970-01-01T00:00:01\.000Z\n/);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({ samples: [], faults: [{ line: 2, metric: null, message: expect.any(String) }] });
    expect(none).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nowhere.txt cannot be read') });
    expect(strict).toMatchObject({ code: 1, out: expect.stringMatching(/^odd\.txt:1: .*\nThe page cannot be read\.\n$/) });
    expect(om).toMatchObject({ code: 1, err: expect.stringContaining('127.0.0.1:1') });
    expect((await run('lint', 'metrics')).code).toBe(2);
  });

  it('writes a configuration that can be read, and never over one', async () => {
    const args = [
      'init',
      '-c',
      'made.yaml',
      '--name',
      'shop',
      '--type',
      'www=www[01-03].example.com',
      '--path',
      '/srv/shop',
      '--json',
    ];
    const file = join(folder, 'made.yaml');
    const made = await run(...args);
    expect(made.code).toBe(0);
    expect(JSON.parse(made.out)).toEqual({ file });
    const read = await loadConfig(file);
    expect(read).toMatchObject({ ok: true, config: { name: 'shop' } });
    const before = readFileSync(file, 'utf8');
    const again = await run(...args);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('with a fleet', () => {
  let fleet: TestFleet;
  let env: Record<string, string>;
  let own: StartedEngine | null = null;

  beforeEach(async () => {
    fleet = await startTestFleet({
      types: { www: 3 },
      // A lease that a busy machine can renew: nothing here is about it.
      yaml: (text) => text.replace(/phases:.*/, 'phases: [ { hosts: 100%, watch: 600ms } ]').replace('lease: 20s', 'lease: 30s'),
    });
    // Where the engine's socket is: a folder of this test's own.
    env = { XDG_RUNTIME_DIR: fleet.directory, CAPSTAN_WHO: 'Ravi', CAPSTAN_CONFIG: fleet.configFile };
    vi.stubEnv('XDG_RUNTIME_DIR', fleet.directory);
    vi.stubEnv('SSH_AUTH_SOCK', undefined);
  });
  afterEach(async () => {
    await own?.close();
    own = null;
    await killEngine(fleet.config.data);
    vi.unstubAllEnvs();
    await fleet.close();
  });

  const run = async (...args: string[]) => {
    const ended = await capstan(args, { cwd: fleet.directory, env });
    expectPlain(ended);
    return ended;
  };
  const engine = async () => {
    own = await startEngine(fleet.config, { configFile: null, who: 'Mara', demo: false, acceptNew: false, takeUp: true });
    while ((await own.engine.desk().context.fleet.readAll()).failed > 0);
    return own.engine;
  };

  it('a verb starts an engine where none runs, and leaves nothing behind', async () => {
    const status = await run('status', '--json');
    expect(status).toMatchObject({ code: 0, err: '' });
    const state = JSON.parse(status.out) as DeskState;
    expect(state).toMatchObject({
      desk: { fleet: 'test shop' },
      live: { hosts: 3, hostsOnIt: 3, connected: 3 },
      lock: { state: 'free' },
    });
    expect(state.desk.name).toMatch(/^Ravi@/);
    const text = await run('status');
    expect(text).toMatchObject({ code: 0, out: expect.stringContaining(`Hosts      3 of 3 on it, 3 reached`) });
    fleet.hosts['www-2']!.stop();
    const doctor = await run('doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.out).toMatch(/^Host +Type +reachable/);
    expect(doctor.out).toMatch(/^www-2 +www +CRITICAL/m);
    expect((await run('status')).code).toBe(4);
    await fleet.hosts['www-2']!.start();
    await engine();
  }, 180_000);

  it('a verb talks to the engine that runs', async () => {
    const { board } = await engine();
    const attached = JSON.parse((await run('status', '--json')).out) as DeskState;
    // Hosts are being read meanwhile: what is said of them may be newer than what was asked.
    const { name, fleet: of, startedAt } = board.state().desk;
    expect(attached.desk).toMatchObject({ name, fleet: of, startedAt });

    expect(await run('lock', 'the \u001b[31mdatabase\nis moving')).toMatchObject({
      code: 0,
      out: 'Push lock taken: the database\nis moving\n',
    });
    expect(board.state().lock).toMatchObject({ state: 'held', by: 'Ravi', kind: 'kept' });
    const status = await run('status');
    expect(status.code).toBe(4);
    expect(status.out).toMatch(/^Lock {7}Ravi: the database is moving \(until cleared\)$/m);
    const refused = await run('push', fleet.commits.good, '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      error: { code: 'LOCKED', message: expect.stringContaining('Ravi holds the push lock') },
    });
    expect(await run('unlock')).toMatchObject({ code: 0, out: 'The push lock is free.\n' });
    expect(await run('hold')).toMatchObject({ code: 1, err: expect.stringContaining('There is no push to hold.') });

    const plan = await run('plan', fleet.commits.good.slice(0, 8));
    expect(plan).toMatchObject({ code: 0, out: expect.stringContaining('"Cache the profile query per session" by Tobias Renner') });
    const push = await run('push', fleet.commits.good);
    expect(push).toMatchObject({ code: 0, err: '' });
    expect(push.out.trim().split('\n').at(-1)).toBe('r-1 done');
    expect(push.out).toMatch(/^\d\d:\d\d:\d\d {2}Ravi pushes .* to 3 hosts$/m);
    const back = await run('push', fleet.commits.errors);
    expect(back.code).toBe(3);
    expect(back.out.trim().split('\n').at(-1)).toMatch(/^r-2 rolled back: errors/);

    const history = JSON.parse((await run('history', '--json')).out) as PushSummary[];
    expect(history.map(({ id, captain, state }) => [id, captain, state])).toEqual([
      ['r-2', 'Ravi', 'rolled back'],
      ['r-1', 'Ravi', 'done'],
    ]);
    const judged = await run('judge', 'r-2');
    expect(judged).toMatchObject({ code: 0, out: expect.stringContaining('verdicts are the same, byte for byte') });
    expect((await run('judge', 'r-2', '--limit', 'errors=> 1000')).out).toMatch(/errors +regressed +(ok|too little)/);
  }, 120_000);

  it('hosts are taken out, put back and pruned, and what failed is named', async () => {
    const { board } = await engine();
    expect(await run('take-out', 'www-2')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
    const out = await run('take-out', 'www-2', '--reason', "it's on fire; $(reboot)");
    expect(out).toMatchObject({ code: 0, out: expect.stringContaining('1 host out of service.') });
    expect(board.state().hosts['www-2']?.out).toMatchObject({ by: 'Ravi', reason: "it's on fire; $(reboot)" });
    expect(await run('take-out', 'nowhere', '--reason', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no host nowhere'),
    });
    expect(await run('put-back', 'www-2')).toMatchObject({ code: 0, out: '1 host back in service.\n' });
    expect(board.state().hosts['www-2']?.out).toBeNull();
    fleet.hosts['www-3']!.stop();
    const pruned = await run('prune', '--json');
    expect(pruned.code).toBe(1);
    expect(JSON.parse(pruned.out)).toEqual({ hosts: 2, removed: 0, failed: [{ host: 'www-3', said: expect.any(String) }] });
    const text = await run('prune', 'www-1', 'www-3');
    expect(text.out).toMatch(/^Removed 0 old releases from 1 host\.\nwww-3: .+\n$/);
  }, 180_000);

  it('a verb says when the engine that it asked has gone', async () => {
    const running = await engine();
    const planning = vi.spyOn(running.desk().push, 'plan').mockReturnValue(new Promise(() => undefined));
    const asking = startCapstan(['plan', 'HEAD'], { cwd: fleet.directory, env });
    await expect.poll(() => planning.mock.calls.length, { timeout: 10_000 }).toBe(1);
    await own?.close();
    own = null;
    const ended = await asking.ended;
    expectPlain(ended);
    expect(ended).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^The engine that this was asked of has gone\.\n[^\n]*status[^\n]*\n$/),
    });
  }, 180_000);

  it('what does not exist is no success', async () => {
    await engine();
    for (const [said, ...args] of [
      ['This desk has no history of r-999.', 'judge', 'r-999'],
      ['This desk has no history of r-999.', 'judge', 'r-999', '--export'],
      ['r-999', 'hold', '--push', 'r-999'],
      ['r-999', 'resume', '--push', 'r-999'],
      ['There is no push to go on with.', 'resume'],
      ['r-999', 'rollback', '--push', 'r-999'],
      ['There is no host nowhere', 'doctor', 'nowhere'],
      ['There is no host nowhere', 'prune', 'nowhere'],
      ['nowhere', 'plan', 'nowhere'],
      ['nowhere', 'push', 'nowhere'],
    ] as const) {
      const ended = await run(...args);
      expect([args, ended.code, ended.err]).toEqual([args, 1, expect.stringContaining(said)]);
    }
    const empty = join(fleet.directory, 'empty.json');
    writeFileSync(empty, '{ "push": "r-1", "windows": [] }');
    expect(await run('judge', empty)).toMatchObject({ code: 2, err: expect.stringContaining('holds no recorded windows') });
  }, 180_000);

  it('of two shells on one directory the second shows the engine of the first, and takes over when that was killed', async () => {
    const first = startCapstan(['serve', '--no-open', '--json'], { cwd: fleet.directory, env });
    const [, address] = await first.said(/"captain": "(http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43})"/);
    const page = await fetch(new URL(address!).origin);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    const second = startCapstan(['start', '--browser', '--no-open'], { cwd: fleet.directory, env });
    await second.said(/Capstan runs in the browser, at\s+http:/);
    expect(await enginePid(fleet.config.data)).toBe(first.child.pid);
    first.child.kill('SIGKILL');
    await first.ended;
    // What it left (a socket, a lock file) is nobody's.
    await expect.poll(() => enginePid(fleet.config.data), { timeout: 15_000 }).toBe(second.child.pid);
    second.child.kill('SIGTERM');
    const ended = await second.ended;
    expectPlain(ended);
    expect([ended.code, ended.err]).toEqual([
      0,
      `An engine of this fleet runs already (process ${first.child.pid}): this shows it.\nThe engine that this showed has gone: going on with the next one.\n`,
    ]);
  }, 180_000);
});
