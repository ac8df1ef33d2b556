import { RefusedPage } from './exposition-types';
import { emptyLabels, NAME_LABEL, type Labels } from './series-key';

/** How the two formats differ inside braces. */
export interface LabelSyntax {
  /** Blanks and tabs anywhere, not only a blank after a comma. */
  readonly blanks: boolean;
  readonly commaOptional: boolean;
  readonly trailingComma: boolean;
  /** `{,}` */
  readonly loneComma: boolean;
  readonly unknownEscapes: 'keep' | 'refuse';
}

const LETTER = 1;
const DIGIT = 2;
const COLON = 4;
const CLASS = new Uint8Array(128);
for (let c = 65; c <= 90; c++) CLASS[c] = CLASS[c + 32] = LETTER;
for (let c = 48; c <= 57; c++) CLASS[c] = DIGIT;
CLASS[95] = LETTER;
CLASS[58] = COLON;
const classOf = (c: number): number => (c < 128 ? (CLASS[c] ?? 0) : 0);

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const EQUAL = 61;
const BACKSLASH = 92;
const CLOSE = 125;

/** What stands inside of braces. */
export interface InBraces {
  /** A quoted name of a metric; null: there is none. */
  readonly name: string | null;
  readonly labels: Labels;
}

/**
 * A copy that does not keep the page alive: V8 cuts strings of 13 characters and more as views of the whole text, and a series that is
 * kept for hours would hold the page it was first seen on.
 */
const own = (cut: string): string => (cut.length < 13 ? cut : ` ${cut}`.slice(1));

/** Exact powers of ten: a whole number below 2^53 divided by one of them is rounded once, so correctly. */
const TENS = Array.from({ length: 16 }, (_, i) => 10 ** i);

/** Walks one line of a page at a time, character by character and never back: linear whatever the page holds. */
export class LineScanner {
  line = 0;
  at = 0;
  end = 0;
  private next = 0;
  /** Where the next backslash is, at or after the place it was last asked for; the text's length when there is none. */
  private backslash = -1;
  /** What stood last at each place of a line, plain and quoted: its name, then its labels in turn. Most of it comes again on the next line. */
  private readonly names: string[] = [];
  private readonly quotes: string[] = [];

  /** What was read inside of braces, by its text: the same devices, buckets and modes come again with one metric after another. */
  private readonly blocks = new Map<string, InBraces>();

  constructor(readonly text: string) {}

  /** Goes to the next line; false when there is none. An empty rest after the last line feed is no line. */
  nextLine(): boolean {
    if (this.next >= this.text.length) return false;
    const feed = this.text.indexOf('\n', this.next);
    this.at = this.next;
    this.end = feed === -1 ? this.text.length : feed;
    this.next = this.end + 1;
    this.line++;
    return true;
  }

  /** True when the current line ends with the text instead of with a line feed. */
  get unended(): boolean {
    return this.end === this.text.length;
  }

  /** True when nothing at all follows this line. */
  get last(): boolean {
    return this.next >= this.text.length;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** Code of the current character, -1 at the end of the line. */
  peek(): number {
    return this.at < this.end ? this.text.charCodeAt(this.at) : -1;
  }

  rest(): string {
    return own(this.text.slice(this.at, this.end));
  }

  fail(message: string): never {
    throw new RefusedPage('malformed', this.line, message);
  }

  /** Fails with what was found instead of what was expected. */
  expected(what: string): never {
    const found = this.done ? 'the end of the line' : JSON.stringify(this.text.slice(this.at, Math.min(this.end, this.at + 20)));
    return this.fail(`expected ${what}, found ${found}`);
  }

  take(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at++;
    return true;
  }

  skipBlanks(): boolean {
    const from = this.at;
    for (let c = this.peek(); c === SPACE || c === TAB; c = this.peek()) this.at++;
    return this.at > from;
  }

  /** The text from `from` to `to`. When the place `slot` held the same on a line before, that very string: nothing is copied then. */
  private kept(from: number, to: number, slot: number): string {
    const before = this.quotes[slot];
    if (before !== undefined && before.length === to - from && this.text.startsWith(before, from)) return before;
    return (this.quotes[slot] = own(this.text.slice(from, to)));
  }

  /**
   * The plain decimal number up to the next blank or the end of the line, without going through a string: nearly all values are one. null, and
   * nothing taken, for anything else.
   */
  plainNumber(): number | null {
    let at = this.at;
    const isNegative = this.text.charCodeAt(at) === MINUS;
    if (isNegative) at++;
    const from = at;
    let digits = 0;
    let point = -1;
    for (; at < this.end; at++) {
      const c = this.text.charCodeAt(at);
      if (c >= 48 && c <= 57) digits = digits * 10 + (c - 48);
      else if (c === POINT && point < 0) point = at;
      else break;
    }
    const length = at - from - (point < 0 ? 0 : 1);
    const after = this.text.charCodeAt(at);
    if (length === 0 || length > 15 || (at < this.end && after !== SPACE && after !== TAB)) return null;
    const value = point < 0 ? digits : digits / (TENS[at - point - 1] ?? NaN);
    this.at = at;
    return isNegative ? -value : value;
  }

  /** Everything up to the next blank or tab; '' if there is nothing. */
  word(): string {
    const from = this.at;
    for (let c = this.peek(); c !== -1 && c !== SPACE && c !== TAB; c = this.peek()) this.at++;
    return this.text.slice(from, this.at);
  }

  /** Everything up to the next blank, tabs included. */
  spaced(): string {
    const from = this.at;
    const blank = this.text.indexOf(' ', from);
    this.at = blank === -1 || blank > this.end ? this.end : blank;
    return this.text.slice(from, this.at);
  }

  /** A name that needs no quotes; '' if there is none here. */
  plainName(colons: boolean, slot = 0): string {
    const from = this.at;
    const first = colons ? LETTER | COLON : LETTER;
    if (!(classOf(this.text.charCodeAt(from)) & first) || this.done) return '';
    const rest = first | DIGIT;
    const before = this.names[slot];
    if (before !== undefined && this.text.startsWith(before, from)) this.at += before.length;
    const known = this.at;
    while (this.at < this.end && classOf(this.text.charCodeAt(this.at)) & rest) this.at++;
    if (before !== undefined && this.at === known && known > from) return before;
    return (this.names[slot] = own(this.text.slice(from, this.at)));
  }

  /** The string whose opening quote is the current character. Unknown escapes stay as they are, or are refused. */
  quoted(unknownEscapes: 'keep' | 'refuse', slot = 0): string {
    let from = ++this.at;
    const close = this.text.indexOf('"', from);
    if (this.backslash < from) {
      this.backslash = this.text.indexOf('\\', from);
      if (this.backslash < 0) this.backslash = this.text.length;
    }
    if (close >= 0 && close < this.end && this.backslash > close) {
      this.at = close + 1;
      return this.kept(from, close, slot);
    }
    let read = '';
    while (this.at < this.end) {
      const c = this.text.charCodeAt(this.at);
      if (c === QUOTE) {
        read += this.text.slice(from, this.at++);
        return own(read);
      }
      if (c !== BACKSLASH) {
        this.at++;
        continue;
      }
      const escaped = this.at + 1 < this.end ? this.text[this.at + 1] : undefined;
      const plain = escaped === 'n' ? '\n' : escaped === '"' || escaped === '\\' ? escaped : null;
      if (plain === null && unknownEscapes === 'refuse') this.fail('unknown escape sequence in a quoted string');
      read += this.text.slice(from, this.at) + (plain ?? `\\${escaped ?? ''}`);
      this.at += 2;
      from = this.at;
    }
    return this.fail('a quoted string does not end on its line');
  }

  /** A metric's name in a comment: plain or quoted. '' if there is none here. */
  describedName(unknownEscapes: 'keep' | 'refuse'): string {
    return this.peek() === QUOTE ? this.quoted(unknownEscapes) : this.plainName(true);
  }

  /**
   * Labels up to and with the closing brace; the opening one is taken already. A quoted string without a value is the metric's name. Samples may
   * share what is answered.
   */
  labels(syntax: LabelSyntax): InBraces {
    const from = this.at;
    const close = this.text.indexOf('}', from) + 1;
    const block = this.text.slice(from, close);
    const known = this.blocks.get(block);
    if (known) {
      this.at = close;
      return known;
    }
    const read = this.newLabels(syntax);
    // A brace in a value is not the one that closes.
    if (this.at === close) this.blocks.set(block, read);
    return read;
  }

  private newLabels(syntax: LabelSyntax): InBraces {
    const labels = emptyLabels();
    let name: string | null = null;
    const blanks = () => syntax.blanks && this.skipBlanks();
    blanks();
    if (syntax.loneComma && this.take(COMMA)) {
      blanks();
      return this.take(CLOSE) ? { name, labels } : this.expected('a closing brace');
    }
    for (let slot = 1; !this.take(CLOSE); slot += 2) {
      const isQuoted = this.peek() === QUOTE;
      const key = isQuoted ? this.quoted(syntax.unknownEscapes, slot) : this.plainName(false, slot);
      if (key === '') this.expected('a label name');
      blanks();
      if (isQuoted && (this.peek() === COMMA || this.peek() === CLOSE)) {
        if (name !== null) this.fail('two metric names');
        name = key;
      } else {
        this.label(labels, key, syntax, slot + 1);
        blanks();
      }
      this.separator(syntax);
    }
    return { name, labels };
  }

  private label(labels: Record<string, string>, key: string, syntax: LabelSyntax, slot: number): void {
    if (!this.take(EQUAL)) this.expected('= after a label name');
    if (syntax.blanks) this.skipBlanks();
    if (this.peek() !== QUOTE) this.expected('a quoted label value');
    const value = this.quoted(syntax.unknownEscapes, slot);
    if (key === NAME_LABEL) this.fail(`the label ${NAME_LABEL} is reserved`);
    // labels inherit nothing
    if (labels[key] !== undefined) this.fail(`the label ${key} is given twice`);
    labels[key] = value;
  }

  private separator(syntax: LabelSyntax): void {
    if (this.take(COMMA)) {
      this.skipBlanks();
      if (this.peek() === CLOSE && !syntax.trailingComma) this.fail('a comma after the last label');
    } else if (this.peek() !== CLOSE && !syntax.commaOptional) {
      this.expected('a comma or a closing brace');
    }
  }
}
