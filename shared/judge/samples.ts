import { type Counted, isCounted } from '../stats/dispersion';
import type { Sample } from './types';

/** Order of text that is the same on every machine, whatever its locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function finiteSamples(samples: readonly Sample[]): readonly Sample[] {
  for (const sample of samples) if (!isFiniteSample(sample)) return samples.filter(isFiniteSample);
  return samples;
}

function isFiniteSample(sample: Sample): boolean {
  return Number.isFinite(sample.v) && Number.isFinite(sample.t);
}

export function totalOf(samples: readonly Sample[]): Counted {
  let n = 0;
  let s = 0;
  for (const sample of samples) {
    if (!isCounted(sample)) continue;
    n += sample.n;
    s += sample.s;
  }
  return { n, s };
}

/** What one sample says in the gauge's unit. */
export function valueOf(sample: Sample, counted: boolean, unit: number): number {
  return counted && isCounted(sample) ? (sample.n / sample.s) * unit : sample.v;
}

/** What a window says: for counts everything counted over everything exposed, otherwise the mean; null for none. */
export function valueIn(samples: readonly Sample[], counted: boolean, unit: number): number | null {
  if (samples.length === 0) return null;
  if (counted) {
    const total = totalOf(samples);
    return total.s > 0 ? (total.n / total.s) * unit : null;
  }
  let sum = 0;
  for (const sample of samples) sum += sample.v;
  return sum / samples.length;
}
