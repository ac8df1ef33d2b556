/** A pattern cannot be used; the message says why. */
export class BadRegex extends Error {}

/** Code points from the even to the odd entry, both included; ascending. */
export type Ranges = readonly number[];

export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly of: RegexNode;
      readonly least: number;
      readonly most: number;
      readonly greedy: boolean;
    }
  | { readonly kind: 'group'; readonly of: RegexNode; readonly index: number }
  | { readonly kind: 'edge'; readonly edge: Edge };

/** Places between characters: of the text, of a line, of a word. */
export type Edge = 'text start' | 'text end' | 'line start' | 'line end' | 'word' | 'no word';

export interface RegexSyntax {
  readonly node: RegexNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const LAST = 0x10ffff;
const ANY: Ranges = [0, LAST];
const DIGITS: Ranges = [48, 57];
const WORD: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
const SPACE: Ranges = [9, 10, 12, 13, 32, 32];

const CLASSES: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  w: WORD,
  s: SPACE,
  D: inverse(DIGITS),
  W: inverse(WORD),
  S: inverse(SPACE),
};

const NAMED: Readonly<Record<string, Ranges>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: DIGITS,
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: WORD,
  xdigit: [48, 57, 65, 70, 97, 102],
};

const ESCAPED: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const MOST_REPEATS = 1000;
const MOST_DEPTH = 100;

/** All code points that are not in `ranges`. */
function inverse(ranges: Ranges): Ranges {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] ?? 0;
    if (from > next) rest.push(next, from - 1);
    next = (ranges[i + 1] ?? 0) + 1;
  }
  if (next <= LAST) rest.push(next, LAST);
  return rest;
}

/** Sorted, and without overlaps. */
function united(ranges: Ranges): Ranges {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  pairs.sort(([a], [b]) => a - b);
  const whole: number[] = [];
  for (const [from, to] of pairs) {
    const last = whole[whole.length - 1];
    if (last !== undefined && from <= last + 1) whole[whole.length - 1] = Math.max(last, to);
    else whole.push(from, to);
  }
  return whole;
}

/** The ranges with the other case of their letters. Beyond ASCII only single characters are folded, as a large range holds both anyway. */
function caseless(ranges: Ranges): Ranges {
  const folded = [...ranges];
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] ?? 0;
    const to = ranges[i + 1] ?? 0;
    for (let c = from; c <= Math.min(to, from + 2000); c++) {
      const letter = String.fromCodePoint(c);
      for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
        const code = other.codePointAt(0) ?? c;
        if (code !== c && other.length === String.fromCodePoint(code).length) folded.push(code, code);
      }
    }
  }
  return united(folded);
}

interface Flags {
  /** Either case. */
  readonly i: boolean;
  /** Edges of lines. */
  readonly m: boolean;
  /** `.` is any character, a line feed as well. */
  readonly s: boolean;
  /** Repetitions are lazy unless marked. */
  readonly U: boolean;
}

/**
 * Reads RE2's syntax (https://github.com/google/re2/wiki/Syntax) except Unicode classes. `.` matches a line feed too, as in Prometheus 3.
 * What RE2 does not have (looking around, references to groups) is refused as it is there. Throws BadRegex.
 */
export function parseRegex(pattern: string): RegexSyntax {
  return new RegexReader(pattern).read();
}

class RegexReader {
  private readonly letters: readonly string[];
  private at = 0;
  private depth = 0;
  private groups = 0;
  private readonly names = new Map<string, number>();
  private flags: Flags = { i: false, m: false, s: true, U: false };

  constructor(pattern: string) {
    this.letters = Array.from(pattern);
  }

  read(): RegexSyntax {
    const node = this.choice();
    if (this.at < this.letters.length) throw new BadRegex('an opening parenthesis is missing');
    return { node, groups: this.groups, names: this.names };
  }

  private peek(ahead = 0): string {
    return this.letters[this.at + ahead] ?? '';
  }

  private take(text: string): boolean {
    if (!Array.from(text).every((letter, i) => this.peek(i) === letter)) return false;
    this.at += text.length;
    return true;
  }

  private choice(): RegexNode {
    if (++this.depth > MOST_DEPTH) throw new BadRegex('the pattern is nested too deeply');
    const before = this.flags;
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    this.flags = before;
    this.depth--;
    return parts.length === 1 ? (parts[0] ?? { kind: 'empty' }) : { kind: 'choice', parts };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.at < this.letters.length && this.peek() !== '|' && this.peek() !== ')') {
      if (this.take('\\Q')) {
        while (this.at < this.letters.length && !this.take('\\E')) parts.push(this.letter(this.code()));
        continue;
      }
      const atom = this.atom();
      if (atom) parts.push(this.repeated(atom));
    }
    return parts.length === 1 ? (parts[0] ?? { kind: 'empty' }) : { kind: 'sequence', parts };
  }

  private code(): number {
    return (this.letters[this.at++] ?? '').codePointAt(0) ?? 0;
  }

  private letter(code: number): RegexNode {
    return this.set([code, code]);
  }

  private set(ranges: Ranges): RegexNode {
    return { kind: 'set', ranges: this.flags.i ? caseless(ranges) : ranges };
  }

  private repeated(atom: RegexNode): RegexNode {
    const bounds = this.bounds();
    if (!bounds) return atom;
    const greedy = this.take('?') === this.flags.U;
    if (this.bounds()) throw new BadRegex('a repetition of a repetition');
    return { kind: 'repeat', of: atom, ...bounds, greedy };
  }

  private bounds(): { least: number; most: number } | null {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    // a brace that is no repetition stands for itself
    const written = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.letters.slice(this.at, this.at + 12).join(''));
    if (!written) return null;
    const [whole, first = '', comma, second = ''] = written;
    this.at += whole.length;
    const least = Number(first);
    const most = comma === undefined ? least : second === '' ? Infinity : Number(second);
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS) || most < least)
      throw new BadRegex(`${whole} is no number of repetitions`);
    return { least, most };
  }

  /** null: flags that were set, which match nothing themselves. */
  private atom(): RegexNode | null {
    const c = this.peek();
    if (c === '(') return this.group();
    if (c === '[') return this.brackets();
    if (c === '\\') return this.escape();
    if (c === '*' || c === '+' || c === '?') throw new BadRegex(`there is nothing that ${c} could repeat`);
    const code = this.code();
    if (c === '.') return { kind: 'set', ranges: this.flags.s ? ANY : inverse([10, 10]) };
    if (c === '^') return { kind: 'edge', edge: this.flags.m ? 'line start' : 'text start' };
    if (c === '$') return { kind: 'edge', edge: this.flags.m ? 'line end' : 'text end' };
    return this.letter(code);
  }

  private group(): RegexNode | null {
    this.at++;
    let index: number | null = null;
    const outer = this.flags;
    if (this.take('?')) {
      if (/^(<?[=!])/.test(this.peek() + this.peek(1))) throw new BadRegex('looking ahead or behind is not supported');
      if (this.take('P<') || this.take('<')) {
        index = ++this.groups;
        this.name(index);
      } else if (this.setFlags()) return null;
    } else index = ++this.groups;
    const of = this.choice();
    this.flags = outer;
    if (!this.take(')')) throw new BadRegex('a closing parenthesis is missing');
    return index === null ? of : { kind: 'group', of, index };
  }

  private name(index: number): void {
    let name = '';
    while (/^\w$/.test(this.peek())) name += this.letters[this.at++] ?? '';
    if (name === '' || !this.take('>') || this.names.has(name)) throw new BadRegex('a bad name of a group');
    this.names.set(name, index);
  }

  /** `i`, `-s` and so on; true when they stand alone and hold for the rest, false when a group follows that they hold for. */
  private setFlags(): boolean {
    let on = true;
    while (this.at < this.letters.length) {
      const c = this.letters[this.at++] ?? '';
      if (c === ')') return true;
      if (c === ':') return false;
      if (c === '-' && on) on = false;
      else if (c === 'i' || c === 'm' || c === 's' || c === 'U') this.flags = { ...this.flags, [c]: on };
      else throw new BadRegex(`(?${c} is not known`);
    }
    throw new BadRegex('a closing parenthesis is missing');
  }

  private escape(): RegexNode {
    const c = this.peek(1);
    const edges: Readonly<Record<string, Edge>> = { A: 'text start', z: 'text end', b: 'word', B: 'no word' };
    const edge = Object.hasOwn(edges, c) ? edges[c] : undefined;
    if (edge) {
      this.at += 2;
      return { kind: 'edge', edge };
    }
    return this.set(this.escaped());
  }

  /** The characters that a backslash and what follows stand for. */
  private escaped(): Ranges {
    this.at++;
    const c = this.letters[this.at++] ?? '';
    const ranges = Object.hasOwn(CLASSES, c) ? CLASSES[c] : undefined;
    if (ranges) return ranges;
    if (c === 'p' || c === 'P') throw new BadRegex('Unicode classes are not supported');
    if (/^[1-9k]$/.test(c)) throw new BadRegex('references to groups are not supported');
    const code = this.escapedCode(c);
    return [code, code];
  }

  private escapedCode(c: string): number {
    const simple = Object.hasOwn(ESCAPED, c) ? ESCAPED[c] : undefined;
    if (simple !== undefined) return simple;
    const rest = this.letters.slice(this.at, this.at + 10).join('');
    const hex = c === 'x' ? /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(rest) : null;
    const octal = c === '0' ? /^[0-7]{0,2}/.exec(rest) : null;
    const code = hex ? parseInt(hex[1] ?? hex[2] ?? '', 16) : octal ? parseInt(`0${octal[0]}`, 8) : null;
    if (code !== null && code <= LAST) {
      this.at += (hex ?? octal)?.[0].length ?? 0;
      return code;
    }
    if (c === '') throw new BadRegex('the pattern ends with a backslash');
    if (/^[A-Za-z0-9]$/.test(c)) throw new BadRegex(`the escape \\${c} is not known`);
    return c.codePointAt(0) ?? 0;
  }

  private brackets(): RegexNode {
    this.at++;
    const isInverse = this.take('^');
    const ranges: number[] = [];
    // a bracket right at the beginning stands for itself
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.at >= this.letters.length) throw new BadRegex('a closing bracket is missing');
      const from = this.member();
      const [low = 0, high = 0] = from;
      if (from.length === 2 && low === high && this.peek() === '-' && this.peek(1) !== ']' && this.peek(1) !== '') {
        this.at++;
        const to = this.member();
        if (to.length !== 2 || to[0] !== to[1] || (to[0] ?? 0) < low) throw new BadRegex('a bad range in brackets');
        ranges.push(low, to[0] ?? 0);
      } else ranges.push(...from);
    }
    this.at++;
    const whole = this.flags.i ? caseless(united(ranges)) : united(ranges);
    return { kind: 'set', ranges: isInverse ? inverse(whole) : whole };
  }

  private member(): Ranges {
    if (this.peek() === '\\') return this.escaped();
    const named = /^\[:(\^?)([a-z]+):\]/.exec(this.letters.slice(this.at, this.at + 12).join(''));
    if (named) {
      const ranges = Object.hasOwn(NAMED, named[2] ?? '') ? NAMED[named[2] ?? ''] : undefined;
      if (!ranges) throw new BadRegex(`${named[0]} is not known`);
      this.at += named[0].length;
      return named[1] === '^' ? inverse(ranges) : ranges;
    }
    const code = this.code();
    return [code, code];
  }
}
