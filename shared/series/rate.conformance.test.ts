import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { conformance } from '../../e2e/conformance';
import { parseExposition } from './exposition';
import type { SeriesSource } from './expression';
import { evaluate, parseExpression, seriesData, seriesKey } from './expression';
import { parseGoFloat } from './go-float';
import type { Point } from './series-data';

const caseShape = z.object({
  name: z.string(),
  eval_at_s: z.number(),
  query: z.string(),
  series: z.array(
    z.object({ series: z.string(), step_s: z.number(), values: z.array(z.union([z.number(), z.string(), z.null()])) }),
  ),
  expect: z.array(z.tuple([z.string(), z.string()])),
  source: z.object({ path: z.string() }),
});
type Case = z.infer<typeof caseShape>;

/** A series as the file writes it is the head of an exposition line; one without a name gets a stand-in that is taken off. */
function readSeries(written: string): Record<string, string> {
  const read = parseExposition(
    `${written.startsWith('{') ? '_' : ''}${written.replace('__name__=', 'name_of=')} 0\n`,
    'prometheus-text-0.0.4',
  );
  const sample = read.ok ? read.samples[0] : undefined;
  if (!sample) throw new Error(`cannot read the series ${written}`);
  const { name_of: name = sample.name === '_' ? '' : sample.name, ...labels } = sample.labels;
  return name === '' ? labels : { ...labels, __name__: name };
}

/** A number is a reading, null is a gap, `stale` marks the series as gone, any other word is a number such as NaN. */
function pointsOf({ step_s, values }: Case['series'][number]): Point[] {
  return values.flatMap((value, i) => {
    const t = i * step_s * 1000;
    if (value === null) return [];
    if (value === 'stale') return [{ t, v: NaN, stale: true }];
    const v = typeof value === 'number' ? value : parseGoFloat(value);
    if (v === null) throw new Error(`cannot read the value ${value}`);
    return [{ t, v }];
  });
}

function differences(one: Case): string[] {
  const parsed = parseExpression(one.query);
  if (!parsed.ok) return [`cannot read ${one.query}: ${parsed.message}`];
  const series = one.series.map((each) => seriesData(readSeries(each.series), pointsOf(each)));
  const source: SeriesSource = { select: (selector) => series.filter(({ labels }) => selector.matches(labels)) };
  const evaluated = evaluate(parsed.expression, source, one.eval_at_s * 1000);
  if (!evaluated.ok) return [`cannot evaluate ${one.query}: ${evaluated.message}`];
  const ours = new Map(evaluated.values.map(({ labels, value }) => [seriesKey('', labels), value]));
  const theirs = new Map(one.expect.map(([labels, value]) => [seriesKey('', readSeries(labels)), parseGoFloat(value) ?? NaN]));
  const found = [...ours.keys()].filter((key) => !theirs.has(key)).map((key) => `has ${key}`);
  for (const [key, value] of theirs) {
    const got = ours.get(key);
    // Prometheus' own tests allow a relative difference of 1e-6; ours is only that of the order of operations
    if (got === undefined || !(Object.is(got, value) || Math.abs(got - value) <= 1e-12 * Math.abs(value)))
      found.push(`${key} is ${got}, not ${value}`);
  }
  return found;
}

/**
 * start_timestamps.test is about a flagged mode in which samples carry the time their counter began. The file does not hold those times (only
 * hints in the label `type`), so a case of it can come out otherwise. These two do, in the series that have such a time.
 */
const NEEDS_START_TIMES = ['start_timestamps.test:144', 'start_timestamps.test:276'];

const file = conformance('rate');

describe.skipIf(file === null)('rate.json (skipped when ../shared/conformance is not there)', () => {
  const cases = file === null ? [] : z.array(caseShape).parse(file);
  const hasStartTimes = ({ source }: Case) => source.path.endsWith('/start_timestamps.test');

  it('evaluates every query as Prometheus 3 does', () => {
    expect(cases.length).toBeGreaterThan(0);
    const failed = cases
      .filter((one) => !hasStartTimes(one))
      .flatMap((one) => differences(one).map((difference) => `${one.name}: ${difference}`));
    expect(failed).toEqual([]);
  });

  it('differs only for want of start times: in the known cases, and never in a series that has none', () => {
    const differing = cases.filter(hasStartTimes).map((one) => ({ name: one.name, differences: differences(one) }));
    const known = differing.filter(({ name }) => NEEDS_START_TIMES.includes(name));
    expect(known.filter((one) => one.differences.length > 0).map(({ name }) => name)).toEqual(NEEDS_START_TIMES);
    expect(differing.flatMap((one) => one.differences).filter((difference) => difference.includes('type="no_st'))).toEqual([]);
  });
});
