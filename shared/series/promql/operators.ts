/** Operators between numbers; comparisons give whether they hold. */
const ARITHMETIC = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
  // the sign of the left side, as math.Mod
  '%': (left: number, right: number) => left % right,
  '^': power,
  atan2: Math.atan2,
} as const;

const COMPARISON = {
  '==': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
  '>': (left: number, right: number) => left > right,
  '<': (left: number, right: number) => left < right,
  '>=': (left: number, right: number) => left >= right,
  '<=': (left: number, right: number) => left <= right,
} as const;

const SETS = ['and', 'or', 'unless'] as const;

export type ArithmeticOperator = keyof typeof ARITHMETIC;
export type ComparisonOperator = keyof typeof COMPARISON;
export type SetOperator = (typeof SETS)[number];
export type Operator = ArithmeticOperator | ComparisonOperator | SetOperator;

export const isComparison = (operator: Operator): operator is ComparisonOperator => Object.hasOwn(COMPARISON, operator);
export const isSetOperator = (operator: Operator): operator is SetOperator => SETS.some((one) => one === operator);

/** The operator as written, whatever its case; null when it is none that is evaluated. */
export function operatorOf(written: string): Operator | null {
  const lower = written.toLowerCase();
  const isKnown = Object.hasOwn(ARITHMETIC, lower) || Object.hasOwn(COMPARISON, lower) || SETS.some((one) => one === lower);
  return isKnown ? (lower as Operator) : null;
}

/** How tightly an operator binds; higher binds tighter. */
export function precedenceOf(operator: Operator): number {
  if (operator === 'or') return 1;
  if (isSetOperator(operator)) return 2;
  if (isComparison(operator)) return 3;
  if (operator === '+' || operator === '-') return 4;
  return operator === '^' ? 6 : 5;
}

/** A sign in front binds like a product: `-a ^ b` is `-(a ^ b)`, `-a * b` is `(-a) * b`. */
export const SIGN_PRECEDENCE = 5;

export type Compute =
  | { readonly compares: false; readonly of: (left: number, right: number) => number }
  | { readonly compares: true; readonly of: (left: number, right: number) => boolean };

/** What an operator does with two numbers. */
export function computeOf(operator: ArithmeticOperator | ComparisonOperator): Compute {
  return isComparison(operator) ? { compares: true, of: COMPARISON[operator] } : { compares: false, of: ARITHMETIC[operator] };
}

/** math.Pow of Go, which gives 1 where JavaScript gives NaN: 1 to any power, and -1 to an infinite one. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}
