import { EN_DASH } from './number';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How old something is, rounded down: `14 s`, `9 m`, `2 h 10 m`, `65 d 21 h`. Minutes stand alone, so that an age shown all day
 * changes once a minute. An instant in the future (clocks differ) is `0 s`; one that is not known is an en dash.
 */
export function formatAge(then: number | null | undefined, now: number): string {
  if (then === null || then === undefined || Number.isNaN(then) || Number.isNaN(now)) return EN_DASH;
  const age = Math.max(0, now - then);
  if (age < MINUTE) return `${String(Math.floor(age / 1000))} s`;
  if (age < HOUR) return `${String(Math.floor(age / MINUTE))} m`;
  if (age < DAY) return `${String(Math.floor(age / HOUR))} h ${String(Math.floor(age / MINUTE) % 60)} m`;
  return `${String(Math.floor(age / DAY))} d ${String(Math.floor(age / HOUR) % 24)} h`;
}

/** Whether a value that should come every `everyMs` is three intervals old: shown as stale. Never read counts as stale. */
export function isStale(readAt: number | null | undefined, now: number, everyMs: number): boolean {
  return readAt === null || readAt === undefined || !(now - readAt < 3 * everyMs);
}
