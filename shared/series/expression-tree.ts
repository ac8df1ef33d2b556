import type { Selector } from './selector';

export type RangeFunction = 'rate' | 'increase' | 'irate' | 'delta' | 'idelta' | 'resets' | 'changes' | 'count_over_time';
export type Aggregation = 'sum' | 'avg' | 'max' | 'min' | 'count';
export type Operator = '+' | '-' | '*' | '/';

/** What we evaluate of PromQL. Times in milliseconds; `offsetMs` is how far back it looks. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'selector'; readonly selector: Selector; readonly offsetMs: number }
  | {
      readonly kind: 'range function';
      readonly name: RangeFunction;
      readonly selector: Selector;
      readonly rangeMs: number;
      readonly offsetMs: number;
    }
  | {
      readonly kind: 'aggregation';
      readonly name: Aggregation;
      readonly of: Expression;
      /** null: everything into one. */
      readonly grouping: { readonly by: boolean; readonly labels: readonly string[] } | null;
    }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

/** Expressions with one number as their value, not one per series. */
export function isScalar(expression: Expression): boolean {
  return (
    expression.kind === 'number' || (expression.kind === 'operation' && isScalar(expression.left) && isScalar(expression.right))
  );
}
