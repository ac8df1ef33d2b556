import { DEFAULT_LOOKBACK_MS } from './evaluate-expression';
import type { Expression } from './expression-tree';
import type { Selector } from './selector';
import { selectorKey } from './selector';

export { DEFAULT_LOOKBACK_MS, evaluate } from './evaluate-expression';
export type { EvaluateOptions, SeriesSource, Value } from './evaluate-expression';
export type { Aggregation, Expression, Operator, RangeFunction } from './expression-tree';
export { parseExpression } from './parse-expression';
export type { ExpressionPosition, ParsedExpression } from './parse-expression';
export type { Matcher, MatchOp, Selector } from './selector';
export { seriesKey } from './series-key';

/** A selector with how far back its readings are needed (range and offset together, ms). */
export interface NeededSelector extends Selector {
  readonly rangeMs: number;
}

/** What has to be kept for an expression: each selector once, with its longest range; a bare one needs the lookback. */
export function selectorsOf(expression: Expression, lookbackMs = DEFAULT_LOOKBACK_MS): NeededSelector[] {
  const needed = new Map<string, NeededSelector>();
  const visit = (part: Expression): void => {
    switch (part.kind) {
      case 'number':
        return;
      case 'aggregation':
        return visit(part.of);
      case 'operation':
        visit(part.left);
        return visit(part.right);
      default: {
        const rangeMs = part.offsetMs + (part.kind === 'selector' ? lookbackMs : part.rangeMs);
        const key = selectorKey(part.selector);
        const before = needed.get(key)?.rangeMs ?? 0;
        needed.set(key, { ...part.selector, rangeMs: Math.max(before, rangeMs) });
      }
    }
  };
  visit(expression);
  return [...needed.values()];
}

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
 * bare selector or a sum of it. null for anything else: scaled, divided, shifted by `offset`, or another function. That a bare selector is a
 * counter is the caller's to know.
 */
export function countOf(expression: Expression): Count | null {
  if (expression.kind === 'aggregation' && expression.name === 'sum') {
    return expression.of.kind === 'aggregation' ? null : countOf(expression.of);
  }
  if (expression.kind === 'selector' && expression.offsetMs === 0)
    return { selector: expression.selector, rangeMs: null, perRange: false };
  if (expression.kind !== 'range function' || expression.offsetMs !== 0) return null;
  const { name, selector, rangeMs } = expression;
  return name === 'rate' || name === 'increase' ? { selector, rangeMs, perRange: name === 'increase' } : null;
}
