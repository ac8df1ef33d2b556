import type { Labels } from './series-key';
import { labelOf, NAME_LABEL, seriesKey } from './series-key';

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** Which series an expression asks for. */
export interface Selector {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** Whether a series is asked for: `labels` with its name in `__name__`. A label that is not there is empty. */
  readonly matches: (labels: Labels) => boolean;
}

/** Equal for selectors that ask for the same in the same words. */
export function selectorKey({ name, matchers }: Selector): string {
  return seriesKey(name, {}) + JSON.stringify(matchers.map(({ label, op, value }) => [label, op, value]).sort());
}

/** Throws BadRegex when a matcher's pattern cannot be used. */
export function createSelector(name: string, matchers: readonly Matcher[]): Selector {
  const tests = matchers.map(({ label, op, value }) => ({ label, accepts: accepts(op, value) }));
  return {
    name,
    matchers,
    matches: (labels) => labelOf(labels, NAME_LABEL) === name && tests.every((test) => test.accepts(labelOf(labels, test.label))),
  };
}

function accepts(op: MatchOp, value: string): (found: string) => boolean {
  if (op === '=') return (found) => found === value;
  if (op === '!=') return (found) => found !== value;
  const pattern = anchored(value);
  return op === '=~' ? (found) => pattern.test(found) : (found) => !pattern.test(found);
}

export class BadRegex extends Error {}

/**
 * A pattern that has to match a whole label value, as in Prometheus (`.` also matches a line feed there). Prometheus' engine is RE2, which takes time in proportion
 * to the text; JavaScript's backtracks. So what RE2 does not have is refused, and so is what makes backtracking explode: a repeated
 * group that holds a repetition or a choice. Throws BadRegex.
 */
export function anchored(pattern: string): RegExp {
  if (pattern.length > 1000) throw new BadRegex('the pattern is longer than 1000 characters');
  const problem = hostile(pattern);
  if (problem !== null) throw new BadRegex(problem);
  const isCaseless = pattern.startsWith('(?i)');
  const body = `^(?:${isCaseless ? pattern.slice(4) : pattern})$`;
  const flags = isCaseless ? 'si' : 's';
  try {
    return new RegExp(body, `${flags}u`);
  } catch {
    // RE2 lets any punctuation be escaped, Unicode mode in JavaScript does not
  }
  try {
    return new RegExp(body, flags);
  } catch (error) {
    throw new BadRegex(error instanceof Error ? error.message.replace(/^.*\/: /, '') : 'the pattern cannot be read');
  }
}

function hostile(pattern: string): string | null {
  /** Per open group: whether it holds a repetition or a choice. */
  const open: boolean[] = [];
  let closed: boolean | null = null;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    const isRepeat = c === '*' || c === '+' || (c === '{' && /^\{\d+(,\d*)?\}/.test(pattern.slice(i, i + 12)));
    if (isRepeat && closed) return 'a repeated group must not hold a repetition or a choice: it could take for ever';
    if (isRepeat || c === '|') mark(open);
    closed = null;
    if (c === '\\') {
      if (/[1-9k]/.test(pattern[i + 1] ?? '')) return 'references to groups are not supported';
      i++;
    } else if (c === '[') {
      i = endOfClass(pattern, i);
    } else if (c === '(') {
      if (/^\(\?<?[=!]/.test(pattern.slice(i, i + 4))) return 'looking ahead or behind is not supported';
      open.push(false);
    } else if (c === ')') {
      closed = open.pop() ?? null;
      if (closed) mark(open);
    }
  }
  return null;
}

function mark(open: boolean[]): void {
  if (open.length > 0) open[open.length - 1] = true;
}

/** Index of the bracket that ends a character class; the text's end when there is none. */
function endOfClass(pattern: string, from: number): number {
  for (let i = from + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    // a bracket right at the beginning stands for itself in RE2; JavaScript then finds fault, which is reported
    else if (pattern[i] === ']') return i;
  }
  return pattern.length;
}
