import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ended, links, person, revisionsLinked, type Person } from '../../../e2e/desk';
import { mountDisk, noMount, type MountedDisk } from '../../../e2e/mount-disk';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';
import type { Engine } from '../engine';
import { migrations } from './migrations';

// This desk's disk full or read-only, its history damaged, in the middle of a push or before it starts: whatever it is, the hosts are
// taken back. Everything is real: the fleet over SSH, and the disk, which is a small one of its own.

const wellWithin = 60_000;
const longWatch = (text: string) => text.replaceAll('watch: 1s', 'watch: 6s');

let fleet: TestFleet | null = null;
let disk: MountedDisk | null = null;
let place: string | null = null;
let strays: unknown[];
const stray = (error: unknown) => strays.push(error);

beforeEach(() => {
  strays = [];
  // What a timer or a handler throws into nowhere ends the process of an engine.
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  await fleet?.close();
  fleet = null;
  disk?.[Symbol.dispose]();
  disk = null;
  if (place !== null) rmSync(place, { recursive: true });
  place = null;
  process.off('uncaughtException', stray);
  process.off('unhandledRejection', stray);
  vi.restoreAllMocks();
  expect(strays).toEqual([]);
});

/** A fleet; `onDisk`: with the engine's data on a disk of its own. */
async function started({ onDisk = true, yaml = longWatch } = {}): Promise<{ fleet: TestFleet; data: string }> {
  let data = '';
  const made = await startTestFleet({
    types: { www: 3 },
    yaml: (given) => {
      // On a busy machine a short lease runs out, and the push is held for that.
      const text = given.replace('lease: 20s', 'lease: 30s');
      data = /^data: "(.*)"$/m.exec(text)?.[1] ?? '';
      if (!onDisk) return yaml(text);
      // Beside the fleet, not in it: that is removed with everything in it.
      place = mkdtempSync(join(tmpdir(), 'capstan-disk-'));
      data = join(place, 'data');
      disk = mountDisk(data, '12m');
      return yaml(text.replace(/^data: .*$/m, `data: ${JSON.stringify(data)}`));
    },
  });
  fleet = made;
  return { fleet: made, data };
}

const saidOf = (engine: Engine) => engine.history.events.list(null, 0, 5000).map((line) => line.text);
const isWatching = (captain: Person, phase: number) =>
  captain.until(({ push }) => push?.state.at === 'watching' && push.state.phase === phase, wellWithin);

/** The push that is there is taken back, and every host is where it was. */
async function rollsBack(at: TestFleet, captain: Person, before: Record<string, string>): Promise<void> {
  await captain.rollback();
  const { push } = await captain.until(({ push: one }) => one?.state.at === 'rolled back', wellWithin);
  expect(push?.state).toMatchObject({ at: 'rolled back', pending: 0 });
  expect(links(at)).toEqual(before);
  expect(revisionsLinked(at)).toEqual([at.commits.live.slice(0, 12)]);
}

/** A push is live, by an engine that has ended. */
async function livePush(at: TestFleet): Promise<Record<string, string>> {
  const before = links(at);
  const engine = await at.startEngine();
  const captain = person(engine);
  const id = await captain.push(at.commits.good);
  await captain.until(ended(id), wellWithin);
  expect(captain.state().push?.state.at).toBe('done');
  await engine.close();
  expect(links(at)).not.toEqual(before);
  return before;
}

/** Looks into every room that has something on this desk's disk. Answers why there are no trends; null: there are. */
async function looksRound(captain: Person): Promise<string | null> {
  await captain.until(({ live }) => live.connected === 3, wellWithin);
  const { client } = captain;
  await Promise.all([client.settings.read(), client.settings.acts({ limit: 9 }), client.settings.backups()]);
  await Promise.all([client.push.history({ limit: 10 }), client.trends.dashboards()]);
  return (await client.trends.store()).unavailable;
}

describe.skipIf(noMount !== null)(`this desk’s disk full${noMount ?? ''}`, () => {
  it(
    'in the watch of a push: the rollback works, and the history is written once there is room',
    { timeout: 180_000 },
    async () => {
      const { fleet: at } = await started();
      const before = links(at);
      const engine = await at.startEngine();
      const captain = person(engine);
      await captain.push(at.commits.good);
      await isWatching(captain, 0);
      disk?.fill();
      await captain.until(({ desk }) => desk.historyFault !== null, wellWithin);
      expect(captain.state().desk.historyFault).toMatch(/^The disk is full, .* Make room there\./);
      await rollsBack(at, captain, before);
      expect(saidOf(engine).filter((text) => text.startsWith('The disk is full, so the history'))).toHaveLength(1);
      expect(vi.mocked(console.error).mock.calls.flat().join('\n')).toMatch(/^capstan: The disk is full[^\n]*$/);

      disk?.makeRoom();
      engine.history.mend();
      expect(captain.state().desk.historyFault).toBeNull();
      await engine.close();
      const again = await at.startEngine();
      expect(again.board.state().recent[0]).toMatchObject({ id: 'r-1', state: 'rolled back' });
      expect(saidOf(again)).toContain('The history is in its file again.');
    },
  );

  it('in the watch of a push: it goes on, and ends live', { timeout: 180_000 }, async () => {
    const { fleet: at } = await started({ yaml: (text) => text.replace('watch: 1s', 'watch: 4s') });
    const captain = person(await at.startEngine());
    const id = await captain.push(at.commits.good);
    await isWatching(captain, 0);
    disk?.fill();
    const { push } = await captain.until(ended(id), wellWithin);
    expect(push?.state.at).toBe('done');
    expect(captain.state().desk.historyFault).toContain('The disk is full');
    expect(revisionsLinked(at)).toEqual([at.commits.good.slice(0, 12)]);
  });

  it('in the watch of a push that is bad: it is rolled back by itself', { timeout: 180_000 }, async () => {
    const { fleet: at } = await started();
    const before = links(at);
    const captain = person(await at.startEngine());
    const id = await captain.push(at.commits.errors);
    await isWatching(captain, 0);
    disk?.fill();
    const { push } = await captain.until(ended(id), wellWithin);
    expect(push?.state).toMatchObject({ at: 'rolled back', automatic: true, pending: 0 });
    expect(links(at)).toEqual(before);
  });

  it('from the start: an engine starts, says so, and takes the last push back', { timeout: 180_000 }, async () => {
    const { fleet: at } = await started({ yaml: (text) => text });
    const before = await livePush(at);
    disk?.fill();
    const engine = await at.startEngine();
    const captain = person(engine);
    await looksRound(captain);
    await rollsBack(at, captain, before);
    expect(captain.state().desk.historyFault).toContain('The disk is full');
  });
});

describe.skipIf(noMount !== null)(`this desk’s data directory read-only${noMount ?? ''}`, () => {
  it('an engine starts, says so, and takes the last push back', { timeout: 180_000 }, async () => {
    const { fleet: at, data } = await started({ yaml: (text) => text });
    const before = await livePush(at);
    const files = readdirSync(data);
    disk?.readOnly();
    const engine = await at.startEngine();
    const captain = person(engine);
    expect(await looksRound(captain)).toMatch(/^The series in .* is read-only\.$/);
    expect(captain.state().desk.historyFault).toContain('is read-only');
    expect(captain.state().recent.map((one) => one.id)).toEqual(['r-1']);
    await rollsBack(at, captain, before);
    await expect(captain.client.settings.backup({ key: 'a key of this test' })).rejects.toMatchObject({ code: 'REFUSED' });
    await engine.close();
    expect(readdirSync(data)).toEqual(files);
  });

  it('and empty: it is another desk, which takes back what the hosts know of', { timeout: 180_000 }, async () => {
    const { fleet: at, data } = await started({ yaml: (text) => text });
    const before = await livePush(at);
    disk?.[Symbol.dispose]();
    disk = mountDisk(data);
    disk.readOnly();
    const tokens: string[] = [];
    for (let start = 0; start < 2; start++) {
      const engine = await at.startEngine();
      tokens.push(engine.desk().context.desk.token);
      if (start === 1) {
        const captain = person(engine);
        await looksRound(captain);
        await rollsBack(at, captain, before);
      }
      await engine.close();
    }
    // It knows its own lock again.
    expect(tokens[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });
});

describe('this desk’s history', () => {
  const damages: Record<string, (file: string) => void> = {
    'has a push that cannot be read': (file) => write(file, "UPDATE pushes SET plan = '{'"),
    'has a host, acts, steps and verdicts that cannot be read': (file) => {
      write(file, "UPDATE push_hosts SET row = '{' WHERE host = 'www-2'");
      write(file, "UPDATE acts SET input = '{'");
      write(file, "UPDATE transitions SET event = '{'");
      write(file, "UPDATE verdicts SET verdict = '{'");
      write(file, "UPDATE settings SET value = '{'");
    },
    'is of a newer Capstan': (file) => write(file, `PRAGMA user_version = ${migrations.length + 1}`),
    'is random bytes': (file) => writeFileSync(file, Buffer.alloc(20_000, 'damage ')),
  };

  it.each(Object.keys(damages))('%s: an engine starts and takes the last push back', { timeout: 180_000 }, async (name) => {
    const { fleet: at, data } = await started({ onDisk: false, yaml: (text) => text });
    const before = await livePush(at);
    damages[name]?.(join(data, 'history.sqlite'));
    const engine = await at.startEngine();
    const captain = person(engine);
    await looksRound(captain);
    // By its name: a desk that lost it has it from the hosts.
    await captain.client.push.rollback({ key: 'a key of this test', push: 'r-1', alsoUndo: [] });
    await captain.until(({ push }) => push?.state.at === 'rolled back', wellWithin);
    expect(captain.state().push?.state).toMatchObject({ pending: 0 });
    expect(links(at)).toEqual(before);
    expect(saidOf(engine).length).toBeGreaterThan(0);
  });
});

function write(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}
