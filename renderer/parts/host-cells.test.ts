import { describe, expect, it } from 'vitest';
import type { DeskState, HostView, PushHostView } from '../../shared/contract/state';
import type { PushState } from '../../shared/push/push';
import { cellsByType, tally } from './host-cells';

const view = (host: string, change: Partial<HostView> = {}): HostView => ({
  host,
  type: 'www',
  connection: 'connected',
  error: null,
  linked: 'new',
  running: 'new',
  readAt: 1,
  latencyMs: 1,
  releases: null,
  freeBytes: null,
  out: null,
  failures: 0,
  ...change,
});
const row = (host: string, change: Partial<PushHostView> = {}): PushHostView => ({
  host,
  phase: 0,
  canary: false,
  state: 'staged',
  changed: false,
  previous: null,
  detail: '',
  at: 0,
  tookMs: null,
  shows: false,
  ...change,
});

const pushed = (change: object = {}) => ({ id: 'r-2', release: 'new', startedAt: 2, outcome: { gauge: 'php errors' }, ...change });

function cell(
  host: Partial<HostView>,
  pushed: Partial<PushHostView> | null,
  state: PushState,
  more: object = {},
  recent: object[] = [],
) {
  const desk = {
    types: [{ name: 'www', hosts: ['a'] }],
    hosts: { a: view('a', host) },
    live: { release: 'new' },
    push: { id: 'r-3', release: 'new', startedAt: 3, outcome: null, state, hosts: pushed ? [row('a', pushed)] : [], ...more },
    recent,
  };
  return cellsByType(desk as unknown as DeskState)[0]?.cells[0];
}

const active: PushState = { at: 'switching', phase: 0 };
const done: PushState = { at: 'done' };

describe('a host of a push under way', () => {
  it('is what the push says', () => {
    expect(cell({}, { state: 'rolled back', canary: true }, active)).toEqual({
      host: 'a',
      mark: 'back',
      word: 'rolled back',
      rule: 'canary',
    });
    expect(cell({}, { state: 'verified', canary: true, shows: true }, active)?.rule).toBe('shows');
  });

  it('is unknown when nobody can reach it and nothing was done to it yet', () => {
    expect(cell({ connection: 'lost' }, { state: 'staged' }, active)?.word).toBe('unknown');
    expect(cell({ connection: 'lost' }, { state: 'failed' }, active)?.word).toBe('failed');
  });
});

describe('a host when nothing is under way', () => {
  it('is what was read back', () => {
    expect(cell({}, { state: 'verified' }, done)?.word).toBe('live');
    expect(cell({ linked: 'other' }, { state: 'left out' }, done)).toMatchObject({ mark: 'old', word: 'on another release' });
    expect(cell({ running: 'other' }, null, done)).toMatchObject({ mark: 'new', word: 'running: unproven' });
    expect(cell({ linked: null, running: null }, null, done)?.word).toBe('not read yet');
    expect(cell({ connection: 'refused' }, null, done)?.word).toBe('unknown');
  });

  it('is still broken until it was brought up', () => {
    expect(cell({ linked: 'other' }, { state: 'broken' }, done)).toMatchObject({ mark: 'crit', word: 'broken' });
    expect(cell({}, { state: 'failed' }, done)?.word).toBe('live');
  });
});

describe('a host that runs a release found regressed', () => {
  const back = { at: 'rolling back', why: '', by: '', automatic: true, since: 0 } as const;
  const gauge = { outcome: { gauge: 'php errors' } };

  it('has a mark of its own, while it is taken back and after', () => {
    expect(cell({}, { state: 'verified', shows: true }, back, gauge)).toMatchObject({ mark: 'regressed', rule: 'shows' });
    expect(cell({}, { state: 'new' }, back, gauge)).toMatchObject({ word: 'runs regressed' });
    expect(cell({ linked: 'good', running: 'good' }, { state: 'rolled back' }, back, gauge)?.mark).toBe('back');
    expect(cell({ running: null }, null, { at: 'done' }, { release: 'good' }, [pushed({ state: 'rolled back' })])?.mark).toBe(
      'regressed',
    );
  });

  it('is none where a person took it back, or where the release was pushed again and stayed', () => {
    expect(cell({}, { state: 'verified' }, back)?.mark).toBe('verified');
    expect(cell({}, null, { at: 'done' }, {}, [pushed({ state: 'rolled back' })])?.mark).toBe('staged');
    expect(cell({}, null, { at: 'done' }, { release: 'good' }, [pushed({ state: 'rolled back', outcome: null })])?.mark).toBe(
      'staged',
    );
  });
});

it('tallies states, the quiet one first', () => {
  const cells = ['verified', 'staged', 'staged'].map((word) => ({ host: 'a', mark: 'ok' as const, word, rule: null }));
  expect(tally(cells).map(({ word, hosts }) => [word, hosts])).toEqual([
    ['staged', 2],
    ['verified', 1],
  ]);
});
