/** What could stand where somebody writes in an expression. */
export type Wanted =
  | { readonly kind: 'name'; readonly word: string; readonly from: number }
  | { readonly kind: 'label'; readonly word: string; readonly from: number; readonly metric: string | null }
  | {
      readonly kind: 'value';
      readonly word: string;
      readonly from: number;
      readonly metric: string | null;
      readonly label: string;
    };

/** The functions and aggregations of the language, with what each is for. */
export const functions: readonly (readonly [string, string])[] = [
  ['rate', 'per second, over a range'],
  ['increase', 'by how much it grew, over a range'],
  ['irate', 'per second, of the last two readings'],
  ['delta', 'by how much a gauge changed, over a range'],
  ['resets', 'how often a counter began anew'],
  ['histogram_quantile', 'a quantile of a histogram'],
  ['sum', 'over all series, or by labels'],
  ['avg', 'mean over the series'],
  ['min', 'least of the series'],
  ['max', 'greatest of the series'],
  ['count', 'how many series'],
  ['topk', 'the greatest of them'],
  ['quantile', 'a quantile over the series'],
  ['avg_over_time', 'mean over a range'],
  ['min_over_time', 'least over a range'],
  ['max_over_time', 'greatest over a range'],
  ['clamp_min', 'not less than'],
  ['clamp_max', 'not more than'],
  ['abs', 'without its sign'],
  ['by', 'keep these labels'],
  ['without', 'drop these labels'],
  ['offset', 'as it was earlier'],
];

/** What is being written at the caret; null: nothing that could be completed, as within a duration. */
export function wantedAt(text: string, caret: number): Wanted | null {
  const before = text.slice(0, caret);
  const open = openBracket(before);
  const word = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? '';
  const from = caret - word.length;
  if (open === null) return word === '' ? null : { kind: 'name', word, from };
  const { bracket, at } = open;
  if (bracket === '[') return null;
  if (bracket === '"') {
    const label = /([a-zA-Z_]\w*)\s*(?:=~?|!=|!~)\s*"[^"]*$/.exec(before)?.[1];
    const begun = before.lastIndexOf('"') + 1;
    return label === undefined
      ? null
      : { kind: 'value', word: before.slice(begun), from: begun, metric: metricBefore(before), label };
  }
  if (bracket === '{') return { kind: 'label', word, from, metric: metricBefore(before) };
  // Labels stand in brackets after `by` and `without` too.
  if (/\b(?:by|without|on|ignoring)\s*$/.test(before.slice(0, at)))
    return { kind: 'label', word, from, metric: /([a-zA-Z_:][\w:]*)\s*[{[]/.exec(text.slice(caret))?.[1] ?? null };
  return word === '' ? null : { kind: 'name', word, from };
}

/** The innermost bracket or quote that is open at the end of a text. */
function openBracket(text: string): { readonly bracket: string; readonly at: number } | null {
  const stack: { bracket: string; at: number }[] = [];
  let quote: number | null = null;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quote !== null) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quote = null;
    } else if (sign === '"') quote = at;
    else if ('({['.includes(sign)) stack.push({ bracket: sign, at });
    else if (')}]'.includes(sign)) stack.pop();
  }
  return quote === null ? (stack.at(-1) ?? null) : { bracket: '"', at: quote };
}

/** The metric whose braces are open. */
const metricBefore = (text: string): string | null => /([a-zA-Z_:][\w:]*)\s*\{[^{}]*$/.exec(text)?.[1] ?? null;

/** The text with what was being written replaced, and where the caret then stands. */
export function completed(
  text: string,
  caret: number,
  wanted: Wanted,
  choice: string,
): { readonly text: string; readonly caret: number } {
  const isCall = wanted.kind === 'name' && functions.some(([name]) => name === choice) && choice !== 'offset';
  const rest = text.slice(caret);
  const put = `${choice}${isCall && !rest.startsWith('(') ? '(' : ''}`;
  return { text: text.slice(0, wanted.from) + put + rest, caret: wanted.from + put.length };
}

/** What one would draw of a metric: a counter as its rate, the rest as it is. */
export function usualExpression(name: string, type: string): string {
  if (type === 'counter') return `sum(rate(${name}[5m]))`;
  if (type === 'histogram') return `histogram_quantile(0.99, sum by (le) (rate(${name}[5m])))`;
  return name;
}
