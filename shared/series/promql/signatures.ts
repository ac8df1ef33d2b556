/** `range`: readings over a stretch of time, per series; `vector`: one value per series; `scalar`: one value. */
export type ValueType = 'scalar' | 'vector' | 'range' | 'string';

interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** Whether the last argument may come again and again. */
  readonly repeats: boolean;
  readonly gives: 'scalar' | 'vector';
}

const signature = (takes: readonly ValueType[], more: Partial<Signature> = {}): Signature => ({
  takes,
  optional: 0,
  repeats: false,
  gives: 'vector',
  ...more,
});

const overTime = signature(['range']);
const perValue = signature(['vector']);
const calendar = signature(['vector'], { optional: 1 });

const SIGNATURES = {
  rate: overTime,
  increase: overTime,
  irate: overTime,
  delta: overTime,
  idelta: overTime,
  deriv: overTime,
  predict_linear: signature(['range', 'scalar']),
  resets: overTime,
  changes: overTime,
  avg_over_time: overTime,
  min_over_time: overTime,
  max_over_time: overTime,
  sum_over_time: overTime,
  count_over_time: overTime,
  last_over_time: overTime,
  first_over_time: overTime,
  present_over_time: overTime,
  stddev_over_time: overTime,
  stdvar_over_time: overTime,
  quantile_over_time: signature(['scalar', 'range']),
  absent_over_time: overTime,
  absent: perValue,
  abs: perValue,
  ceil: perValue,
  floor: perValue,
  exp: perValue,
  ln: perValue,
  log2: perValue,
  log10: perValue,
  sqrt: perValue,
  sgn: perValue,
  round: signature(['vector', 'scalar'], { optional: 1 }),
  clamp: signature(['vector', 'scalar', 'scalar']),
  clamp_min: signature(['vector', 'scalar']),
  clamp_max: signature(['vector', 'scalar']),
  histogram_quantile: signature(['scalar', 'vector']),
  label_replace: signature(['vector', 'string', 'string', 'string', 'string']),
  label_join: signature(['vector', 'string', 'string', 'string'], { optional: 1, repeats: true }),
  sort: perValue,
  sort_desc: perValue,
  timestamp: perValue,
  vector: signature(['scalar']),
  scalar: signature(['vector'], { gives: 'scalar' }),
  time: signature([], { gives: 'scalar' }),
  pi: signature([], { gives: 'scalar' }),
  minute: calendar,
  hour: calendar,
  day_of_week: calendar,
  day_of_month: calendar,
  day_of_year: calendar,
  days_in_month: calendar,
  month: calendar,
  year: calendar,
} as const satisfies Readonly<Record<string, Signature>>;

export type FunctionName = keyof typeof SIGNATURES;

/** All functions that are evaluated, in the order in which help lists them. */
export const FUNCTION_NAMES = Object.keys(SIGNATURES) as readonly FunctionName[];

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(SIGNATURES, name);
}

export function resultOf(name: FunctionName): 'scalar' | 'vector' {
  return SIGNATURES[name].gives;
}

/** What the argument at `index` has to be; null: there is none. */
export function argumentType(name: FunctionName, index: number): ValueType | null {
  const { takes, repeats }: Signature = SIGNATURES[name];
  return takes[index] ?? (repeats ? (takes.at(-1) ?? null) : null);
}

/** How many arguments a function takes. */
export function arity(name: FunctionName): { readonly least: number; readonly most: number } {
  const { takes, optional, repeats }: Signature = SIGNATURES[name];
  return { least: takes.length - optional, most: repeats ? Infinity : takes.length };
}
