import type { GaugeConfig } from '../../shared/config/config';
import type { Sample } from '../../shared/judge/types';

export const TICK_MS = 10_000;
const TICK_S = TICK_MS / 1000;

/** A small seeded generator (mulberry32), so that each run of the benchmark is the same. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function gauss(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function poisson(next: () => number, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss(next)));
  const stop = Math.exp(-mean);
  let count = 0;
  for (let p = next(); p > stop; p *= next()) count += 1;
  return count;
}

/** How a gauge behaves on a fleet on which nothing is changed. */
export interface Behaviour {
  readonly gauge: GaugeConfig;
  /** Levels: the usual value. Counts: per second on one host. */
  readonly usual: number;
  /** Relative standard deviation between hosts, of each host's own wandering, and of what all of them do together. */
  readonly between: number;
  readonly own: number;
  readonly common: number;
  /** Counts come in clumps of this many. */
  readonly clump: number;
}

/** Memory from one tick to the next: load wanders, it does not jump. */
const PHI = 0.9;

/** How the rate or level of some hosts is multiplied from a tick on; `hosts` counts from the first. */
export interface Effect {
  readonly hosts: number;
  readonly from: number;
  readonly factor: number;
}

/**
 * One gauge on `hosts` hosts over `ticks` ticks: per host a first-order autoregression, over all of them another one and a
 * daily and an hourly wave, met at a random hour. Multiplicative, so that busy hosts move more.
 */
export function simulate(
  behaviour: Behaviour,
  hosts: number,
  ticks: number,
  next: () => number,
  effect: Effect | null,
): Sample[][] {
  const { usual, between, own, common, clump, gauge } = behaviour;
  const shock = Math.sqrt(1 - PHI * PHI);
  const day = next() * 86_400;
  const hour = next() * 3600;
  let together = gauss(next);
  const drift: number[] = [];
  for (let tick = 0; tick < ticks; tick += 1) {
    together = PHI * together + shock * gauss(next);
    const at = tick * TICK_S;
    const waves = 0.3 * Math.sin((2 * Math.PI * (day + at)) / 86_400) + 0.04 * Math.sin((2 * Math.PI * (hour + at)) / 3600);
    drift.push(waves + common * together);
  }
  return Array.from({ length: hosts }, (_, host) => {
    const size = usual * Math.exp(between * gauss(next));
    let alone = gauss(next);
    return drift.map((shared, tick): Sample => {
      alone = PHI * alone + shock * gauss(next);
      const changed = effect && host < effect.hosts && tick >= effect.from ? effect.factor : 1;
      const value = size * Math.exp(shared + own * alone) * changed;
      const t = tick * TICK_MS;
      if (gauge.kind === 'level') return { t, v: value };
      const n = clump * poisson(next, (value * TICK_S) / clump);
      return { t, v: n / TICK_S, n, s: TICK_S };
    });
  });
}
