import type { TrendMark } from '../../../shared/contract/trends';
import { formatTime, short } from '../../../shared/format/words';

export const kindWords: Readonly<Record<TrendMark['kind'], string>> = {
  canary: 'canary',
  everywhere: '100 %',
  rollback: 'rolled back',
  configuration: 'configuration',
};

/** A mark in one line: `10:04:12 r-2030 4f2c91e 100 %, Aiko Tanaka, 31 lines`. */
export function markLine({ at, kind, push, revision, who, lines }: TrendMark): string {
  const what = [push, revision === null ? null : short(revision), kindWords[kind]].filter(Boolean).join(' ');
  return [`${formatTime(at)} ${what}`, who, lines === null ? null : `${lines} ${lines === 1 ? 'line' : 'lines'}`]
    .filter(Boolean)
    .join(', ');
}
