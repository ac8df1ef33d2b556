import type { Limit } from '../config/config';
import { alphaAtLook } from './alpha';
import { changeRule } from './change-rule';
import { compare } from './comparison';
import { countRule } from './count-rule';
import { type Change, directions, pOf, tooFar } from './effect-size';
import type { ChangeQuestion, Finding } from './finding';
import { hostReadings } from './host-readings';
import { type LimitFinding, limitRule, overText, worseThanBefore } from './limit-rule';
import { limitText } from './limit-text';
import { missingRule } from './missing-rule';
import { hostsText, numberText } from './number-text';
import { finite, groupReading, ratioOf } from './reading';
import { restartRule } from './restart-rule';
import { stepInTime } from './step-in-time';
import type { GaugeInput, Rule, Verdict, VerdictWord } from './types';
import { type Facts, readFacts } from './windows';

interface Ruling {
  readonly word: VerdictWord;
  readonly rule: Rule;
  readonly reason: string;
  readonly firm: boolean;
  readonly show: readonly string[];
}

/**
 * What one gauge says of the push at this look. A pure function of its input: the same input gives the same bytes, whatever
 * the order of the hosts in it. The worst rule speaks: limit, change or count, restarts, missing; then `unknown`, `suspect`,
 * `too little`, `ok`.
 */
export function judgeGauge(input: GaugeInput): Verdict {
  const facts = readFacts(input);
  const comparison = compare(facts, input.drift, input.everyMs);
  const alpha = alphaAtLook(input);
  const ask = (change: Change): { question: ChangeQuestion; finding: Finding } => {
    const question = { facts, comparison, change, alpha, everyMs: input.everyMs };
    return { question, finding: facts.counted ? countRule(question) : changeRule(question) };
  };
  const limit = input.gauge.limit;
  const limited = limit ? limitRule(limit, facts.switched, input.everyMs) : null;
  const found = input.gauge.change ? ask(input.gauge.change).finding : null;
  const worse = limit && limited?.before ? ask(worseThanBefore(limit)) : null;
  const ruling = decideRuling(input, facts, limited, found, worse);
  const evidence = found && found.word !== 'none' ? found : (worse?.finding ?? null);
  const switched = groupReading(facts.switched);
  const comparator = groupReading(facts.comparators);
  const difference = comparison.kind === 'none' ? null : finite(comparison.difference);
  return {
    gauge: input.gauge.name,
    phase: input.phase,
    at: input.now,
    word: ruling.word,
    rule: ruling.rule,
    reason: ruling.reason,
    limit: limitText(input.gauge),
    firm: ruling.firm,
    switched: { ...switched, hosts: facts.switched.length },
    comparator:
      comparison.kind === 'drift'
        ? {
            pre: null,
            post: null,
            delta: finite(comparison.theirs),
            ratio: null,
            samples: 0,
            hosts: comparison.noise.length,
            kind: 'drift',
          }
        : facts.comparators.length > 0
          ? { ...comparator, hosts: facts.comparators.length, kind: 'hosts' }
          : null,
    difference:
      difference === null || comparison.switched.length === 0
        ? null
        : { delta: difference, ratio: ratioOf(difference, comparison.pre) },
    p: finite(evidence?.p ?? null),
    test: evidence?.test ?? null,
    couldNotice: finite(evidence?.couldNotice ?? null),
    show: ruling.show,
    window: windowOf(facts),
    hosts: hostReadings(input, facts, ruling.word === 'regressed' ? ruling.show : [], ruling.rule),
  };
}

function decideRuling(
  input: GaugeInput,
  facts: Facts,
  limited: LimitFinding | null,
  found: Finding | null,
  worse: { readonly question: ChangeQuestion; readonly finding: Finding } | null,
): Ruling {
  const limit = input.gauge.limit;
  const missing = missingRule(input, facts.hosts);
  const byLimit = limit && limited ? limitRuling(input, facts, limit, limited, worse) : null;
  if (byLimit) return byLimit;
  const rule: Rule = facts.counted ? 'count' : 'change';
  const enough = enoughSamples(facts);
  if (enough && found?.word === 'regressed') return { word: 'regressed', rule, reason: found.reason, firm: true, show: found.show };
  const restarts = restartRule(facts.switched, facts.comparators);
  if (restarts) return { word: 'regressed', rule: 'restarts', reason: restarts.reason, firm: true, show: restarts.show };
  if (missing.word === 'regressed')
    return { word: 'regressed', rule: 'missing', reason: missing.reason, firm: true, show: missing.silent };
  if (missing.word === 'unknown')
    return { word: 'unknown', rule: 'missing', reason: missing.reason, firm: true, show: missing.silent };
  if (missing.word === 'waiting')
    return { word: 'too little', rule: 'missing', reason: missing.reason, firm: false, show: missing.silent };
  const quiet = (word: VerdictWord, by: Rule, reason: string, show: readonly string[] = []): Ruling => ({
    word,
    rule: by,
    reason: missing.note === '' ? reason : `${reason.replace(/\.$/, '')}; ${missing.note}.`,
    firm: false,
    show,
  });
  if (!enough) return quiet('too little', 'none', tooFewText(facts));
  if (found?.word === 'suspect') return quiet('suspect', rule, found.reason, found.show);
  if (found?.word === 'too little') return quiet('too little', rule, found.reason);
  if (limited?.once && limit && !limited.before) return quiet('ok', 'limit', `${overText(limit)} once; two samples in a row act.`);
  if (limited?.before) {
    const over =
      limited.whole && limit
        ? `${overText(limit)} before the push already (${numberText(limited.pre ?? 0)}), and not worse.`
        : 'Broke its limit before the push, not now.';
    return quiet('ok', 'limit', over);
  }
  if (found?.word === 'ok') return quiet('ok', rule, found.reason);
  if (limit) return quiet('ok', 'limit', 'Within the limit.');
  if (input.gauge.change && directions(input.gauge.change).length > 0)
    return quiet('too little', 'none', nothingToCompareText(facts));
  return quiet('ok', 'none', 'Shown only: no limit and no change is set.');
}

function limitRuling(
  input: GaugeInput,
  facts: Facts,
  limit: Limit,
  limited: LimitFinding,
  worse: { readonly question: ChangeQuestion; readonly finding: Finding } | null,
): Ruling | null {
  const all = facts.switched.length;
  const kind = input.phase === 0 ? 'canary' : 'switched';
  if (!limited.before && (limited.whole || limited.share)) {
    const on =
      limited.hosts.length > 0
        ? `, on ${numberText(limited.hosts.length)} of ${hostsText(all, kind)}`
        : `, on the mean of ${hostsText(all, kind)}`;
    const show = limited.hosts.length > 0 ? limited.hosts : facts.switched.map((one) => one.host);
    return { word: 'regressed', rule: 'limit', reason: `${overText(limit)} twice in a row${on}.`, firm: true, show };
  }
  if (limited.before && limited.whole && worse) {
    const { finding, question } = worse;
    const proven = finding.word === 'regressed';
    if (proven || plainlyWorse(limited, question)) {
      const reason = `${overText(limit)} before the push already (${numberText(limited.pre ?? 0)}), and worse now: ${numberText(limited.last[1] ?? 0)}.`;
      const show = finding.show.length > 0 ? finding.show : facts.switched.map((one) => one.host);
      return { word: 'regressed', rule: 'limit', reason, firm: proven, show };
    }
  }
  if (input.gauge.severity === 'critical') {
    const others = limitRule(limit, facts.comparators, input.everyMs);
    if (!others.before && (others.whole || others.share)) {
      const count = hostsText(facts.comparators.length, 'untouched');
      const reason = `${overText(limit)} twice in a row on ${count}: a release can hurt what they share.`;
      return { word: 'regressed', rule: 'limit', reason, firm: true, show: others.hosts };
    }
  }
  return null;
}

/**
 * Without proof over hosts: a tenth beyond what it was, at both last ticks and beyond the comparator's drift, and a step that
 * the series does not make by itself. Good enough for the watch's end, not for acting at once.
 */
function plainlyWorse(limited: LimitFinding, { facts, comparison, change, alpha, everyMs }: ChangeQuestion): boolean {
  const pre = limited.pre ?? 0;
  if (!limited.last.every((value) => tooFar(change, pre, value - pre) !== null)) return false;
  if (tooFar(change, comparison.pre, comparison.difference) === null) return false;
  const step = stepInTime(facts, comparison.switched, everyMs);
  return step !== null && pOf(step, change) <= alpha;
}

/** At least half of the switched hosts have two samples after their switch. */
function enoughSamples(facts: Facts): boolean {
  const ready = facts.switched.filter((one) => one.post.length >= 2).length;
  return ready > 0 && ready >= facts.switched.length / 2;
}

function tooFewText(facts: Facts): string {
  if (facts.switched.every((one) => one.window.postFrom === null)) return 'No host is verified yet.';
  const most = Math.max(0, ...facts.switched.map((one) => one.post.length));
  return most === 0 ? 'No sample after the switch yet.' : 'One sample so far; judged from the second on.';
}

function nothingToCompareText(facts: Facts): string {
  if (facts.switched.every((one) => one.preMean === null)) return 'No readings before the switch to compare with.';
  return 'Fewer than 3 untouched hosts and too few windows without a push to compare with.';
}

function windowOf(facts: Facts): Verdict['window'] {
  let preFrom: number | null = null;
  let postTo: number | null = null;
  for (const one of facts.switched) {
    const first = one.pre[0]?.t;
    if (first !== undefined && (preFrom === null || first < preFrom)) preFrom = first;
    if (one.lastAt !== null && (postTo === null || one.lastAt > postTo)) postTo = one.lastAt;
  }
  return { preFrom, postTo };
}
