import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { links, person, revisionsLinked } from '../../../e2e/desk';
import { engineStarted, isAlive } from '../../../e2e/engine-process';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';

// The engine in a process of its own (the terminal's `push` starts it), stopped in the middle of a watch for longer than the watch and than any
// gauge's wait, as a laptop's lid does it; the fleet lives on meanwhile. Then it goes on.

const launcher = fileURLToPath(new URL('../../cli/launcher.mjs', import.meta.url));
const watchMs = 4000;
const nap = 9000;

let fleet: TestFleet | null = null;
let engine: number | null = null;
beforeAll(() => {
  const built = spawnSync(process.execPath, [launcher, 'version'], { encoding: 'utf8' });
  expect(built.stderr + built.stdout).toContain('Capstan');
}, 120_000);
afterEach(async () => {
  if (engine !== null && isAlive(engine)) process.kill(engine, 'SIGKILL');
  engine = null;
  await fleet?.close();
  fleet = null;
});

interface Asleep {
  readonly fleet: TestFleet;
  /** All it said. */
  said(): string;
  /** Lets it go on; resolves at the first sentence after that which matches, with how long that took. */
  wake(sentence: RegExp): Promise<number>;
}

/** Pushes, and stops the engine for `nap` some beats after it has said `sentence`; `meanwhile` happens in its sleep. */
async function asleepAt(sentence: RegExp, meanwhile: (fleet: TestFleet) => Promise<unknown> = () => pause(nap)): Promise<Asleep> {
  const made = await startTestFleet({
    yaml: (text) =>
      text
        .replace('lease: 20s', 'lease: 5s')
        .replaceAll('watch: 1s', `watch: ${watchMs}ms`)
        .replaceAll('no_data: wait 20s then hold', 'no_data: wait 4s then fail'),
  });
  fleet = made;
  const push = spawn(process.execPath, [launcher, 'push', made.commits.good, '-c', made.configFile], {
    env: { ...process.env, CAPSTAN_WHO: 'Mara', SSH_AUTH_SOCK: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = await engineStarted(made.config.data);
  engine = pid;
  let said = '';
  const hearers = new Set<() => void>();
  for (const stream of [push.stdout, push.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      for (const hear of hearers) hear();
    });
  const until = (what: RegExp, from = 0) =>
    new Promise<void>((resolve, reject) => {
      const hear = () => {
        if (!what.test(said.slice(from))) return;
        hearers.delete(hear);
        resolve();
      };
      hearers.add(hear);
      push.once('close', () => reject(new Error(`It never said ${String(what)}:\n${said}`)));
      hear();
    });
  await until(sentence);
  await pause(600);
  process.kill(pid, 'SIGSTOP');
  await meanwhile(made);
  return {
    fleet: made,
    said: () => said,
    wake: async (what) => {
      const [from, at] = [said.length, performance.now()];
      process.kill(pid, 'SIGCONT');
      await until(what, from);
      return performance.now() - at;
    },
  };
}

describe('a desk that slept', () => {
  it('in the canaries’ watch goes on watching: nothing is declared well unseen, nobody is missed', async () => {
    const at = await asleepAt(/Phase 1: watch starts/);
    const tookMs = await at.wake(/Phase 1: nothing regressed/);
    // It had seen less than a second of it, and a beat is worth its 200 ms only if a sample came.
    expect(tookMs).toBeGreaterThan(watchMs - 1600);
    expect(at.said()).toContain('This desk was asleep for');
    expect(at.said()).not.toMatch(/[Rr]oll(ed|ing)? back|regressed: |unknown: |Held/);
    await at.wake(/Nothing regressed: live/);
    expect(revisionsLinked(at.fleet)).toEqual([at.fleet.commits.good.slice(0, 12)]);
  }, 180_000);

  it('in the last watch goes on watching, too', async () => {
    const at = await asleepAt(/Phase 2: watch starts/);
    const tookMs = await at.wake(/Nothing regressed: live/);
    expect(tookMs).toBeGreaterThan(watchMs - 1600);
    expect(at.said()).not.toMatch(/Roll back|Held/);
  }, 180_000);

  it('switches nothing more, and says so, where another desk has taken over meanwhile', async () => {
    let before: Record<string, string> = {};
    const at = await asleepAt(/Phase 1: watch starts/, async (made) => {
      const other = await made.startEngine({ config: { ...made.config, data: join(made.directory, 'other') }, name: 'other desk' });
      const jonas = person(other, 'captain', 'Jonas');
      // Longer than the lease of the one that sleeps.
      await pause(6000);
      await jonas.until((state) => state.live.readAt !== null);
      await jonas.unlock().catch(() => undefined);
      await jonas.until((state) => state.lock.state === 'free');
      await jonas.client.lock.take({
        key: crypto.randomUUID(),
        version: jonas.state().version,
        reason: 'the desk of Mara is gone',
      });
      before = links(made);
    });
    await at.wake(/Jonas has taken the push lock/);
    await pause(2 * watchMs);
    expect(at.said()).not.toMatch(/nothing regressed|Nothing regressed|Roll back/);
    expect(links(at.fleet)).toEqual(before);
  }, 180_000);
});
