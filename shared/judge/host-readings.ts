import { breaks } from './limit-text';
import { overText } from './limit-rule';
import { silenceOf } from './missing-rule';
import { durationText } from './number-text';
import { readingOf } from './reading';
import type { GaugeInput, HostReading, Rule, VerdictWord } from './types';
import type { Facts, HostFacts } from './windows';

/** The rows per host: its readings and what it shows. Switched hosts first, then by type and name. */
export function hostReadings(input: GaugeInput, facts: Facts, show: readonly string[], rule: Rule): HostReading[] {
  const shown = new Set(show);
  const order = [...facts.switched, ...facts.comparators];
  return order.map((one) => {
    const { word, reason } = rowOf(input, one, shown.has(one.host), rule);
    return { host: one.host, type: one.type, group: one.group, ...readingOf(one), verdict: word, reason };
  });
}

function rowOf(input: GaugeInput, one: HostFacts, shown: boolean, rule: Rule): { word: VerdictWord; reason: string } {
  const silence = silenceOf(one, input);
  const silent = silence !== null && silence > Math.max(input.gauge.noData.waitMs, input.everyMs);
  const age = silence === null ? '' : durationText(silence);
  if (shown) return { word: 'regressed', reason: shownText(input, rule, age, one) };
  if (silent) return { word: 'unknown', reason: `Silent for ${age}.` };
  if (one.group === 'comparator') return { word: 'ok', reason: 'Untouched.' };
  if (one.window.postFrom === null) return { word: 'too little', reason: 'Not verified yet.' };
  if (one.post.length < 2) return { word: 'too little', reason: 'Fewer than 2 samples since the switch.' };
  const limit = input.gauge.limit;
  const newest = one.post[one.post.length - 1];
  if (limit && newest && breaks(limit, newest.v))
    return { word: 'ok', reason: `${overText(limit)} now, which does not count alone.` };
  return { word: 'ok', reason: 'Does not show it.' };
}

function shownText(input: GaugeInput, rule: Rule, age: string, one: HostFacts): string {
  switch (rule) {
    case 'limit':
      return input.gauge.limit ? `${overText(input.gauge.limit)}.` : '';
    case 'missing':
      return `Silent for ${age}.`;
    case 'restarts':
      return `Restarted ${one.window.restarts === 1 ? 'once' : `${one.window.restarts} times`}.`;
    default:
      return 'Moved more than the untouched hosts.';
  }
}
