import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistory } from './database';
import { createHistory, type History } from './history';
import type { PushRow } from './pushes';

// A cell of the file holds what no Capstan wrote: a bit that fell over, an editor's slip, a page of the disk that went.

let folder: string;
let history: History;
let said: string[];
const nonsense = ['{"at":', '', 'null', '7', '"text"', '[]', '{}'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-rows-'));
  const { db, away } = openHistory(join(folder, 'history.sqlite'));
  history = createHistory(db, away);
  said = [];
  history.follow(({ text }) => said.push(text));
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

const host = (name: string) => ({ host: name, type: 'www', state: 'verified', changed: true, previous: 'old-1' });
const row = (number: number) =>
  ({
    push: {
      id: `r-${number}`,
      revision: 'abc',
      release: 'abc-1',
      captain: 'Mara',
      desk: 'desk',
      startedAt: number * 1000,
      endedAt: number * 1000 + 500,
      phases: 2,
      state: { at: 'done' },
      hosts: { 'www-1': host('www-1'), 'www-2': host('www-2') },
    },
    number,
    fence: number,
    plan: { author: 'Deniz', commits: [], hosts: [{ host: 'www-1', type: 'www', phase: 0, canary: true }] },
    config: { gauges: [] },
    artifact: null,
    outcome: null,
  }) as unknown as PushRow;

/** Writes past Capstan, as damage does. */
function damage(sql: string, ...values: unknown[]): void {
  const db = new Database(join(folder, 'history.sqlite'));
  expect(db.prepare(sql).run(...values).changes).toBeGreaterThan(0);
  db.close();
}

describe('a push that cannot be read', () => {
  it.each(['plan', 'state', 'outcome'].flatMap((column) => nonsense.map((text) => [column, text])))(
    'is left out, and told once (%s: %s)',
    (column, text) => {
      for (const number of [1, 2, 3]) history.pushes.add(row(number));
      damage(`UPDATE pushes SET ${column} = ? WHERE id = 'r-3'`, text);
      expect(history.pushes.get('r-3')).toBeNull();
      expect(history.pushes.newest(1).map((one) => one.push.id)).toEqual(['r-2']);
      expect(history.pushes.summaries(30).map((one) => one.id)).toEqual(['r-2', 'r-1']);
      expect(history.pushes.between(0, 10_000, 10).map((one) => one.id)).toEqual(['r-2', 'r-1']);
      expect(said).toEqual(['The history’s row of r-3 cannot be read, and is left out.']);
      expect(history.fault()).toBeNull();
    },
  );

  it('gives its place to the same push as the hosts know it; one that can be read does not', () => {
    for (const number of [1, 2]) history.pushes.add(row(number));
    damage("UPDATE pushes SET plan = '{' WHERE id = 'r-2'");
    history.pushes.add(row(2));
    expect(history.pushes.get('r-2')).toEqual(row(2));
    expect(() => history.pushes.add(row(2))).toThrow();
  });

  it('is whole but for the steps of it that cannot; of a host the rollback has to ask the host', () => {
    history.pushes.add(row(1));
    for (const type of ['stage', 'staged'] as const) history.pushes.move(row(1).push, { type }, 5);
    damage("UPDATE push_hosts SET row = '{' WHERE host = 'www-1'");
    damage("UPDATE transitions SET event = '{' WHERE id = 1");
    const { hosts } = history.pushes.get('r-1')!.push;
    expect(hosts['www-1']).toMatchObject({ host: 'www-1', type: 'www', state: 'unknown', changed: true, previous: null });
    expect(hosts['www-2']).toEqual(host('www-2'));
    history.pushes.state({ ...row(1).push, state: { at: 'rolled back', pending: 0 } as never });
    expect(history.pushes.get('r-1')!.push.hosts['www-1']).toMatchObject({ state: 'unknown', changed: false });
    expect(history.pushes.transitions('r-1').map((step) => step.event.type)).toEqual(['staged']);
    expect(said).toEqual([
      'The history’s row of www-1 in r-1 cannot be read, and is left out.',
      'The history’s row of a step of r-1 cannot be read, and is left out.',
    ]);
  });
});

describe('what else cannot be read', () => {
  it('is left out: verdicts', () => {
    const verdict = (word: string) => ({ word, phase: 0, gauge: 'errors', at: 1 }) as never;
    for (const word of ['ok', 'suspect', 'regressed']) history.verdicts.put('r-1', { push: 'r-1' } as never, verdict(word));
    damage('UPDATE verdicts SET input = ? WHERE id = 1', Buffer.from('not gzipped'));
    damage("UPDATE verdicts SET verdict = '{' WHERE id = 2");
    expect(history.verdicts.list('r-1').map((one) => one.verdict.word)).toEqual(['regressed']);
    expect(history.verdicts.verdicts('r-1').map((one) => one.word)).toEqual(['ok', 'regressed']);
    expect(said).toHaveLength(2);
  });

  it('is left out: acts, configurations, settings', () => {
    const act = { at: 1, who: 'Mara', via: 'test', verb: 'push.hold', input: {} };
    for (const key of ['a', 'b', 'c']) {
      history.acts.begin({ key, ...act });
      history.acts.finish(key, { ok: 1 });
    }
    damage("UPDATE acts SET input = '{' WHERE key = 'a'");
    damage("UPDATE acts SET result = '{' WHERE key = 'b'");
    expect(history.acts.list(10).map((one) => one.key)).toEqual(['c']);
    expect(history.acts.get('b')).toBeNull();
    for (const sha of ['x', 'y']) history.configs.add({ at: 1, sha, who: null, via: 'editor', reason: '', text: 'name: shop' });
    damage('UPDATE configs SET text = ? WHERE id = 1', gzipSync('name: shop').subarray(0, 12));
    expect(history.configs.list(10).map((one) => one.sha)).toEqual(['y']);
    history.settings.put('preferences', { launchAtLogin: true });
    damage("UPDATE settings SET value = '{'");
    expect(history.settings.get('preferences')).toBeNull();
    history.settings.put('preferences', { launchAtLogin: false });
    expect(history.settings.get('preferences')).toEqual({ launchAtLogin: false });
  });

  it('is not told without end', () => {
    for (let number = 1; number <= 60; number++) history.pushes.add(row(number));
    damage("UPDATE pushes SET plan = '{'");
    expect(history.pushes.newest(100)).toEqual([]);
    expect(said).toHaveLength(21);
    expect(said.at(-1)).toBe('More rows of the history cannot be read, and are left out.');
  });
});
