import { describe, expect, it } from 'vitest';
import type { GaugeView, PushView, StepView } from '../../../shared/contract/state';
import type { Verdict } from '../../../shared/judge/types';
import type { PushState } from '../../../shared/push/push';
import { gaugeState, shownPhase, worstFirst } from './gauge-rows';

const gauge = (change: Partial<GaugeView> = {}): GaugeView => ({
  name: 'php errors',
  unit: null,
  types: ['www'],
  severity: 'critical',
  limit: '> 5',
  limitValue: 5,
  verdict: null,
  value: 1,
  readAt: 1_000,
  ...change,
});
const verdict = (word: Verdict['word']) => ({ word }) as Verdict;

describe('gaugeState', () => {
  it('is the verdict while a push is judged', () => {
    expect(gaugeState(gauge({ verdict: verdict('suspect') }), true, 2_000)).toMatchObject({ word: 'suspect', mark: 'warn' });
    expect(gaugeState(gauge(), true, 2_000).word).toBe('not yet');
  });

  it('is the limit otherwise, in the direction of the limit', () => {
    expect(gaugeState(gauge({ value: 6 }), false, 2_000).word).toBe('over limit');
    expect(gaugeState(gauge({ value: 5 }), false, 2_000).word).toBe('within');
    expect(gaugeState(gauge({ value: 5, limit: '>= 5' }), false, 2_000).word).toBe('over limit');
    expect(gaugeState(gauge({ value: 5, limit: '< 15', limitValue: 15 }), false, 2_000).word).toBe('over limit');
    expect(gaugeState(gauge({ limit: '', limitValue: null }), false, 2_000).word).toBe('within');
  });

  it('never shows an old reading as good', () => {
    expect(gaugeState(gauge(), false, 32_000).word).toBe('stale');
    expect(gaugeState(gauge({ value: null }), false, 2_000).word).toBe('no data');
  });
});

it('puts the worst first and keeps the order of the rest', () => {
  const rows = (['ok', 'suspect', 'ok', 'regressed', 'unknown', 'too little'] as const).map((word, index) => ({
    index,
    state: gaugeState(gauge({ verdict: verdict(word) }), true, 0),
  }));
  expect(worstFirst(rows).map((row) => row.index)).toEqual([3, 4, 1, 5, 0, 2]);
});

it('shows the phase under way, or the last one that was switched', () => {
  const step = (kind: StepView['kind'], phase: number, startedAt: number | null) => ({ kind, phase, startedAt });
  const push = (state: PushState) =>
    ({ state, steps: [step('switch', 0, 1), step('watch', 0, 2), step('switch', 1, null)] }) as unknown as PushView;
  expect(shownPhase(push({ at: 'watching', phase: 1, since: 0 }))).toBe(1);
  expect(shownPhase(push({ at: 'done' }))).toBe(0);
  expect(shownPhase(null)).toBeNull();
});
