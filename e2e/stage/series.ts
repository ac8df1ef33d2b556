import type { GaugeSeries, SampleBatch } from '../../shared/contract/state';
import { canaries, chance, specs } from './fleet';

const everyMs = 10_000;

/** Five quiet minutes, then in a bad scene the rise of the one gauge that takes the push back. */
export function seriesOf(gauge: string, switchedAt: number, now: number, bad: boolean): GaugeSeries {
  const spec = specs.find((one) => one.name === gauge) ?? specs[0];
  if (!spec) throw new Error('the stage has no gauges');
  const random = chance(gauge.length * 31 + 7);
  const noise = () => (random() + random() - 1) * spec.noise;
  const from = switchedAt - 300_000;
  const times: number[] = [];
  for (let t = from; t <= now; t += everyMs) times.push(t);
  const post = bad ? spec.post : spec.pre;
  const shape = (t: number) => Math.min(1, Math.max(0, (t - switchedAt - 45_000) / 105_000)) ** 1.4;
  const silentFrom = spec.post === null && bad ? switchedAt + 60_000 : Number.POSITIVE_INFINITY;
  const switchedValue = (t: number) =>
    t > silentFrom ? null : Math.max(0, spec.pre + noise() + (t > switchedAt ? shape(t) * ((post ?? spec.pre) - spec.pre) : 0));
  const hosts = canaries.filter((host) => spec.types.some((type) => host.startsWith(`${type}-`)));
  const comparator = times.map((t) => Math.max(0, spec.pre + noise() * 0.4 + (t > switchedAt ? (spec.untouched ?? 0) : 0)));
  const switched = times.map(switchedValue);
  return {
    gauge,
    times,
    switched,
    comparator,
    band: comparator.map((value) => [Math.max(0, value - spec.noise * 1.5), value + spec.noise * 1.5]),
    hosts: hosts.map((host) => ({
      host,
      values: switched.map((value) => (value === null ? null : Math.max(0, value * (0.94 + random() * 0.12) + noise()))),
    })),
    marks: [
      { at: switchedAt, word: 'r-2031 switched', kind: 'switch' },
      { at: switchedAt + 9_000, word: 'watch', kind: 'watch' },
      { at: switchedAt + 39_000, word: 'judged', kind: 'judged' },
      ...(bad ? [{ at: Math.min(now, switchedAt + 159_000), word: spec.word, kind: 'verdict' as const }] : []),
    ],
  };
}

/** The aggregates of every gauge: ten minutes at once, then one tick at a time. */
export function batch(seq: number, times: readonly number[]): SampleBatch {
  return {
    seq,
    series: specs.map((spec) => spec.name),
    times,
    values: specs.map((spec) =>
      times.map((t) => Math.max(0, spec.pre + (Math.sin(t / 31_000 + spec.name.length) + Math.sin(t / 7_300)) * 0.5 * spec.noise)),
    ),
  };
}
