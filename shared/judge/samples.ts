import type { Counted } from '../stats/dispersion';
import type { Sample } from './types';

export type Exposure = Counted;

/** Order of text that is the same on every machine, whatever its locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function finiteSamples(samples: readonly Sample[]): readonly Sample[] {
  return samples.every(isFiniteSample) ? samples : samples.filter(isFiniteSample);
}

function isFiniteSample(sample: Sample): boolean {
  return Number.isFinite(sample.v) && Number.isFinite(sample.t);
}

/** A sample's count with its exposure; null where it carries none. */
export function countOf(sample: Sample): Exposure | null {
  const { n, s } = sample;
  return n !== undefined && s !== undefined && n >= 0 && s > 0 && Number.isFinite(n) && Number.isFinite(s) ? { n, s } : null;
}

export function totalOf(samples: readonly Sample[]): Exposure {
  let n = 0;
  let s = 0;
  for (const sample of samples) {
    const count = countOf(sample);
    if (!count) continue;
    n += count.n;
    s += count.s;
  }
  return { n, s };
}

/** What one sample says in the gauge's unit. */
export function valueOf(sample: Sample, counted: boolean, unit: number): number {
  const count = counted ? countOf(sample) : null;
  return count ? (count.n / count.s) * unit : sample.v;
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
