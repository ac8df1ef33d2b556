import { EN_DASH } from './number';

/** An IANA zone such as `Europe/Berlin`, or `UTC`. Left out: the one that `showZone` was given, at first that of the machine. */
export type Zone = string | undefined;

/** The zone of whoever looks, where a place does not name one. */
let shown: Zone;

/**
 * Has everything from now on told in another zone; undefined: that of the machine. A name that this machine does not know changes
 * nothing, and the answer is false.
 */
export function showZone(zone: Zone): boolean {
  try {
    formatter(zone);
  } catch {
    return false;
  }
  shown = zone;
  return true;
}

const cache = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times more than using it. */
function formatter(zone: Zone): Intl.DateTimeFormat {
  const key = zone ?? '';
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  cache.set(key, made);
  return made;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly weekday: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

function parts(at: number | null | undefined, zone: Zone): Parts | null {
  // A Date ends 8.64e15 ms from the epoch; formatting a later one throws.
  if (at === null || at === undefined || !(Math.abs(at) <= 8.64e15)) return null;
  const found = { year: '', month: '', day: '', weekday: '', hour: '', minute: '', second: '' };
  for (const part of formatter(zone).formatToParts(at)) {
    if (part.type in found) Object.assign(found, { [part.type]: part.value });
  }
  return found;
}

/** What a clock on the wall shows there at an instant (ms since the epoch), as if it were UTC: ms, whole seconds. */
export function wallTime(at: number, zone: Zone = shown): number {
  const p = parts(at, zone);
  return p === null
    ? NaN
    : Date.UTC(Number(p.year), Number(p.month) - 1, Number(p.day), Number(p.hour), Number(p.minute), Number(p.second));
}

/** Local time of day of an instant in epoch milliseconds: `12:39:17`. Missing: an en dash. */
export function formatTime(at: number | null | undefined, zone: Zone = shown): string {
  const p = parts(at, zone);
  return p ? `${p.hour}:${p.minute}:${p.second}` : EN_DASH;
}

/** Hours and minutes: `12:39`. */
export function formatMinute(at: number | null | undefined, zone: Zone = shown): string {
  const p = parts(at, zone);
  return p ? `${p.hour}:${p.minute}` : EN_DASH;
}

/** The same instant in UTC, saying so: `11:39:17 UTC`. */
export function formatUtc(at: number | null | undefined): string {
  const p = parts(at, 'UTC');
  return p ? `${p.hour}:${p.minute}:${p.second} UTC` : EN_DASH;
}

/** A day for people: `Mon 16 Nov 2026`. */
export function formatDay(at: number | null | undefined, zone: Zone = shown): string {
  const p = parts(at, zone);
  return p ? `${p.weekday} ${String(Number(p.day))} ${MONTHS[Number(p.month) - 1] ?? ''} ${p.year}` : EN_DASH;
}

/** Day and time, sorting as text: `2026-11-16 12:39:17`. */
export function formatDateTime(at: number | null | undefined, zone: Zone = shown): string {
  const p = parts(at, zone);
  return p ? `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}` : EN_DASH;
}

/** A past instant beside a clock: the time alone while it is the same day as `now`, otherwise with its date. */
export function formatSince(at: number | null | undefined, now: number, zone: Zone = shown): string {
  if (formatDateTime(at, zone).slice(0, 10) === formatDateTime(now, zone).slice(0, 10)) return formatTime(at, zone);
  return formatDateTime(at, zone);
}
