import { describe, expect, it } from 'vitest';
import { conformance } from '../../e2e/conformance';
import { cohensD, commonLanguageEffect, meanRatio } from './effect';
import { normalQuantile } from './normal';
import { outliersByQuartiles, outliersBySigma } from './outliers';
import { rankTest, rankZ } from './rank-test';
import { percentile, summary } from './summary';
import { classify, type ClassifierCase } from './vectors-classifier';

interface RankCase {
  readonly name: string;
  readonly caution?: unknown;
  readonly experiment: readonly number[];
  readonly control: readonly number[];
  readonly confLevel: number;
  readonly expected: Readonly<Record<string, number>>;
  readonly tolerance: Readonly<Record<string, number>>;
}
interface EffectCase {
  readonly name: string;
  readonly caution?: unknown;
  readonly measure: string;
  readonly experiment: readonly number[];
  readonly control: readonly number[];
  readonly expected: number | string;
  readonly tolerance?: number;
}
interface ListCase {
  readonly caution?: unknown;
  readonly detector?: string;
  readonly op?: string;
  readonly k?: number;
  readonly factor?: number;
  readonly with?: number;
  readonly values: readonly (number | null)[];
  readonly outlierIndexes?: readonly number[];
  readonly expected?: readonly number[];
}
interface Vectors {
  readonly classifier: {
    readonly cases: readonly (ClassifierCase & {
      readonly name: string;
      readonly caution?: unknown;
      readonly expected: { readonly classification: string; readonly critical?: boolean; readonly deviation?: number | string };
    })[];
  };
  readonly mannWhitney: {
    readonly cases: readonly RankCase[];
    readonly wilcoxonDiff: {
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly expected: readonly { readonly mu: number; readonly quantile: number; readonly value: number }[];
      readonly tolerance: number;
    };
    readonly zQuantile: { readonly p: number; readonly value: number; readonly tolerance: number };
  };
  readonly statistics: {
    readonly summary: readonly {
      readonly values: readonly number[];
      readonly expected: Readonly<Record<string, number>>;
      readonly tolerance?: Readonly<Record<string, number>>;
    }[];
    readonly percentile_R7: readonly {
      readonly values: readonly number[];
      readonly p: number;
      readonly expected: number;
      readonly tolerance?: number;
    }[];
    readonly effectSize: readonly EffectCase[];
  };
  readonly outliers: { readonly cases: readonly ListCase[] };
  readonly transforms: { readonly cases: readonly ListCase[] };
}

/** The recorded bounds carry what a root finder with an absolute tolerance of 1e-4 left over. */
const SOLVER = 1e-4;
const ROUNDING = 1e-9;

const isVectors = (value: unknown): value is Vectors =>
  typeof value === 'object' &&
  value !== null &&
  ['classifier', 'mannWhitney', 'statistics', 'outliers', 'transforms'].every((part) => part in value);

const found = conformance('judge-vectors');
const vectors = isVectors(found) ? found : null;
/** Cases marked `caution` are decided by numerical residue, so nobody can match them for a good reason. */
const sure = <T extends { readonly caution?: unknown }>(cases: readonly T[] | undefined): [string, T][] =>
  (cases ?? []).filter((one) => !one.caution).map((one, i) => [`${i + 1} ${'name' in one ? String(one.name) : ''}`, one]);

function near(actual: number | undefined, expected: number, tolerance: number): void {
  expect(actual).toBeDefined();
  expect(Math.abs((actual ?? Number.NaN) - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}

function matches(actual: number, expected: number | string, tolerance: number): void {
  if (expected === 'NaN') expect(actual).toBeNaN();
  else near(actual, Number(expected), tolerance);
}

function numbers(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? Number.NaN);
}

function outliers(one: ListCase, detector: string | undefined): number[] {
  if (detector === 'ksigma') return outliersBySigma(numbers(one.values), one.k ?? 3);
  if (detector === 'iqr') return outliersByQuartiles(numbers(one.values), one.factor ?? 3);
  throw new Error(`unknown detector ${detector}`);
}

function transform(one: ListCase): number[] {
  const values = numbers(one.values);
  const without = (indexes: readonly number[]): number[] => values.filter((_, i) => !indexes.includes(i));
  switch (one.op) {
    case 'removeNaN':
      return values.filter((value) => !Number.isNaN(value));
    case 'replaceNaN':
      return values.map((value) => (Number.isNaN(value) ? (one.with ?? 0) : value));
    case 'removeOutliersIQR':
      return without(outliers(one, 'iqr'));
    case 'removeOutliersKSigma':
      return without(outliers(one, 'ksigma'));
    default:
      throw new Error(`unknown transform ${one.op}`);
  }
}

/**
 * Left out of the file: `scorer` and `aggregation` (weighted scores of metrics: Capstan has verdicts and severities, no
 * scores) and `argoMetricAssessment` (counters of single measurements: Capstan's limits act on two samples in a row).
 */
describe.skipIf(!vectors)('judge-vectors.json (skipped where ../shared/conformance is not there)', () => {
  it('finds cases in every section it covers', () => {
    expect(vectors?.classifier.cases.length).toBeGreaterThan(0);
    expect(vectors?.mannWhitney.cases.length).toBeGreaterThan(0);
    expect(vectors?.outliers.cases.length).toBeGreaterThan(0);
    expect(vectors?.transforms.cases.length).toBeGreaterThan(0);
  });

  it.each(sure(vectors?.classifier.cases))('classifier %s', (_, one) => {
    const actual = classify(one);
    expect(actual.classification).toBe(one.expected.classification);
    if (one.expected.critical !== undefined) expect(actual.critical).toBe(one.expected.critical);
    if (one.expected.deviation !== undefined) matches(actual.deviation, one.expected.deviation, SOLVER);
  });

  it.each(sure(vectors?.mannWhitney.cases))('rank test %s', (_, one) => {
    const { experiment: x, control: y, expected } = one;
    const test = rankTest(x, y, one.confLevel);
    const muMin = Math.min(...x) - Math.max(...y);
    const muMax = Math.max(...x) - Math.min(...y);
    const zq = normalQuantile(1 - (1 - one.confLevel) / 2);
    const actual: Readonly<Record<string, number>> = {
      ciLow: test.low,
      ciHigh: test.high,
      estimate: test.estimate,
      muMin,
      muMax,
      zqLower: zq,
      zqUpper: -zq,
      fLowerAtZqLower: rankZ(x, y, muMin) - zq,
      fUpperAtZqLower: rankZ(x, y, muMax) - zq,
      fLowerAtZqUpper: rankZ(x, y, muMin) + zq,
      fUpperAtZqUpper: rankZ(x, y, muMax) + zq,
    };
    for (const [name, value] of Object.entries(expected)) {
      const solved = name.startsWith('ci') || name === 'estimate';
      near(actual[name], value, solved ? SOLVER : (one.tolerance[name] ?? one.tolerance['all'] ?? 1e-6));
    }
  });

  it('z of the rank sum at given shifts', () => {
    if (!vectors) return;
    const { x, y, expected, tolerance } = vectors.mannWhitney.wilcoxonDiff;
    for (const one of expected) near(rankZ(x, y, one.mu) - one.quantile, one.value, tolerance);
    const z = vectors.mannWhitney.zQuantile;
    near(normalQuantile(z.p), z.value, z.tolerance);
  });

  it.each((vectors?.statistics.summary ?? []).map((one, i) => [i + 1, one] as const))('summary %s', (_, one) => {
    const actual = new Map<string, number>(Object.entries(summary(one.values)));
    for (const [name, value] of Object.entries(one.expected)) near(actual.get(name), value, one.tolerance?.[name] ?? ROUNDING);
  });

  it.each((vectors?.statistics.percentile_R7 ?? []).map((one, i) => [i + 1, one] as const))('percentile %s', (_, one) => {
    near(percentile(one.values, one.p), one.expected, one.tolerance ?? ROUNDING);
  });

  it.each(sure(vectors?.statistics.effectSize))('effect size %s', (_, one) => {
    const measure = { meanRatio, cohenD: cohensD, cles: commonLanguageEffect }[one.measure];
    expect(measure, one.measure).toBeDefined();
    if (measure) matches(measure(one.experiment, one.control), one.expected, Math.max(one.tolerance ?? 0, ROUNDING));
  });

  it.each(sure(vectors?.outliers.cases))('outliers %s', (_, one) => {
    expect(outliers(one, one.detector)).toEqual(one.outlierIndexes);
  });

  it.each(sure(vectors?.transforms.cases))('transform %s', (_, one) => {
    expect(transform(one)).toEqual(one.expected);
  });
});
