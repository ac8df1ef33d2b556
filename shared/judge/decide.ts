import type { GaugeConfig } from '../config/config';
import type { Decision, Verdict } from './types';

export interface JudgedGauge {
  readonly verdict: Verdict;
  readonly gauge: GaugeConfig;
}

/**
 * What follows from the verdicts of one look. Critical and firm: roll back at once. `suspect` holds at once, `unknown` after
 * its wait. Whatever else speaks against going on does so at the end of the watch, the worst first: roll back, then hold. An
 * advisory gauge never does anything.
 */
export function decide(judged: readonly JudgedGauge[], watch: { readonly countedMs: number; readonly lengthMs: number }): Decision {
  const acting = judged.filter(({ gauge }) => gauge.severity !== 'advisory').sort((a, b) => rank(a) - rank(b));
  const ended = watch.countedMs >= watch.lengthMs;
  const back = acting.find((one) => rollsBack(one, ended));
  if (back) return { do: 'roll back', gauge: back.gauge.name, reason: back.verdict.reason };
  for (const why of ['suspect', 'unknown', 'too little'] as const) {
    const held = acting.find((one) => one.verdict.word === why && holds(one, ended));
    if (held) return { do: 'hold', gauge: held.gauge.name, reason: held.verdict.reason, why };
  }
  return ended ? { do: 'go on' } : { do: 'watch' };
}

/** Critical gauges speak first; among equals the order of the configuration stands. */
function rank({ gauge, verdict }: JudgedGauge): number {
  return (verdict.word === 'regressed' ? 0 : 2) + (gauge.severity === 'critical' ? 0 : 1);
}

function rollsBack({ verdict, gauge }: JudgedGauge, ended: boolean): boolean {
  switch (verdict.word) {
    case 'regressed':
      return ended || (gauge.severity === 'critical' && verdict.firm);
    case 'unknown':
      return gauge.noData.then === 'fail' && (ended || verdict.firm);
    case 'too little':
      return gauge.tooLittle === 'fail' && ended;
    default:
      return false;
  }
}

function holds({ verdict, gauge }: JudgedGauge, ended: boolean): boolean {
  switch (verdict.word) {
    case 'suspect':
      return true;
    case 'unknown':
      return gauge.noData.then === 'hold' && (ended || verdict.firm);
    case 'too little':
      return gauge.tooLittle === 'hold' && ended;
    default:
      return false;
  }
}
