import { parser } from '@prometheus-io/lezer-promql';
import { ExpressionReader } from './expression-reader';
import type { ExpressionFault } from './place';
import { Faulty, positionOf, withFaults } from './place';
import type { Expression } from './tree';
import { partsOf, typeOf } from './tree';

export type ParsedExpression = { readonly ok: true; readonly expression: Expression } | ExpressionFault;

const MOST_LETTERS = 10_000;
/** Upstream's parser takes time with the square of the nesting, and its tree overflows the stack beyond a few thousand levels. */
const MOST_WORDS = 1000;

const promql = parser.configure({ top: 'PromQL' });

/**
 * Reads an expression of PromQL: what `signatures.ts`, `operators.ts` and `aggregate.ts` list, `offset`, `@`, subqueries. The grammar is upstream's; what it
 * knows and we do not evaluate is refused with its place, as is what Prometheus itself would not take (wrong types, bad matching). Never
 * throws; text of more than 10,000 characters or 1,000 words is refused.
 */
export function parseExpression(text: string): ParsedExpression {
  return withFaults(() => ({ ok: true, expression: read(text) }));
}

/**
 * Reads an expression for a gauge: like `parseExpression`, but each selector has to name its metric, as the engine keeps only the metrics that gauges
 * name, and nothing may look ahead of the present.
 */
export function parseGauge(text: string): ParsedExpression {
  return withFaults(() => {
    const expression = read(text);
    const visit = (part: Expression): void => {
      const isSelecting = part.kind === 'selector' || part.kind === 'range';
      if (isSelecting && part.selector.name === null) throw new Faulty(part.at, 'a selector needs the name of its metric');
      if ((isSelecting || part.kind === 'subquery') && (part.shift.offsetMs < 0 || part.shift.pin !== null))
        throw new Faulty(part.at, 'a gauge is read at the present: no @ and no negative offset');
      partsOf(part).forEach(visit);
    };
    visit(expression);
    return { ok: true, expression };
  });
}

function read(text: string): Expression {
  const fail = (from: number, to: number, message: string): never => {
    throw new Faulty(positionOf(text, from, to), message);
  };
  if (text.length > MOST_LETTERS) fail(MOST_LETTERS, MOST_LETTERS, `the expression is longer than ${MOST_LETTERS} characters`);
  const beyond = wordBeyond(text, MOST_WORDS);
  if (beyond !== null)
    fail(beyond, beyond, `the expression has more than ${MOST_WORDS} words and signs: it is nested too deeply or too long`);
  const tree = promql.parse(text);
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) failSyntax(text, node.from, node.to, fail);
    },
  });
  const root = tree.topNode.getChild('Expr') ?? fail(0, 0, 'an expression is needed');
  const expression = new ExpressionReader(text).expression(root);
  switch (typeOf(expression)) {
    case 'range':
      throw new Faulty(expression.at, 'a range needs a function around it, such as rate()');
    case 'string':
      throw new Faulty(expression.at, 'a string has no value over time');
    default:
      return expression;
  }
}

/** Where the word or sign number `most + 1` begins; null when there are not so many. Strings and comments count as one. */
function wordBeyond(text: string, most: number): number | null {
  let number = 0;
  for (const word of text.matchAll(/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|#[^\n]*|[\w.:]+|\S/gs))
    if (++number > most) return word.index;
  return null;
}

function failSyntax(text: string, from: number, to: number, fail: (from: number, to: number, message: string) => never): never {
  if (text.trim() === '') fail(0, 0, 'an expression is needed');
  const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  if (at >= text.length) fail(text.length, text.length, 'the expression ends too early');
  const called = /([a-zA-Z_]\w*)\s*$/.exec(text.slice(0, at));
  if (text[at] === '(' && called)
    fail(called.index, called.index + (called[1] ?? '').length, `the function ${called[1] ?? ''} is not known`);
  const end = Math.max(to, at + 1);
  return fail(at, end, `${JSON.stringify(text.slice(at, end))} is not expected here`);
}
