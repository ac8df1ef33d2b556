import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { person, type Person } from '../../../e2e/desk';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';
import { defaultPreferences, type SettingsEdit } from '../../../shared/contract/settings';
import type { Engine } from '../engine';
import { openHistory } from '../history/database';
import { createHistory, type History } from '../history/history';
import { createBackups } from './backups';
import { restoreBackup } from './restore';
import { whyNotWritable, writeConfig } from './write-config';

const limit = (text: string, gauge = 0): SettingsEdit => ({ path: ['gauges', gauge, 'limit'], value: text });

describe('the settings of a fleet', () => {
  let fleet: TestFleet;
  let engine: Engine;
  let mara: Person;
  let original: string;
  beforeAll(async () => {
    fleet = await startTestFleet({ types: { www: 2 }, yaml: (text) => text.replace('gauges:\n', '# what decides\ngauges:\n') });
    original = readFileSync(fleet.configFile, 'utf8');
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    writeFileSync(fleet.configFile, original);
    engine = await fleet.startEngine({ configFile: fleet.configFile });
    mara = person(engine);
  });
  afterEach(() => engine.close());

  const save = async (edits: SettingsEdit[], reason = '', base?: string) =>
    mara.client.settings.save({ key: randomUUID(), base: base ?? (await mara.client.settings.read()).base, edits, reason });
  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (error: unknown) => (error as { code: string }).code,
    );

  it('are read as they stand in the file', async () => {
    const view = await mara.client.settings.read();
    expect(view).toMatchObject({
      file: fleet.configFile,
      text: original,
      whyNot: null,
      faults: [],
      types: ['www'],
      value: { name: 'test shop', gauges: [{ name: 'errors', limit: '> 5' }, { name: 'load' }] },
    });
  });

  it('are drafted with a diff and faults, and nothing is written', async () => {
    const { base } = await mara.client.settings.read();
    const draft = await mara.client.settings.draft({
      base,
      edits: [limit('> 7'), { path: ['gauges', 1, 'metric'], value: 'rate(' }],
    });
    expect(draft.diff.filter((line) => line.kind !== 'same').map(({ kind, text }) => [kind, text.trim()])).toEqual([
      ['removed', 'limit: "> 5"'],
      ['added', 'limit: "> 7"'],
      ['removed', 'metric: node_load1'],
      ['added', 'metric: rate('],
    ]);
    expect(draft.faults).toMatchObject([{ path: 'gauges[1].metric' }]);
    expect(readFileSync(fleet.configFile, 'utf8')).toBe(original);
    expect(await code(mara.client.settings.draft({ base: 'another', edits: [limit('> 7')] }))).toBe('STALE');
    expect(await code(mara.client.settings.draft({ base, edits: [limit('> 7', 9)] }))).toBe('BAD_INPUT');
  });

  it('are saved, applied, and written down with who did it', async () => {
    await save([limit('> 7')], 'too many false alarms');
    expect(readFileSync(fleet.configFile, 'utf8')).toBe(original.replace('"> 5"', '"> 7"'));
    await mara.until((state) => state.gauges[0]?.limit === '> 7');
    const [newest, first] = await mara.client.settings.changes({});
    expect(newest).toMatchObject({ who: 'Mara', via: 'test', reason: 'too many false alarms' });
    expect(newest?.diff.filter((line) => line.kind === 'added')).toMatchObject([{ text: '    limit: "> 7"' }]);
    expect(first).toMatchObject({ who: null, diff: [] });
    expect((await mara.client.settings.acts({ limit: 1 }))[0]).toMatchObject({
      who: 'Mara',
      verb: 'settings.save',
      about: 'gauges[0].limit: too many false alarms',
      refused: null,
    });

    // Edited with an editor: nobody is known. The same text again is no change.
    writeFileSync(fleet.configFile, original.replace('"> 5"', '"> 8"'));
    await mara.until((state) => state.gauges[0]?.limit === '> 8');
    const changes = await mara.client.settings.changes({});
    expect(changes).toHaveLength(3);
    expect(changes[0]).toMatchObject({ who: null, via: 'editor', reason: '' });
  });

  it('name who saved them also after the engine was started again in between', async () => {
    await engine.close();
    engine = await fleet.startEngine({ configFile: fleet.configFile });
    mara = person(engine);
    await save([limit('> 9')], 'before the restart');
    await engine.close();
    engine = await fleet.startEngine({ configFile: fleet.configFile });
    expect((await person(engine).client.settings.changes({ limit: 1 }))[0]).toMatchObject({
      who: 'Mara',
      reason: 'before the restart',
    });
  });

  it('are not saved with faults, on another text, by another role, or into another data directory', async () => {
    const { base } = await mara.client.settings.read();
    await expect(save([limit('five')])).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      data: { detail: [expect.stringContaining('gauges[0].limit')] },
    });
    expect(await code(save([{ path: ['data'], value: '/elsewhere' }]))).toBe('BAD_CONFIG');
    expect(await code(person(engine, 'responder').client.settings.save({ key: randomUUID(), base, edits: [limit('> 7')] }))).toBe(
      'FORBIDDEN',
    );
    expect(readFileSync(fleet.configFile, 'utf8')).toBe(original);
    const meanwhile = original.replace('name: test shop', 'name: test shop # mine');
    writeFileSync(fleet.configFile, meanwhile);
    expect(await code(save([limit('> 7')], '', base))).toBe('STALE');
    expect(readFileSync(fleet.configFile, 'utf8')).toBe(meanwhile);
    expect((await mara.client.settings.acts({ limit: 1 }))[0]?.refused).toContain('has changed since you began');
  });

  it('of two that were begun on the same text, one is saved', async () => {
    const { base } = await mara.client.settings.read();
    const both = await Promise.all([code(save([limit('> 6')], '', base)), code(save([limit('> 7')], '', base))]);
    expect(both.toSorted()).toEqual(['STALE', null]);
  });

  it('say why they cannot be written, and lose nothing', async () => {
    const { base } = await mara.client.settings.read();
    chmodSync(fleet.configFile, 0o444);
    expect((await mara.client.settings.read()).whyNot).toContain('is read-only');
    await expect(save([limit('> 7')], '', base)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('is read-only'),
    });
    chmodSync(fleet.configFile, 0o644);

    renameSync(fleet.configFile, `${fleet.configFile}.away`);
    expect((await mara.client.settings.read()).whyNot).toContain('is not there any more');
    expect(await code(save([limit('> 7')], '', base))).toBe('REFUSED');
    mkdirSync(fleet.configFile);
    expect((await mara.client.settings.read()).whyNot).toContain('is not a file');
    expect(await code(save([limit('> 7')], '', base))).toBe('REFUSED');
    rmSync(fleet.configFile, { recursive: true });
    renameSync(`${fleet.configFile}.away`, fleet.configFile);
    expect(readFileSync(fleet.configFile, 'utf8')).toBe(original);
    await save([limit('> 7')], '', base);
  });

  it('cannot be had of an engine without a file', async () => {
    await engine.close();
    engine = await fleet.startEngine();
    mara = person(engine);
    expect(await mara.client.settings.read()).toMatchObject({ file: null, whyNot: 'this engine runs without a file' });
    expect(await code(save([limit('> 7')], '', 'x'))).toBe('REFUSED');
  });

  it('of the desk are kept over a restart', async () => {
    expect(engine.board.state().preferences).toEqual(defaultPreferences);
    const now = await mara.client.settings.prefer({ key: randomUUID(), notify: { done: false }, launchAtLogin: true });
    expect(now).toEqual({ notify: { ...defaultPreferences.notify, done: false }, launchAtLogin: true });
    await mara.until((state) => state.preferences.launchAtLogin);
    await engine.close();
    engine = await fleet.startEngine({ configFile: fleet.configFile });
    expect(engine.board.state().preferences).toEqual(now);
  });

  it('show no secret among the acts', async () => {
    await mara.client.fleet.answer({ key: randomUUID(), question: 'none', accept: true, secret: 'open sesame' });
    expect(JSON.stringify(await mara.client.settings.acts({}))).not.toContain('sesame');
    expect((await mara.client.settings.acts({ limit: 1 }))[0]).toMatchObject({
      verb: 'fleet.answer',
      about: 'said yes to a question',
    });
  });
});

describe('a configuration that is written', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capstan-write-'));
    file = join(folder, 'capstan.yaml');
    writeFileSync(file, 'old');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps its mode', async () => {
    chmodSync(file, 0o640);
    await writeConfig(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['capstan.yaml']);
  });

  it('is the target of a link, and the link stays one', async () => {
    mkdirSync(join(folder, 'real'));
    renameSync(file, join(folder, 'real/config.yaml'));
    symlinkSync('real/config.yaml', file);
    await writeConfig(file, 'new');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real/config.yaml'), 'utf8')).toBe('new');
    unlinkSync(join(folder, 'real/config.yaml'));
    expect(await whyNotWritable(file)).toContain('is not there any more');
  });

  it.each(['writeFile', 'sync'] as const)('is as it was where the disk is full at %s', async (step) => {
    const full = vi.fn<typeof open>(async (...order) => {
      const handle = await open(...order);
      handle[step] = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
      return handle;
    });
    await expect(writeConfig(file, 'new', full)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('the disk is full'),
    });
    expect(full).toHaveBeenCalledOnce();
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['capstan.yaml']);
  });
});

describe('backups', () => {
  let data: string;
  let history: History | null = null;
  let now = Date.UTC(2026, 10, 16, 11, 39, 17);
  const begin = () => (history = createHistory(openHistory(join(data, 'history.sqlite')).db));
  const say = (text: string) => history?.events.add({ at: 1, push: null, host: null, level: 'info', mark: null, text });
  const said = () => {
    const lines = begin()
      .events.list(null, 0, 100)
      .map((line) => line.text);
    history?.close();
    return lines;
  };
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'capstan-backups-'))));
  afterEach(() => {
    history?.close();
    rmSync(data, { recursive: true });
  });

  it('are made whole, private, one file each, newest first', async () => {
    const backups = createBackups(data, begin(), () => now);
    say('one');
    const first = await backups.make();
    now += 1000;
    const both = await Promise.all([backups.make(), backups.make()]);
    expect(first.file).toBe(join(data, 'backups/history-2026-11-16T11-39-17-000Z.sqlite'));
    expect((await backups.list()).map((one) => one.file)).toEqual([both[1].file, both[0].file, first.file]);
    expect(readdirSync(join(data, 'backups'))).toHaveLength(3);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    const copy = new Database(first.file, { readonly: true });
    expect(copy.prepare('SELECT text FROM events').all()).toEqual([{ text: 'one' }]);
    copy.close();
  });

  it('are made once a day by themselves, and seven of those stay', async () => {
    const backups = createBackups(data, begin(), () => now);
    const mine = await backups.make();
    await backups.daily();
    expect(await backups.list()).toHaveLength(1);
    for (let day = 0; day < 9; day++) {
      now += 25 * 3_600_000;
      await backups.daily();
      await backups.daily();
    }
    const left = await backups.list();
    expect(left).toHaveLength(8);
    // What a person made is nobody else's to remove.
    expect(left.at(-1)?.file).toBe(mine.file);
  });

  it('that cannot be made say so and leave nothing', async () => {
    writeFileSync(join(data, 'backups'), 'in the way');
    await expect(createBackups(data, begin(), () => now).make()).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('are restored, and the history from before is kept', async () => {
    const backups = createBackups(data, begin(), () => now);
    say('one');
    const { file } = await backups.make();
    say('two');
    history?.close();
    const { setAside } = restoreBackup(data, file, new Date(now));
    expect(said()).toEqual(['one']);
    const before = new Database(setAside ?? '', { readonly: true });
    expect(before.prepare('SELECT text FROM events').all()).toEqual([{ text: 'one' }, { text: 'two' }]);
    before.close();
    // And back again.
    restoreBackup(data, setAside ?? '', new Date(now + 1));
    expect(said()).toEqual(['one', 'two']);
    expect(existsSync(file)).toBe(true);
    expect(readdirSync(data).filter((name) => name.startsWith('.restore'))).toEqual([]);
  });

  it.each([
    [
      'a text',
      (file: string) => writeFileSync(file, 'no database at all, but long enough to be one'.repeat(100)),
      /not a database/,
    ],
    ['nothing', (file: string) => writeFileSync(file, ''), /no history of Capstan/],
    ['another database', (file: string) => new Database(file).exec('CREATE TABLE t (a)').close(), /no history of Capstan/],
    ['a folder', (file: string) => mkdirSync(file), /not a file/],
    ['no file', () => undefined, /There is no/],
  ])('are refused where the file is %s, and the history stays', (_, make, why) => {
    begin();
    say('one');
    history?.close();
    const file = join(data, 'given');
    make(file);
    expect(() => restoreBackup(data, file, new Date(now))).toThrow(why);
    expect(said()).toEqual(['one']);
    expect(readdirSync(data).filter((name) => /restore/.test(name))).toEqual([]);
  });
});
