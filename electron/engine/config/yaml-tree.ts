import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Alias, Document, Node, Pair } from 'yaml';

/** A stretch of the text, as offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where a value stands, and its key if it has one. */
export interface Place {
  readonly key: Stretch | null;
  readonly value: Stretch;
}

export type Path = readonly (string | number)[];

/** A fault of YAML itself. */
export interface TreeFault extends Stretch {
  readonly message: string;
  readonly hint: string;
  readonly path: Path;
}

/** Plain data of the file, with the place of each value. */
export interface Tree {
  readonly document: Document.Parsed;
  readonly value: unknown;
  readonly places: Places;
  readonly faults: readonly TreeFault[];
}

export class Places {
  private readonly map = new Map<string, Place>();
  set(path: Path, place: Place): void {
    this.map.set(JSON.stringify(path), place);
  }
  /** The place of a path, or of the nearest group that holds it. */
  find(path: Path): Place {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.map.get(JSON.stringify(path.slice(0, length)));
      if (place) return place;
    }
    return this.map.get('[]') ?? { key: null, value: { start: 0, end: 0 } };
  }
}

/** Aliases may make a small file large: values are counted after they were followed. */
const MOST_VALUES = 50_000;
const MOST_DEPTH = 32;
const MOST_FAULTS = 20;

/**
 * Reads YAML into plain data without trusting it: aliases are followed within bounds, merge keys (`<<`) are understood, and
 * doubles, tags, `__proto__` and endless nesting are faults. Throws nothing.
 */
export function readTree(text: string): Tree {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, keepSourceTokens: false });
  const syntax = telling([...document.errors, ...document.warnings]);
  if (syntax.length > 0) {
    return { document, value: null, places: new Places(), faults: syntax.map((error) => syntaxFault(error, text)) };
  }
  if (document.directives.yaml.version !== '1.2') {
    const message = `this is YAML ${document.directives.yaml.version}, which reads some words and numbers otherwise`;
    return {
      document,
      value: null,
      places: new Places(),
      faults: [{ start: 0, end: 5, message, hint: 'the file without the %YAML line', path: [] }],
    };
  }
  const reader = new Reader(document);
  const value = reader.read();
  return { document, value, places: reader.places, faults: reader.faults };
}

const SYNTAX: Readonly<Record<string, readonly [string, string]>> = {
  TAB_AS_INDENT: ['the line is indented with a tab', 'blanks'],
  BAD_INDENT: [
    'the indentation does not fit, or a bracket before it is still open',
    'keys of one group in one column; every [ and { closed',
  ],
  MISSING_CHAR: [
    'something is missing here: a quote, a colon, a comma or a bracket',
    'every quote and bracket closed, a comma between items',
  ],
  BLOCK_AS_IMPLICIT_KEY: ['there are two colons in this line', 'quotes around a value that holds ": "'],
  BLOCK_IN_FLOW: ['there are lines of keys inside brackets', 'either brackets or indented lines'],
  MULTILINE_IMPLICIT_KEY: ['a key goes over two lines, or its colon is missing', 'key: value'],
  BAD_SCALAR_START: ['a value cannot start with this character', 'quotes around the value'],
  UNEXPECTED_TOKEN: ['this is not expected here', 'quotes around a value that holds a bracket, or starts with >, |, * or &'],
  BAD_DQ_ESCAPE: ['this escape is not known in double quotes', 'single quotes, or \\\\ for a backslash'],
  MULTIPLE_DOCS: ['there is a second document in the file', 'one configuration, without ---'],
  RESOURCE_EXHAUSTION: ['the file is nested too deeply', 'a few levels, as in the example'],
  TAG_RESOLVE_FAILED: ['tags are not used here', 'the value without the tag'],
};

/** Faults of one character, after which the rest of the file is still read rightly. */
const HARMLESS: ReadonlySet<string> = new Set(['TAB_AS_INDENT', 'TAG_RESOLVE_FAILED', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START']);

/** After a fault in the structure of the file, what follows are mostly its echoes. */
function telling<T extends { readonly code: string; readonly pos: [number, number] }>(errors: readonly T[]): T[] {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0]).slice(0, MOST_FAULTS);
  const first = sorted.findIndex((error) => !HARMLESS.has(error.code));
  return first < 0 ? sorted : sorted.slice(0, first + 1);
}

function syntaxFault(error: { code: string; message: string; pos: [number, number] }, text: string): TreeFault {
  const [start, end] = error.pos;
  // `limit: > 5` is the start of folded text to YAML, and the commonest slip in this file.
  const folded =
    error.code === 'UNEXPECTED_TOKEN' && /:[ ]*[>|][ ]*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  const [message, hint] = folded
    ? [
        'a value that starts with > or | needs quotes',
        `"${text.slice(text.lastIndexOf(':', start) + 1, start).trim()} ${text.slice(start, end).trim()}"`,
      ]
    : (SYNTAX[error.code] ?? [error.message.split('\n')[0] ?? error.code, 'valid YAML']);
  return { start, end: Math.max(end, start + 1), message, hint, path: [] };
}

class Reader {
  readonly places = new Places();
  readonly faults: TreeFault[] = [];
  private readonly targets = new Map<Alias, Node | undefined>();
  private readonly open = new Set<Node>();
  private left = MOST_VALUES;

  constructor(private readonly document: Document.Parsed) {
    const anchors = new Map<string, Node>();
    // An alias means the last anchor of its name before it; `Alias.resolve` walks the whole document each time.
    visit(document, {
      Alias: (_, node) => {
        this.targets.set(node, anchors.get(node.source));
      },
      Value: (_, node) => {
        if (node.anchor) anchors.set(node.anchor, node);
      },
    });
  }

  read(): unknown {
    return this.value(this.document.contents, [], null);
  }

  private fault(node: unknown, path: Path, message: string, hint: string): null {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ ...stretch(node), message, hint, path });
    return null;
  }

  private value(node: unknown, path: Path, key: Stretch | null): unknown {
    this.left -= 1;
    if (this.left === 0)
      this.fault(
        node,
        path,
        'the file holds too many values',
        `at most ${String(MOST_VALUES)}, aliases followed; ranges keep it short`,
      );
    if (this.left <= 0) return null;
    if (isAlias(node)) return this.alias(node, path, key);
    const own = stretch(node);
    // A key without a value has nothing else to show.
    this.places.set(path, { key, value: key && own.start === own.end ? key : own });
    if (path.length > MOST_DEPTH)
      return this.fault(node, path.slice(0, 4), 'the file is nested too deeply', 'a few levels, as in the example');
    if (isScalar(node)) return node.value;
    if (!isCollection(node)) return null;
    this.open.add(node);
    const found = isMap(node) ? this.group(node.items, path) : isSeq(node) ? this.list(node.items, path) : null;
    this.open.delete(node);
    return found;
  }

  private alias(node: Alias, path: Path, key: Stretch | null): unknown {
    const target = this.targets.get(node);
    if (!target)
      return this.fault(node, path, `there is no &${node.source} before this`, `&${node.source} at the value that is meant`);
    if (this.open.has(target)) return this.fault(node, path, `*${node.source} holds itself`, 'an alias of something else');
    return this.value(target, path, key);
  }

  private list(items: readonly unknown[], path: Path): unknown[] {
    const values: unknown[] = [];
    for (const item of items) {
      if (this.left <= 0) break;
      values.push(this.value(item, [...path, values.length], null));
    }
    return values;
  }

  private group(pairs: readonly Pair[], path: Path): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const own = new Set<string>();
    for (const pair of pairs) {
      if (this.left <= 0) break;
      const key = this.key(pair, path);
      if (key === null) continue;
      if (key === '<<') {
        // Own keys win over merged ones, whichever comes first.
        for (const [name, value] of this.merged(pair.value, path, own)) if (!own.has(name)) values[name] = value;
        continue;
      }
      if (own.has(key)) {
        this.fault(pair.key, [...path, key], `the key "${key}" is here twice`, 'one of the two');
        continue;
      }
      own.add(key);
      values[key] = this.value(pair.value, [...path, key], stretch(pair.key));
    }
    return values;
  }

  private key(pair: Pair, path: Path): string | null {
    const node = isAlias(pair.key) ? this.targets.get(pair.key) : pair.key;
    if (!isScalar(node) || node.value === null || node.value === '') {
      this.fault(pair.key ?? pair.value, path, 'a key is a word', 'key: value');
      return null;
    }
    const key = typeof node.value === 'string' ? node.value : (node.source ?? '');
    if (key !== '__proto__') return key;
    this.fault(pair.key, [...path, key], '__proto__ cannot be a key', 'another name');
    return null;
  }

  /** What `<<` brings: keys of one group, or of several of which the first wins. */
  private merged(node: unknown, path: Path, own: ReadonlySet<string>): [string, unknown][] {
    this.left -= 1;
    if (this.left <= 0) return [];
    const target = isAlias(node) ? this.targets.get(node) : node;
    if (!isMap(target) && !isSeq(target)) {
      this.fault(node, path, 'only a group of keys can be merged', '<<: *name, where &name stands at a group of keys');
      return [];
    }
    if (this.open.has(target)) {
      this.fault(node, path, 'this holds itself', 'an alias of something else');
      return [];
    }
    this.open.add(target);
    const found: [string, unknown][] = [];
    if (isMap(target)) {
      const fresh = target.items.filter((pair) => !isScalar(pair.key) || !own.has(String(pair.key.value)));
      found.push(...Object.entries(this.group(fresh, path)));
    } else {
      const taken = new Set(own);
      for (const item of target.items) {
        for (const [name, value] of this.merged(item, path, taken)) {
          taken.add(name);
          found.push([name, value]);
        }
      }
    }
    this.open.delete(target);
    return found;
  }
}

function stretch(node: unknown): Stretch {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  if (!Array.isArray(range)) return { start: 0, end: 0 };
  const [start, end] = range as readonly unknown[];
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : { start: 0, end: 0 };
}
