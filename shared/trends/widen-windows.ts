import type { Expression } from '../series/expression';

const spread: ReadonlySet<string> = new Set([
  'rate',
  'increase',
  'irate',
  'delta',
  'idelta',
  'deriv',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'quantile_over_time',
  'stddev_over_time',
]);

/**
 * An expression whose windows are at least `leastMs` long, so that nothing that happens between two times of a chart is passed over, and each has
 * a reading in it. `increase` stays what comes in the window that was written: of a longer one its share.
 */
export function widenWindows(expression: Expression, leastMs: number): Expression {
  const widened = (part: Expression): Expression => widenWindows(part, leastMs);
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'selector':
    case 'range':
      return expression;
    case 'subquery':
    case 'negation':
      return { ...expression, of: widened(expression.of) };
    case 'aggregation':
      return { ...expression, of: widened(expression.of), parameter: expression.parameter && widened(expression.parameter) };
    case 'operation':
      return { ...expression, left: widened(expression.left), right: widened(expression.right) };
    case 'call':
      return widenCall(expression, leastMs);
  }
}

function widenCall(call: Expression & { readonly kind: 'call' }, leastMs: number): Expression {
  let share = 1;
  const args = call.args.map((arg): Expression => {
    if (arg.kind !== 'range') return widenWindows(arg, leastMs);
    if (!spread.has(call.name) || arg.rangeMs >= leastMs) return arg;
    share = arg.rangeMs / leastMs;
    return { ...arg, rangeMs: leastMs };
  });
  const widened: Expression = { ...call, args };
  if (call.name !== 'increase' || share === 1) return widened;
  return {
    kind: 'operation',
    operator: '*',
    left: widened,
    right: { kind: 'number', value: share, at: call.at },
    bool: false,
    matching: { on: false, labels: [], many: null, include: [] },
    at: call.at,
  };
}
