import { describe, expect, it } from 'vitest';
import type { DeskState } from '../contract/state';
import { scene, type SceneName } from '../../e2e/stage/scenes';
import { stateBlock } from './state-block';

const now = Date.UTC(2026, 10, 12, 11, 39, 20);
const of = (name: SceneName, change: Partial<DeskState> = {}) => stateBlock({ ...scene(name, now).state, ...change }, null);

describe('stateBlock', () => {
  it('is filled only while something is wrong now', () => {
    const filled = (['calm', 'watch', 'staging', 'held', 'rolled-back', 'rolling-back'] as const).filter(
      (name) => of(name).tone === 'crit',
    );
    expect(filled).toEqual(['rolling-back']);
    expect(stateBlock(scene('calm', now).state, now)).toMatchObject({ tone: 'crit', word: 'Disconnected' });
  });

  it('is safe on a calm desk', () => {
    expect(of('calm')).toMatchObject({ tone: 'ok', word: 'Safe' });
  });

  it('says what waits for a person', () => {
    expect(of('held')).toMatchObject({ tone: 'warn', word: 'Held' });
    expect(of('rolled-back')).toMatchObject({ tone: 'warn', word: 'Push lock kept' });
    expect(of('questions')).toMatchObject({ tone: 'warn', word: 'Needs an answer' });
  });

  it('does not call a desk safe between the rollback and the keeping of its lock', () => {
    const { lock } = scene('rolled-back', now).state;
    expect(of('rolled-back', { lock: { ...lock, kind: 'push' } })).toMatchObject({ tone: 'warn', word: 'Push lock kept' });
  });

  it('never calls a desk safe that cannot roll back, has hosts elsewhere or has not read them', () => {
    const { desk, live } = scene('calm', now).state;
    expect(of('calm', { desk: { ...desk, canRollBack: false, whyNot: 'the key is locked' } })).toMatchObject({
      tone: 'warn',
      about: 'the key is locked',
    });
    expect(of('calm', { live: { ...live, hostsOnIt: 147 } })).toMatchObject({ tone: 'warn', word: '3 hosts not on it' });
    expect(of('calm', { live: { ...live, readAt: null } }).tone).toBe('unk');
    expect(stateBlock(null, null).tone).toBe('unk');
  });
});
