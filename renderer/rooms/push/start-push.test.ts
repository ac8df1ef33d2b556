import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/contract/state';
import { overrides, whyNotYet } from './start-push';

const plan = (refusals: readonly string[], irreversible: readonly string[] = []) => ({ refusals, irreversible }) as unknown as Plan;
const agreed = (refusals: readonly string[], irreversible = false, reason = '') => ({
  refusals: new Set(refusals),
  irreversible,
  reason,
});

describe('what stands between a plan and its push', () => {
  it('is nothing where nothing is refused', () => {
    expect(whyNotYet(plan([]), agreed([]))).toBeNull();
    expect(overrides(plan([]), agreed([]))).toEqual([]);
  });

  it('is every refusal, then its reason', () => {
    const one = plan(['disk', 'mixed-fleet']);
    expect(whyNotYet(one, agreed(['disk']))).toBe('a refusal is not overridden');
    expect(whyNotYet(one, agreed(['disk', 'mixed-fleet'], false, ' '))).toBe('an override needs its reason');
    expect(whyNotYet(one, agreed(['disk', 'mixed-fleet'], false, 'it is the fix'))).toBeNull();
  });

  it('is the second confirmation of what no rollback can undo, sent once', () => {
    const one = plan(['irreversible'], ['db/migrations/7.sql']);
    expect(whyNotYet(one, agreed([]))).toBe('what cannot be undone is not confirmed');
    expect(overrides(one, agreed(['irreversible'], true, 'why'))).toEqual(['irreversible']);
    expect(overrides(plan([], ['db/migrations/7.sql']), agreed([], true, 'why'))).toEqual(['irreversible']);
  });
});
