import { describe, expect, it } from 'vitest';
import type { GaugeView, PushView } from '../contract/state';
import { createGaugeChecks } from './gauge-checks';
import { noticesBetween } from './notices';
import { defaultPreferences } from '../contract/settings';

const gauge = (value: number | null, readAt: number, severity = 'critical'): GaugeView => ({
  name: 'php errors',
  unit: 'per s',
  types: ['www'],
  severity,
  limit: '> 5',
  limitValue: 5,
  verdict: null,
  value,
  readAt,
});
const state = (one: GaugeView, push: PushView | null = null) => ({ gauges: [one], push });

describe('critical gauges between pushes', () => {
  it('are certain after two readings over the limit, and told once', () => {
    const checks = createGaugeChecks();
    const preferences = defaultPreferences;
    const seen = [gauge(1, 1), gauge(7, 2), gauge(7, 2), gauge(8, 3), gauge(9, 4), gauge(1, 5)].map((one) => ({
      push: null,
      preferences,
      checks: checks(state(one)),
    }));
    expect(seen.map((one) => `${one.checks[0]?.state} ${one.checks[0]?.certainty}`)).toEqual([
      'OK soft',
      'CRITICAL soft',
      'CRITICAL soft',
      'CRITICAL hard',
      'CRITICAL hard',
      'OK soft',
    ]);
    const told = seen.slice(1).flatMap((after, at) => noticesBetween(seen[at] ?? null, after));
    expect(told).toMatchObject([{ kind: 'critical', title: 'php errors is critical', body: '8 per s, limit > 5.' }]);
  });

  it('are left to the judge while a push runs, and to nobody where they are not critical', () => {
    const checks = createGaugeChecks();
    const watching = { state: { at: 'watching', phase: 0, startedAt: 0, endsAt: null } } as unknown as PushView;
    expect(checks(state(gauge(9, 1), watching))).toEqual([]);
    expect(checks(state(gauge(9, 1, 'normal')))).toEqual([]);
  });
});
