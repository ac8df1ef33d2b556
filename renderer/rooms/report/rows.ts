import type { HostReading, Verdict } from '../../../shared/judge/types';

export const columns = ['verdict', 'host', 'type', 'pre', 'post', 'delta', 'ratio', 'reason'] as const;
export type Column = (typeof columns)[number];

export interface Order {
  readonly by: Column;
  readonly down: boolean;
}

/** As the table opens: the worst first, then the greatest reading after the switch. */
export const firstOrder: Order = { by: 'verdict', down: false };

const weight = ['regressed', 'unknown', 'suspect', 'too little', 'ok'];
const numeric: ReadonlySet<Column> = new Set(['pre', 'post', 'delta', 'ratio']);

/** The next order when a head is pressed: numbers start with the greatest, words with the first. */
export const nextOrder = (order: Order, by: Column): Order =>
  order.by === by ? { by, down: !order.down } : { by, down: numeric.has(by) };

/** The hosts that hold every word of `filter` in name, type, group, verdict or reason, in the given order. Missing values come last. */
export function arrange(verdict: Pick<Verdict, 'hosts'>, filter: string, order: Order): readonly HostReading[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (row: HostReading) => `${row.host} ${row.type} ${row.group} ${row.verdict} ${row.reason}`.toLowerCase();
  const kept = words.length ? verdict.hosts.filter((row) => words.every((word) => text(row).includes(word))) : [...verdict.hosts];
  return kept.sort(
    (a, b) => compare(a, b, order) || (b.post ?? 0) - (a.post ?? 0) || a.host.localeCompare(b.host, 'en', { numeric: true }),
  );
}

function compare(a: HostReading, b: HostReading, { by, down }: Order): number {
  const sign = down ? -1 : 1;
  if (by === 'verdict')
    return (
      sign *
      (weight.indexOf(a.verdict) - weight.indexOf(b.verdict) || Number(a.group === 'comparator') - Number(b.group === 'comparator'))
    );
  if (by === 'host' || by === 'type' || by === 'reason') return sign * a[by].localeCompare(b[by], 'en', { numeric: true });
  const left = a[by];
  const right = b[by];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return sign * (left - right);
}
