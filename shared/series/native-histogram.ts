const SCALARS = new Set(['count', 'sum', 'schema', 'zero_threshold', 'zero_count']);
const LISTS = new Set(['positive_deltas', 'negative_deltas']);
const SPANS = new Set(['positive_spans', 'negative_spans']);
const REQUIRED = ['count', 'sum', 'schema'];

/**
 * Checks the inside of a native histogram as OpenMetrics carries it, `count:24,sum:100,schema:0,positive_spans:[0:2,1:2],…`.
 * Returns what is wrong with it, or null. Each key at most once; linear.
 */
export function nativeHistogramProblem(inside: string): string | null {
  const seen = new Set<string>();
  for (let at = 0; at <= inside.length;) {
    const colon = inside.indexOf(':', at);
    if (colon === -1) return 'expected key:value in a native histogram';
    const key = inside.slice(at, colon);
    if (seen.has(key)) return `${key} is given twice in a native histogram`;
    seen.add(key);
    const isList = inside[colon + 1] === '[';
    const close = inside.indexOf(isList ? ']' : ',', colon);
    if (isList && close === -1) return 'a list in a native histogram does not end';
    const end = close === -1 ? inside.length : isList ? close + 1 : close;
    if (!isValue(key, inside.slice(colon + 1, end), isList)) return `${key} of a native histogram cannot be read`;
    if (end < inside.length && inside[end] !== ',') return 'expected a comma in a native histogram';
    at = end + 1;
  }
  const missing = REQUIRED.find((key) => !seen.has(key));
  return missing === undefined ? null : `a native histogram without ${missing}`;
}

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;

function isValue(key: string, value: string, isList: boolean): boolean {
  if (!isList) return SCALARS.has(key) && (NUMBER.test(value) || value === 'NaN' || value === '+Inf' || value === '-Inf');
  const items = value === '[]' ? [] : value.slice(1, -1).split(',');
  if (LISTS.has(key)) return items.every((item) => NUMBER.test(item));
  return SPANS.has(key) && items.every((item) => /^-?\d+:\d+$/.test(item));
}
