import { parseLimit } from '../../../shared/judge/limit-text';
import { judgeGauge } from '../../../shared/judge/verdict';
import { CapstanError } from '../../../shared/contract/errors';
import type { GaugeSeries, PhaseReport } from '../../../shared/contract/state';
import type { GaugeInput, Sample, Verdict } from '../../../shared/judge/types';
import type { PushRow } from '../history/pushes';
import { summary } from '../history/pushes';
import { beatSeries, hostBeats, thin } from '../metrics/aggregate-series';
import type { PushContext } from './context';
import { pushView } from './push-view';
import { gaugeViews } from './watch';

/** Everything the report page of one phase shows. Throws NOT_FOUND for a push that this desk has no history of. */
export function phaseReport(id: string, phaseAsked: number | null, context: PushContext): PhaseReport {
  const { history, clock } = context;
  const row = pushRow(id, context);
  const stored = history.verdicts.verdicts(id);
  const phase = phaseAsked ?? Math.max(0, ...stored.map((verdict) => verdict.phase));
  const last = new Map<string, Verdict>();
  for (const verdict of stored) if (verdict.phase === phase) last.set(verdict.gauge, verdict);
  const transitions = history.pushes.transitions(id);
  const inPhase = transitions.findIndex(({ state }) => 'phase' in state && state.phase === phase);
  const leaves = transitions.slice(inPhase + 1).find(({ state }) => !('phase' in state) || state.phase !== phase);
  return {
    push: summary(row),
    view: pushView(row, {
      transitions,
      staging: null,
      finishing: false,
      interrupted: false,
      showing: new Set([...last.values()].flatMap((verdict) => (verdict.word === 'regressed' ? verdict.show : []))),
    }),
    phase,
    from: transitions[inPhase]?.at ?? row.push.startedAt,
    to: leaves?.at ?? row.push.endedAt,
    gauges: gaugeViews(row.config.gauges, last, { ...context, clock }),
    verdicts: [...last.values()],
    log: history.events.list(id, 0, 5000),
    links: row.config.links,
  };
}

/** The series of one gauge around one phase: what the report's chart draws. At most 150 points a series. */
export function gaugeSeries(id: string, phase: number, gaugeName: string, context: PushContext): GaugeSeries {
  const { history, clock } = context;
  const row = pushRow(id, context);
  const gauge = row.config.gauges.find((one) => one.name === gaugeName);
  if (!gauge)
    throw new CapstanError('NOT_FOUND', `${id} watched no gauge "${gaugeName}".`, 'Look at its report for the gauges it had.');
  const report = phaseReport(id, phase, context);
  const { everyMs, preMs } = row.config.push;
  const hosts = Object.values(row.push.hosts).filter((host) => gauge.types.includes(host.type));
  const switched = hosts.filter((host) => host.phase === phase && host.switchedAt !== null);
  const turn = Math.min(
    ...switched.map((host) => host.switchedAt ?? report.from),
    Number.isFinite(report.from) ? report.from + 3_600_000 : 0,
  );
  const from = turn - preMs;
  const to = Math.min((report.to ?? clock()) + preMs, clock());
  const samples = history.samples.range(gauge.name, from, to);
  const of = (host: { host: string }): readonly Sample[] => samples.get(host.host) ?? [];
  const rest = hosts.filter((host) => !switched.includes(host));
  const mine = beatSeries(switched.map(of), from, to, everyMs);
  const others = beatSeries(rest.map(of), from, to, everyMs);
  const kept = thin(mine, 150);
  const pick = <Value>(list: readonly Value[]): Value[] =>
    kept.flatMap((index) => (index < list.length ? [list[index] as Value] : []));
  const transitions = history.pushes.transitions(id);
  const marks: GaugeSeries['marks'][number][] = [];
  if (switched.length > 0) marks.push({ at: turn, word: `${id} switched`, kind: 'switch' });
  const watch = transitions.find(({ state }) => state.at === 'watching' && state.phase === phase);
  if (watch) {
    marks.push({ at: watch.at, word: 'watch', kind: 'watch' });
    marks.push({ at: watch.at + gauge.warmUpMs, word: 'judged from', kind: 'judged' });
  }
  const regressed = history.verdicts
    .verdicts(id)
    .find((one) => one.gauge === gauge.name && one.phase === phase && one.word === 'regressed');
  if (regressed) marks.push({ at: regressed.at, word: 'regressed', kind: 'verdict' });
  const back = transitions.find(({ state }) => state.at === 'rolled back');
  if (back) marks.push({ at: back.at, word: 'rolled back', kind: 'rolled back' });
  return {
    gauge: gauge.name,
    times: pick(mine.times),
    switched: pick(mine.mean),
    comparator: pick(others.mean),
    band: pick(others.band),
    hosts: switched.slice(0, 20).map((host) => ({ host: host.host, values: pick(hostBeats(of(host), mine.times, everyMs)) })),
    marks,
  };
}

/** The verdicts of a push, made again from their exact inputs; `limits` (gauge -> `> 8`) puts another limit in. Changes nothing. */
export function judgeAgain(
  asked: { push: string; phase: number | null; gauge: string | null; limits: Readonly<Record<string, string>> },
  context: PushContext,
): { stored: Verdict; again: Verdict }[] {
  pushRow(asked.push, context);
  return context.history.verdicts
    .list(asked.push)
    .filter(
      ({ verdict }) =>
        (asked.phase === null || verdict.phase === asked.phase) && (asked.gauge === null || verdict.gauge === asked.gauge),
    )
    .map(({ input, verdict }) => ({ stored: verdict, again: judgeGauge(withLimit(input, asked.limits)) }));
}

/** The same input under another limit. Throws BAD_INPUT for a limit that is none. */
export function withLimit(input: GaugeInput, limits: Readonly<Record<string, string>>): GaugeInput {
  const text = Object.hasOwn(limits, input.gauge.name) ? limits[input.gauge.name] : undefined;
  if (text === undefined) return input;
  const limit = parseLimit(text);
  if (!limit) throw new CapstanError('BAD_INPUT', `"${text}" is no limit.`, 'Write it like "> 8" or "<= 0.5".');
  return { ...input, gauge: { ...input.gauge, limit } };
}

function pushRow(id: string, { history }: PushContext): PushRow {
  const row = history.pushes.get(id);
  if (!row) throw new CapstanError('NOT_FOUND', `This desk has no history of ${id}.`, 'Look at `capstan history`.');
  return row;
}
