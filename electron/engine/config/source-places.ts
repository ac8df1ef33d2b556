import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { Path } from './yaml-tree';

/** Where a value stands: as the whole file, behind a key, behind a dash or a comma. */
export type Holder =
  | { readonly in: 'file'; readonly node: Node | null }
  | { readonly in: 'map'; readonly map: YAMLMap; readonly index: number; readonly pair: Pair; readonly node: Node | null }
  | { readonly in: 'seq'; readonly seq: YAMLSeq; readonly index: number; readonly node: Node | null };

interface Token {
  readonly type: string;
  readonly offset: number;
  readonly source: string;
}

/** A text of YAML without faults, with the place of everything in it. */
export class Source {
  readonly document: Document.Parsed;
  readonly eol: string;

  constructor(readonly text: string) {
    this.document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, keepSourceTokens: true });
    this.eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  }

  get root(): Holder {
    return { in: 'file', node: this.document.contents };
  }

  /** The holders on a path that are really there, from the outside in; ends before what is missing or only comes through an alias. */
  holders(path: Path): Holder[] {
    const found: Holder[] = [this.root];
    for (const step of path) {
      const next = this.inside(found.at(-1)?.node ?? null, step);
      if (!next) break;
      found.push(next);
    }
    return found;
  }

  private inside(node: Node | null, step: string | number): Holder | null {
    if (isMap(node) && typeof step === 'string') {
      const index = node.items.findIndex((pair) => keyOf(pair) === step);
      const pair = node.items[index];
      return pair ? { in: 'map', map: node, index, pair, node: isNode(pair.value) ? pair.value : null } : null;
    }
    if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      const item = node.items[step];
      return { in: 'seq', seq: node, index: step, node: isNode(item) ? item : null };
    }
    return null;
  }

  /** Aliases of what is anchored within `node`, other than those within it; with what each stands for. */
  aliasesInto(node: Node): { readonly alias: Node; readonly target: Node }[] {
    const anchors = new Map<string, Node>();
    const inner = new Set<Node>();
    visit(node, { Node: (_, one) => void inner.add(one) });
    const found: { alias: Node; target: Node }[] = [];
    visit(this.document, {
      Node: (_, one) => {
        if (isAlias(one)) {
          const target = anchors.get(one.source);
          if (target && inner.has(target) && !inner.has(one)) found.push({ alias: one, target });
        } else if (one.anchor) anchors.set(one.anchor, one);
      },
    });
    return found;
  }

  /** Blanks, comments and signs before a value: behind its key, or before and behind its dash. */
  private tokens(holder: Holder): readonly Token[] {
    if (holder.in === 'file') return [];
    if (holder.in === 'map') return holder.pair.srcToken?.sep ?? [];
    const { srcToken } = holder.seq;
    return srcToken && 'items' in srcToken ? (srcToken.items[holder.index]?.start ?? []) : [];
  }

  /** Offset behind the colon or dash; null: there is none. */
  behindIndicator(holder: Holder): number | null {
    const sign = this.tokens(holder).find(({ type }) => type === 'map-value-ind' || type === 'seq-item-ind');
    return sign ? sign.offset + sign.source.length : null;
  }

  /** Offset of the dash. */
  dash(holder: Holder): number | null {
    return this.tokens(holder).find(({ type }) => type === 'seq-item-ind')?.offset ?? null;
  }

  /** The `&name` (or tag) before a value, as a stretch that ends where the value or the line end begins. */
  anchorOf(holder: Holder): { readonly start: number; readonly end: number } | null {
    const token = this.tokens(holder).find(({ type }) => type === 'anchor');
    return token ? { start: token.offset, end: token.offset + token.source.length } : null;
  }

  hasComment(holder: Holder): boolean {
    const behind = this.behindIndicator(holder);
    return this.tokens(holder).some(({ type, offset }) => type === 'comment' && (behind === null || offset > behind));
  }

  /** Where what is written for a holder begins: its key, its dash, its value. */
  start(holder: Holder): number {
    if (holder.in === 'map') return startOf(holder.pair.key) ?? startOf(holder.node) ?? 0;
    return (holder.in === 'seq' ? this.dash(holder) : null) ?? this.anchorOf(holder)?.start ?? startOf(holder.node) ?? 0;
  }

  /** Where it ends: behind its last word, before blanks and comments that follow. Text after `|` ends with its line. */
  end(holder: Holder): number {
    const { node } = holder;
    const signs = this.tokens(holder).filter(({ type }) => /-ind$|anchor|tag/.test(type));
    const last = signs.at(-1);
    const before = Math.max(last ? last.offset + last.source.length : 0, holder.in === 'map' ? (endOf(holder.pair.key) ?? 0) : 0);
    if (isMap(node) && !node.flow) {
      const index = node.items.length - 1;
      const pair = node.items[index];
      if (pair) return this.end({ in: 'map', map: node, index, pair, node: isNode(pair.value) ? pair.value : null });
    }
    if (isSeq(node) && !node.flow) {
      const index = node.items.length - 1;
      const item = node.items[index];
      return this.end({ in: 'seq', seq: node, index, node: isNode(item) ? item : null });
    }
    return Math.max(endOf(node) ?? 0, before);
  }

  /** Offset of the line that holds an offset. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset behind the line end after an offset; behind the text where there is none. */
  lineEnd(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === '\n') return offset;
    const found = this.text.indexOf('\n', offset);
    return found < 0 ? this.text.length : found + 1;
  }

  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** Whether only blanks stand before an offset in its line. */
  beginsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  /** Start of the comment lines directly above an offset's line that are indented as it is; else of that line. */
  withCommentAbove(offset: number): number {
    const column = this.column(offset);
    let start = this.lineStart(offset);
    while (start > 0) {
      const above = this.lineStart(start - 1);
      const line = this.text.slice(above, start);
      if (!/^ *#/.test(line) || line.indexOf('#') !== column) return start;
      start = above;
    }
    return start;
  }
}

export function keyOf(pair: Pair): string | null {
  const { key } = pair;
  if (!isScalar(key) || key.value === null) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? null);
}

export const isBlock = (node: Node | null): boolean =>
  (isCollection(node) && !node.flow) || (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'));

const startOf = (node: unknown): number | null => (isNode(node) && node.range ? node.range[0] : null);
const endOf = (node: unknown): number | null => (isNode(node) && node.range ? node.range[1] : null);
