import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasPromtool } from '../../e2e/promtool';
import { parseExposition, type ExpositionFormat } from './exposition';
import { lintPage } from './page-lint';

function lint(text: string, format: ExpositionFormat = 'prometheus-text-0.0.4'): string[] {
  const page = parseExposition(text, format);
  if (!page.ok) throw new Error(page.message);
  return lintPage(page, format).map(({ metric, message }) => `${metric} ${message}`);
}

const family = (name: string, type: string, samples = `${name} 1`) => `# HELP ${name} Text.\n# TYPE ${name} ${type}\n${samples}\n`;

const ODD = [
  'x_ms 1\n',
  'plain_untyped_total{le="1"} 1\n',
  '# TYPE fooBar counter\nfooBar{myLabel="x"} 1\n',
  family('y_total', 'gauge'),
  family('a:b_gauge_bytes', 'gauge', 'a:b_gauge_bytes{le="1",quantile="2"} 1'),
  family('z_minutes_total', 'counter'),
  family('w_kilobytes', 'gauge'),
  family('u_milliseconds_us', 'gauge'),
  family('q_bucket', 'gauge'),
  family('r_count', 'gauge'),
  family('s_sum', 'gauge'),
  family('my_summary', 'summary', 'my_summary{quantile="0.5"} 1\nmy_summary_sum 1\nmy_summary_count 1'),
  family('h_seconds', 'histogram', 'h_seconds_bucket{le="1"} 1\nh_seconds_bucket{le="+Inf"} 1\nh_seconds_sum 1\nh_seconds_count 1'),
  family('requests_total', 'counter'),
  family('up', 'gauge'),
].join('');

describe('a page', () => {
  it('that is well made has no faults', () => {
    expect(lint(family('up', 'gauge') + family('requests_total', 'counter'))).toEqual([]);
    expect(lint('# HELP requests Text.\n# TYPE requests counter\nrequests_total 1\n# EOF\n', 'openmetrics-text-1.0')).toEqual([]);
  });

  it('has its faults named by metric', () => {
    expect(lint('x_ms 1\n# TYPE fooBar counter\nfooBar 1\n')).toEqual([
      'fooBar no help text',
      'fooBar counter metrics should have "_total" suffix',
      "fooBar metric names should be written in 'snake_case' not 'camelCase'",
      'x_ms no help text',
      'x_ms metric names should not contain abbreviated units',
    ]);
    expect(lint(family('up', 'gauge', 'up{a="1",b="2"} 1\nup{b="2",a="1"} 2\nup 1'))).toEqual([
      'up the series up{a="1",b="2"} stands there more than once',
    ]);
  });

  it.skipIf(!hasPromtool())(
    'has the faults that promtool finds (skipped where promtool is not installed: Debian package prometheus)',
    () => {
      const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input: ODD, encoding: 'utf8' });
      const theirs = stderr.trim().split('\n').sort();
      expect(theirs.length).toBeGreaterThan(15);
      expect(lint(ODD).sort()).toEqual(theirs);
    },
  );
});
