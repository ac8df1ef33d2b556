import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parseDuration, parseNumber } from './duration';
import type { Aggregation, Expression, Operator, RangeFunction } from './expression-tree';
import { isScalar } from './expression-tree';
import { parseString } from './promql-string';
import type { Matcher, MatchOp, Selector } from './selector';
import { BadRegex, createSelector } from './selector';

export interface ExpressionPosition {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What stands there; '' at the end. */
  readonly text: string;
}

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly at: ExpressionPosition; readonly message: string };

const FUNCTIONS: readonly RangeFunction[] = [
  'rate',
  'increase',
  'irate',
  'delta',
  'idelta',
  'resets',
  'changes',
  'count_over_time',
];
const AGGREGATIONS: readonly Aggregation[] = ['sum', 'avg', 'max', 'min', 'count'];
const OPERATORS: readonly Operator[] = ['+', '-', '*', '/'];
const MATCHES: readonly MatchOp[] = ['=', '!=', '=~', '!~'];
/** Deeper is refused: reading and evaluating are recursive. */
const MAX_DEPTH = 100;

class Unreadable extends Error {
  constructor(
    readonly from: number,
    readonly to: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the part of PromQL that gauges and charts need: a selector, the range functions of `RangeFunction` (with `offset`), `sum avg max min count` with
 * `by` or `without`, numbers, parentheses, and `+ - * /`. The grammar is upstream's; anything else it knows is refused with its place. Never throws.
 */
export function parseExpression(text: string): ParsedExpression {
  try {
    const tree = parser.configure({ top: 'PromQL' }).parse(text);
    tree.iterate({
      enter: (node) => {
        if (node.type.isError) throw syntaxError(text, node.from, node.to);
      },
    });
    const root = firstChild(tree.topNode);
    if (!root) throw new Unreadable(0, 0, 'an expression is needed');
    return { ok: true, expression: new Reader(text).expression(root, 0) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, at: positionOf(text, error.from, error.to), message: error.message };
  }
}

function syntaxError(text: string, from: number, to: number): Unreadable {
  if (text.trim() === '') return new Unreadable(0, 0, 'an expression is needed');
  const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  if (at >= text.length) return new Unreadable(text.length, text.length, 'the expression ends too early');
  const end = Math.max(to, at + 1);
  return new Unreadable(at, end, `${JSON.stringify(text.slice(at, end))} is not expected here`);
}

function positionOf(text: string, from: number, to: number): ExpressionPosition {
  const before = text.slice(0, from);
  return { line: before.split('\n').length, column: from - before.lastIndexOf('\n'), text: text.slice(from, to) };
}

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'LineComment') children.push(child);
  return children;
};
const firstChild = (node: SyntaxNode): SyntaxNode | null => childrenOf(node)[0] ?? null;

class Reader {
  constructor(private readonly text: string) {}

  expression(node: SyntaxNode, depth: number): Expression {
    if (depth > MAX_DEPTH) return this.refuse(node, 'the expression is nested too deeply');
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: parseNumber(this.textOf(node)) ?? this.refuse(node, 'not a number') };
      case 'ParenExpr':
        return this.expression(this.child(node, 0), depth + 1);
      case 'UnaryExpr':
        return this.unary(node, depth);
      case 'BinaryExpr':
        return this.operation(node, depth);
      case 'FunctionCall':
        return this.rangeFunction(node);
      case 'AggregateExpr':
        return this.aggregation(node, depth);
      case 'VectorSelector':
      case 'OffsetExpr':
        return { kind: 'selector', ...this.shifted(node, 'VectorSelector', (inner) => ({ selector: this.selector(inner) })) };
      case 'MatrixSelector':
        return this.refuse(node, 'a range needs a function around it, such as rate()');
      case 'StringLiteral':
        return this.refuse(node, 'a string has no value over time');
      default:
        return this.refuse(node, `${REFUSED[node.name] ?? node.name} is not supported`);
    }
  }

  private unary(node: SyntaxNode, depth: number): Expression {
    const of = this.expression(this.child(node, 1), depth + 1);
    return this.textOf(this.child(node, 0)) === '+'
      ? of
      : { kind: 'operation', operator: '*', left: { kind: 'number', value: -1 }, right: of };
  }

  private operation(node: SyntaxNode, depth: number): Expression {
    const [left, sign, ...rest] = childrenOf(node);
    const right = rest.pop();
    if (!left || !sign || !right) return this.refuse(node, 'the operation is not complete');
    const operator = OPERATORS.find((known) => known === this.textOf(sign));
    if (!operator) return this.refuse(sign, `the operator ${this.textOf(sign)} is not supported, only + - * /`);
    const modifier = rest[0];
    if (modifier) return this.refuse(modifier, 'matching with on, ignoring, group_left, group_right or bool is not supported');
    return { kind: 'operation', operator, left: this.expression(left, depth + 1), right: this.expression(right, depth + 1) };
  }

  private rangeFunction(node: SyntaxNode): Expression {
    const identifier = this.child(node, 0);
    const name = FUNCTIONS.find((known) => known === this.textOf(identifier));
    if (!name)
      return this.refuse(identifier, `the function ${this.textOf(identifier)} is not supported, only ${FUNCTIONS.join(', ')}`);
    const body = this.child(node, 1);
    const [argument, ...more] = childrenOf(body);
    if (!argument || more.length > 0) return this.refuse(body, `${name}() takes one argument`);
    return {
      kind: 'range function',
      name,
      ...this.shifted(argument, 'MatrixSelector', (inner) => ({
        selector: this.selector(this.child(inner, 0)),
        rangeMs: this.duration(this.child(inner, 1)),
      })),
    };
  }

  private aggregation(node: SyntaxNode, depth: number): Expression {
    const operation = this.child(node, 0);
    const name = AGGREGATIONS.find((known) => known === this.textOf(operation).toLowerCase());
    if (!name)
      return this.refuse(operation, `the aggregation ${this.textOf(operation)} is not supported, only ${AGGREGATIONS.join(', ')}`);
    const body =
      childrenOf(node).find((child) => child.name === 'FunctionCallBody') ?? this.refuse(node, `${name}() takes one argument`);
    const [argument, ...more] = childrenOf(body);
    if (!argument || more.length > 0) return this.refuse(body, `${name}() takes one argument`);
    const modifier = childrenOf(node).find((child) => child.name === 'AggregateModifier');
    const of = this.expression(argument, depth + 1);
    if (isScalar(of)) return this.refuse(argument, `${name}() needs series, this is a single number`);
    return { kind: 'aggregation', name, of, grouping: modifier ? this.grouping(modifier) : null };
  }

  private grouping(modifier: SyntaxNode): { by: boolean; labels: string[] } {
    const labels = childrenOf(this.child(modifier, 1)).map((label) =>
      label.name === 'LabelName' ? this.textOf(label) : this.string(firstChild(label) ?? label),
    );
    return { by: this.child(modifier, 0).name === 'By', labels };
  }

  /** Reads a selector that may stand in an `offset`. Negative offsets look into the future, where there is nothing here. */
  private shifted<T>(node: SyntaxNode, wanted: string, read: (inner: SyntaxNode) => T): T & { offsetMs: number } {
    if (node.name === wanted) return { ...read(node), offsetMs: 0 };
    const inner = firstChild(node);
    if (node.name === 'OffsetExpr' && inner?.name === wanted) {
      const by = childrenOf(node).at(-1) ?? node;
      return { ...read(inner), offsetMs: this.duration(by) };
    }
    const what = wanted === 'MatrixSelector' ? 'a selector with a range, such as http_requests_total[5m]' : 'a selector';
    return this.refuse(node, `${what} is needed here`);
  }

  private duration(node: SyntaxNode): number {
    const written = this.textOf(node);
    const ms = parseDuration(written);
    if (ms === null) return this.refuse(node, `${JSON.stringify(written)} is not a duration such as 30s or 5m`);
    return ms > 0 ? ms : this.refuse(node, 'a duration has to be more than zero');
  }

  private selector(node: SyntaxNode): Selector {
    if (node.name !== 'VectorSelector') return this.refuse(node, 'a selector is needed here');
    let name: string | null = null;
    const matchers: Matcher[] = [];
    for (const part of childrenOf(node)) {
      if (part.name === 'Identifier') name = this.textOf(part);
      else
        for (const item of childrenOf(part)) {
          const named = item.name === 'QuotedLabelName' ? this.string(firstChild(item) ?? item) : null;
          const matcher = named === null ? this.matcher(item) : null;
          const given = named ?? (matcher?.label === '__name__' && matcher.op === '=' ? matcher.value : null);
          if (given === null && matcher) matchers.push(matcher);
          else if (name !== null) this.refuse(item, 'the metric has a name already');
          else name = given;
        }
    }
    if (name === null || name === '') return this.refuse(node, 'a selector needs the name of its metric');
    return this.created(node, name, matchers);
  }

  private created(node: SyntaxNode, name: string, matchers: readonly Matcher[]): Selector {
    try {
      return createSelector(name, matchers);
    } catch (error) {
      if (!(error instanceof BadRegex)) throw error;
      return this.refuse(node, `bad regular expression: ${error.message}`);
    }
  }

  private matcher(node: SyntaxNode): Matcher {
    const label = this.child(node, 0);
    const sign = this.textOf(this.child(node, 1));
    const op = MATCHES.find((known) => known === sign) ?? this.refuse(node, `${sign} is not a match`);
    return {
      label: label.name === 'LabelName' ? this.textOf(label) : this.string(firstChild(label) ?? label),
      op,
      value: this.string(this.child(node, 2)),
    };
  }

  private string(node: SyntaxNode): string {
    return parseString(this.textOf(node)) ?? this.refuse(node, 'a string with an escape that is not known');
  }

  private child(node: SyntaxNode, index: number): SyntaxNode {
    return childrenOf(node)[index] ?? this.refuse(node, 'something is missing here');
  }

  private textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  private refuse(node: SyntaxNode, message: string): never {
    throw new Unreadable(node.from, node.to, message);
  }
}

const REFUSED: Readonly<Record<string, string>> = {
  SubqueryExpr: 'a subquery',
  StepInvariantExpr: 'the @ modifier',
  AnchoredExpr: 'anchored',
  SmoothedExpr: 'smoothed',
};
