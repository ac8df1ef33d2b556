import type { GaugeConfig } from '../config/config';
import { dispersion, isCounted } from '../stats/dispersion';
import { mean, sampleSd } from '../stats/summary';
import { alphaAtLook } from './alpha';
import { couldNotice } from './notice-formula';
import { allowed, directions, type Direction } from './effect-size';
import { finiteSamples, totalOf, valueIn } from './samples';
import type { GaugeInput, Sample } from './types';
import { perUnit } from './unit';

export interface HostReadings {
  /** Whether this host will be switched in the phase that is planned. */
  readonly switched: boolean;
  /** Its latest samples, oldest first. */
  readonly samples: readonly Sample[];
}

export interface PlannedWatch {
  readonly watchMs: number;
  readonly everyMs: number;
  readonly alpha: GaugeInput['alpha'];
}

/**
 * For the plan: the smallest change of this gauge, in its unit, that the end of the coming watch would notice with 80 %
 * chance, going by how the hosts behave now. Never smaller than what the gauge lets pass. Null if it watches no change, or
 * if that cannot be told from so few hosts and samples.
 */
export function smallestChange(gauge: GaugeConfig, readings: readonly HostReadings[], watch: PlannedWatch): number | null {
  const { change } = gauge;
  const sides = change ? directions(change) : [];
  const hosts = readings.map((one) => ({ ...one, samples: finiteSamples(one.samples) })).filter((one) => one.samples.length >= 4);
  if (!change || sides.length === 0 || hosts.length === 0) return null;
  const counted = gauge.kind === 'count' && hosts.some((one) => one.samples.some((sample) => isCounted(sample)));
  const unit = perUnit(gauge);
  const level = mean(hosts.map((one) => valueIn(one.samples, counted, unit) ?? 0));
  const ended = { startedAt: 0, lengthMs: watch.watchMs, countedMs: watch.watchMs };
  const alpha = alphaAtLook({ alpha: watch.alpha, watch: ended, everyMs: watch.everyMs }) / sides.length;
  const found = sides.flatMap((side) => {
    const noticed = noticedOn(side, hosts, { alpha, counted, unit, watchMs: watch.watchMs });
    return noticed === null ? [] : [Math.max(noticed, allowed(change, side, level) ?? 0)];
  });
  return found.length > 0 ? Math.min(...found) : null;
}

interface Behaviour {
  readonly alpha: number;
  readonly counted: boolean;
  readonly unit: number;
  readonly watchMs: number;
}

function noticedOn(
  direction: Direction,
  hosts: readonly HostReadings[],
  { alpha, counted, unit, watchMs }: Behaviour,
): number | null {
  const switched = hosts.filter((one) => one.switched).length;
  const comparators = hosts.length - switched;
  // A rehearsal: how far hosts wander apart between two halves of what is known, as if they had been switched in the middle.
  const apart = hosts.map((one) => {
    const half = Math.floor(one.samples.length / 2);
    return (valueIn(one.samples.slice(half), counted, unit) ?? 0) - (valueIn(one.samples.slice(0, half), counted, unit) ?? 0);
  });
  const byHosts = couldNotice({ kind: 'level', switched, comparators, sd: sampleSd(apart), alpha, direction });
  if (!counted) return byHosts;
  const totals = hosts.map((one) => totalOf(one.samples));
  const seconds = totals.reduce((sum, one) => sum + one.s, 0);
  if (!(seconds > 0)) return null;
  const byCounts = couldNotice({
    kind: 'count',
    switched,
    comparators,
    rate: totals.reduce((sum, one) => sum + one.n, 0) / seconds,
    preSeconds: seconds / hosts.length,
    postSeconds: watchMs / 1000,
    dispersion: dispersion(hosts.map((one) => one.samples)),
    alpha,
    direction,
  });
  if (byCounts === null) return null;
  return Math.max(byCounts * unit, byHosts ?? 0);
}
