import * as z from 'zod';
import type { ConfigFault } from '../../../shared/contract/state';
import { nearest } from './nearest';
import { knownKeys, layersAt, rightOf } from './schema-walk';
import type { Positions } from './text-faults';
import type { Path, Places, Stretch } from './yaml-tree';

/** A fault before it has its line: what is wrong at which path. */
export interface Finding {
  readonly path: Path;
  /** Show the key instead of the value. */
  readonly atKey?: boolean;
  /** The part of the value that is meant: `text` at offset `at` of `whole`, which is found in the file as it is written. */
  readonly piece?: { readonly whole: string; readonly at: number; readonly text: string };
  readonly message: string;
  readonly hint: string;
}

const MOST_FAULTS = 100;
const MOST_TEXT = 80;

/** Findings with line, column and text; in the order of the file, each once (aliases can show one fault many times). */
export function locate(findings: readonly Finding[], places: Places, positions: Positions): ConfigFault[] {
  const faults = new Map<string, ConfigFault & { readonly offset: number }>();
  for (const finding of findings) {
    const place = places.find(finding.path);
    const whole = finding.atKey ? (place.key ?? place.value) : place.value;
    const part = finding.piece ? pieceOf(whole, finding.piece, positions.text) : whole;
    // A fault at the end of a value has no text of its own.
    const own = finding.piece?.text ?? '';
    const text = own === '' ? excerpt(positions.text.slice(whole.start, whole.end)) : short(own, MOST_TEXT);
    const fault = {
      ...positions.at(part.start),
      offset: part.start,
      text,
      path: writePath(finding.path),
      message: short(finding.message),
      hint: short(finding.hint),
    };
    const key = `${String(part.start)} ${finding.message}`;
    if (!faults.has(key)) faults.set(key, fault);
  }
  const sorted = [...faults.values()].sort((a, b) => a.offset - b.offset).slice(0, MOST_FAULTS);
  return sorted.map(({ line, column, text, path, message, hint }) => ({ line, column, text, path, message, hint }));
}

/** Where a value is written with escapes or over several lines, its pieces have no place of their own: then its start is shown. */
function pieceOf(value: Stretch, piece: { whole: string; at: number; text: string }, source: string): Stretch {
  const base = source.slice(value.start, value.end).indexOf(piece.whole);
  if (base < 0) return value;
  const start = Math.min(value.start + base + piece.at, value.end);
  return { start, end: start + piece.text.length };
}

/** First line of a piece of the file. */
export function excerpt(text: string): string {
  return short((text.slice(0, 1000).split('\n')[0] ?? '').trimEnd(), MOST_TEXT);
}

/** A fault is for reading: names in it may be as long as the file. */
export function short(text: string, most = 400): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** `fleet.types.www.hosts[0]`. */
export function writePath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${String(step)}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Puts what zod found into words. `value` is the whole file as plain data. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, value: unknown): Finding[] {
  return issues.flatMap((issue) => findingsOfIssue(issue, schema, [], value));
}

/** `base`: path of the value that `schema` describes; the issue's own path goes on from there. */
function findingsOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType, base: Path, root: unknown): Finding[] {
  const inner = issue.path.filter((step) => typeof step !== 'symbol');
  const path = [...base, ...inner];
  const found = layersAt(schema, inner);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, knownKeys(found)));
  if (issue.code === 'invalid_union') return findingsOfUnion(issue.errors, found, path, root);
  if (issue.code === 'custom') return [customFinding(issue, path, root, rightOf(found).hint)];
  const value = valueAt(root, path);
  const right = rightOf(found);
  const name = String(path.at(-1) ?? 'the file');
  if (value === undefined) return [{ path, atKey: true, message: `"${name}" is missing`, hint: `${name}: ${right.hint}` }];
  if (value === null) {
    if (path.length === 0) return [{ path, message: 'the file is empty', hint: 'a configuration; capstan init writes one' }];
    return [
      { path, message: typeof path.at(-1) === 'number' ? 'this item has no value' : `"${name}" has no value`, hint: right.hint },
    ];
  }
  if (Array.isArray(value) && value.length === 0) return [{ path, message: 'the list is empty', hint: right.hint }];
  const shown = showValue(value);
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    const meant = typeof value === 'string' ? nearest(value, words) : null;
    return [
      { path, message: `${shown} is not known here`, hint: meant === null ? right.hint : `did you mean "${meant}"? ${right.hint}` },
    ];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return [{ path, message: `${shown} is too ${issue.code === 'too_small' ? 'small' : 'large'}`, hint: right.hint }];
  }
  const quotable = right.text === true && (typeof value === 'number' || typeof value === 'boolean');
  return [
    {
      path,
      message: `${shown} is not ${right.is}`,
      hint: quotable ? `quotes around it if it is meant as text: "${String(value)}"` : right.hint,
    },
  ];
}

function unknownKey(key: string, path: Path, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  const hint = meant === null ? `one of ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { path: [...path, key], atKey: true, message: `unknown key "${excerpt(key)}"`, hint };
}

/** The branch that the writer meant is the one whose kind fits and that knows most of the keys. */
function findingsOfUnion(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  found: readonly z.ZodType[],
  path: Path,
  root: unknown,
): Finding[] {
  const union = found.find((layer) => layer instanceof z.ZodUnion && layer.options.length === branches.length);
  const scores = branches.map((issues) => {
    if (issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0)) return Infinity;
    return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1), 0);
  });
  const least = Math.min(...scores);
  const index = scores.indexOf(least);
  const option = union instanceof z.ZodUnion ? union.options[index] : undefined;
  if (least < Infinity && option instanceof z.ZodType) {
    return (branches[index] ?? []).flatMap((issue) => findingsOfIssue(issue, option, path, root));
  }
  const value = valueAt(root, path);
  const right = rightOf(found);
  const name = String(path.at(-1) ?? '');
  if (value === undefined) return [{ path, atKey: true, message: `"${name}" is missing`, hint: `${name}: ${right.hint}` }];
  return [
    { path, message: value === null ? `"${name}" has no value` : `${showValue(value)} is not ${right.is}`, hint: right.hint },
  ];
}

function customFinding(issue: z.core.$ZodIssueCustom, path: Path, root: unknown, hint: string): Finding {
  const { at, text, hint: own } = issue.params ?? {};
  const value = valueAt(root, path);
  const piece =
    typeof at === 'number' && typeof text === 'string' && typeof value === 'string' ? { piece: { whole: value, at, text } } : {};
  return { path, message: issue.message, hint: typeof own === 'string' ? own : hint, ...piece };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string' ? JSON.stringify(excerpt(value)) : JSON.stringify(value);
}
