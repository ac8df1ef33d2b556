import type { TrendData } from '../../../shared/contract/trends';

/** A panel as a table that other programs read: a row a bucket, times in UTC, a column a line. A gap is an empty field. */
export function csvOf(data: TrendData): string {
  const known = data.lines.map((line) => new Map(line.t.map((t, at) => [t, line.mean[at] ?? null])));
  const times = [...new Set(data.lines.flatMap((line) => line.t))].sort((a, b) => a - b);
  const rows = times.map((t) => [new Date(t).toISOString(), ...known.map((values) => values.get(t)?.toString() ?? '')]);
  return [['time', ...data.lines.map((line) => line.name)], ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

/** Quoted where it has to be; what a spreadsheet would take for a formula is made text. */
function field(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
