import { parseGoFloat } from './go-float';
import { emptyLabels } from './series-key';

/**
 * Paths to numbers in JSON:
 *
 *     users.active            a key in a key
 *     ["requests/s"].now      a key that is not a plain word, as a JSON string in brackets
 *     shards[0].queue         an item of a list, from 0
 *     shards[*shard].queue    each item of a list, or each key of an object: the index or the key becomes the label `shard`
 *     shards[*].queue         the same with the label `key`
 *
 * A plain word has letters, digits, _, - and $. Nothing else is in the language: no negative indexes, filters or descents.
 */
export type JsonPath = readonly JsonStep[];

type JsonStep =
  | { readonly is: 'key'; readonly key: string }
  | { readonly is: 'index'; readonly index: number }
  | { readonly is: 'each'; readonly label: string };

export type ParsedJsonPath =
  | { readonly ok: true; readonly path: JsonPath }
  /** `at`: offset into the text, from 0. */
  | { readonly ok: false; readonly at: number; readonly text: string; readonly message: string };

/** A number found at a path. */
export interface JsonNumber {
  /** One for each `[*]` on the way. */
  readonly labels: Record<string, string>;
  readonly value: number;
}

export interface JsonNumbers {
  readonly found: readonly JsonNumber[];
  /** More values are there than were wanted: those that came first are in `found`. */
  readonly more: boolean;
}

const longest = 500;
const mostSteps = 32;

const WORD = /[\p{L}\p{N}_$-]+/uy;
const INDEX = /\[(0|[1-9]\d{0,8})\]/y;
const QUOTED = /\[("(?:[^"\\]|\\.)*")\]/y;
const EACH = /\[\*([^\]]*)\]/y;

/** Reads a path. Never throws. */
export function parseJsonPath(text: string): ParsedJsonPath {
  const wrong = (at: number, message: string): ParsedJsonPath => ({ ok: false, at, text: text.slice(at, at + 20), message });
  if (text === '') return wrong(0, 'the path is empty');
  if (text.length > longest) return wrong(longest, `the path is longer than ${longest} characters`);
  const path: JsonStep[] = [];
  const labels = new Set<string>();
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    if (path.length === mostSteps) return wrong(at, `the path has more than ${mostSteps} steps`);
    if (text[at] === '[') {
      const index = match(INDEX);
      const quoted = match(QUOTED);
      const each = match(EACH);
      if (index) path.push({ is: 'index', index: Number(index[1]) });
      else if (quoted) {
        const key = unquoted(quoted[1] ?? '');
        if (key === null) return wrong(at + 1, 'this is not a JSON string');
        path.push({ is: 'key', key });
      } else if (each) {
        const label = each[1] === '' ? 'key' : (each[1] ?? '');
        if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) || label.startsWith('__')) return wrong(at, 'this is not a label: [*name]');
        if (labels.has(label)) return wrong(at, `two labels "${label}": name them, as in [*name]`);
        labels.add(label);
        path.push({ is: 'each', label });
      } else return wrong(at, 'expected [0], ["key"], [*] or [*label]');
      at += (index ?? quoted ?? each)?.[0].length ?? 0;
      continue;
    }
    if (path.length > 0) {
      if (text[at] !== '.') return wrong(at, 'expected a dot or a bracket');
      at += 1;
    }
    const word = match(WORD);
    if (!word)
      return wrong(at, at === text.length ? 'the path ends with a dot' : 'expected a key; others than plain words go into ["…"]');
    path.push({ is: 'key', key: word[0] });
    at += word[0].length;
  }
  return { ok: true, path };
}

/** The labels that a path makes. */
export function labelsOfPath(path: JsonPath): string[] {
  return path.flatMap((step) => (step.is === 'each' ? [step.label] : []));
}

/**
 * The numbers at a path in what `JSON.parse` made, at most `most`. A number counts, as do text that is a decimal number (many write large
 * numbers so) and `true` (1) and `false` (0). What is missing, null, anything else or beyond a double's range is no number and left out. Whole
 * numbers over 2^53 are rounded, as everywhere in JavaScript. Looks at own keys only, and at no more than 100,000 values on the way. Never throws.
 */
export function readJsonPath(root: unknown, path: JsonPath, most: number): JsonNumbers {
  const found: JsonNumber[] = [];
  let left = 100_000;
  let more = false;
  const walk = (value: unknown, at: number, labels: readonly string[]): void => {
    if (more) return;
    if (left-- <= 0) {
      more = true;
      return;
    }
    const step = path[at];
    if (!step) {
      const number = numberOf(value);
      if (number === null) return;
      if (found.length === most) {
        more = true;
        return;
      }
      found.push({ labels: labelled(path, labels), value: number });
    } else if (step.is === 'each') {
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length && !more; index++) walk(value[index], at + 1, [...labels, String(index)]);
      } else if (isObject(value)) {
        for (const key in value) {
          if (more) break;
          if (Object.hasOwn(value, key)) walk(value[key], at + 1, [...labels, key]);
        }
      }
    } else if (step.is === 'index') {
      if (Array.isArray(value) && step.index < value.length) walk(value[step.index], at + 1, labels);
    } else if (isObject(value) && Object.hasOwn(value, step.key)) walk(value[step.key], at + 1, labels);
  };
  walk(root, 0, []);
  return { found, more };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.length > 64) return null;
  const number = parseGoFloat(value);
  return number !== null && Number.isFinite(number) ? number : null;
}

function labelled(path: JsonPath, values: readonly string[]): Record<string, string> {
  const labels = emptyLabels();
  for (const [at, name] of labelsOfPath(path).entries()) labels[name] = values[at] ?? '';
  return labels;
}

function unquoted(text: string): string | null {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}
