import { DEFAULT_ALPHA_PUSH } from '../../shared/judge/alpha';
import { decide } from '../../shared/judge/decide';
import type { Decision, GaugeInput, HostWindow, Sample } from '../../shared/judge/types';
import { judgeGauge } from '../../shared/judge/verdict';
import { type Behaviour, type Effect, random, simulate, TICK_MS } from './judge-fleet';
import { BUSY_REGISTRATIONS, GAUGES } from './judge-gauges';
import type { BenchRow } from './row';

/** Ticks of the course of a push: before, warm-up, the watch of the canary, and the same again for everybody. */
const PRE = 30;
const WARM_UP = 3;
const WATCHES = [18, 30] as const;
const TICKS = PRE + WATCHES.length * WARM_UP + WATCHES[0] + WATCHES[1];

/** Real harm done on the canaries, with the traffic it has to be seen in: half as many counts are much less evidence. */
const HARMS = [
  { title: 'errors doubled (0.2/s and host)', name: 'php errors', factor: 2, least: 0.9 },
  { title: 'registrations down 30 % (1/s and host)', name: 'busy registrations', factor: 0.7, least: 0.8 },
  { title: 'registrations down 30 % (0.5/s and host)', name: 'registrations', factor: 0.7, least: 0.5 },
] as const;

interface Phase {
  readonly index: number;
  /** Tick of the switch. */
  readonly at: number;
  readonly ticks: number;
}

const PHASES: readonly Phase[] = [
  { index: 0, at: PRE, ticks: WATCHES[0] },
  { index: 1, at: PRE + WARM_UP + WATCHES[0], ticks: WATCHES[1] },
];

/** What the judge would be given at look `look` (from 1) of this phase, canaries being the first hosts. */
function inputAt(behaviour: Behaviour, series: readonly Sample[][], canaries: number, phase: Phase, look: number): GaugeInput {
  const from = phase.at + WARM_UP;
  const startedAt = from * TICK_MS;
  const hosts = series.map((samples, host): HostWindow => {
    const canary = host < canaries;
    const switched = canary === (phase.index === 0);
    // A canary's own switch and warm-up are nobody's reference in the second phase.
    const first = phase.index === 1 && canary ? PRE + WARM_UP : phase.at - PRE;
    return {
      host: `www-${String(host).padStart(3, '0')}`,
      type: 'www',
      group: switched ? 'switched' : 'comparator',
      switchedAt: switched ? phase.at * TICK_MS : null,
      pre: samples.slice(first, phase.at),
      post: samples.slice(from, from + look),
      postFrom: startedAt,
      restarts: 0,
    };
  });
  return {
    gauge: behaviour.gauge,
    push: 'r-1',
    phase: phase.index,
    now: startedAt + look * TICK_MS,
    watch: { startedAt, lengthMs: phase.ticks * TICK_MS, countedMs: look * TICK_MS },
    everyMs: TICK_MS,
    hosts,
    drift: [],
    alpha: { push: DEFAULT_ALPHA_PUSH, gauges: GAUGES.length, phases: PHASES.length },
  };
}

/** Judges these gauges look by look until something follows or the watch is over. */
function watchPhase(
  gauges: readonly Behaviour[],
  series: readonly Sample[][][],
  canaries: number,
  phase: Phase,
): { decision: Decision; look: number } {
  for (let look = 1; look <= phase.ticks; look += 1) {
    const judged = gauges.map((one, i) => ({
      gauge: one.gauge,
      verdict: judgeGauge(inputAt(one, series[i] ?? [], canaries, phase, look)),
    }));
    const decision = decide(judged, { countedMs: look * TICK_MS, lengthMs: phase.ticks * TICK_MS });
    if (decision.do !== 'watch') return { decision, look };
  }
  return { decision: { do: 'go on' }, look: phase.ticks };
}

interface False {
  rollbacks: number;
  holds: number;
  by: Map<string, number>;
}

/** Pushes that change nothing: whatever stops one of them is a false alarm. */
function harmlessPushes(pushes: number, hosts: number, canaries: number, seed: number): False {
  const found: False = { rollbacks: 0, holds: 0, by: new Map() };
  const next = random(seed);
  for (let push = 0; push < pushes; push += 1) {
    const series = GAUGES.map((one) => simulate(one, hosts, TICKS, next, null));
    for (const phase of PHASES) {
      const { decision } = watchPhase(GAUGES, series, canaries, phase);
      if (decision.do === 'go on' || decision.do === 'watch') continue;
      if (decision.do === 'hold') found.holds += 1;
      else found.rollbacks += 1;
      const key = `${decision.gauge}, phase ${phase.index + 1}: ${decision.reason}`;
      found.by.set(key, (found.by.get(key) ?? 0) + 1);
      break;
    }
  }
  return found;
}

/** Share of pushes with this effect on the canaries that the first watch rolls back, and how long that takes. */
function harmfulPushes(
  name: string,
  factor: number,
  pushes: number,
  hosts: number,
  canaries: number,
  seed: number,
): { share: number; medianS: number } {
  const gauges = [...GAUGES, BUSY_REGISTRATIONS].filter((one) => one.gauge.name === name);
  const [phase] = PHASES;
  if (!phase) return { share: 0, medianS: 0 };
  const effect: Effect = { hosts: canaries, from: phase.at, factor };
  const next = random(seed);
  const looks: number[] = [];
  for (let push = 0; push < pushes; push += 1) {
    const series = gauges.map((one) => simulate(one, hosts, TICKS, next, effect));
    const { decision, look } = watchPhase(gauges, series, canaries, phase);
    if (decision.do === 'roll back') looks.push(look);
  }
  looks.sort((a, b) => a - b);
  return { share: looks.length / pushes, medianS: ((looks[looks.length >> 1] ?? 0) * TICK_MS) / 1000 };
}

function speed(): number {
  const [phase] = PHASES;
  const next = random(99);
  if (!phase) return 0;
  const times: number[] = [];
  for (const one of GAUGES) {
    const input = inputAt(one, simulate(one, 1000, TICKS, next, null), 50, phase, phase.ticks);
    judgeGauge(input);
    const start = performance.now();
    for (let i = 0; i < 5; i += 1) judgeGauge(input);
    times.push((performance.now() - start) / 5);
  }
  return times.reduce((sum, ms) => sum + ms, 0) / times.length;
}

function row(name: string, value: number, unit: string, bar: string, holds: boolean): BenchRow {
  return { name, value, unit, peer: null, ratio: null, bar, holds };
}

const percent = (share: number): number => Math.round(share * 10_000) / 100;

/**
 * How far the judge can be trusted: how often it stops a push that changed nothing (10 gauges, looks every 10 s through a watch
 * of 3 and one of 5 minutes), how often it finds one that did harm, and how long it takes. Seeded: each run is the same.
 */
export async function benchJudge(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { hosts, canaries, pushes, seed } of [
    { hosts: 112, canaries: 6, pushes: 210, seed: 1 },
    { hosts: 24, canaries: 2, pushes: 600, seed: 2 },
  ]) {
    const { rollbacks, holds, by } = harmlessPushes(pushes, hosts, canaries, seed);
    for (const [what, count] of by) console.log(`  false alarm x${count}: ${what}`);
    const share = percent((rollbacks + holds) / pushes);
    rows.push(
      row(
        `judge: false roll back or hold, ${canaries} of ${hosts} hosts, ${pushes} pushes`,
        share,
        '% of pushes',
        'under 0.5 % of pushes',
        share < 0.5,
      ),
    );
    await Promise.resolve();
  }
  for (const { title, name, factor, least } of HARMS) {
    const { share, medianS } = harmfulPushes(name, factor, 100, 112, 6, 3);
    rows.push(
      row(
        `judge: ${title} found, 6 of 112 hosts, 3 min`,
        percent(share),
        '% of pushes',
        `at least ${percent(least)} % of pushes`,
        share >= least,
      ),
    );
    rows.push(
      row(`judge: ${title}, median time to the roll back`, medianS, 's', 'within the watch of 180 s', share > 0 && medianS <= 180),
    );
  }
  const ms = speed();
  rows.push(row('judge: one gauge, 1,000 hosts, 3 min', Math.round(ms * 10) / 10, 'ms', 'under 50 ms', ms < 50));
  return rows;
}
