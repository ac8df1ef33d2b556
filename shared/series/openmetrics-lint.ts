import type { Exemplar, FamilyType } from './exposition-types';
import { parseGoFloat } from './go-float';
import type { Fail, LintedSample } from './openmetrics-groups';
import { OpenMetricsGroups } from './openmetrics-groups';

/** Which endings of a family's name its samples may have. OpenMetrics 1.0, section 5. */
const ENDINGS: Record<FamilyType, readonly string[]> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  summary: ['', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};
/** Cannot be NaN, and apart from the sum of a gauge histogram not below zero. */
const COUNTER_LIKE = new Set(['_total', '_sum', '_count', '_bucket', '_gcount', '_gsum']);
const WHOLE = new Set(['_bucket', '_count', '_gcount']);
/** Code points in the names and values of an exemplar's labels together. OpenMetrics 1.0. */
const EXEMPLAR_LENGTH = 128;

interface OpenFamily {
  readonly name: string;
  type: FamilyType | null;
  hasHelp: boolean;
  unit: string | null;
  groups: OpenMetricsGroups | null;
}

/** The rules of OpenMetrics about families, which Prometheus' own reader does not check. Fed line by line; calls `fail` at the first breach. */
export class OpenMetricsLint {
  private family: OpenFamily | null = null;
  private readonly taken = new Set<string>();

  constructor(private readonly fail: Fail) {}

  help(name: string): void {
    const family = this.describe(name);
    if (family.hasHelp) this.fail(`a second HELP for ${name}`);
    family.hasHelp = true;
  }

  type(name: string, type: FamilyType): void {
    const family = this.describe(name);
    if (family.type !== null) this.fail(`a second TYPE for ${name}`);
    family.type = type;
  }

  unit(name: string, unit: string): void {
    const family = this.describe(name);
    if (family.unit !== null) this.fail(`a second UNIT for ${name}`);
    family.unit = unit;
  }

  /** Returns false for the repetition of a series at the same time, which is to be left out. */
  sample(sample: LintedSample): boolean {
    let family = this.family;
    if (!family || !belongs(family, sample)) {
      this.close();
      family = this.open(sample.name);
    }
    const type = family.type ?? 'unknown';
    const ending = sample.name.slice(family.name.length);
    family.groups ??= new OpenMetricsGroups(family.name, type, this.fail);
    if (!sample.isNative) this.checkValue(sample, family.name, type, ending);
    if (sample.exemplar) this.checkExemplar(sample.exemplar, type, ending);
    return family.groups.add(sample, ending);
  }

  end(): void {
    this.close();
  }

  private describe(name: string): OpenFamily {
    if (this.family?.name !== name) {
      this.close();
      return this.open(name);
    }
    if (this.family.groups) this.fail(`metadata of ${name} after its samples`);
    return this.family;
  }

  private open(name: string): OpenFamily {
    this.family = { name, type: null, hasHelp: false, unit: null, groups: null };
    return this.family;
  }

  private close(): void {
    const { family } = this;
    this.family = null;
    if (!family) return;
    const type = family.type ?? 'unknown';
    if (family.unit && (type === 'info' || type === 'stateset')) this.fail(`a unit on ${family.name}, which is of type ${type}`);
    for (const ending of new Set(['', ...ENDINGS[type]])) {
      const name = family.name + ending;
      if (this.taken.has(name)) this.fail(`${name} is the name of two metrics, or its samples are not together`);
      this.taken.add(name);
    }
    family.groups?.end();
  }

  private checkValue({ name, labels, value }: LintedSample, family: string, type: FamilyType, ending: string): void {
    if (type === 'stateset') {
      if (!Object.hasOwn(labels, family)) this.fail(`a stateset needs the label ${family}`);
      if (value !== 0 && value !== 1) this.fail(`a stateset is 0 or 1, not ${value}`);
    }
    if (type === 'info' && value !== 1) this.fail(`an info is 1, not ${value}`);
    if (ending === '_bucket') this.checkBound(labels, 'le', -Infinity, Infinity);
    if (type === 'summary' && ending === '') {
      this.checkBound(labels, 'quantile', 0, 1);
      if (value < 0) this.fail('the value of a quantile is below zero');
    }
    if (WHOLE.has(ending) && !Number.isInteger(value)) this.fail(`${name} has to be a whole number, not ${value}`);
    if (!COUNTER_LIKE.has(ending)) return;
    if (Number.isNaN(value)) this.fail(`${name} cannot be NaN`);
    if (value < 0 && ending !== '_gsum') this.fail(`${name} cannot be below zero`);
  }

  private checkBound(labels: Readonly<Record<string, string>>, label: string, low: number, high: number): void {
    const written = labels[label];
    const bound = written === undefined ? null : parseGoFloat(written);
    // NaN is neither above nor below; infinity has one spelling
    const isBound = bound !== null && bound >= low && bound <= high && (bound !== Infinity || written === '+Inf');
    if (!isBound)
      this.fail(written === undefined ? `the label ${label} is missing` : `${label}=${JSON.stringify(written)} is not a bound`);
  }

  private checkExemplar({ labels }: Exemplar, type: FamilyType, ending: string): void {
    const allowed = (type === 'counter' && ending === '_total') || ending === '_bucket';
    if (!allowed) this.fail('an exemplar on something other than a counter or a bucket');
    let length = 0;
    for (const [name, value] of Object.entries(labels)) length += Array.from(name).length + Array.from(value).length;
    if (length > EXEMPLAR_LENGTH)
      this.fail(`the labels of an exemplar are ${length} characters long, more than ${EXEMPLAR_LENGTH}`);
  }
}

function belongs(family: OpenFamily, { name, isNative }: LintedSample): boolean {
  const type = family.type ?? 'unknown';
  if (isNative) return type === 'histogram' && name === family.name;
  return name.startsWith(family.name) && ENDINGS[type].includes(name.slice(family.name.length));
}
