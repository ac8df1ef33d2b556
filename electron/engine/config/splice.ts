import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLSeq } from 'yaml';
import type { Plain } from '../../../shared/contract/settings';
import { isGroup, isList } from './edit-value';
import { afterIndicator, inlineText, itemText, pairText, scalarText, widest, type Quotes } from './render-yaml';
import { isBlock, type Holder, type Source } from './source-places';

/** A stretch of a text and what stands there instead. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function splice(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end), text);
}

/** All of these answer with the new text, or null where the place is written in a way that they do not know. */
type Spliced = string | null;

const isFlow = (holder: Holder): boolean =>
  (holder.in === 'map' && holder.map.flow === true) || (holder.in === 'seq' && holder.seq.flow === true);

const quotesOf = (node: Node | null): Quotes =>
  isScalar(node) && node.type === 'QUOTE_DOUBLE' ? 'double' : isScalar(node) && node.type === 'QUOTE_SINGLE' ? 'single' : 'plain';

/** Column to which the lines of a value belong: that of its key or dash. */
function columnOf(source: Source, holder: Holder): number {
  return holder.in === 'file' ? -2 : source.column(source.start(holder));
}

/** Puts a value in place of another. */
export function replaceValue(source: Source, holder: Holder, value: Plain): Spliced {
  if (holder.in === 'file') return isGroup(value) ? replaceFile(source, value) : null;
  const { node } = holder;
  const flow = isFlow(holder);
  const end = source.end(holder);
  const quotes = quotesOf(node);
  const behind = source.behindIndicator(holder);
  const isEmpty =
    node === null || (isScalar(node) && node.value === null && node.range !== null && node.range?.[0] === node.range?.[1]);
  if (isEmpty) {
    const at = source.anchorOf(holder)?.end ?? behind;
    if (at !== null) return splice(source.text, [{ start: at, end: at, text: ` ${inlineText(value, flow)}` }]);
    return flow && holder.in === 'map' ? splice(source.text, [{ start: end, end, text: `: ${inlineText(value, true)}` }]) : null;
  }
  const start = node.range?.[0];
  if (start === undefined) return null;
  if (flow || (!isBlock(node) && (!isCollection(node) || !isBlockWanted(value)))) {
    const text = inlineText(value, flow, quotes);
    return splice(source.text, [{ start, end, text }, ...keepColumn(source, end, text.length - (end - start))]);
  }
  if (behind === null) return null;
  const eol = source.text[end - 1] === '\n' ? source.eol : '';
  if (!source.hasComment(holder)) {
    const anchor = source.anchorOf(holder);
    const from = anchor?.end ?? behind;
    const text = afterIndicator(value, columnOf(source, holder), source.eol, holder.in === 'seq', quotes);
    return splice(source.text, [{ start: from, end, text: text + eol }]);
  }
  // The comment behind the key stays there: what is new goes before it, what was there leaves with its lines.
  const first = source.lineStart(start);
  if (first <= behind) return null;
  return splice(source.text, [
    { start: behind, end: behind, text: ` ${inlineText(value, false)}` },
    { start: first, end: source.lineEnd(end), text: '' },
  ]);
}

const isBlockWanted = (value: Plain): boolean => afterIndicator(value, 0, '\n', false).includes('\n');

/** A comment behind a value stays in its column where there is room. */
function keepColumn(source: Source, end: number, grown: number): Splice[] {
  const blanks = /^( {2,})#/.exec(source.text.slice(end, end + 200))?.[1]?.length ?? 0;
  if (blanks === 0 || grown === 0) return [];
  return [{ start: end, end: end + blanks, text: ' '.repeat(Math.max(2, blanks - grown)) }];
}

/** A file that holds nothing but comments gets its first keys at its end. */
function replaceFile(source: Source, value: Readonly<Record<string, Plain>>): Spliced {
  if (source.document.contents !== null && !(isScalar(source.document.contents) && source.document.contents.value === null))
    return null;
  const lines = Object.entries(value).map(([key, item]) => pairText(key, item, 0, source.eol) + source.eol);
  return withLineEnd(source.text, source.eol) + lines.join('');
}

const withLineEnd = (text: string, eol: string): string => (text === '' || text.endsWith('\n') ? text : text + eol);

/** Inserts whole lines at an offset where a line begins or the text ends. */
function insertLines(source: Source, at: number, lines: string): string {
  const before = source.text.slice(0, at);
  const isOpen = before !== '' && !before.endsWith('\n');
  return isOpen ? before + source.eol + lines + source.text.slice(at) : before + lines + source.eol + source.text.slice(at);
}

/** Adds a key to the end of a group. */
export function addKey(source: Source, holder: Holder, key: string, value: Plain): Spliced {
  const { node } = holder;
  if (!isMap(node)) return null;
  const index = node.items.length - 1;
  const pair = node.items[index];
  if (node.flow) return addFlow(source, node, `${scalarText(key, true)}: ${inlineText(value, true)}`);
  if (!pair) return null;
  const last: Holder = { in: 'map', map: node, index, pair, node: pair.value as Node | null };
  const first = node.items[0]?.key as Node | undefined;
  const column = source.column(first?.range?.[0] ?? 0);
  const at = behindComments(source, source.lineEnd(source.end(last)), column);
  return insertLines(source, at, ' '.repeat(column) + pairText(key, value, column, source.eol));
}

/** Where the comment lines end that are indented deeper than a group's keys: they belong to what stands above them. */
function behindComments(source: Source, at: number, column: number): number {
  const line = /^( *)#.*(?:\r?\n|$)/.exec(source.text.slice(at));
  return line && (line[1]?.length ?? 0) > column ? behindComments(source, at + line[0].length, column) : at;
}

function addFlow(source: Source, node: { items: readonly unknown[]; range?: readonly number[] | null }, text: string): Spliced {
  const open = node.range?.[0];
  const close = node.range?.[1];
  if (open === undefined || close === undefined) return null;
  if (node.items.length === 0) {
    const inner = source.text.slice(open + 1, close - 1);
    const pad = inner.trim() === '' ? ' ' : '';
    return splice(source.text, [{ start: open + 1, end: pad === '' ? open + 1 : close - 1, text: ` ${text}${pad}` }]);
  }
  const items = flowItems(source, node);
  const last = items?.at(-1);
  if (!last) return null;
  if (isSeq(node) && isTooLong(source, open, close, text)) return null;
  // One item a line stays one item a line.
  const own =
    items && items.length > 0 && source.beginsLine(last.start) ? `${source.eol}${' '.repeat(source.column(last.start))}` : ' ';
  return splice(source.text, [{ start: last.end, end: last.end, text: `,${own}${text}` }]);
}

/** A list in one line that would be read no more with another item is written anew, over several lines where it can be. */
function isTooLong(source: Source, open: number, close: number, more: string): boolean {
  const list = source.text.slice(open, close);
  return !/[\n#]/.test(list) && list.length + more.length > widest;
}

function flowItems(source: Source, node: unknown): { start: number; end: number }[] | null {
  const holders: Holder[] = isMap(node)
    ? node.items.map((pair, index) => ({ in: 'map', map: node, index, pair, node: pair.value as Node | null }))
    : isSeq(node)
      ? node.items.map((item, index) => ({ in: 'seq', seq: node, index, node: item as Node | null }))
      : [];
  return holders.map((holder) => ({ start: source.start(holder), end: source.end(holder) }));
}

/** Puts an item into a list before the one at `index`, or behind the last. */
export function addItem(source: Source, holder: Holder, index: number, value: Plain): Spliced {
  const { node } = holder;
  if (!isSeq(node)) return null;
  if (node.flow) {
    if (index >= node.items.length) return addFlow(source, node, inlineText(value, true));
    const at = flowItems(source, node)?.[index]?.start;
    return at === undefined ? null : splice(source.text, [{ start: at, end: at, text: `${inlineText(value, true)}, ` }]);
  }
  const blocks = itemBlocks(source, node);
  if (!blocks) return null;
  const column = source.column(blocks[0]?.dash ?? 0);
  const lines = node.items.some((item) => isMap(item) && !item.flow);
  const text = ' '.repeat(column) + itemText(value, column, source.eol, lines);
  const at = index < blocks.length ? blocks[index]?.start : blocks.at(-1)?.end;
  return at === undefined ? null : insertLines(source, at, text);
}

/** The lines of each item of a list, with the comment lines directly above it. */
function itemBlocks(
  source: Source,
  seq: YAMLSeq,
): { readonly start: number; readonly end: number; readonly dash: number }[] | null {
  const blocks: { start: number; end: number; dash: number }[] = [];
  for (const [index, item] of seq.items.entries()) {
    const holder: Holder = { in: 'seq', seq, index, node: item as Node | null };
    const dash = source.dash(holder);
    if (dash === null || !source.beginsLine(dash)) return null;
    blocks.push({ dash, start: source.withCommentAbove(dash), end: source.lineEnd(source.end(holder)) });
  }
  return blocks;
}

/** Takes a key or an item away. An item takes the comment lines directly above it along; those above a key stay. */
export function removeAt(source: Source, holder: Holder, parent: Holder): Spliced {
  if (holder.in === 'file') return null;
  const siblings = holder.in === 'map' ? holder.map.items.length : holder.seq.items.length;
  if (siblings === 1 && parent.in === 'file')
    return splice(source.text, [
      {
        start: parent.node?.range?.[0] ?? 0,
        end: isFlow(holder) ? (parent.node?.range?.[1] ?? 0) : source.end(holder),
        text: '{}',
      },
    ]);
  if (siblings === 1) return replaceValue(source, parent, holder.in === 'map' ? {} : []);
  if (isFlow(holder)) return removeFlow(source, holder);
  if (holder.in === 'seq') {
    const block = itemBlocks(source, holder.seq)?.[holder.index];
    return block ? splice(source.text, [{ start: block.start, end: block.end, text: '' }]) : null;
  }
  const start = source.start(holder);
  const end = source.lineEnd(source.end(holder));
  if (source.beginsLine(start)) return splice(source.text, [{ start: source.lineStart(start), end, text: '' }]);
  // Behind a dash: the next key takes its place.
  const next = holder.map.items[holder.index + 1];
  const at = (next?.key as Node | undefined)?.range?.[0];
  if (at === undefined || source.text.slice(end, at).trim() !== '') return null;
  return splice(source.text, [{ start, end: at, text: '' }]);
}

function removeFlow(source: Source, holder: Holder): Spliced {
  if (holder.in === 'file') return null;
  const items = flowItems(source, holder.in === 'map' ? holder.map : holder.seq);
  const own = items?.[holder.index];
  if (!items || !own) return null;
  const next = items[holder.index + 1];
  const before = items[holder.index - 1];
  const gap = next ? source.text.slice(own.end, next.start) : before ? source.text.slice(before.end, own.start) : '';
  if (!gap.includes('#')) {
    if (next) return splice(source.text, [{ start: own.start, end: next.start, text: '' }]);
    return before ? splice(source.text, [{ start: before.end, end: own.end, text: '' }]) : null;
  }
  // Comments between the two stay, and with them the line ends; a comma at the end is allowed.
  const comma = next ? gap.indexOf(',') : -1;
  if (next && (comma < 0 || gap.slice(0, comma).includes('#'))) return null;
  return splice(source.text, [{ start: own.start, end: next ? own.end + comma + 1 : own.end, text: '' }]);
}

/** Puts the items of a list into another order: `order[i]` is the old index of what stands at i then. */
export function reorder(source: Source, holder: Holder, order: readonly number[]): Spliced {
  const { node } = holder;
  if (!isSeq(node)) return null;
  const places = node.flow ? flowItems(source, node) : itemBlocks(source, node);
  if (!places) return null;
  const textOf = (place: { start: number; end: number }) => {
    const text = source.text.slice(place.start, place.end);
    return node.flow ? text : withLineEnd(text, source.eol);
  };
  const moved = places.map((place, index) => {
    const from = places[order[index] ?? index] ?? place;
    return { start: place.start, end: place.end, text: textOf(from) };
  });
  const made = splice(source.text, moved);
  return source.text.endsWith('\n') || node.flow ? made : made.replace(/\r?\n$/, '');
}

/**
 * Frees a value from those that lean on it: the first alias of it becomes the value itself, with the anchor, so that what is
 * changed here next stays a change of this place alone.
 */
export function handOverAnchor(
  source: Source,
  { alias, target }: { alias: Node; target: Node },
  value: Plain,
  holderOfTarget: Holder,
): Spliced {
  const anchor = source.anchorOf(holderOfTarget);
  const start = alias.range?.[0];
  const end = alias.range?.[1];
  if (!isAlias(alias) || !anchor || start === undefined || end === undefined || !target.anchor) return null;
  const blanks = /^ */.exec(source.text.slice(anchor.end))?.[0].length ?? 0;
  const written = isList(value) || isGroup(value) ? inlineText(value, true) : scalarText(value, true);
  return splice(source.text, [
    { start: anchor.start, end: anchor.end + blanks, text: '' },
    { start, end, text: `&${target.anchor} ${written}` },
  ]);
}
