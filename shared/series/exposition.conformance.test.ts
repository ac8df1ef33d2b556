import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { conformance } from '../../e2e/conformance';
import { decodePage } from './decode-page';
import type { Exposition } from './exposition';
import { parseExposition } from './exposition';
import { parseGoFloat } from './go-float';

const number = z.union([z.number(), z.enum(['NaN', '+Inf', '-Inf']).transform((word) => parseGoFloat(word) ?? 0)]);
const sampleShape = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)),
  value: number.nullable(),
  timestamp_ms: z.number().nullable(),
  start_timestamp_ms: z.number().optional(),
  exemplar: z.object({ labels: z.record(z.string(), z.string()), value: number, timestamp_ms: z.number().nullable() }).optional(),
  native_histogram: z.boolean().optional(),
});
const caseShape = z.object({
  name: z.string(),
  format: z.enum(['prometheus-text-0.0.4', 'openmetrics-text-1.0']),
  input: z.string(),
  input_b64: z.string().optional(),
  expect: z.enum(['ok', 'error']),
  samples: z.array(sampleShape).optional(),
  families: z
    .record(z.string(), z.object({ type: z.string().optional(), help: z.string().optional(), unit: z.string().optional() }))
    .optional(),
  python_client_verdict: z.enum(['ok', 'error']).optional(),
  source: z.object({ repo: z.string() }),
});
type Case = z.infer<typeof caseShape>;
type Expected = z.infer<typeof sampleShape>;
interface Plain {
  name: string;
  labels: Record<string, string>;
  value: number;
  time: number | null;
  exemplar?: unknown;
}

/**
 * Each mode follows one parser, so a case is run in the mode that follows where it comes from. prometheus/common's and OpenMetrics' cases are
 * the strict ones; client_python reads the text format leniently and is the reference of the OpenMetrics suite.
 */
function isStrict({ source, format }: Case): boolean {
  if (source.repo === 'prometheus/common' || source.repo === 'prometheus/OpenMetrics') return true;
  return source.repo === 'prometheus/client_python' && format === 'openmetrics-text-1.0';
}

function run(one: Case): Exposition {
  const decoded = decodePage(
    one.input_b64 === undefined ? new TextEncoder().encode(one.input) : Buffer.from(one.input_b64, 'base64'),
  );
  if (!decoded.ok) return { ok: false, problem: 'malformed', line: decoded.line, message: decoded.message };
  return parseExposition(decoded.text, one.format, { strict: isStrict(one) });
}

const SUFFIX: Record<string, readonly string[]> = {
  counter: ['_total', ''],
  summary: ['', '_count', '_sum'],
  histogram: ['_bucket', '_count', '_sum'],
};
const without = (labels: Record<string, string>, ...names: string[]) =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => !names.includes(name))
      .sort(),
  );

/** How each source words the same samples; see the notes in the file. */
function asSourceSays(one: Case, read: Extract<Exposition, { ok: true }>): Plain[] {
  const types = new Map([...read.families].map(([name, { type }]) => [name, type]));
  const plain = read.samples.map(({ name, labels, value, timestampMs, exemplar }) => ({
    name,
    labels,
    value,
    time: timestampMs,
    exemplar,
  }));
  if (one.source.repo === 'prometheus/client_python' && one.format === 'prometheus-text-0.0.4') {
    // it names the samples of every counter *_total
    return plain.map((each) =>
      types.get(each.name) === 'counter' && !each.name.endsWith('_total') ? { ...each, name: `${each.name}_total` } : each,
    );
  }
  if (one.source.repo === 'prometheus/prometheus') {
    // *_created of these types becomes the start of the others, checked below
    return plain.filter(({ name }) => !(name.endsWith('_created') && (types.get(name.slice(0, -8)) ?? 'gauge') in SUFFIX));
  }
  if (one.source.repo !== 'prometheus/common') return plain;
  // one time per summary or histogram of a set of labels: the latest
  const groupOf = ({ name, labels }: Plain, index: number): string => {
    for (const type of ['summary', 'histogram'] as const) {
      for (const suffix of SUFFIX[type] ?? []) {
        const family = name.slice(0, name.length - suffix.length);
        if (name.endsWith(suffix) && types.get(family) === type) return family + without(labels, 'le', 'quantile');
      }
    }
    return name + JSON.stringify(labels) + String(index);
  };
  const latest = new Map<string, number>();
  const grouped = plain.map((each, index) => ({ each, group: groupOf(each, index) }));
  for (const { each, group } of grouped)
    if (each.time !== null) latest.set(group, Math.max(each.time, latest.get(group) ?? -Infinity));
  return grouped.map(({ each, group }) => ({ ...each, time: latest.get(group) ?? null }));
}

/** Only Prometheus writes `le` and `quantile` canonically; elsewhere their number counts. */
function comparable(one: Case, { name, labels, value, time, exemplar }: Plain): string {
  const entries = Object.entries(labels).map(([label, text]) => {
    const isNumber = one.source.repo !== 'prometheus/prometheus' && (label === 'le' || label === 'quantile');
    return [label, isNumber ? String(parseGoFloat(text)) : text];
  });
  return JSON.stringify([name, entries.sort(), String(value), time, exemplar ?? null]);
}

const fromExpected = ({ name, labels, value, timestamp_ms, exemplar }: Expected): Plain => ({
  name,
  labels,
  value: value ?? NaN,
  time: timestamp_ms,
  exemplar: exemplar && { labels: exemplar.labels, value: exemplar.value, timestampMs: exemplar.timestamp_ms },
});

/** client_python and prometheus/common say untyped, unknown and gauge_histogram for what we call unknown and gaugehistogram. */
const typeWord = (word: string) => (word === 'untyped' ? 'unknown' : word.replace('_', ''));

function differences(one: Case): string[] {
  const read = run(one);
  if (read.ok !== (one.expect === 'ok')) return [read.ok ? 'was read' : `was refused: ${read.message}`];
  if (!read.ok) return [];
  const found: string[] = [];
  if (one.samples) {
    const native = one.samples.filter((sample) => sample.native_histogram !== undefined).length;
    if (native !== read.nativeHistograms) found.push(`${read.nativeHistograms} native histograms, not ${native}`);
    const ours = asSourceSays(one, read).map((sample) => comparable(one, sample));
    const theirs = one.samples
      .filter((sample) => sample.native_histogram === undefined)
      .map((sample) => comparable(one, fromExpected(sample)));
    for (const sample of theirs) if (!ours.includes(sample)) found.push(`lacks ${sample}`);
    for (const sample of ours) if (!theirs.includes(sample)) found.push(`has ${sample}`);
    if (ours.length !== theirs.length) found.push(`${ours.length} samples, not ${theirs.length}`);
    for (const { name, labels, start_timestamp_ms } of one.samples) {
      if (start_timestamp_ms === undefined) continue;
      const created = read.samples.some(
        (other) =>
          other.name.endsWith('_created') &&
          name.startsWith(other.name.slice(0, -8)) &&
          without(other.labels) === without(labels, ...(name.endsWith('_total') ? [] : ['le', 'quantile'])) &&
          Math.round(other.value * 1000) === start_timestamp_ms,
      );
      if (!created) found.push(`${name} has no start ${start_timestamp_ms}`);
    }
  }
  for (const [name, family] of Object.entries(one.families ?? {})) {
    const total = one.source.repo === 'prometheus/client_python' ? read.families.get(`${name}_total`) : undefined;
    const ours = read.families.get(name) ?? total ?? { type: 'unknown', help: null, unit: null };
    if (family.type !== undefined && typeWord(family.type) !== ours.type)
      found.push(`${name} is a ${ours.type}, not ${family.type}`);
    if (family.help !== undefined && family.help !== (ours.help ?? '')) found.push(`help of ${name}: ${ours.help}`);
    if (family.unit !== undefined && family.unit !== (ours.unit ?? '')) found.push(`unit of ${name}: ${ours.unit}`);
  }
  if (one.families && read.families.size > Object.keys(one.families).length && one.source.repo !== 'prometheus/common')
    found.push('more families');
  return found;
}

const file = conformance('exposition');

describe.skipIf(file === null)('exposition.json (skipped when ../shared/conformance is not there)', () => {
  const cases = file === null ? [] : z.array(caseShape).parse(file);

  it('has cases of every source and of both outcomes in both formats', () => {
    const kinds = new Set(cases.map((one) => `${one.format} ${one.expect}`));
    expect(kinds.size).toBe(4);
    expect(new Set(cases.map((one) => one.source.repo)).size).toBe(4);
  });

  // Where `python_client_verdict` differs from `expect` the case is decided by the mode: it follows the source named in the case.
  it('reads every page as its source does', () => {
    const failed = cases.flatMap((one) => differences(one).map((difference) => `${one.name}: ${difference}`));
    expect(failed).toEqual([]);
  });
});
