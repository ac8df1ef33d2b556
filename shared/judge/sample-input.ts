import type { GaugeConfig } from '../config/config';
import type { GaugeInput, HostWindow, Sample } from './types';

/** For the tests: a push seen every 10 s, five minutes before and three minutes after the switch at 300 s. */
export const EVERY = 10_000;
export const SWITCH = 300_000;
export const FROM = 310_000;
export const PRE = 30;
export const POST = 18;

export function gaugeOf(part: Partial<GaugeConfig> = {}): GaugeConfig {
  return {
    name: 'load',
    metric: 'load',
    types: ['www'],
    kind: 'level',
    unit: null,
    limit: null,
    change: null,
    severity: 'critical',
    warmUpMs: 10_000,
    noData: { waitMs: 60_000, then: 'hold' },
    tooLittle: 'pass',
    ...part,
  };
}

/** Calm noise between -1 and 1 that is the same every time and different for every host and tick. */
export function wobble(host: number, tick: number): number {
  return Math.sin((host + 1) * 78.233 + tick * 12.9898 * (1 + host / 7));
}

export type Shape = (host: number, tick: number) => number;

export interface HostPlan {
  readonly name?: string;
  readonly type?: string;
  readonly group: 'switched' | 'comparator';
  readonly pre: Shape;
  readonly post: Shape;
  readonly postTicks?: number;
  readonly restarts?: number;
}

/** A level: value at a tick. A count: the increment in the 10 s before it. */
export function hostOf(plan: HostPlan, index: number, counted: boolean): HostWindow {
  const sample = (t: number, value: number): Sample => (counted ? { t, v: value / 10, n: value, s: 10 } : { t, v: value });
  const switched = plan.group === 'switched';
  return {
    host: plan.name ?? `${plan.type ?? 'www'}-${String(index).padStart(3, '0')}`,
    type: plan.type ?? 'www',
    group: plan.group,
    switchedAt: switched ? SWITCH : null,
    pre: Array.from({ length: PRE }, (_, i) => sample((i + 1) * EVERY, plan.pre(index, i))),
    post: Array.from({ length: plan.postTicks ?? POST }, (_, i) => sample(FROM + (i + 1) * EVERY, plan.post(index, PRE + i))),
    postFrom: FROM,
    restarts: plan.restarts ?? 0,
  };
}

export function inputOf(gauge: GaugeConfig, plans: readonly HostPlan[], part: Partial<GaugeInput> = {}): GaugeInput {
  const hosts = plans.map((plan, i) => hostOf(plan, i, gauge.kind === 'count'));
  const ticks = Math.max(0, ...hosts.map((one) => one.post.length));
  return {
    gauge,
    push: 'r-1',
    phase: 0,
    now: FROM + ticks * EVERY + 1000,
    watch: { startedAt: FROM, lengthMs: POST * EVERY, countedMs: ticks * EVERY },
    everyMs: EVERY,
    hosts,
    drift: [],
    alpha: { push: 0.002, gauges: 10, phases: 2 },
    ...part,
  };
}

/** `count` hosts of a kind. */
export function hosts(count: number, plan: HostPlan): HostPlan[] {
  return Array.from({ length: count }, () => plan);
}

/** A level around `at` with this much noise. */
export function around(at: number, noise = 0.1): Shape {
  return (host, tick) => at + noise * wobble(host, tick);
}

/** Counts of `rate` per tick, spread as evenly as whole numbers go, each host at its own time. */
export function counts(perTick: number): Shape {
  return (host, tick) => Math.floor((tick + 1) * perTick + ((host * 0.37) % 1)) - Math.floor(tick * perTick + ((host * 0.37) % 1));
}
