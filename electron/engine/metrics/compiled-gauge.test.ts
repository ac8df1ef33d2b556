import { describe, expect, it } from 'vitest';
import type { GaugeConfig } from '../../../shared/config/config';
import { compileGauge } from './compiled-gauge';
import { createHostSeries } from './host-series';
import { wholePage } from './page-reader';

const gauge = (change: Partial<GaugeConfig>): GaugeConfig => ({
  name: 'errors',
  metric: 'rate(errors_total[10s])',
  types: ['www'],
  kind: 'count',
  unit: null,
  limit: null,
  change: null,
  severity: 'critical',
  warmUpMs: 0,
  noData: { waitMs: 0, then: 'hold' },
  tooLittle: 'pass',
  ...change,
});

/** Feeds one counter's values, a second apart, and reads the gauge at each. */
function read(values: readonly (number | null)[], boundary: number | null = null, config = gauge({})) {
  const compiled = compileGauge(config);
  const series = createHostSeries('www-1', 'www', (name) => compiled.names.has(name), 120_000);
  let before: number | null = null;
  return values.map((value, index) => {
    const at = (index + 1) * 1000;
    const samples = value === null ? [] : [{ name: [...compiled.names][0]!, labels: {}, value, timestampMs: null }];
    series.add(at, [wholePage({ samples, families: new Map() })]);
    const sample = compiled.read(series, { at, before, boundary: boundary !== null && at > boundary ? boundary : null });
    before = at;
    return sample;
  });
}

describe('a count', () => {
  it('is its exact increments, and the rate over its range', () => {
    const samples = read([100, 103, 103, 110]);
    expect(samples[0]).toBeNull();
    expect(samples.slice(1).map((sample) => [sample?.n, sample?.s])).toEqual([
      [3, 1],
      [0, 1],
      [7, 1],
    ]);
    expect(samples[3]?.v).toBeCloseTo(10 / 3);
  });

  it('loses no count in the reset of a reload, and joins nothing across the switch', () => {
    // Switched at 2.5 s: the process restarts and has counted 4 by the next scrape.
    const samples = read([100, 103, 4, 9], 2500);
    expect(samples[2]).toMatchObject({ n: 4, s: 0.5 });
    expect(samples[3]).toMatchObject({ n: 5, s: 1 });
    expect(samples[3]?.v).toBeCloseTo(9 / 1.5);
  });

  it('reads nothing from a step that spans the switch without a reset: nobody can say on which side it was counted', () => {
    const samples = read([100, 103, 108, 110], 2500);
    expect(samples[2]).toBeNull();
    expect(samples[3]).toMatchObject({ n: 2, s: 1 });
  });

  it('takes a counter that appears with its first event for one that began at zero', () => {
    const samples = read([null, null, 2, 5]);
    expect(samples.slice(1).map((sample) => sample?.n)).toEqual([0, 2, 3]);
  });
});

describe('a level', () => {
  const load = gauge({ metric: 'node_load1', kind: 'level' });

  it('is read as it stands, and not from before the switch', () => {
    expect(read([1, 2, 3], null, load).map((sample) => sample?.v)).toEqual([1, 2, 3]);
    expect(read([1, 2, null, 3], 2500, load).map((sample) => sample?.v ?? null)).toEqual([1, 2, null, 3]);
  });
});

it('refuses an expression that it cannot read, with a sentence', () => {
  expect(() => compileGauge(gauge({ metric: 'rate(x[' }))).toThrow(/Gauge "errors"/);
});
