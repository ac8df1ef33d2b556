import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { person, type Person } from '../../../e2e/desk';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';
import { makeKeyPair } from '../../../e2e/ssh-server';
import type { SetupAnswers } from '../../../shared/contract/setup';
import type { DoctorRow } from '../../../shared/contract/state';
import type { Engine, SetupPlace } from '../engine';
import { loadConfig } from '../config/read-config';

// The three procedures of the first run, on a real engine, with a real host to try.

let fleet: TestFleet;
let answers: SetupAnswers;
let host: string;
beforeAll(async () => {
  fleet = await startTestFleet({ types: { www: 1 } });
  const port = fleet.hosts['www-1']?.port ?? 0;
  host = `127.0.0.1:${port}`;
  answers = {
    name: 'mine',
    types: [{ name: 'www', hosts: host }],
    coordinator: '',
    path: 'srv/shop',
    user: 'deploy',
    port: '',
    identity: join(fleet.directory, 'id_ed25519'),
    reload: 'reload',
    verify: 'http://localhost:8080/healthz',
    releaseHeader: 'X-Release',
    scrape: 'http://localhost:8080/metrics',
    git: join(fleet.directory, 'shop'),
    build: '',
    artifact: 'dist/',
  };
});
afterAll(() => fleet.close());

let engine: Engine;
/** A home of each test's own: nothing is known there. */
let home: string;
let file: string;
const start = async (change: { demo?: boolean; opens?: SetupPlace['opens'] } = {}) => {
  engine = await fleet.startEngine({
    demo: change.demo ?? true,
    home,
    setup: { file, opens: change.opens ?? null },
  });
  return person(engine);
};
beforeEach(() => {
  home = mkdtempSync(join(fleet.directory, 'home-'));
  file = join(home, 'folder/capstan.yaml');
  return async () => {
    await engine.close();
    rmSync(home, { recursive: true });
  };
});

const tryIt = (mara: Person, change: Partial<SetupAnswers> = {}, name = host) =>
  mara.client.setup.try({ key: randomUUID(), answers: { ...answers, ...change }, host: name });
/** Tries the host and answers the one question that comes. */
const tryAnd = async (mara: Person, accept: boolean) => {
  const trying = tryIt(mara);
  const { questions } = await mara.until((state) => state.questions.length > 0);
  const [question] = questions;
  await mara.client.fleet.answer({ key: randomUUID(), question: question?.id ?? '', accept, secret: null });
  return { question, row: (await trying).row };
};
const check = (row: DoctorRow, name: string) => row.checks.find((one) => one.name === name);

describe('setup.try', () => {
  it('asks about a key that is not known, examines the host, and remembers the key', async () => {
    const mara = await start();
    const { question, row } = await tryAnd(mara, true);
    expect(question).toMatchObject({ kind: 'host key', host, fingerprint: expect.stringMatching(/^SHA256:/) });
    expect(row).toMatchObject({ host, type: 'www' });
    expect(row.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'reachable ok',
      'key ok',
      'path ok',
      expect.stringMatching(/^disk /),
      'live ok',
      'clock ok',
      'metrics ok',
    ]);
    expect(readFileSync(join(home, '.ssh/known_hosts'), 'utf8')).toContain(`[127.0.0.1]:${host.split(':')[1] ?? ''} `);
    expect((await tryIt(mara)).row.checks.slice(0, 3).every((one) => one.state === 'ok')).toBe(true);
    expect(mara.state().questions).toEqual([]);
  });

  it('takes a refusal for an answer, and asks again when it is tried again', async () => {
    const mara = await start();
    for (let times = 0; times < 2; times++) {
      const { row } = await tryAnd(mara, false);
      expect(check(row, 'key')).toMatchObject({ state: 'critical', said: expect.stringContaining('its host key is not known') });
      expect(check(row, 'path')).toMatchObject({ state: 'unknown', said: 'not reached' });
    }
  });

  it('refuses a changed key without a question', async () => {
    const mara = await start();
    mkdirSync(join(home, '.ssh'));
    const other = makeKeyPair().public.trim().split(' ').slice(0, 2).join(' ');
    writeFileSync(join(home, '.ssh/known_hosts'), `[127.0.0.1]:${host.split(':')[1] ?? ''} ${other}\n`);
    const { row } = await tryIt(mara);
    expect(check(row, 'key')).toMatchObject({
      state: 'critical',
      said: expect.stringContaining('its host key is not the one in'),
      todo: expect.stringContaining('Ask its owner'),
    });
  });

  it('needs neither a name nor a source', async () => {
    const mara = await start();
    appendFileSync(join(home, 'id_other'), makeKeyPair().private, { mode: 0o600 });
    const known = await tryAnd(mara, true);
    expect(known.row.host).toBe(host);
    const { row } = await tryIt(mara, { name: '', git: '', artifact: '/nowhere', identity: join(home, 'id_other') });
    expect(check(row, 'key')).toMatchObject({
      state: 'critical',
      said: expect.stringContaining('takes none of the keys for deploy'),
    });
    expect(check(row, 'reachable')).toMatchObject({ state: 'ok' });
  });

  it('says that nothing listens there, and that a directory cannot be made', async () => {
    const mara = await start();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await new Promise((resolve) => silent.close(resolve));
    const closed = await tryIt(mara, { types: [{ name: 'www', hosts: `127.0.0.1:${port}` }] }, `127.0.0.1:${port}`);
    expect(check(closed.row, 'reachable')).toMatchObject({
      state: 'critical',
      said: expect.stringContaining('ECONNREFUSED'),
      todo: expect.stringContaining('nothing listens on that port'),
    });
    await tryAnd(mara, true);
    const shut = await tryIt(mara, { path: '/proc/nothing' });
    expect(check(shut.row, 'path')).toMatchObject({ state: 'critical', todo: expect.stringContaining('Make /proc/nothing') });
  });

  it('is refused where the answers do not name the host, or do not say how it is reached', async () => {
    const mara = await start();
    await expect(tryIt(mara, {}, 'www9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(tryIt(mara, { port: 'ssh' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      data: { detail: [expect.stringContaining('port: ')] },
    });
  });
});

describe('setup.write', () => {
  const write = (mara: Person, change: Partial<SetupAnswers> = {}, more: { key?: string; overwrite?: boolean } = {}) =>
    mara.client.setup.write({ key: randomUUID(), ...more, answers: { ...answers, ...change } });

  it('writes what the draft shows, and has the shell open it, once', async () => {
    const opened: string[] = [];
    const mara = await start({ opens: (one) => void opened.push(one) });
    const draft = await mara.client.setup.draft({ answers: answers });
    expect(draft).toMatchObject({ file, exists: false, faults: [], hosts: [host] });
    const key = randomUUID();
    expect(await write(mara, {}, { key })).toEqual({ file, opens: true, whyNot: null });
    expect(await write(mara, {}, { key })).toEqual({ file, opens: true, whyNot: null });
    expect(opened).toEqual([file]);
    expect(readFileSync(file, 'utf8')).toBe(draft.text);
    expect(await loadConfig(file)).toMatchObject({ ok: true, config: { name: 'mine' } });
    expect((await mara.client.setup.draft({ answers: answers })).exists).toBe(true);
  });

  it('keeps a file that is there, unless it is told', async () => {
    const mara = await start();
    expect(await write(mara)).toMatchObject({ opens: false, whyNot: 'this shell shows one fleet only' });
    await expect(write(mara, { name: 'other' })).rejects.toMatchObject({ code: 'REFUSED', message: `${file} is there already.` });
    expect(readFileSync(file, 'utf8')).toContain('name: mine');
    await write(mara, { name: 'other' }, { overwrite: true });
    expect(readFileSync(file, 'utf8')).toContain('name: other');
  });

  it('writes nothing that has faults', async () => {
    const mara = await start();
    await expect(write(mara, { name: '' })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      data: { detail: ['name: the fleet has no name'] },
    });
    expect(existsSync(file)).toBe(false);
  });

  it('says why the shell cannot open it', async () => {
    const mara = await start({ opens: () => Promise.reject(new Error('there is no room')) });
    expect(await write(mara)).toEqual({ file, opens: false, whyNot: 'there is no room' });
    expect(existsSync(file)).toBe(true);
  });

  it('is for captains, and only where the demonstration runs', async () => {
    const mara = await start({ demo: false });
    await expect(write(mara)).rejects.toMatchObject({ code: 'REFUSED', message: expect.stringContaining('test shop') });
    for (const role of ['responder', 'viewer'] as const) {
      const other = person(engine, role);
      await expect(write(other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(tryIt(other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(existsSync(file)).toBe(false);
  });
});
