import type { ExpositionFormat } from './exposition-format';
import type { Family, FamilyType, ScrapedSample } from './exposition-types';
import { seriesKey } from './series-key';

/** What is unwise about a metric on a page that can be read. */
export interface MetricFault {
  readonly metric: string;
  /** Without a full stop. */
  readonly message: string;
}

/** Endings by which the samples of a family are told from its name. */
const ENDINGS: Readonly<Partial<Record<FamilyType, readonly string[]>>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  summary: ['_sum', '_count', '_created'],
  info: ['_info'],
};

/**
 * Checks names, labels and help of what a page holds, by the rules of `promtool check metrics` (promlint in client_golang, whose words it uses), and
 * that no series stands there twice. One fault for each metric and rule, in the order of the metrics' names.
 */
export function lintPage(
  page: { readonly samples: readonly ScrapedSample[]; readonly families: ReadonlyMap<string, Family> },
  format: ExpositionFormat,
): MetricFault[] {
  const metrics = new Map<string, Metric>();
  const series = new Set<string>();
  const twice = new Set<string>();
  for (const { name, labels } of page.samples) {
    const family = familyOf(name, page.families);
    const metric = metrics.get(family.name) ?? { family, labels: new Set<string>(), twice: null };
    metrics.set(family.name, metric);
    for (const label of Object.keys(labels)) metric.labels.add(label);
    const key = seriesKey(name, labels);
    if (series.has(key) && !twice.has(key)) {
      twice.add(key);
      metric.twice ??= key;
    }
    series.add(key);
  }
  const rules = format === 'openmetrics-text-1.0' ? RULES.filter((rule) => rule !== totals) : RULES;
  const all = [...metrics.values()].sort((a, b) => (a.family.name < b.family.name ? -1 : 1));
  return all.flatMap((metric) => rules.flatMap((rule) => rule(metric)).map((message) => ({ metric: metric.family.name, message })));
}

interface Metric {
  readonly family: Family;
  readonly labels: Set<string>;
  /** The first series that stands there more than once. */
  twice: string | null;
}

function familyOf(sample: string, families: ReadonlyMap<string, Family>): Family {
  const own = families.get(sample);
  if (own) return own;
  const at = sample.lastIndexOf('_');
  const base = at > 0 ? families.get(sample.slice(0, at)) : undefined;
  return base && ENDINGS[base.type]?.includes(sample.slice(at)) ? base : { name: sample, type: 'unknown', help: null, unit: null };
}

/** Several units of one thing make graphs of two programs incomparable: hence one base unit each. */
const BASE_UNITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['amperes', 'bytes', 'celsius', 'grams', 'joules', 'kelvin', 'meters', 'metres', 'moles', 'seconds', 'volts'].flatMap((unit) =>
      [
        'pico',
        'nano',
        'micro',
        'milli',
        'centi',
        'deci',
        'deca',
        'hecto',
        'kilo',
        'kibi',
        'mega',
        'mibi',
        'giga',
        'gibi',
        'tera',
        'tebi',
        'peta',
        'pebi',
      ].map((prefix) => [prefix + unit, unit]),
    ),
  ),
  minutes: 'seconds',
  hours: 'seconds',
  days: 'seconds',
  weeks: 'seconds',
  kelvins: 'celsius',
  fahrenheit: 'celsius',
  rankine: 'celsius',
  inches: 'meters',
  yards: 'meters',
  miles: 'meters',
  bits: 'bytes',
  calories: 'joules',
  pounds: 'grams',
  ounces: 'grams',
};
const ABBREVIATED = /_(?:s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?:_|$)/;
const TYPE_WORD = /_(counter|gauge|histogram|summary)(?:_|$)/;
const CAMEL = /[a-z][A-Z]/;

type Rule = (metric: Metric) => readonly string[];

const totals: Rule = ({ family: { name, type } }) => {
  const isTotal = name.endsWith('_total');
  if (type === 'counter') return isTotal ? [] : ['counter metrics should have "_total" suffix'];
  return type !== 'unknown' && isTotal ? ['non-counter metrics should not have "_total" suffix'] : [];
};

const reserved: Rule = ({ family: { name, type }, labels }) => {
  if (type === 'unknown') return [];
  const isHistogram = type === 'histogram' || type === 'gaugehistogram';
  const found: string[] = [];
  if (!isHistogram && name.endsWith('_bucket')) found.push('non-histogram metrics should not have "_bucket" suffix');
  for (const ending of ['_count', '_sum'])
    if (!isHistogram && type !== 'summary' && name.endsWith(ending))
      found.push(`non-histogram and non-summary metrics should not have "${ending}" suffix`);
  if (!isHistogram && labels.has('le')) found.push('non-histogram metrics should not have "le" label');
  if (type !== 'summary' && labels.has('quantile')) found.push('non-summary metrics should not have "quantile" label');
  return found;
};

const RULES: readonly Rule[] = [
  ({ family }) => (family.help ? [] : ['no help text']),
  ({ family }) => {
    const unit = family.name.split('_').find((word) => Object.hasOwn(BASE_UNITS, word));
    return unit === undefined ? [] : [`use base unit "${BASE_UNITS[unit] ?? ''}" instead of "${unit}"`];
  },
  totals,
  reserved,
  ({ family }) => {
    const word = TYPE_WORD.exec(family.name.toLowerCase())?.[1];
    return word === undefined ? [] : [`metric name should not include type '${word}'`];
  },
  ({ family }) => (family.name.includes(':') ? ["metric names should not contain ':'"] : []),
  ({ family }) => (CAMEL.test(family.name) ? ["metric names should be written in 'snake_case' not 'camelCase'"] : []),
  ({ labels }) =>
    [...labels].some((label) => CAMEL.test(label)) ? ["label names should be written in 'snake_case' not 'camelCase'"] : [],
  ({ family }) => (ABBREVIATED.test(family.name.toLowerCase()) ? ['metric names should not contain abbreviated units'] : []),
  ({ twice }) => (twice === null ? [] : [`the series ${twice} stands there more than once`]),
];
