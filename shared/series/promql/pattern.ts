import { matchWhole } from './regex/match';
import { compileRegex } from './regex/program';
import { BadRegex, parseRegex } from './regex/syntax';

export { BadRegex } from './regex/syntax';

/** A pattern that has to match a whole label value. */
export interface Pattern {
  matches(text: string): boolean;
  /** What `template` says with `$1`, `${name}` and `$$` filled in from a match, as Go's Regexp.Expand; null without a match. */
  expand(text: string, template: string): string | null;
}

const MOST_LETTERS = 1000;
/** Values whose verdict is remembered: the same few label values come again with every series. */
const MOST_KNOWN = 10_000;

/**
 * A pattern in RE2's syntax, as Prometheus reads it: anchored at both ends, `.` matches a line feed too. It is run by our own matcher, in time
 * that grows with pattern times text, because JavaScript's engine backtracks and one label value could hold the engine for ever.
 * Throws BadRegex.
 */
export function createPattern(pattern: string): Pattern {
  if (pattern.length > MOST_LETTERS) throw new BadRegex(`the pattern is longer than ${MOST_LETTERS} characters`);
  const { node, groups, names } = parseRegex(pattern);
  const program = compileRegex(node);
  // without anything special it is a list of words
  const words = /^[\w:/ -]*(\|[\w:/ -]*)*$/.test(pattern) ? new Set(pattern.split('|')) : null;
  const known = new Map<string, boolean>();
  return {
    matches: (text) => {
      if (words) return words.has(text);
      const before = known.get(text);
      if (before !== undefined) return before;
      const verdict = matchWhole(program, text, 0) !== null;
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(text, verdict);
      return verdict;
    },
    expand: (text, template) => {
      const slots = matchWhole(program, text, 2 * groups + 2);
      if (!slots) return null;
      const letters = Array.from(text);
      return template.replace(
        /\$(?:(\$)|\{(\w+)\}|(\w+))/g,
        (_all, dollar: string | undefined, braced: string | undefined, bare: string | undefined) => {
          if (dollar !== undefined) return '$';
          const name = braced ?? bare ?? '';
          const index = /^\d+$/.test(name) ? Number(name) : names.get(name);
          if (index === 0) return text;
          const from = index === undefined ? -1 : (slots[2 * index] ?? -1);
          return from < 0 || index === undefined ? '' : letters.slice(from, slots[2 * index + 1]).join('');
        },
      );
    },
  };
}
