import type { Selector } from './selector';
import type { Expression } from './tree';

/** What a count test follows. */
export interface Count {
  readonly selector: Selector;
  /** The expression's range, ms; null for a bare selector. */
  readonly rangeMs: number | null;
  /** True for `increase`: the gauge's value is per range, not per second. */
  readonly perRange: boolean;
}

/**
 * The counter an expression counts, for a test that needs exact increments: of `rate(x[w])`, `increase(x[w])`, a sum of one (grouped or not), or a
 * bare selector or a sum of it. null for anything else: scaled, divided, shifted by `offset` or `@`, or another function. That a bare selector is a
 * counter is the caller's to know.
 */
export function countOf(expression: Expression): Count | null {
  if (expression.kind === 'aggregation' && expression.name === 'sum') {
    return expression.of.kind === 'aggregation' ? null : countOf(expression.of);
  }
  if (expression.kind === 'selector' && expression.shift.offsetMs === 0 && expression.shift.pin === null)
    return { selector: expression.selector, rangeMs: null, perRange: false };
  if (expression.kind !== 'call' || (expression.name !== 'rate' && expression.name !== 'increase')) return null;
  const range = expression.args[0];
  if (range?.kind !== 'range' || range.shift.offsetMs !== 0 || range.shift.pin !== null) return null;
  return { selector: range.selector, rangeMs: range.rangeMs, perRange: expression.name === 'increase' };
}
