import type { Comparison } from './comparison';
import { type Change, cautious, type Direction, pOf, tooFar } from './effect-size';
import { hostsText, numberText, percentText, pText, signedText } from './number-text';
import { stepInTime } from './step-in-time';
import type { Facts } from './windows';

/** What the change rule or the count rule makes of a gauge. `none`: it cannot decide. */
export interface Finding {
  readonly word: 'regressed' | 'suspect' | 'too little' | 'ok' | 'none';
  readonly reason: string;
  readonly p: number | null;
  readonly test: string | null;
  readonly couldNotice: number | null;
  /** Switched hosts that show it. */
  readonly show: readonly string[];
}

/** What both rules are given. */
export interface ChangeQuestion {
  readonly facts: Facts;
  readonly comparison: Comparison;
  readonly change: Change;
  readonly alpha: number;
  readonly everyMs: number;
}

/** Names of the compared hosts that moved this way: those that alone went too far, or else all that went that way. */
export function showing({ comparison, change }: ChangeQuestion, direction: Direction): string[] {
  const moved = (test: (value: number) => boolean): string[] =>
    comparison.switched.filter((_, i) => test(comparison.changes[i] ?? 0)).map((one) => one.host);
  const far = moved((value) => tooFar(change, comparison.pre, value) === direction);
  return far.length > 0 ? far : moved((value) => (direction === 'up' ? value > 0 : value < 0));
}

/**
 * Moved, but so did the comparator: both went too far in the same direction, the difference is no evidence, and both
 * series stepped at the switch rather than wandered as they always do. The p of the step, or null if it is not so.
 */
export function movedTogether({ facts, comparison, change, alpha, everyMs }: ChangeQuestion): number | null {
  if (comparison.kind !== 'hosts') return null;
  const own = tooFar(change, comparison.pre, comparison.own);
  if (own === null || own !== tooFar(change, comparison.pre, comparison.theirs)) return null;
  const ours = stepInTime(facts, comparison.switched, everyMs);
  const others = stepInTime(facts, comparison.comparators, everyMs);
  if (!ours || !others) return null;
  const p = pOf(cautious(ours, others), change);
  return p <= alpha ? p : null;
}

/** `+0.82 (+20 %), against −0.01 on 106 untouched hosts (p 0.000012).` */
export function regressedText({ comparison }: ChangeQuestion, p: number): string {
  const { own, pre, theirs, kind } = comparison;
  const share = pre === 0 ? '' : ` (${own > 0 ? '+' : own < 0 ? '\u2212' : ''}${percentText(Math.abs(own / pre))})`;
  const against =
    kind === 'hosts'
      ? `, against ${signedText(theirs)} on ${hostsText(comparison.comparators.length, 'untouched')}`
      : kind === 'drift'
        ? `, against ${signedText(theirs)} in ${numberText(comparison.noise.length)} windows without a push`
        : ', before against after';
  return `${signedText(own)}${share}${against} (${pText(p)}).`;
}

/** How a quiet gauge says so. */
export function quietText({ comparison }: ChangeQuestion, couldNotice: number | null): string {
  const { own, theirs, difference, kind } = comparison;
  if (kind === 'hosts' && Math.abs(own) > 0 && own * theirs > 0 && Math.abs(difference) < Math.abs(own) / 2) {
    return 'Within noise, and so did the untouched hosts.';
  }
  return couldNotice === null ? 'No change to be seen.' : `No change to be seen; could notice ${numberText(couldNotice)}.`;
}

export function suspectText({ comparison }: ChangeQuestion): string {
  return `${hostsText(comparison.comparators.length, 'untouched')} moved as much: not this push.`;
}
