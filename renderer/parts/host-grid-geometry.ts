import type { HostCell } from './host-cells';
import type { MarkName } from '../../shared/desk/marks';

/** How the marks of one grid lie, in pixels. */
export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  /** From mark to mark, and from row to row. */
  readonly pitch: number;
  readonly rowHeight: number;
  /** Of a mark. */
  readonly size: number;
  /** Left of the marks: the number of a row's first host. */
  readonly gutter: number;
}

/** Up to this many hosts have their full marks; from here on a grid is dense and a part of it can be enlarged. */
export const denseBeyond = 500;
const largeBelow = 240;
const leastColumns = 8;
const sizes = {
  large: { pitch: 17, rowHeight: 19, size: 12 },
  small: { pitch: 12, rowHeight: 14, size: 9 },
  dense: { pitch: 8, rowHeight: 10, size: 6.5 },
} as const;
/** Rows of a dense grid that are enlarged together. */
const rowsEnlarged = 2;

/** Lays `hosts` marks out on `width` pixels. `enlarged`: a part of a dense grid, in full size whatever its number. */
export function layOutGrid(hosts: number, width: number, enlarged = false): GridLayout {
  const { pitch, rowHeight, size } =
    enlarged || hosts <= largeBelow ? sizes.large : hosts <= denseBeyond ? sizes.small : sizes.dense;
  const gutter = hosts > 999 ? 40 : 34;
  const fit = Math.max(leastColumns, Math.floor((width - gutter + 4) / pitch));
  // Of a dense grid rows begin with round numbers, so that a host can be found by its number.
  const columns = size === sizes.dense.size && fit > 10 ? fit - (fit % 10) : fit;
  return { columns, rows: Math.ceil(hosts / columns), pitch, rowHeight, size, gutter };
}

/** The hosts that are enlarged around one: whole rows. */
export function regionOf(
  index: number,
  hosts: number,
  { columns }: Pick<GridLayout, 'columns'>,
): { readonly from: number; readonly to: number } {
  const block = columns * rowsEnlarged;
  const from = Math.floor(index / block) * block;
  return { from, to: Math.min(hosts, from + block) };
}

/** Which mark is under a point; null: none is. */
export function markAt(x: number, y: number, hosts: number, { columns, pitch, rowHeight, gutter }: GridLayout): number | null {
  const column = Math.floor((x - gutter + 2) / pitch);
  const row = Math.floor(y / rowHeight);
  const index = row * columns + column;
  return column >= 0 && column < columns && row >= 0 && index < hosts ? index : null;
}

/** Where a key leads from a mark; null: it is no key of the grid. */
export function stepTo(key: string, at: number, hosts: number, columns: number): number | null {
  const last = hosts - 1;
  const to: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns <= last ? at + columns : at,
    ArrowUp: at >= columns ? at - columns : at,
    Home: at - (at % columns),
    End: at - (at % columns) + columns - 1,
    PageUp: 0,
    PageDown: last,
  };
  const next = to[key];
  return next === undefined ? null : Math.max(0, Math.min(last, next));
}

/** All there is to draw of one row in one text, so that a row whose text is the same is not drawn again. */
export function rowText(cells: readonly HostCell[], selected: ReadonlySet<string> | null): string {
  return cells.map(({ host, mark, rule }) => `${mark}|${rule ?? ''}|${selected?.has(host) ? '+' : ''}`).join();
}

/** The columns of a row by what is drawn there. */
export interface RowMarks {
  readonly marks: readonly { readonly name: MarkName; readonly columns: readonly number[] }[];
  readonly canaries: readonly number[];
  readonly shows: readonly number[];
  readonly selected: readonly number[];
}

/** Reads a row's text back, gathered by mark: however long a row is, each mark in it is one path. */
export function readRow(text: string, isMark: (name: string) => name is MarkName): RowMarks {
  const marks = new Map<MarkName, number[]>();
  const canaries: number[] = [];
  const shows: number[] = [];
  const selected: number[] = [];
  text.split(',').forEach((cell, column) => {
    const [name = '', rule = '', chosen = ''] = cell.split('|');
    if (!isMark(name)) return;
    const columns = marks.get(name);
    if (columns) columns.push(column);
    else marks.set(name, [column]);
    if (rule === 'canary') canaries.push(column);
    if (rule === 'shows') shows.push(column);
    if (chosen) selected.push(column);
  });
  return { marks: [...marks].map(([name, columns]) => ({ name, columns })), canaries, shows, selected };
}

/** The selection after a press: one host more or less; with `range` all from the one pressed before. */
export function press(
  selected: ReadonlySet<string>,
  hosts: readonly string[],
  at: number,
  anchor: number | null,
  range: boolean,
): ReadonlySet<string> {
  const next = new Set(selected);
  const host = hosts[at];
  if (host === undefined) return next;
  if (range && anchor !== null) {
    for (const one of hosts.slice(Math.min(anchor, at), Math.max(anchor, at) + 1)) next.add(one);
  } else if (!next.delete(host)) next.add(host);
  return next;
}
