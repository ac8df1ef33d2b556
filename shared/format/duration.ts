import { EN_DASH, MINUS } from './number';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Largest first: the order in which a duration is written. */
const UNITS = [
  { name: 'd', ms: DAY },
  { name: 'h', ms: HOUR },
  { name: 'm', ms: MINUTE },
  { name: 's', ms: SECOND },
  { name: 'ms', ms: 1 },
] as const;

/** No duration in Capstan is longer; it keeps timers and sums far from the limits of a number. */
export const LONGEST_DURATION_MS = 3650 * DAY;

const PART = /(\d+(?:\.\d+)?) ?(ms|[dhms])/y;

/**
 * Reads `500ms`, `10s`, `1.5h`, `1h30m`, `2d` (blanks between the parts allowed, so `1 h 30 m` as well) into whole milliseconds.
 * Units go from large to small, each once; a number without a unit is not a duration. Null: not a duration, or over ten years.
 */
export function parseDuration(text: string): number | null {
  let at = 0;
  let total = 0;
  let smallest = -1;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    const unit = UNITS.findIndex((each) => each.name === match?.[2]);
    const known = UNITS[unit];
    if (!match || !known || unit <= smallest) return null;
    smallest = unit;
    total += Number(match[1]) * known.ms;
    at = PART.lastIndex;
    if (text[at] === ' ' && at + 1 < text.length) at += 1;
  }
  const whole = Math.round(total);
  return smallest >= 0 && whole <= LONGEST_DURATION_MS ? whole : null;
}

/**
 * A length of time for people, in the two units that matter: `0.4 s`, `40 s`, `9 m 40 s`, `2 h 34 m`, `65 d 21 h`. Rounded to the
 * smaller unit. An exact number of the larger unit (a configured `3m`) is written short: `3 m`. Not a number: an en dash.
 */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return EN_DASH;
  if (ms < 0) return `${MINUS}${formatDuration(-ms)}`;
  if (ms === 0) return '0 s';
  if (ms < SECOND) return belowOneSecond(ms);
  for (const [index, small] of [
    [2, SECOND],
    [1, MINUTE],
    [0, HOUR],
  ] as const) {
    const rounded = Math.round(ms / small) * small;
    // 59.7 s is `1 m 0 s`, 59 m 59.7 s is `1 h 0 m`: the unit is chosen after rounding.
    const limit = index === 2 ? HOUR : index === 1 ? DAY : Infinity;
    if (rounded < limit) return twoUnits(rounded, ms);
  }
  return EN_DASH;
}

function belowOneSecond(ms: number): string {
  if (ms < 1) return '< 1 ms';
  return ms < 100 ? `${String(Math.round(ms))} ms` : ms < 950 ? `${(ms / SECOND).toFixed(1)} s` : '1 s';
}

function twoUnits(rounded: number, exact: number): string {
  const at = UNITS.findIndex((unit) => rounded >= unit.ms);
  const large = UNITS[at];
  const small = UNITS[at + 1];
  if (!large) return EN_DASH;
  const first = Math.floor(rounded / large.ms);
  const head = `${String(first)} ${large.name}`;
  if (!small || large.name === 's' || exact === first * large.ms) return head;
  return `${head} ${String(Math.floor((rounded - first * large.ms) / small.ms))} ${small.name}`;
}

/** The shortest text that `parseDuration` reads back as the same milliseconds: `1h30m`, `10s`. For files and command lines. */
export function writeDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) text += `${String(count)}${unit.name}`;
  }
  return text;
}

/** A running timer in whole seconds, rounded down: `2:30`, `0:05`, `1:02:30`; below zero with a true minus. */
export function formatTimer(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return EN_DASH;
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  const sign = ms < 0 && seconds > 0 ? MINUS : '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const head = hours > 0 ? `${String(hours)}:${two(minutes)}` : String(minutes);
  return `${sign}${head}:${two(seconds % 60)}`;
}
