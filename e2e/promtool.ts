import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExposition } from '../shared/series/exposition';
import { seriesKey } from '../shared/series/expression';
import { parseGoFloat } from '../shared/series/go-float';
import type { WrittenSeries } from './written-series';

/** What Prometheus gives for an expression at a time: values by `seriesKey`, or why it refuses. */
export type PrometheusAnswer = ReadonlyMap<string, number> | { readonly error: string };

export interface Question {
  readonly expression: string;
  readonly atMs: number;
}

/** Whether Prometheus' promtool is there to be asked: Debian's package `prometheus`. */
export function hasPromtool(): boolean {
  return spawnSync('promtool', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Has promtool evaluate expressions over written series, all in one run. It is made for comparing with what one expects, so it is told to expect
 * nothing, and what it found instead is read from its report.
 */
export function askPromtool(
  series: readonly WrittenSeries[],
  intervalMs: number,
  questions: readonly Question[],
): PrometheusAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-promtool-'));
  try {
    const file = join(folder, 'test.yaml');
    // Readings are only put in up to the last whole minute before the last question.
    const last = { expression: 'vector(0)', atMs: Math.max(0, ...questions.map(({ atMs }) => atMs)) + 3_600_000 };
    const test = {
      evaluation_interval: '1m',
      tests: [
        {
          interval: `${intervalMs}ms`,
          input_series: series.map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [...questions, last].map(({ expression, atMs }) => ({
            expr: expression,
            eval_time: `${atMs}ms`,
            exp_samples: [],
          })),
        },
      ],
    };
    // JSON is YAML
    writeFileSync(file, JSON.stringify(test));
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    const found = readReport(`${stdout}\n${stderr}`);
    return questions.map(({ expression, atMs }) => found.get(`${expression} at ${goDuration(atMs)}`) ?? new Map<string, number>());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(report: string): Map<string, PrometheusAnswer> {
  const found = new Map<string, PrometheusAnswer>();
  const blocks = report.split(/^\s*expr: (?=")/m).slice(1);
  for (const block of blocks) {
    const [, written = '', time = '', rest = ''] = /^("(?:\\.|[^"\\])*"), time: ([^,]+),(.*)$/s.exec(block) ?? [];
    const key = `${JSON.parse(written) as string} at ${time}`;
    const error = /^ err: (.*)$/m.exec(rest)?.[1];
    const got = /^\s*got: (.*)$/m.exec(rest)?.[1] ?? '';
    found.set(key, error === undefined ? readValues(got) : { error });
  }
  return found;
}

/** `{__name__="x", a="b"} 1E+00, {} 2E+00`: each is a line of a metrics page, once the name stands where it stands there. */
function readValues(got: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [, labels = '', value = ''] of got.matchAll(/(\{(?:"(?:\\.|[^"\\])*"|[^"}])*\}) (\S+?)(?:, |$)/g)) {
    const page = parseExposition(`_${labels.replace('__name__=', 'name_of=')} 0\n`, 'prometheus-text-0.0.4');
    const sample = page.ok ? page.samples[0] : undefined;
    if (!sample) throw new Error(`cannot read ${labels}`);
    const { name_of: name = '', ...rest } = sample.labels;
    values.set(seriesKey(name, rest), parseGoFloat(value) ?? NaN);
  }
  return values;
}

/** Milliseconds as Go writes a duration: `1h0m3s`, `8m23s`, `1.5s`. */
function goDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  if (ms < 1000) return `${ms}ms`;
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
}
