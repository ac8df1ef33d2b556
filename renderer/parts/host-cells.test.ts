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

function cell(host: Partial<HostView>, pushed: Partial<PushHostView> | null, state: PushState) {
  const desk = {
    types: [{ name: 'www', hosts: ['a'] }],
    hosts: { a: view('a', host) },
    live: { release: 'new' },
    push: { state, hosts: pushed ? [row('a', pushed)] : [] },
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

it('tallies states, the quiet one first', () => {
  const cells = ['verified', 'staged', 'staged'].map((word) => ({ host: 'a', mark: 'ok' as const, word, rule: null }));
  expect(tally(cells).map(({ word, hosts }) => [word, hosts])).toEqual([
    ['staged', 2],
    ['verified', 1],
  ]);
});
