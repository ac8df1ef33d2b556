import type { AggregationName } from './aggregations';
import type { FunctionName, ValueType } from './signatures';
import { resultOf } from './signatures';
import type { Operator } from './operators';
import type { ExpressionPosition } from './place';
import type { Selector } from './selector';

/** When a selector or a subquery is evaluated: moved back by `offsetMs` (ahead when negative), from a fixed time if `pin` says one. */
export interface Shift {
  readonly offsetMs: number;
  /** The `@` modifier: a time in ms, or the first or last time of the query. null: each time that is asked for. */
  readonly pin: number | 'start' | 'end' | null;
}

/** How the series of two sides find each other. */
export interface Matching {
  /** true: by these labels alone (`on`); false: by all but these and the name (`ignoring`). */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side of which many series may meet one of the other side. */
  readonly many: 'left' | 'right' | null;
  /** Labels taken over from the one side. */
  readonly include: readonly string[];
}

export interface Grouping {
  readonly by: boolean;
  readonly labels: readonly string[];
}

/** What we evaluate of PromQL. Times in milliseconds. */
export type Expression = { readonly at: ExpressionPosition } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'selector'; readonly selector: Selector; readonly shift: Shift }
  | { readonly kind: 'range'; readonly selector: Selector; readonly rangeMs: number; readonly shift: Shift }
  | {
      readonly kind: 'subquery';
      readonly of: Expression;
      readonly rangeMs: number;
      /** null: the default of the evaluation. */
      readonly stepMs: number | null;
      readonly shift: Shift;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  | {
      readonly kind: 'aggregation';
      readonly name: AggregationName;
      /** The number of `topk` and `quantile`. */
      readonly parameter: Expression | null;
      readonly of: Expression;
      /** null: everything into one. */
      readonly grouping: Grouping | null;
    }
  | { readonly kind: 'negation'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      /** The `bool` of a comparison: 0 or 1 instead of leaving out what does not hold. */
      readonly bool: boolean;
      readonly matching: Matching;
    }
);

export type ExpressionOf<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/** What an expression gives: one number per time, a number per series, readings per series, or a text. */
export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'range';
    case 'call':
      return resultOf(expression.name);
    case 'negation':
      return typeOf(expression.of);
    case 'operation':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

/** The parts an expression is made of, one level down. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'selector':
    case 'range':
      return [];
    case 'subquery':
    case 'negation':
      return [expression.of];
    case 'call':
      return expression.args;
    case 'aggregation':
      return expression.parameter ? [expression.parameter, expression.of] : [expression.of];
    case 'operation':
      return [expression.left, expression.right];
  }
}
