import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression';
import { metricUnit, unitOf } from './unit-of';

const unit = (text: string) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return unitOf(parsed.expression);
};

describe('unitOf', () => {
  it.each([
    ['node_load1', ''],
    ['node_memory_MemAvailable_bytes', 'B'],
    ['rate(http_requests_total[5m])', 'per s'],
    ['increase(http_requests_total[5m])', ''],
    ['rate(node_network_receive_bytes_total[1m])', 'B/s'],
    ['rate(node_cpu_seconds_total[5m])', '%'],
    ['1 - avg by (host) (rate(node_cpu_seconds_total{mode="idle"}[5m]))', '%'],
    ['1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', '%'],
    ['histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 's'],
    ['rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])', 's'],
    ['rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m]) * 1000', 'ms'],
    ['sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))', '%'],
    ['time() - process_start_time_seconds', 's'],
    ['count(up)', ''],
    ['cache_hit_ratio', '%'],
    ['100 * cache_hit_ratio', ''],
    ['rate(requests_total[1m]) * 60', ''],
    ['node_load1 > 5', ''],
    ['max_over_time(process_resident_memory_bytes[1h]) > 1e9', 'B'],
    ['node_hwmon_temp_celsius', '°C'],
    ['queue_wait_ms', 'ms'],
  ])('%s is in "%s"', (text, expected) => expect(unit(text)).toBe(expected));

  it('believes what the page says', () => {
    expect(metricUnit('wait_total', (name) => (name === 'wait' ? { type: 'counter', unit: 'seconds' } : undefined))).toBe('s');
  });
});
