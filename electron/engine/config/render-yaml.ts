import { parseDocument } from 'yaml';
import type { Plain } from '../../../shared/contract/settings';
import { isGroup, isList } from './edit-value';

/** How a text stood there before, so that its successor stands there likewise. */
export type Quotes = 'plain' | 'single' | 'double';

/** More in one line is not read easily. */
export const widest = 100;

/** A word, number or text as YAML in one line. `inFlow`: within brackets. Quotes where YAML would read something else without. */
export function scalarText(value: string | number | boolean | null, inFlow: boolean, quotes: Quotes = 'plain'): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '-0' : String(value);
  if (quotes === 'plain' && isTame(value, inFlow)) return value;
  if (quotes === 'single' && /^[\x20-\x7e\p{L}\p{N}]*$/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  // What an editor would not show is written as an escape; what turns the direction of writing is left to be found and refused.
  const escape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, escape);
}

/** Whether YAML reads the bare text back as itself. */
function isTame(text: string, inFlow: boolean): boolean {
  // A limit such as "< 5" has its quotes as "> 5" does, which needs them.
  if (!/^[\p{L}\p{N}./~_][\x20-\x7e\p{L}\p{N}]*$/u.test(text)) return false;
  const document = parseDocument(inFlow ? `{ k: ${text} }` : `k: ${text}\n`, { prettyErrors: false });
  const inList = !inFlow || parseDocument(`[ ${text} ]`, { prettyErrors: false }).getIn([0]) === text;
  return document.errors.length === 0 && document.warnings.length === 0 && document.getIn(['k']) === text && inList;
}

/** Any value in one line, lists and groups in brackets. */
export function inlineText(value: Plain, inFlow: boolean, quotes: Quotes = 'plain'): string {
  if (isList(value)) return value.length === 0 ? '[]' : `[ ${value.map((item) => inlineText(item, true)).join(', ')} ]`;
  if (!isGroup(value)) return scalarText(value, inFlow, quotes);
  const pairs = Object.entries(value).map(([key, item]) => `${scalarText(key, true)}: ${inlineText(item, true)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** Whether a value is read more easily over several lines. */
export function wantsLines(value: Plain): boolean {
  if (typeof value === 'string') return literalLines(value) !== null;
  if (isList(value))
    return value.length > 0 && (value.some(isLarge) || value.some(holdsList) || inlineText(value, true).length > widest);
  return isGroup(value) && (isLarge(value) || holdsList(value) || inlineText(value, true).length > widest);
}

/** Whether a group holds a list of groups, as a dashboard its rows and a row its panels: brackets within brackets are hard to add to. */
const holdsList = (value: Plain): boolean =>
  isGroup(value) && Object.values(value).some((inner) => isList(inner) && inner.some(isGroup));

const isLarge = (value: Plain): boolean => isGroup(value) && Object.keys(value).length > 4;

/** Lines of a text that may stand after `|`; null: it is better in quotes. */
function literalLines(text: string): readonly string[] | null {
  const lines = text.replace(/\n$/, '').split('\n');
  const fit = lines.length > 1 && !/^[ \t\n]|\n\n$/.test(text) && lines.every((line) => /^[\x20-\x7e\p{L}\p{N}]*$/u.test(line));
  return fit ? lines : null;
}

/**
 * What stands after `key:` or `-`, beginning with the blank or line end before it. `indent`: column of that key or dash; the lines of
 * a group within a list begin behind its dash. No line end at the end.
 */
export function afterIndicator(value: Plain, indent: number, eol: string, inItem: boolean, quotes: Quotes = 'plain'): string {
  if (!wantsLines(value)) return ` ${inlineText(value, false, quotes)}`;
  const inner = ' '.repeat(indent + 2);
  if (typeof value === 'string') {
    const lines = literalLines(value) ?? [];
    return ` |${value.endsWith('\n') ? '' : '-'}${eol}${lines.map((line) => (line === '' ? '' : inner + line)).join(eol)}`;
  }
  const lines = isList(value)
    ? value.map((item) => itemText(item, indent + 2, eol))
    : isGroup(value)
      ? Object.entries(value).map(([key, item]) => pairText(key, item, indent + 2, eol))
      : [];
  const text = lines.map((line) => inner + line).join(eol);
  return inItem && !isList(value) ? ` ${text.trimStart()}` : `${eol}${text}`;
}

/** `key: value`, as it stands in a group of lines at a column. */
export function pairText(key: string, value: Plain, column: number, eol: string): string {
  return `${scalarText(key, false)}:${afterIndicator(value, column, eol, false)}`;
}

/** `- value`, as it stands in a list of lines at a column. `lines`: a group gets a line for each key, as those beside it have. */
export function itemText(value: Plain, column: number, eol: string, lines = false): string {
  if (!lines || !isGroup(value) || Object.keys(value).length === 0) return `-${afterIndicator(value, column, eol, true)}`;
  const inner = ' '.repeat(column + 2);
  return `- ${Object.entries(value)
    .map(([key, item]) => pairText(key, item, column + 2, eol))
    .join(eol + inner)}`;
}
