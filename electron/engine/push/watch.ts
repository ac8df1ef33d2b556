import { decide } from '../../../shared/judge/decide';
import { judgeGauge } from '../../../shared/judge/verdict';
import type { Decision, Verdict } from '../../../shared/judge/types';
import type { GaugeView } from '../../../shared/contract/state';
import { limitText } from '../../../shared/judge/limit-text';
import type { GaugeConfig } from '../../../shared/config/config';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';
import { countedTime, gaugeInput } from './windows';

/** One look: every gauge judged on what is known now; verdicts and their inputs stored; what follows from them. */
export function look(active: ActivePush, phase: number, since: number, notBefore: number, context: PushContext): Decision {
  const { history, metrics, clock, board } = context;
  const row = active.row();
  const now = clock();
  const countedMs = countedTime(row, phase, since, now, metrics);
  const lengthMs = row.config.push.phases[phase]?.watchMs ?? 0;
  const judged: { gauge: GaugeConfig; verdict: Verdict }[] = [];
  history.together(() => {
    for (const gauge of row.config.gauges) {
      const input = gaugeInput(
        gauge,
        { row, phase, now, since, notBefore, countedMs },
        metrics,
        history.samples.drift(gauge.name, lengthMs, now),
      );
      if (!input.hosts.some((host) => host.group === 'switched')) continue;
      const verdict = judgeGauge(input);
      const before = board.state().gauges.find((view) => view.name === gauge.name)?.verdict;
      const changed = before?.word !== verdict.word || before.phase !== phase;
      // That the first look knows too little goes without saying.
      if (changed && !(verdict.word === 'too little' && before?.phase !== phase)) {
        active.say(`${gauge.name} ${verdict.word}: ${verdict.reason}`, {
          mark: verdict.word,
          level: verdict.word === 'regressed' ? 'error' : verdict.word === 'ok' ? 'info' : 'warn',
        });
      }
      history.verdicts.put(row.push.id, input, verdict);
      judged.push({ gauge, verdict });
    }
  });
  active.showing(judged.flatMap(({ verdict }) => (verdict.word === 'regressed' ? verdict.show : [])));
  board.set('gauges', gaugeViews(row.config.gauges, new Map(judged.map(({ gauge, verdict }) => [gauge.name, verdict])), context));
  return decide(judged, { countedMs, lengthMs });
}

/** Gauges as the page shows them, with the last verdict of each where there is one. */
export function gaugeViews(
  gauges: readonly GaugeConfig[],
  verdicts: ReadonlyMap<string, Verdict>,
  context: Pick<PushContext, 'fleet' | 'metrics' | 'clock'>,
): GaugeView[] {
  return gauges.map((gauge) => {
    const full = verdicts.get(gauge.name) ?? null;
    const { value, readAt } = latest(gauge, context);
    let verdict: GaugeView['verdict'] = null;
    if (full) {
      const { hosts: _hosts, ...rest } = full;
      verdict = rest;
    }
    return {
      name: gauge.name,
      unit: gauge.unit,
      types: gauge.types,
      severity: gauge.severity,
      limit: limitText(gauge),
      limitValue: gauge.limit?.value ?? null,
      verdict,
      value,
      readAt,
    };
  });
}

/** The mean over the hosts that reported in the last minutes; null where none did. */
function latest(
  gauge: GaugeConfig,
  { fleet, metrics, clock }: Pick<PushContext, 'fleet' | 'metrics' | 'clock'>,
): { value: number | null; readAt: number | null } {
  const now = clock();
  let sum = 0;
  let count = 0;
  let readAt: number | null = null;
  for (const host of fleet.hosts()) {
    if (!gauge.types.includes(host.type.name)) continue;
    const sample = metrics.readings(gauge.name, host.name, now - 120_000, now).at(-1);
    if (!sample) continue;
    sum += sample.v;
    count += 1;
    readAt = Math.max(readAt ?? 0, sample.t);
  }
  return { value: count === 0 ? null : sum / count, readAt };
}
