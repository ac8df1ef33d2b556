import type { ExpressionPosition } from '../series/promql/place';
import { positionOf } from '../series/promql/place';

/**
 * Where in an expression it is that a Prometheus finds wrong, as it says itself: `1:12: parse error: unexpected …` (line and column, in bytes). The rest of
 * what it says comes without the place; where it names none that is there, all of it.
 */
export function faultPlace(said: string, expression: string): { readonly message: string; readonly at: ExpressionPosition | null } {
  const found = /(?:^|\s)(\d{1,6}):(\d{1,6}): (?=parse error)/.exec(said);
  if (!found) return { message: said, at: null };
  const from = offsetOf(expression, Number(found[1]), Number(found[2]));
  if (from === null) return { message: said, at: null };
  const piece = /^(?:[\w:.]+|\S)?/.exec(expression.slice(from))?.[0] ?? '';
  return { message: said.slice(found.index + found[0].length), at: positionOf(expression, from, from + piece.length) };
}

/** Offset in UTF-16 units of a line and a column in bytes, both from 1; null: there is no such place. */
function offsetOf(text: string, line: number, column: number): number | null {
  const lines = text.split('\n');
  const own = lines[line - 1];
  if (own === undefined || column < 1) return null;
  let offset = lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0);
  let bytes = 1;
  for (const letter of own) {
    if (bytes >= column) return offset;
    const point = letter.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    offset += letter.length;
  }
  // At the end, or after it where something is missing there.
  return offset;
}
