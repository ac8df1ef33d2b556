import type { SyntaxNode } from '@lezer/common';
import { AGGREGATION_NAMES, isAggregationName, takesParameter } from './aggregations';
import { parseDuration, parseNumber } from './duration';
import type { Operator } from './operators';
import { isComparison, isSetOperator, operatorOf, precedenceOf, SIGN_PRECEDENCE } from './operators';
import { BadRegex } from './pattern';
import { Faulty, positionOf } from './place';
import { parseString } from './promql-string';
import type { Matcher, MatchOp, Selector } from './selector';
import { acceptsOf, createSelector } from './selector';
import type { ValueType } from './signatures';
import { argumentType, arity, isFunctionName } from './signatures';
import type { Expression, Grouping, Matching, Shift } from './tree';
import { partsOf, typeOf } from './tree';

/** Deeper is refused: evaluating is recursive. */
const MOST_DEPTH = 200;
const MATCHES: readonly MatchOp[] = ['=', '!=', '=~', '!~'];
const NO_SHIFT: Shift = { offsetMs: 0, pin: null };

const WORDS_OF: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  vector: 'a value per series',
  range: 'a selector with a range, such as http_requests_total[5m]',
  string: 'a string',
};

/** An expression in the order in which it is written: operands with what follows them, and what stands between. */
type Item =
  | { readonly kind: 'operand'; readonly node: SyntaxNode; readonly from: number }
  | { readonly kind: 'sign'; readonly negative: boolean; readonly from: number }
  | { readonly kind: 'suffix'; readonly node: SyntaxNode }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly node: SyntaxNode };

/**
 * Turns the tree of upstream's grammar into ours, with Prometheus' own rules of precedence and type. The grammar's tree alone does not do: it hangs
 * `[5m]`, `offset` and `@` on a whole operation (`a + b[5m]` as `(a + b)[5m]`) and reads `-1 ^ 2` as `(-1) ^ 2`. So an operation is taken apart into the
 * order in which it is written, and put together again. Throws Faulty.
 */
export class ExpressionReader {
  private depth = 0;
  private readonly depths = new Map<Expression, number>();

  constructor(private readonly text: string) {}

  expression(node: SyntaxNode): Expression {
    if (++this.depth > MOST_DEPTH) return this.refuse(node, 'the expression is nested too deeply');
    const items = this.itemsOf(node);
    const read = this.operation(new Items(items), node, 0);
    this.depth--;
    return read;
  }

  private itemsOf(root: SyntaxNode): Item[] {
    const items: Item[] = [];
    // nodes still to be taken apart, the next one last; what is not a node is done
    const open: (SyntaxNode | Item)[] = [root];
    for (let next = open.pop(); next; next = open.pop()) {
      if ('kind' in next) {
        items.push(next);
        continue;
      }
      const node = next;
      const parts = childrenOf(node);
      const [first, second] = parts;
      const last = parts.at(-1);
      if (node.name === 'BinaryExpr' && first && second && last) {
        const operator =
          operatorOf(this.textOf(second)) ?? this.refuse(second, `the operator ${this.textOf(second)} is not supported`);
        open.push(last, { kind: 'operator', operator, node }, first);
      } else if (node.name === 'UnaryExpr' && first && second) {
        open.push(second, { kind: 'sign', negative: this.textOf(first) === '-', from: node.from });
      } else if (SUFFIXED.has(node.name) && first) {
        open.push({ kind: 'suffix', node }, first);
      } else if (node.name === 'NumberDurationLiteral' && /^[-+]/.test(this.textOf(node))) {
        items.push({ kind: 'sign', negative: this.textOf(node).startsWith('-'), from: node.from });
        items.push({ kind: 'operand', node, from: node.from + (/^.\s*/.exec(this.textOf(node))?.[0].length ?? 1) });
      } else items.push({ kind: 'operand', node, from: node.from });
    }
    return items;
  }

  /** Precedence climbing: reads operators that bind at least as tightly as `least`. */
  private operation(items: Items, whole: SyntaxNode, least: number): Expression {
    if (++this.depth > MOST_DEPTH) return this.refuse(whole, 'the expression is nested too deeply');
    let left = this.signed(items, whole);
    for (let item = items.peek(); item?.kind === 'operator' && precedenceOf(item.operator) >= least; item = items.peek()) {
      items.take();
      const precedence = precedenceOf(item.operator);
      const right = this.operation(items, whole, item.operator === '^' ? precedence : precedence + 1);
      left = this.binary(item.operator, item.node, left, right);
    }
    this.depth--;
    return left;
  }

  private signed(items: Items, whole: SyntaxNode): Expression {
    const item = items.take();
    if (item?.kind === 'sign') {
      const of = this.operation(items, whole, SIGN_PRECEDENCE + 1);
      const type = typeOf(of);
      if (type !== 'scalar' && type !== 'vector')
        return this.refuseAt(item.from, of.at.to, 'a sign needs a number or a value per series');
      if (!item.negative) return of;
      return this.made(item.from, of.at.to, of.kind === 'number' ? { kind: 'number', value: -of.value } : { kind: 'negation', of });
    }
    if (item?.kind !== 'operand') return this.refuse(whole, 'something is missing here');
    let read = this.operand(item.node, item.from);
    for (let suffix = items.peek(); suffix?.kind === 'suffix'; suffix = items.peek()) {
      items.take();
      read = this.suffixed(read, suffix.node);
    }
    return read;
  }

  private operand(node: SyntaxNode, from: number): Expression {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return this.made(from, node.to, {
          kind: 'number',
          value: parseNumber(this.text.slice(from, node.to)) ?? this.refuse(node, 'not a number'),
        });
      case 'StringLiteral':
        return this.made(from, node.to, { kind: 'string', value: this.string(node) });
      case 'ParenExpr':
        return this.expression(this.child(node, 0));
      case 'FunctionCall':
        return this.call(node);
      case 'AggregateExpr':
        return this.aggregation(node);
      case 'VectorSelector':
        return this.made(from, node.to, { kind: 'selector', selector: this.selector(node), shift: NO_SHIFT });
      default:
        return this.refuse(node, `${node.name} is not supported`);
    }
  }

  /** A range, a subquery, `offset` or `@` behind `of`. */
  private suffixed(of: Expression, node: SyntaxNode): Expression {
    const from = of.at.from;
    const parts = childrenOf(node).slice(1);
    const isSelecting = of.kind === 'selector' || of.kind === 'range' || of.kind === 'subquery';
    switch (node.name) {
      case 'MatrixSelector': {
        if (of.kind !== 'selector')
          return this.refuseAt(from, node.to, 'ranges are only for selectors: a subquery needs a colon, such as [5m:]');
        if (of.shift !== NO_SHIFT) return this.refuseAt(from, node.to, 'the range comes before offset and @');
        return this.made(from, node.to, {
          kind: 'range',
          selector: of.selector,
          rangeMs: this.positive(parts[0] ?? node),
          shift: NO_SHIFT,
        });
      }
      case 'SubqueryExpr': {
        if (typeOf(of) !== 'vector') return this.refuseAt(from, node.to, 'a subquery needs a value per series');
        const [range, step] = parts;
        const stepMs = step ? this.positive(step) : null;
        return this.made(from, node.to, { kind: 'subquery', of, rangeMs: this.positive(range ?? node), stepMs, shift: NO_SHIFT });
      }
      case 'OffsetExpr': {
        if (!isSelecting)
          return this.refuseAt(from, node.to, 'offset has to stand right behind a selector, its range or a subquery');
        if (of.shift.offsetMs !== 0) return this.refuseAt(from, node.to, 'offset may stand only once');
        return this.made(from, node.to, { ...of, shift: { ...of.shift, offsetMs: this.signedDuration(parts.at(-1) ?? node) } });
      }
      case 'StepInvariantExpr': {
        if (!isSelecting) return this.refuseAt(from, node.to, '@ has to stand right behind a selector, its range or a subquery');
        if (of.shift.pin !== null) return this.refuseAt(from, node.to, '@ may stand only once');
        return this.made(from, node.to, { ...of, shift: { ...of.shift, pin: this.pin(node) } });
      }
      default:
        return this.refuseAt(from, node.to, `${node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed'} is not supported`);
    }
  }

  private pin(node: SyntaxNode): Shift['pin'] {
    const at = childrenOf(node)[2] ?? node;
    if (at.name === 'AtModifierPreprocessors') return this.textOf(at).toLowerCase() === 'start' ? 'start' : 'end';
    const seconds = parseNumber(this.textOf(at)) ?? NaN;
    if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e12) return this.refuse(at, 'not a time in seconds since 1970');
    return Math.round(seconds * 1000);
  }

  private binary(operator: Operator, node: SyntaxNode, left: Expression, right: Expression): Expression {
    const modifiers = childrenOf(node).slice(2, -1);
    const fill = modifiers.find(({ name }) => name === 'FillModifier');
    if (fill) return this.refuse(fill, 'filling in what is missing is not supported');
    const bool = modifiers.find(({ name }) => name === 'BoolModifier');
    const clause = modifiers.find(({ name }) => name === 'MatchingModifierClause');
    const types = [left, right].map((side) => {
      const type = typeOf(side);
      if (type !== 'scalar' && type !== 'vector')
        throw new Faulty(side.at, `${operator} needs numbers or a value per series on both sides`);
      return type;
    });
    const bothVectors = types.every((type) => type === 'vector');
    if (bool && !isComparison(operator)) return this.refuse(bool, 'bool is only for comparisons');
    if (isSetOperator(operator) && !bothVectors) return this.refuse(node, `${operator} needs a value per series on both sides`);
    if (isComparison(operator) && !bool && types.every((type) => type === 'scalar'))
      return this.refuse(node, 'a comparison between two numbers needs bool');
    if (clause && !bothVectors) return this.refuse(clause, 'on and ignoring are only for a value per series on both sides');
    return this.made(left.at.from, right.at.to, {
      kind: 'operation',
      operator,
      left,
      right,
      bool: bool !== undefined,
      matching: clause ? this.matching(clause, operator) : { on: false, labels: [], many: null, include: [] },
    });
  }

  private matching(clause: SyntaxNode, operator: Operator): Matching {
    const [kind, labels, group, included] = childrenOf(clause);
    const on = kind?.name === 'On';
    const names = labels ? this.labels(labels) : [];
    const include = included ? this.labels(included) : [];
    if (group && isSetOperator(operator)) return this.refuse(group, `${operator} does not take ${this.textOf(group)}`);
    const twice = on ? include.find((name) => names.includes(name)) : undefined;
    if (twice !== undefined)
      return this.refuse(clause, `the label ${twice} must not be in on and in ${this.textOf(group ?? clause)} at once`);
    const many = group ? (group.name === 'GroupLeft' ? 'left' : 'right') : null;
    return { on, labels: names, many, include };
  }

  private call(node: SyntaxNode): Expression {
    const identifier = this.child(node, 0);
    const name = this.textOf(identifier);
    if (!isFunctionName(name)) return this.refuse(identifier, `the function ${name} is not supported`);
    const body = this.child(node, 1);
    const parts = childrenOf(body);
    const { least, most } = arity(name);
    if (parts.length < least || parts.length > most) return this.refuse(body, `${name}() takes ${numberOf(least, most)}`);
    const args = parts.map((part, i) => {
      const arg = this.expression(part);
      const type = argumentType(name, i);
      return typeOf(arg) === type || type === null ? arg : this.refuse(part, `${WORDS_OF[type]} is needed here`);
    });
    const call = this.made(node.from, node.to, { kind: 'call', name, args });
    const [, target, , , pattern] = args;
    if ((name === 'label_replace' || name === 'label_join') && target?.kind === 'string' && target.value === '')
      return this.refuseAt(target.at.from, target.at.to, 'a label needs a name');
    if (name === 'label_replace' && pattern?.kind === 'string')
      this.checked(pattern.at, () => acceptsOf({ label: '', op: '=~', value: pattern.value }));
    return call;
  }

  private aggregation(node: SyntaxNode): Expression {
    const operation = this.child(node, 0);
    const name = this.textOf(operation).toLowerCase();
    if (!isAggregationName(name))
      return this.refuse(operation, `the aggregation ${name} is not supported, only ${AGGREGATION_NAMES.join(', ')}`);
    const body =
      childrenOf(node).find((child) => child.name === 'FunctionCallBody') ?? this.refuse(node, `${name}() takes arguments`);
    const parts = childrenOf(body);
    const number = takesParameter(name) ? 2 : 1;
    const [of, first] = [parts[number - 1], parts[0]];
    if (parts.length !== number || !of || !first) return this.refuse(body, `${name}() takes ${numberOf(number, number)}`);
    const parameter = number === 2 ? this.expression(first) : null;
    if (parameter && typeOf(parameter) !== 'scalar') return this.refuse(first, `${WORDS_OF.scalar} is needed here`);
    const argument = this.expression(of);
    if (typeOf(argument) === 'scalar') return this.refuse(of, `${name}() needs series, this is a single number`);
    if (typeOf(argument) !== 'vector') return this.refuse(of, `${name}() needs ${WORDS_OF.vector}, not a range or a string`);
    const modifier = childrenOf(node).find((child) => child.name === 'AggregateModifier');
    return this.made(node.from, node.to, {
      kind: 'aggregation',
      name,
      parameter,
      of: argument,
      grouping: modifier ? this.grouping(modifier) : null,
    });
  }

  private grouping(modifier: SyntaxNode): Grouping {
    return { by: this.child(modifier, 0).name === 'By', labels: this.labels(this.child(modifier, 1)) };
  }

  private labels(node: SyntaxNode): string[] {
    return childrenOf(node).map((label) =>
      label.name === 'LabelName' ? this.textOf(label) : this.string(firstChild(label) ?? label),
    );
  }

  private positive(node: SyntaxNode): number {
    const ms = this.duration(node);
    return ms > 0 ? ms : this.refuse(node, 'a duration has to be more than zero');
  }

  private signedDuration(node: SyntaxNode): number {
    const written = this.textOf(node);
    const ms = this.duration(node, written.replace(/^[-+]\s*/, ''));
    return written.startsWith('-') ? -ms : ms;
  }

  private duration(node: SyntaxNode, written = this.textOf(node)): number {
    const ms = parseDuration(written);
    if (ms === null || ms > MOST_MS) return this.refuse(node, `${JSON.stringify(written)} is not a duration such as 30s or 5m`);
    return ms;
  }

  private selector(node: SyntaxNode): Selector {
    let name: string | null = null;
    const matchers: Matcher[] = [];
    for (const part of childrenOf(node)) {
      if (part.name === 'Identifier') name = this.textOf(part);
      else
        for (const item of childrenOf(part)) {
          const named = item.name === 'QuotedLabelName' ? this.string(firstChild(item) ?? item) : null;
          const matcher = named === null ? this.matcher(item) : null;
          const isName = matcher?.label === '__name__';
          const given = named ?? (isName && matcher.op === '=' && matcher.value !== '' ? matcher.value : null);
          if (name !== null && (given !== null || isName)) this.refuse(item, 'the metric has a name already');
          if (given !== null) name = given;
          else if (matcher) matchers.push(matcher);
        }
    }
    return this.checked({ from: node.from, to: node.to }, () => {
      // as in Prometheus: what any series fits would read the whole store
      if (name === null && matchers.every((matcher) => acceptsOf(matcher)('')))
        return this.refuse(node, 'a selector needs a name or a matcher that does not take the empty string');
      return createSelector(name, matchers);
    });
  }

  private checked<T>(where: { readonly from: number; readonly to: number }, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BadRegex)) throw error;
      return this.refuseAt(where.from, where.to, `bad regular expression: ${error.message}`);
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
    const written = this.textOf(node);
    return parseString(written) ?? this.refuse(node, 'a string that does not end, or with an escape that is not known');
  }

  private child(node: SyntaxNode, index: number): SyntaxNode {
    return childrenOf(node)[index] ?? this.refuse(node, 'something is missing here');
  }

  private textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** An expression with its place; refuses one that has become too deep, as operations grow to the left without nesting. */
  private made(from: number, to: number, parts: Unplaced<Expression>): Expression {
    const expression = { ...parts, at: positionOf(this.text, from, to) };
    const depth = 1 + Math.max(0, ...partsOf(expression).map((part) => this.depths.get(part) ?? 0));
    if (depth > MOST_OPERATIONS) return this.refuseAt(from, to, 'the expression is nested too deeply');
    this.depths.set(expression, depth);
    return expression;
  }

  private refuse(node: SyntaxNode, message: string): never {
    return this.refuseAt(node.from, node.to, message);
  }

  private refuseAt(from: number, to: number, message: string): never {
    throw new Faulty(positionOf(this.text, from, to), message);
  }
}

/** Each kind of it without its place. */
type Unplaced<T> = T extends { readonly at: unknown } ? Omit<T, 'at'> : never;

/** Of a chain such as `a + b + c`. */
const MOST_OPERATIONS = 500;
/** About 100 years; beyond it times are no longer exact. */
const MOST_MS = 3_155_760_000_000;
const SUFFIXED = new Set(['MatrixSelector', 'SubqueryExpr', 'OffsetExpr', 'StepInvariantExpr', 'AnchoredExpr', 'SmoothedExpr']);

class Items {
  private next = 0;

  constructor(private readonly all: readonly Item[]) {}

  peek(): Item | undefined {
    return this.all[this.next];
  }

  take(): Item | undefined {
    return this.all[this.next++];
  }
}

function numberOf(least: number, most: number): string {
  if (most === 0) return 'no argument';
  if (most === Infinity) return `at least ${least} arguments`;
  const words = ['no', 'one', 'two', 'three', 'four', 'five'];
  const range = least === most ? (words[most] ?? String(most)) : `${words[least] ?? least} or ${words[most] ?? most}`;
  return `${range} ${most === 1 ? 'argument' : 'arguments'}`;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'LineComment') children.push(child);
  return children;
}

const firstChild = (node: SyntaxNode): SyntaxNode | null => childrenOf(node)[0] ?? null;
