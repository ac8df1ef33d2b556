import { describe, expect, it } from 'vitest';
import type { GaugeConfig } from '../config/config';
import { parseExpression } from '../series/expression';
import { generateDashboards, type ExposedMetric } from './generate-dashboards';
import { ofType } from './of-type';

const metric = (name: string, isCounter = name.endsWith('_total'), labels: readonly string[] = []): ExposedMetric => ({
  name,
  isCounter,
  labels: ['__name__', 'host', 'type', ...labels],
  help: '',
});

const metrics = [
  metric('up'),
  metric('http_requests_total', true, ['code']),
  metric('app_errors_total'),
  metric('registrations_total'),
  metric('process_cpu_seconds_total'),
  metric('http_request_duration_seconds_bucket', true, ['le']),
  metric('node_load1'),
  metric('node_cpu_seconds_total', true, ['cpu', 'mode']),
  metric('node_memory_MemAvailable_bytes'),
  metric('node_memory_MemTotal_bytes'),
  metric('node_network_receive_bytes_total', true, ['device']),
];

const gauge = { name: 'errors', metric: 'rate(app_errors_total[1m])', types: ['www'], unit: null, limit: { op: '>', value: 5 } };

describe('generateDashboards', () => {
  const [made, ...others] = generateDashboards(
    [
      { type: 'www', hosts: 16, metrics },
      { type: 'mail', hosts: 1, metrics: [] },
    ],
    [gauge as unknown as GaugeConfig],
  );

  it('makes one for each type that has anything, the gauges first', () => {
    expect(others).toEqual([]);
    expect(made).toMatchObject({ id: 'hosts-www', name: 'Hosts: www', generated: true });
    expect(made?.rows.map(({ title, panels }) => [title, panels.map((panel) => panel.title)])).toEqual([
      ['Gauges', ['errors']],
      ['Requests', ['Http requests', 'Http requests: share of 5xx', 'App errors', 'Http request duration']],
      ['Counted by the application', ['Registrations']],
      ['Process', ['Process CPU']],
      ['Machine', ['Up', 'Load', 'CPU', 'Memory', 'Network in']],
    ]);
  });

  it('writes expressions that can be read, about its own type, with ids of their own', () => {
    const panels = made?.rows.flatMap((row) => row.panels) ?? [];
    for (const query of panels.flatMap((panel) => panel.queries)) {
      expect(parseExpression(query.metric), query.metric).toMatchObject({ ok: true });
      expect(query.metric).toContain('type="www"');
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels[0]).toMatchObject({ overlay: 'band', thresholds: [{ value: 5, label: 'limit >' }] });
  });

  it('is the same whatever else the hosts expose', () => {
    const more = generateDashboards([{ type: 'www', hosts: 16, metrics: [...metrics, metric('logins_total')] }], []);
    const ids = more[0]?.rows.flatMap((row) => row.panels.map(({ id }) => id)) ?? [];
    expect(ids).toContain('registrations');
  });
});

describe('ofType', () => {
  it.each([
    ['node_load1', 'node_load1{type="www"}'],
    ['rate(x[5m])', 'rate(x{type="www"}[5m])'],
    ['x{}', 'x{type="www"}'],
    ['sum by (host) (rate(x{a="b"}[5m] offset 1m)) / y', 'sum by (host) (rate(x{type="www",a="b"}[5m] offset 1m)) / y{type="www"}'],
    ['{__name__=~"a|b"}', '{type="www",__name__=~"a|b"}'],
    ['1 +', '1 +'],
  ])('%s', (text, expected) => expect(ofType(text, 'www')).toBe(expected));
});
