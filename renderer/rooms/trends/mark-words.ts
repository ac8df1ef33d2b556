import type { TrendMark } from '../../../shared/contract/trends';
import { formatTime, short } from '../../../shared/format/words';

/** Marks of what is no push: many of them would hide the pushes, so they are drawn when they are asked for. */
export const onDemandKinds = ['configuration', 'check'] as const satisfies readonly TrendMark['kind'][];
export type OnDemandKind = (typeof onDemandKinds)[number];

export const isOnDemand = (kind: TrendMark['kind']): kind is OnDemandKind => onDemandKinds.some((one) => one === kind);

export const kindWords: Readonly<Record<TrendMark['kind'], string>> = {
  canary: 'canary',
  everywhere: '100 %',
  rollback: 'rolled back',
  configuration: 'configuration',
  check: 'check',
};

/** A mark in one line: `10:04:12 r-2030 4f2c91e 100 %, Aiko Tanaka, 31 lines`. */
export function markLine({ at, kind, push, revision, who, author, lines }: TrendMark): string {
  const what = [push, revision === null ? null : short(revision), kindWords[kind]].filter(Boolean).join(' ');
  return [`${formatTime(at)} ${what}`, author || who, lines === null ? null : `${lines} ${lines === 1 ? 'line' : 'lines'}`]
    .filter(Boolean)
    .join(', ');
}
