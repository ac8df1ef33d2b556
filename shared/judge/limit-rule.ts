import type { Limit } from '../config/config';
import { mean } from '../stats/summary';
import { aggregate } from './aggregate';
import { breaks, isUpper } from './limit-text';
import type { Sample } from './types';
import type { HostFacts } from './windows';

/** What a limit says of one group of hosts. */
export interface LimitFinding {
  /** The mean before the switch; null where there is none. */
  readonly pre: number | null;
  /** That mean broke the limit already. */
  readonly before: boolean;
  /** The mean over hosts at the last two ticks broke it, both times. */
  readonly whole: boolean;
  /** Hosts whose last two samples broke it, though their own readings before did not. */
  readonly hosts: readonly string[];
  /** `hosts` are enough: half of all, and two of them (or all where there are fewer). */
  readonly share: boolean;
  /** The newest tick breaks it, the one before does not: not enough yet. */
  readonly once: boolean;
  /** Values of the last two ticks, oldest first. */
  readonly last: readonly number[];
}

/** An absolute bound acts on two samples in a row, so that one blip is not enough. */
export function limitRule(limit: Limit, hosts: readonly HostFacts[], everyMs: number): LimitFinding {
  const last = aggregate(
    hosts.map((one) => one.post),
    everyMs,
  )
    .slice(-2)
    .map((tick) => tick.v);
  const pres = hosts.flatMap((one) => preValue(one.pre) ?? []);
  const pre = pres.length > 0 ? mean(pres) : null;
  const twice = hosts.filter((one) => brokenTwice(limit, one));
  const judged = hosts.filter((one) => one.post.length >= 2).length;
  const newest = last[last.length - 1];
  const whole = last.length === 2 && last.every((value) => breaks(limit, value));
  return {
    pre,
    before: pre !== null && breaks(limit, pre),
    whole,
    hosts: twice.map((one) => one.host),
    share: twice.length > 0 && twice.length >= Math.max(Math.ceil(judged / 2), Math.min(2, judged)),
    once: !whole && newest !== undefined && breaks(limit, newest),
    last,
  };
}

/** This host broke the limit twice in a row just now, and did not before the switch. */
function brokenTwice(limit: Limit, one: HostFacts): boolean {
  if (one.post.length < 2) return false;
  const pre = preValue(one.pre);
  if (pre !== null && breaks(limit, pre)) return false;
  return one.post.slice(-2).every((sample) => breaks(limit, sample.v));
}

function preValue(pre: readonly Sample[]): number | null {
  return pre.length > 0 ? mean(pre.map((sample) => sample.v)) : null;
}

/** Worse than what was broken before counts from here on. */
const WORSE = 0.1;

/** How far a gauge that broke its limit already may get worse. */
export function worseThanBefore(limit: Limit): {
  readonly up: number | null;
  readonly down: number | null;
  readonly atLeast: number;
} {
  return isUpper(limit) ? { up: WORSE, down: null, atLeast: 0 } : { up: null, down: WORSE, atLeast: 0 };
}

export function overText(limit: Limit): string {
  return isUpper(limit) ? 'Over the limit' : 'Under the limit';
}
