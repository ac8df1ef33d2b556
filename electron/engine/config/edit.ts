import { isAlias, isMap, isSeq, visit, type Node } from 'yaml';
import { isDeepStrictEqual } from 'node:util';
import type { Plain, SettingsEdit } from '../../../shared/contract/settings';
import { editValue, isGroup, isList, valueAt } from './edit-value';
import { Source, type Holder } from './source-places';
import { addItem, addKey, handOverAnchor, removeAt, reorder, replaceValue } from './splice';
import { readTree, type Path } from './yaml-tree';

export type Edited =
  | { readonly ok: true; readonly text: string }
  /** `edit`: index of the one that cannot be made; nothing was. */
  | { readonly ok: false; readonly edit: number; readonly why: string };

/** Each edit reads the whole text again: what would take seconds is refused. */
const mostWork = 64 * 1024 * 1024;

/**
 * The text after some edits, made one after the other. Only the stretches that an edit is about are written anew: comments, order,
 * quotes, blank lines and line ends of everything else stay as they are. What was read back is compared with what was meant, so
 * an edit either comes out exactly or is refused. Throws nothing.
 */
export function editConfig(text: string, edits: readonly SettingsEdit[]): Edited {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  let now = text.slice(mark.length);
  if (now.length * edits.length > mostWork)
    return { ok: false, edit: 0, why: 'these are too many edits at once for a file of this size' };
  if (readTree(now).faults.length > 0)
    return { ok: false, edit: 0, why: 'the file cannot be read as YAML: mend it in an editor first' };
  for (const [index, edit] of edits.entries()) {
    const before = valueOf(now) ?? null;
    const meant = editValue(before, edit);
    if (meant === null) return { ok: false, edit: index, why: `there is no place ${edit.path.join(' / ')} in the file` };
    const made = makeEdit(now, edit, before, meant.value);
    if (made === null)
      return { ok: false, edit: index, why: `${edit.path.join(' / ')} is written in a way that only an editor can change` };
    now = made;
  }
  return { ok: true, text: mark + now };
}

/** Plain data of a text of YAML; undefined: it has faults. */
export function valueOf(text: string): Plain | undefined {
  const tree = readTree(text);
  // The reader makes nothing but plain data.
  return tree.faults.length > 0 ? undefined : (tree.value as Plain);
}

function makeEdit(text: string, edit: SettingsEdit, before: Plain, meant: Plain): string | null {
  if (isDeepStrictEqual(before, meant)) return text;
  const right = (made: string | null): made is string => made !== null && isDeepStrictEqual(valueOf(made), meant);
  const fine = attempt(() => finely(text, edit, before));
  if (right(fine)) return fine;
  // Coarser and coarser: what holds the place is written anew as a whole, but never the whole file.
  for (let length = edit.path.length; length > 0; length -= 1) {
    const path = edit.path.slice(0, length);
    const value = valueAt(meant, path);
    if (value === undefined) continue;
    const coarse = attempt(() => setWhole(text, path, value, before));
    if (right(coarse)) return coarse;
  }
  return null;
}

/** A way of writing that nobody thought of is no reason to fall over: the next way is tried. */
function attempt(work: () => string | null): string | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Touches as little as can be: a group key by key, a list item by item. */
function finely(text: string, edit: SettingsEdit, before: Plain): string | null {
  const old = valueAt(before, edit.path);
  if ('remove' in edit) return old === undefined ? text : remove(text, edit.path, before);
  const node = new Source(text).holders(edit.path)[edit.path.length]?.node ?? null;
  if (isMap(node) && isGroup(old) && isGroup(edit.value) && Object.keys(edit.value).length > 0)
    return setGroup(text, edit.path, old, edit.value);
  if (isSeq(node) && isList(old) && isList(edit.value) && edit.value.length > 0) return setList(text, edit.path, old, edit.value);
  return setWhole(text, edit.path, edit.value, before);
}

function setGroup(
  text: string,
  path: Path,
  old: Readonly<Record<string, Plain>>,
  value: Readonly<Record<string, Plain>>,
): string | null {
  // What is new comes before what is gone: a group that is empty in between would lose its shape.
  const edits: SettingsEdit[] = [
    ...Object.entries(value).map(([key, item]) => ({ path: [...path, key], value: item })),
    ...Object.keys(old).flatMap((key) => (Object.hasOwn(value, key) ? [] : [{ path: [...path, key], remove: true as const }])),
  ];
  return inTurn(text, edits);
}

function inTurn(text: string, edits: readonly SettingsEdit[]): string | null {
  const made = editConfig(text, edits);
  return made.ok ? made.text : null;
}

/** Finds what became of each item: those that are the same move with their lines, those that changed change in place. */
function setList(text: string, path: Path, old: readonly Plain[], value: readonly Plain[]): string | null {
  const from = sources(old, value);
  const kept = from.filter((index) => index !== null);
  let now: string | null = text;
  for (const [index, source] of from.entries()) {
    const item = value[index];
    if (source === null || item === undefined || now === null) continue;
    if (!isDeepStrictEqual(old[source], item)) now = inTurn(now, [{ path: [...path, source], value: item }]);
  }
  // Behind those that stay, so that the list is never empty in between.
  const gone = old.flatMap((_, index) => (kept.includes(index) ? [] : [index])).reverse();
  const order = kept.toSorted((a, b) => a - b);
  if (kept.length === 0) return null;
  for (const index of gone) now = now === null ? null : inTurn(now, [{ path: [...path, index], remove: true }]);
  const wanted = kept.map((index) => order.indexOf(index));
  if (now !== null && wanted.some((index, at) => index !== at)) {
    const source = new Source(now);
    const holder = source.holders(path)[path.length];
    now = holder ? reorder(source, holder, wanted) : null;
  }
  for (const [index, source] of from.entries()) {
    const item = value[index];
    if (source !== null || item === undefined || now === null) continue;
    const place = new Source(now);
    const holder = place.holders(path)[path.length];
    now = holder ? addItem(place, holder, index, item) : null;
  }
  return now;
}

/** For each new item the index of the old one that it was; null: it is new. */
function sources(old: readonly Plain[], value: readonly Plain[]): (number | null)[] {
  const free = new Set(old.keys());
  const take = (is: (index: number) => boolean): number | null => {
    const found = [...free].find(is) ?? null;
    if (found !== null) free.delete(found);
    return found;
  };
  const same = value.map((item, at) => {
    if (free.has(at) && isDeepStrictEqual(old[at], item)) return take((index) => index === at);
    return null;
  });
  const moved = value.map((item, at) => same[at] ?? take((index) => isDeepStrictEqual(old[index], item)));
  const named = value.map((item, at) => moved[at] ?? take((index) => nameOf(item) !== null && nameOf(old[index]) === nameOf(item)));
  return value.map((_, at) => named[at] ?? take((index) => index === at));
}

/** Gauges and dashboards have names, panels and their rows titles. */
const nameOf = (item: Plain | undefined): Plain => (isGroup(item) ? (item['name'] ?? item['title'] ?? null) : null);

function remove(text: string, path: Path, before: Plain): string | null {
  const freed = free(text, path, before);
  if (freed === null) return null;
  const source = new Source(freed);
  const holders = source.holders(path);
  const holder = holders[path.length];
  const parent = holders[path.length - 1];
  return holder && parent ? removeAt(source, holder, parent) : null;
}

function setWhole(text: string, path: Path, value: Plain, before: Plain): string | null {
  const freed = free(text, path, before);
  if (freed === null) return null;
  const source = new Source(freed);
  const holders = source.holders(path);
  const holder = holders[path.length];
  if (holder) return replaceValue(source, holder, value);
  const parent = holders.at(-1);
  const depth = holders.length - 1;
  const step = path[depth];
  if (!parent || step === undefined) return null;
  const inner = wrap(path.slice(depth + 1), value);
  // Through an alias: the alias becomes what it stands for, changed.
  if (isAlias(parent.node)) {
    const whole = editValue(before, { path, value });
    const changed = whole === null ? undefined : valueAt(whole.value, path.slice(0, depth));
    return changed === undefined ? null : replaceValue(source, parent, changed);
  }
  if (isMap(parent.node) && parent.node.items.length + (parent.node.flow ? 1 : 0) > 0 && typeof step === 'string') {
    // A key that a merge brings is changed by an own one, which holds the rest of it too.
    const merged = valueAt(before, path.slice(0, depth + 1));
    const whole = merged === undefined ? null : editValue(merged, { path: path.slice(depth + 1), value });
    return addKey(source, parent, step, whole === null ? inner : whole.value);
  }
  if (isSeq(parent.node) && parent.node.items.length > 0 && typeof step === 'number') return addItem(source, parent, step, inner);
  return replaceValue(source, parent, wrap(path.slice(depth), value));
}

/** `['a', 0]` round 5: `{ a: [ 5 ] }`. */
function wrap(path: Path, value: Plain): Plain {
  return path.reduceRight<Plain>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
}

/** Sees to it that nothing else changes with the place: anchors on the way to it and within it are handed to their first alias. */
function free(text: string, path: Path, before: Plain): string | null {
  let now = text;
  for (let left = 100; left > 0; left -= 1) {
    const source = new Source(now);
    const holders = source.holders(path);
    const outer = holders.slice(1, path.length);
    const inner = holders[path.length];
    const leaning =
      outer.flatMap(({ node }) => (node ? source.aliasesInto(node).filter(({ target }) => target === node) : []))[0] ??
      (inner?.node ? source.aliasesInto(inner.node)[0] : undefined);
    if (!leaning) return now;
    const at = pathTo(source, leaning.target);
    const value = at === null ? undefined : valueAt(before, at.path);
    if (at === null || value === undefined) return null;
    const next = handOverAnchor(source, leaning, value, at.holder);
    if (next === null || !isDeepStrictEqual(valueOf(next), before)) return null;
    now = next;
  }
  return null;
}

/** Where a node stands. */
function pathTo(source: Source, wanted: Node): { readonly path: Path; readonly holder: Holder } | null {
  let found: Path | null = null;
  visit(source.document, {
    Node: (_, node, way) => {
      if (node !== wanted) return undefined;
      found = stepsOf([...way, node]);
      return visit.BREAK;
    },
  });
  if (found === null) return null;
  const path: Path = found;
  const holder = source.holders(path)[path.length];
  return holder ? { path, holder } : null;
}

function stepsOf(way: readonly unknown[]): (string | number)[] {
  return way.flatMap((one, index): (string | number)[] => {
    const above = way[index - 1];
    if (isSeq(above)) return [above.items.indexOf(one)];
    if (typeof above === 'object' && above !== null && 'key' in above && 'value' in above && above.value === one) {
      const key: unknown = above.key;
      return typeof key === 'object' && key !== null && 'value' in key ? [String(key.value)] : [];
    }
    return [];
  });
}
