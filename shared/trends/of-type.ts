import { parseExpression, type Expression } from '../series/expression';
import { partsOf } from '../series/promql/tree';
import { quote } from '../series/series-key';

/** An expression about the hosts of one type alone: each of its selectors gets a matcher. What cannot be read stays as it is. */
export function ofType(metric: string, type: string): string {
  const parsed = parseExpression(metric);
  if (!parsed.ok) return metric;
  const places: number[] = [];
  const visit = (part: Expression): void => {
    if (part.kind === 'selector' || part.kind === 'range') places.push(part.at.from);
    partsOf(part).forEach(visit);
  };
  visit(parsed.expression);
  const matcher = `type=${quote(type)}`;
  let text = metric;
  for (const from of [...new Set(places)].sort((a, b) => b - a)) {
    const rest = text.slice(from);
    const name = /^[a-zA-Z_:][\w:]*/.exec(rest)?.[0] ?? '';
    const braces = /^\s*\{\s*(\}?)/.exec(rest.slice(name.length));
    const place = from + name.length;
    text = braces
      ? `${text.slice(0, place)}{${matcher}${braces[1] === '}' ? '}' : ','}${rest.slice(name.length + braces[0].length)}`
      : `${text.slice(0, place)}{${matcher}}${rest.slice(name.length)}`;
  }
  return parseExpression(text).ok ? text : metric;
}
