import { stripVTControlCharacters } from 'node:util';

/** Columns of a table: their heading, and which side they lean to. */
export interface Column {
  readonly head: string;
  readonly right?: boolean;
}

/** Control characters, other line ends, and what turns the direction of writing, so that a line reads as another. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from hosts and commits, safe for a terminal: no escape sequences, no control characters, one line. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unsafe, ' ');
}

/** A plain table: columns two spaces apart, heads in the first line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const widths = columns.map((column, index) =>
    cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), column.head.length),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, index) => {
        const text = row[index] ?? '';
        return column.right
          ? text.padStart(widths[index] ?? 0)
          : index === columns.length - 1
            ? text
            : text.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.head)), ...cells.map(line)].join('\n');
}

/** Prints lines, each made safe for a terminal. */
export function print(text: string): void {
  process.stdout.write(`${text.split('\n').map(plain).join('\n')}\n`);
}

/** One JSON document, for programs; what would steer a terminal stands in it as `\uXXXX`. */
export function printJson(value: unknown): void {
  const escaped = (letter: string) => (letter === '\n' ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  process.stdout.write(`${JSON.stringify(value, null, 2).replaceAll(unsafe, escaped)}\n`);
}

/** `12:39:17`, local. */
export function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
