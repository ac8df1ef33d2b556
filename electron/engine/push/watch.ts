import { decide } from '../../../shared/judge/decide';
import { judgeGauge } from '../../../shared/judge/verdict';
import type { Decision, GaugeInput, Verdict } from '../../../shared/judge/types';
import type { GaugeView } from '../../../shared/contract/state';
import { limitText } from '../../../shared/judge/limit-text';
import type { GaugeConfig } from '../../../shared/config/config';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';
import { countedTime, gaugeInput } from './windows';

/** How long a verdict that stays the same goes unwritten at most: its inputs are long on a large fleet. */
const rewriteMs = 15_000;

/** The looks of one watch. */
export interface Looks {
  /** Judges every gauge on what is known now, stores what changed, and says what follows. */
  look(): Decision;
  /** Stores the last look. To be called when the watch ends, however it ends. */
  keep(): void;
}

export function createLooks(active: ActivePush, phase: number, since: number, notBefore: number, context: PushContext): Looks {
  const { history, metrics, clock, awake, board } = context;
  const written = new Map<string, { word: Verdict['word']; at: number }>();
  let last: { gauge: GaugeConfig; input: GaugeInput; verdict: Verdict }[] = [];

  const keep = () =>
    history.together(() => {
      for (const { gauge, input, verdict } of last) {
        history.verdicts.put(active.push().id, input, verdict);
        written.set(gauge.name, { word: verdict.word, at: verdict.at });
      }
      last = [];
    });

  const look = (): Decision => {
    const row = active.row();
    const now = clock();
    const countedMs = countedTime(row, phase, { since, now, sleptMs: awake.sleptMs(since, now) }, metrics);
    const lengthMs = row.config.push.phases[phase]?.watchMs ?? 0;
    last = row.config.gauges.flatMap((gauge) => {
      const input = gaugeInput(
        gauge,
        { row, phase, now, since, notBefore, countedMs, awakeSince: awake.since() },
        metrics,
        history.samples.drift(gauge.name, lengthMs, now),
      );
      return input.hosts.some((host) => host.group === 'switched') ? [{ gauge, input, verdict: judgeGauge(input) }] : [];
    });
    for (const { gauge, verdict } of last) tellChange(active, phase, gauge, verdict, board.state().gauges);
    const decision = decide(last, { countedMs, lengthMs });
    active.showing(last.flatMap(({ verdict }) => (verdict.word === 'regressed' ? verdict.show : [])));
    board.set('gauges', gaugeViews(row.config.gauges, new Map(last.map(({ gauge, verdict }) => [gauge.name, verdict])), context));
    const stale = last.some(({ gauge, verdict }) => {
      const before = written.get(gauge.name);
      return before?.word !== verdict.word || verdict.at - before.at > rewriteMs;
    });
    if (stale || decision.do !== 'watch') keep();
    return decision;
  };
  return { look, keep };
}

function tellChange(active: ActivePush, phase: number, gauge: GaugeConfig, verdict: Verdict, views: readonly GaugeView[]): void {
  const before = views.find((view) => view.name === gauge.name)?.verdict;
  const first = before?.phase !== phase;
  // That the first look knows too little goes without saying.
  if (first ? verdict.word === 'too little' : before.word === verdict.word) return;
  const level = verdict.word === 'regressed' ? 'error' : verdict.word === 'ok' ? 'info' : 'warn';
  active.say(`${gauge.name} ${verdict.word}: ${verdict.reason}`, { mark: verdict.word, level });
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
