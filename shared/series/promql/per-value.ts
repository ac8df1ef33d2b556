import type { FunctionName } from './signatures';

/** Functions of one number; math as in Go. */
const PER_VALUE = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: Math.sign,
} as const satisfies Readonly<Partial<Record<FunctionName, (value: number) => number>>>;

type PerValueName = keyof typeof PER_VALUE;

export const isPerValue = (name: FunctionName): name is PerValueName => Object.hasOwn(PER_VALUE, name);

export function perValue(name: PerValueName): (value: number) => number {
  return PER_VALUE[name];
}

/** To the nearest multiple of `to`, halves upwards; by the inverse, as Prometheus, so that 0.1 gives 5.1 and not 5.1000000000000005. */
export function roundTo(value: number, to: number): number {
  const inverse = 1 / to;
  return Math.floor(value * inverse + 0.5) / inverse;
}

/** Functions of a time (UTC), given in seconds since 1970. */
const CALENDAR = {
  minute: (at) => at.getUTCMinutes(),
  hour: (at) => at.getUTCHours(),
  day_of_week: (at) => at.getUTCDay(),
  day_of_month: (at) => at.getUTCDate(),
  day_of_year: (at) =>
    (Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0, 0)) / 86_400_000,
  days_in_month: (at) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate(),
  month: (at) => at.getUTCMonth() + 1,
  year: (at) => at.getUTCFullYear(),
} as const satisfies Readonly<Partial<Record<FunctionName, (at: Date) => number>>>;

type CalendarName = keyof typeof CALENDAR;

export const isCalendar = (name: FunctionName): name is CalendarName => Object.hasOwn(CALENDAR, name);

export function calendar(name: CalendarName): (seconds: number) => number {
  return (seconds) => CALENDAR[name](new Date(Math.trunc(seconds) * 1000));
}
