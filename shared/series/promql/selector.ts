import type { Labels } from '../series-key';
import { labelOf, NAME_LABEL, seriesKey } from '../series-key';
import { createPattern } from './pattern';

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** Which series an expression asks for. */
export interface Selector {
  /** The metric's name; null when it is asked for otherwise (`{__name__=~"…"}`) or not at all. */
  readonly name: string | null;
  /** All but the exact name. */
  readonly matchers: readonly Matcher[];
  /** Whether a series is asked for: `labels` with its name in `__name__`. A label that is not there is empty. */
  readonly matches: (labels: Labels) => boolean;
}

/** Equal for selectors that ask for the same in the same words. */
export function selectorKey({ name, matchers }: Selector): string {
  return seriesKey(name ?? '', {}) + JSON.stringify(matchers.map(({ label, op, value }) => [label, op, value]).sort());
}

/** Throws BadRegex when a matcher's pattern cannot be used. */
export function createSelector(name: string | null, matchers: readonly Matcher[]): Selector {
  const tests = matchers.map((matcher) => ({ label: matcher.label, accepts: acceptsOf(matcher) }));
  return {
    name,
    matchers,
    matches: (labels) =>
      (name === null || labelOf(labels, NAME_LABEL) === name) && tests.every((test) => test.accepts(labelOf(labels, test.label))),
  };
}

/** Which values of its label a matcher takes. Throws BadRegex. */
export function acceptsOf({ op, value }: Matcher): (found: string) => boolean {
  if (op === '=') return (found) => found === value;
  if (op === '!=') return (found) => found !== value;
  const pattern = createPattern(value);
  return op === '=~' ? (found) => pattern.matches(found) : (found) => !pattern.matches(found);
}
