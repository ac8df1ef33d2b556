import { type Counted, dispersion } from '../stats/dispersion';
import { rateRatioTest } from '../stats/rate-ratio';
import { countNotice } from './count-notice';
import { allowed, type Change, directions, type Direction, pOf, tooFar } from './effect-size';
import { type ChangeQuestion, type Finding, movedTogether, quietText, regressedText, showing, suspectText } from './finding';
import { hostEvidence, hostNotice } from './host-evidence';
import { numberText, percentText } from './number-text';
import { stepInTime } from './step-in-time';
import type { HostFacts } from './windows';

const NONE: Finding = { word: 'none', reason: '', p: null, test: null, couldNotice: null, show: [] };

interface Totals {
  readonly pre: Counted;
  readonly post: Counted;
}

/**
 * Counts: increments against exposure before and after, against the comparator's. Three things have to hold: the rate went
 * too far whether the drift is taken off or divided out; a rate-ratio test that allows for clumps; and, because the host is
 * the unit, the evidence over hosts (without a comparator: a step in time that the series does not make by itself). The
 * largest p of them counts. Fewer counts than the configured change would take to notice: `too little`.
 */
export function countRule(question: ChangeQuestion): Finding {
  const { facts, comparison, change, alpha } = question;
  if (directions(change).length === 0 || comparison.switched.length === 0) return NONE;
  const own = totals(comparison.switched);
  const theirs = comparison.kind === 'hosts' ? totals(comparison.comparators) : null;
  const clumps = dispersion([...comparison.switched, ...comparison.comparators].flatMap((one) => [one.pre, one.post]));
  const rate = rateRatioTest(own, theirs, clumps);
  const hosts = hostEvidence(comparison, change, alpha);
  const step = hosts ? null : stepInTime(facts, comparison.switched, question.everyMs);
  // Without either (next to nothing seen before the switch) the counts have to speak for themselves.
  const other = hosts ? hosts.p : step ? pOf(step, change) : 0;
  const p = Math.max(pOf(rate, change), other);
  const test = hosts ? `rate ratio, ${hosts.test}` : step ? 'rate ratio, step in time' : 'rate ratio';

  const preRate = own.pre.s > 0 ? (own.pre.n / own.pre.s) * facts.unit : 0;
  const postRate = own.post.s > 0 ? (own.post.n / own.post.s) * facts.unit : 0;
  const divided = postRate - preRate * rate.drift;
  const direction = sameWay(tooFar(change, preRate, comparison.difference), tooFar(change, preRate, divided));
  const byHosts = hosts ? hostNotice(hosts, change, alpha) : 0;
  const notice = (side: Direction): number | null =>
    noticeable(question, { own, theirs, clumps, byHosts, preRate: own.pre.s > 0 ? own.pre.n / own.pre.s : 0 }, side);
  const short = directions(change).find((side) => tooFew(notice(side), allowed(change, side, preRate), side, own));
  const couldNotice = smallest(directions(change).map((side) => atLeastAllowed(notice(side), change, side, preRate)));
  const base = { p, test, couldNotice, show: [] };

  if (direction !== null && p <= alpha) {
    return { ...base, word: 'regressed', reason: regressedText(question, p), show: showing(question, direction) };
  }
  if (movedTogether(question) !== null) {
    return { ...base, word: 'suspect', reason: suspectText(question), show: comparison.switched.map((one) => one.host) };
  }
  if (short !== undefined) return { ...base, word: 'too little', reason: shortText(own, short, notice(short), preRate) };
  if (own.pre.n + own.post.n === 0) {
    return { ...base, word: 'ok', reason: `None in ${numberText(Math.round((own.pre.s + own.post.s) / 60))} host-minutes.` };
  }
  return { ...base, word: 'ok', reason: quietText(question, couldNotice) };
}

function totals(hosts: readonly HostFacts[]): Totals {
  const pre = { n: 0, s: 0 };
  const post = { n: 0, s: 0 };
  for (const { preTotal, postTotal } of hosts) {
    pre.n += preTotal.n;
    pre.s += preTotal.s;
    post.n += postTotal.n;
    post.s += postTotal.s;
  }
  return { pre, post };
}

function sameWay(a: Direction | null, b: Direction | null): Direction | null {
  return a === b ? a : null;
}

interface Noticing {
  readonly own: Totals;
  readonly theirs: Totals | null;
  readonly clumps: number;
  /** What the spread between hosts lets be noticed, in the gauge's unit; 0 where it plays no part, null where it cannot be told. */
  readonly byHosts: number | null;
  /** Per host-second. */
  readonly preRate: number;
}

/** In the gauge's unit: what both the counts and the spread between hosts would let through. */
function noticeable({ facts, change, alpha }: ChangeQuestion, given: Noticing, side: Direction): number | null {
  const byCounts = countNotice(
    {
      rate: given.preRate,
      preSeconds: given.own.pre.s,
      postSeconds: given.own.post.s,
      comparator: given.theirs && { pre: given.theirs.pre.n, post: given.theirs.post.n },
      dispersion: given.clumps,
      alpha: directions(change).length > 1 ? alpha / 2 : alpha,
    },
    side,
  );
  if (byCounts === null || given.byHosts === null) return null;
  const least = Math.max(byCounts * facts.unit, given.byHosts);
  return side === 'down' && least > given.preRate * facts.unit ? null : least;
}

/** Too few counts to notice what is configured. A rise from nothing without a floor has no size to be measured by. */
function tooFew(notice: number | null, most: number | null, side: Direction, own: Totals): boolean {
  if (side === 'up' && (most ?? 0) === 0 && own.pre.s > 0 && own.post.s > 0) return false;
  return notice === null || notice > (most ?? Infinity);
}

function atLeastAllowed(notice: number | null, change: Change, side: Direction, pre: number): number | null {
  return notice === null ? null : Math.max(notice, allowed(change, side, pre) ?? 0);
}

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** `117 so far; could notice a fall of 22 %.` */
function shortText(own: Totals, side: Direction, notice: number | null, pre: number): string {
  const soFar = `${numberText(own.post.n)} so far; could`;
  if (notice === null) return side === 'down' ? `${soFar} not even notice a fall to zero.` : `${soFar} not tell yet.`;
  const size = pre > 0 && notice / pre < 10 ? percentText(notice / pre) : numberText(notice);
  return `${soFar} notice a ${side === 'down' ? 'fall' : 'rise'} of ${size}.`;
}
