import type { Plan } from '../../../shared/contract/state';

/** What the captain has agreed to on the plan. */
export interface Agreed {
  readonly refusals: ReadonlySet<string>;
  readonly irreversible: boolean;
  readonly reason: string;
}

/** The codes sent with the push: the overridden refusals, and the second confirmation of what no rollback can undo. */
export function overrides(plan: Plan, agreed: Agreed): string[] {
  const codes = plan.refusals.filter((code) => agreed.refusals.has(code));
  return plan.irreversible.length && agreed.irreversible && !codes.includes('irreversible') ? [...codes, 'irreversible'] : codes;
}

/** What still stands between the plan and its push; null: nothing. */
export function whyNotYet(plan: Plan, agreed: Agreed): string | null {
  const open = plan.refusals.filter((code) => code !== 'irreversible' && !agreed.refusals.has(code));
  if (open.length) return 'a refusal is not overridden';
  if (plan.irreversible.length && !agreed.irreversible) return 'what cannot be undone is not confirmed';
  if ((overrides(plan, agreed).length > 0 || agreed.refusals.size > 0) && !agreed.reason.trim())
    return 'an override needs its reason';
  return null;
}
