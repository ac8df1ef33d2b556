import type { LogLine } from '../../shared/contract/state';
import { formatTime } from '../../shared/format/words';

/** A stretch of a text: found, or between what was found. */
export interface Stretch {
  readonly text: string;
  readonly found: boolean;
}

/** Where lines hold a text, whatever its case: their places, in the order of `lines`. An empty text is nowhere. */
export function findLines(lines: readonly LogLine[], text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  return lines.flatMap((line, index) => (wordsOf(line).toLowerCase().includes(wanted) ? [index] : []));
}

/** A text cut where `wanted` is found in it, so that those stretches can be marked. Joined again it is the same text. */
export function stretches(text: string, wanted: string): readonly Stretch[] {
  const needle = wanted.trim().toLowerCase();
  // Some letters grow when their case changes; then places in the one text are none in the other.
  const hay = text.toLowerCase();
  if (!needle || hay.length !== text.length) return [{ text, found: false }];
  const parts: Stretch[] = [];
  let at = 0;
  for (let next = hay.indexOf(needle); next >= 0; next = hay.indexOf(needle, at)) {
    if (next > at) parts.push({ text: text.slice(at, next), found: false });
    at = next + needle.length;
    parts.push({ text: text.slice(next, at), found: true });
  }
  if (at < text.length || !parts.length) parts.push({ text: text.slice(at), found: false });
  return parts;
}

/** Lines as they are pasted into a ticket: oldest first, with their time, host and state. */
export const logText = (lines: readonly LogLine[]): string =>
  lines
    .map((line) => {
      const state = line.mark ?? (line.level === 'info' ? null : line.level);
      return `${logTime(line.at)} ${state ? `[${state}] ` : ''}${wordsOf(line)}`;
    })
    .join('\n');

/** Tenths of seconds: a log is where a second is long. */
export const logTime = (at: number): string => `${formatTime(at)}.${Math.floor((at % 1000) / 100)}`;

const wordsOf = ({ host, text }: LogLine): string => (host ? `${host} ${text}` : text);
