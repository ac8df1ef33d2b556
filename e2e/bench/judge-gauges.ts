import type { GaugeConfig } from '../../shared/config/config';
import type { Behaviour } from './judge-fleet';

type Part = Partial<GaugeConfig> & Pick<GaugeConfig, 'name' | 'kind' | 'change'>;

function gauge(part: Part): GaugeConfig {
  return {
    metric: part.name,
    types: ['www'],
    unit: null,
    limit: null,
    severity: 'critical',
    warmUpMs: 30_000,
    noData: { waitMs: 60_000, then: 'hold' },
    tooLittle: 'pass',
    ...part,
  };
}

/** Ten gauges as a shop would watch them: levels and counts, loud and quiet, busy and nearly always zero. */
export const GAUGES: readonly Behaviour[] = [
  {
    gauge: gauge({ name: 'loadavg1', kind: 'level', limit: { op: '>', value: 16 }, change: { up: 0.2, down: null, atLeast: 0.3 } }),
    usual: 4.1,
    between: 0.2,
    own: 0.12,
    common: 0.05,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'cpu busy', kind: 'level', change: { up: 0.1, down: null, atLeast: 1 } }),
    usual: 45,
    between: 0.15,
    own: 0.06,
    common: 0.04,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'latency', kind: 'level', unit: 'ms', change: { up: 0.15, down: null, atLeast: 5 } }),
    usual: 120,
    between: 0.1,
    own: 0.1,
    common: 0.03,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'memory', kind: 'level', severity: 'normal', change: { up: 0.05, down: 0.3, atLeast: 10 } }),
    usual: 900,
    between: 0.1,
    own: 0.03,
    common: 0.01,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'queue', kind: 'level', severity: 'normal', change: { up: 0.5, down: 0.5, atLeast: 0.5 } }),
    usual: 2,
    between: 0.5,
    own: 0.4,
    common: 0.1,
    clump: 1,
  },
  {
    gauge: gauge({
      name: 'php errors',
      kind: 'count',
      limit: { op: '>', value: 5 },
      change: { up: 0.5, down: null, atLeast: 0.05 },
    }),
    usual: 0.2,
    between: 0.3,
    own: 0.2,
    common: 0.05,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'registrations', kind: 'count', change: { up: null, down: 0.2, atLeast: 0.02 } }),
    usual: 0.5,
    between: 0.2,
    own: 0.1,
    common: 0.05,
    clump: 1,
  },
  {
    gauge: gauge({ name: 'tcp errors', kind: 'count', severity: 'normal', change: { up: 0.3, down: null, atLeast: 0.2 } }),
    usual: 1.9,
    between: 0.3,
    own: 0.2,
    common: 0.05,
    clump: 2,
  },
  {
    gauge: gauge({
      name: 'apache messages',
      kind: 'count',
      severity: 'normal',
      unit: 'per min',
      change: { up: 0.3, down: 0.5, atLeast: 1 },
    }),
    usual: 0.11,
    between: 0.3,
    own: 0.3,
    common: 0.05,
    clump: 3,
  },
  {
    gauge: gauge({ name: 'crashes', kind: 'count', change: { up: 1, down: null, atLeast: 0.001 } }),
    usual: 0.0003,
    between: 0.3,
    own: 0.1,
    common: 0.05,
    clump: 1,
  },
];

/** Twice the traffic of `registrations`: what the same fall takes to be found depends on how much there is to count. */
export const BUSY_REGISTRATIONS: Behaviour = {
  gauge: gauge({ name: 'busy registrations', kind: 'count', change: { up: null, down: 0.2, atLeast: 0.02 } }),
  usual: 1,
  between: 0.2,
  own: 0.1,
  common: 0.05,
  clump: 1,
};
