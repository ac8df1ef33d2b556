import { describe, expect, it } from 'vitest';
import type { DeskState } from '../../../shared/contract/state';
import { scene, type SceneName } from '../../../e2e/stage/scenes';
import { headline, plain } from './headline';

const now = Date.UTC(2026, 10, 12, 11, 39, 20);
const of = (name: SceneName, change: (state: DeskState) => DeskState = (state) => state) =>
  headline(change(scene(name, now).state));
const title = (name: SceneName) => plain(of(name).title);
const text = (name: SceneName) => of(name).lines.map(plain).join('\n');

describe('headline', () => {
  it('says what is happening', () => {
    expect(title('calm')).toBe('4f2c91e is live on all 150 hosts');
    expect(title('staging')).toBe('Staging 9b3d07a on 150 hosts');
    expect(title('watch')).toBe('Watching 9b3d07a on 10 hosts');
    expect(title('held')).toBe('Held: 9b3d07a in the watch of 5\u202f%');
    expect(title('rolling-back')).toBe('Rolling back 10 hosts to 4f2c91e');
  });

  it('names where hosts of a push that is over went, not where the next rollback would go', () => {
    expect(title('rolled-back')).toBe('Rolled back 10 hosts to 4f2c91e');
    expect(text('rolled-back')).toContain('it was the push');
  });

  it('does not call for a person where gauges only want more data', () => {
    const scarce = of('watch', (state) => ({
      ...state,
      gauges: state.gauges.map((gauge, index) => ({
        ...gauge,
        verdict: gauge.verdict && { ...gauge.verdict, word: index === 0 ? 'ok' : 'too little' },
      })),
    }));
    expect(scarce.lines.map(plain).join(' ')).toMatch(/^Nothing regressed: 1 gauge ok, \d+ with too little data to tell\./);
  });

  it('proves it with value, limit and comparator', () => {
    expect(text('rolling-back')).toContain('php errors 0.18 to 7.42 per s (limit > 5) on 6 of 6 switched hosts; untouched 0.19.');
    expect(of('rolling-back').progress).toMatchObject({ done: 3, half: 4, all: 10, note: '4 switching, 3 next' });
  });

  it('waits for a person where one has to decide', () => {
    expect((['calm', 'watch', 'rolling-back', 'held', 'rolled-back'] as const).filter((name) => of(name).waits)).toEqual([
      'held',
      'rolled-back',
    ]);
  });

  it('says that a gauge did not recover', () => {
    const not = of('rolled-back', (state) => ({
      ...state,
      push: state.push && { ...state.push, outcome: state.push.outcome && { ...state.push.outcome, recovered: false } },
    }));
    expect(not.lines.map(plain).join(' ')).toContain('then it was not the push');
  });
});
