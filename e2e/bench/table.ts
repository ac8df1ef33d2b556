import type { BenchRow } from './row';

/** One object a line, with the seven keys that others read. */
export function asJson(rows: readonly BenchRow[]): string {
  return rows
    .map(({ name, value, unit, peer, ratio, bar, holds }) => `${JSON.stringify({ name, value, unit, peer, ratio, bar, holds })}\n`)
    .join('');
}

/** For people: one line a row, columns aligned, numbers to the right. */
export function asTable(rows: readonly BenchRow[]): string {
  const head = ['name', 'value', 'unit', 'peer', 'ratio', 'bar', 'holds'];
  const body = rows.map((row) => [
    row.name,
    short(row.value),
    row.unit,
    row.peer === null ? '' : `${short(row.peer)}${row.peerName ? ` (${row.peerName})` : ''}`,
    row.ratio === null ? '' : short(row.ratio),
    row.bar,
    row.holds ? 'yes' : 'NO',
  ]);
  const toRight = new Set(['value', 'ratio']);
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (toRight.has(head[at] ?? '') ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map((cells) => `${line(cells)}\n`).join('');
}

/** Three digits, no more: the rest is noise. */
function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
