import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { links, person, revisionsLinked } from '../../../e2e/desk';
import { engineStarted, isAlive, killEngine } from '../../../e2e/engine-process';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';

// The engine in a process of its own (the terminal's `push` starts it), killed with -9 as soon as it has said a sentence of its log, which is
// right after the transition was written down. The hosts live on. Then an engine is started again on the same data directory.

const launcher = fileURLToPath(new URL('../../cli/launcher.mjs', import.meta.url));

let fleet: TestFleet | null = null;
beforeAll(() => {
  const built = spawnSync(process.execPath, [launcher, 'version'], { encoding: 'utf8' });
  expect(built.stderr + built.stdout).toContain('Capstan');
}, 120_000);
afterEach(async () => {
  if (fleet) await killEngine(fleet.config.data);
  await fleet?.close();
  fleet = null;
});

async function killedAt(sentence: RegExp, revision: 'good' | 'errors', lost = 'canary: rollback, all: hold'): Promise<TestFleet> {
  // A short lease, so that the dead engine's lock does not keep the next one waiting; long watches, so that there is something to interrupt.
  fleet = await startTestFleet({
    yaml: (text) => text.replace('canary: rollback, all: hold', lost).replaceAll('watch: 1s', 'watch: 4s'),
  });
  const made = fleet;
  await new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [launcher, 'push', made.commits[revision], '-c', made.configFile], {
      env: { ...process.env, CAPSTAN_WHO: 'Mara', SSH_AUTH_SOCK: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const engine = engineStarted(made.config.data);
    engine.catch(fail);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (sentence.test(said)) void engine.then((pid) => isAlive(pid) && process.kill(pid, 'SIGKILL'));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => (sentence.test(said) ? done() : fail(new Error(`It never said ${String(sentence)}:\n${said}`))));
  });
  return made;
}

const wellWithin = 90_000;

describe('kill -9', () => {
  it.each([
    ['while it builds', /Building/],
    ['while it stages', /Staging to all hosts/],
  ])(
    '%s: nothing was switched, and the push has failed',
    async (_when, sentence) => {
      const at = await killedAt(sentence, 'good');
      const before = links(at);
      const captain = person(await at.startEngine());
      const { push } = await captain.until((state) => state.push?.state.at === 'failed', wellWithin);
      expect(push?.state).toMatchObject({ why: 'the desk was lost while staging' });
      expect(links(at)).toEqual(before);
      expect(revisionsLinked(at)).toEqual([at.commits.live.slice(0, 12)]);
      await captain.until((state) => state.lock.state === 'free', wellWithin);
    },
    180_000,
  );

  it.each([
    ['as it begins to switch', /Staged on every host/],
    ['in the middle of the canary’s switch', /linked .* verified/],
    ['in the canary’s watch', /Phase 1: watch starts/],
  ])(
    '%s: the canaries are rolled back, as configured',
    async (_when, sentence) => {
      const at = await killedAt(sentence, 'good');
      const captain = person(await at.startEngine());
      const { push } = await captain.until((state) => state.push?.state.at === 'rolled back', wellWithin);
      expect(push?.state).toMatchObject({ automatic: true, pending: 0 });
      expect(push!.hosts.some((host) => host.changed)).toBe(false);
      expect(revisionsLinked(at)).toEqual([at.commits.live.slice(0, 12)]);
    },
    180_000,
  );

  it.each([
    ['as it begins to switch the rest', /nothing regressed, going on/],
    ['in the last watch', /Phase 2: watch starts/],
  ])(
    '%s: it is held, every host shown as it is, and goes on at a word',
    async (_when, sentence) => {
      const at = await killedAt(sentence, 'good');
      const captain = person(await at.startEngine());
      const { push } = await captain.until((state) => state.push?.state.at === 'held', wellWithin);
      expect(push?.state).toMatchObject({ hold: { why: 'desk lost', owner: 'Mara' } });
      const now = links(at);
      for (const host of push!.hosts) expect(host.state === 'verified').toBe(now[host.host] === push!.release);
      await captain.resume(push!.id);
      await captain.until((state) => state.push?.state.at === 'done', wellWithin);
      expect(revisionsLinked(at)).toEqual([at.commits.good.slice(0, 12)]);
    },
    180_000,
  );

  it('in the last watch, where it is to go on: it goes on by itself', async () => {
    const at = await killedAt(/Phase 2: watch starts/, 'good', 'canary: rollback, all: continue');
    const captain = person(await at.startEngine());
    await captain.until((state) => state.push?.state.at === 'done', wellWithin);
    expect(revisionsLinked(at)).toEqual([at.commits.good.slice(0, 12)]);
  }, 180_000);

  it.each([
    ['as it decides to roll back', /Roll back: errors/],
    ['in the middle of a rollback', /Fence \d+\. Switching/],
  ])(
    '%s: the rollback goes on',
    async (_when, sentence) => {
      const at = await killedAt(sentence, 'errors');
      const captain = person(await at.startEngine());
      const { push } = await captain.until((state) => state.push?.state.at === 'rolled back', wellWithin);
      expect(push?.state).toMatchObject({ pending: 0 });
      expect(revisionsLinked(at)).toEqual([at.commits.live.slice(0, 12)]);
      await captain.until((state) => state.lock.kind === 'kept', wellWithin);
    },
    180_000,
  );

  it('right after the end: live is live', async () => {
    const at = await killedAt(/Nothing regressed: live/, 'good');
    const captain = person(await at.startEngine());
    await captain.until((state) => state.live.hostsOnIt === 6, wellWithin);
    expect(captain.state().push?.state.at).toBe('done');
    expect(revisionsLinked(at)).toEqual([at.commits.good.slice(0, 12)]);
  }, 180_000);
});
