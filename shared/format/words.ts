/**
 * How the page writes numbers and times: `shared/format`, and on top of it what only the page needs (LOOK.md, "Numbers, ages, deltas").
 */
import { formatDuration } from './duration';
import { EN_DASH, formatDeltaPercent, formatNumber, formatPercent } from './number';
import { formatDay, formatMinute } from './time';

export { formatAge } from './age';
export { formatBytes } from './bytes';
export { formatDuration, formatTimer } from './duration';
export { formatDelta, formatNumber, formatP } from './number';
export { formatMinute, formatTime, formatUtc } from './time';

/** Decimals that fit all readings of one gauge: two below 10, one below 100, none above or where all are whole. */
export function decimalsFor(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  if (known.every((value) => Number.isInteger(value))) return 0;
  const largest = Math.max(...known.map(Math.abs));
  if (largest >= 100) return 0;
  if (largest >= 10) return 1;
  return largest >= 0.1 ? 2 : 3;
}

/** `0.1984` -> `+19.84 %`, from the unrounded ratio; from 1,000 % on without decimals where `short`. No ratio: nothing. */
export function formatRatio(ratio: number | null, brief = false): string {
  if (ratio === null || !Number.isFinite(ratio)) return '';
  return formatDeltaPercent(ratio, brief && Math.abs(ratio) >= 10 ? 0 : 2);
}

/** A share of hosts: `5 %`, `2.5 %`. */
export const formatShare = (share: number): string => formatPercent(share, Number.isInteger(Math.round(share * 1e6) / 1e4) ? 0 : 1);

/** A short length with its tenths: `2.1 s`; from ten seconds on as `formatDuration` writes it. */
export const formatTook = (ms: number | null): string =>
  ms !== null && ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : formatDuration(ms);

/** The day without its year: `Thu 12 Nov`. */
export const formatShortDay = (at: number): string => formatDay(at).replace(/ \d{4}$/, '');

/** The time of day, with the day before it where that is not today's. */
export function formatWhen(at: number, now: number): string {
  return formatDay(at) === formatDay(now) ? formatMinute(at) : `${formatShortDay(at)}, ${formatMinute(at)}`;
}

/** `1 host`, `150 hosts`, `1,000 lines`. */
export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${formatNumber(amount)} ${amount === 1 ? one : many}`;

/** A revision, or a release (revision and digest), as people name it: seven digits. */
export const short = (revision: string): string =>
  /^[0-9a-f]{8,}/.test(revision) ? revision.slice(0, 7) : (revision.split('-', 1)[0] ?? revision);

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

export const nothing = EN_DASH;
