import { stripVTControlCharacters } from 'node:util';

/** Columns of a table: their heading, and which side they lean to. */
export interface Column {
  readonly head: string;
  readonly right?: boolean;
}

/** Text from hosts and commits, safe for a terminal: no escape sequences, no control characters, one line. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** A plain table: columns two spaces apart, heads in the first line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const widths = columns.map((column, index) => Math.max(column.head.length, ...cells.map((row) => row[index]?.length ?? 0)));
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

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON document, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `12:39:17`, local. */
export function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
