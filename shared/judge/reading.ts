import { mean } from '../stats/summary';
import type { Reading } from './types';
import type { HostFacts } from './windows';

/** A number that JSON can hold: null instead of what is not finite, 0 instead of minus 0. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value + 0 : null;
}

export function readingOf(one: HostFacts): Reading {
  return reading(one.preMean, one.postMean, null, one.post.length);
}

/** Means over the hosts that have a reading; the change only over those that have both, so that it is theirs. */
export function groupReading(hosts: readonly HostFacts[]): Reading {
  const pre = meanOf(known(hosts, (one) => one.preMean));
  const post = meanOf(known(hosts, (one) => one.postMean));
  const both = known(hosts, (one) => (one.preMean === null || one.postMean === null ? null : one.postMean - one.preMean));
  return reading(
    pre,
    post,
    meanOf(both),
    hosts.reduce((sum, one) => sum + one.post.length, 0),
  );
}

export function ratioOf(delta: number | null, pre: number | null): number | null {
  return delta === null || pre === null || pre === 0 ? null : finite(delta / pre);
}

function reading(pre: number | null, post: number | null, change: number | null, samples: number): Reading {
  const delta = finite(change ?? (pre === null || post === null ? null : post - pre));
  return { pre: finite(pre), post: finite(post), delta, ratio: ratioOf(delta, pre), samples };
}

function known(hosts: readonly HostFacts[], value: (one: HostFacts) => number | null): number[] {
  return hosts.map(value).filter((one) => one !== null);
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? mean(values) : null;
}
