import { timeShift, type TimeShift } from '../stats/time-shift';
import { aggregate, type Tick } from './aggregate';
import { valueOf } from './samples';
import type { Facts, HostFacts } from './windows';

/**
 * Did the mean of these hosts step between their windows, beyond what it wanders inside them? Time is the unit here, so this
 * says nothing about who did it. Null with too few ticks.
 */
export function stepInTime(facts: Facts, hosts: readonly HostFacts[], everyMs: number): TimeShift | null {
  const line = (window: 'pre' | 'post'): Tick[] =>
    aggregate(
      hosts.map((one) => one[window]),
      everyMs,
      (sample) => valueOf(sample, facts.counted, facts.unit),
    );
  const pre = line('pre');
  const post = line('post');
  const gap = Math.round(((post[0]?.t ?? 0) - (pre[pre.length - 1]?.t ?? 0)) / Math.max(1, everyMs));
  return timeShift(
    pre.map((tick) => tick.v),
    post.map((tick) => tick.v),
    gap,
  );
}
