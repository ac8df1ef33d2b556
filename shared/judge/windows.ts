import { median } from '../stats/summary';
import type { Counted } from '../stats/dispersion';
import type { GaugeInput, HostWindow, Sample } from './types';
import { byText, finiteSamples, totalOf, valueIn } from './samples';
import { isJudgedByCounts, perUnit } from './unit';

/** One host as the rules see it: its windows, cleaned and lined up, and what they come to. */
export interface HostFacts {
  readonly host: string;
  readonly type: string;
  readonly group: 'switched' | 'comparator';
  readonly window: HostWindow;
  readonly pre: readonly Sample[];
  readonly post: readonly Sample[];
  /** Mean in the window (for counts: count over exposure, in the gauge's unit); null where it has no samples. */
  readonly preMean: number | null;
  readonly postMean: number | null;
  readonly preTotal: Counted;
  readonly postTotal: Counted;
  /** Time of the newest sample after the switch. */
  readonly lastAt: number | null;
}

export interface Facts {
  /** In order of group, type and name, so that no answer depends on the order of the input. */
  readonly hosts: readonly HostFacts[];
  readonly switched: readonly HostFacts[];
  readonly comparators: readonly HostFacts[];
  /** True if the gauge is judged by counts and exposure. */
  readonly counted: boolean;
  /** Rate per second times this is the gauge's unit. */
  readonly unit: number;
}

/**
 * Lines up the windows. Comparators are read over the same stretch as the switched hosts (medians of their switches and of
 * their first due samples): a longer window would wander less, and the switched hosts would look restless beside it.
 */
export function readFacts(input: GaugeInput): Facts {
  const counted = isJudgedByCounts(input);
  const unit = perUnit(input.gauge);
  const sorted = [...input.hosts].sort((a, b) => byText(a.group, b.group) || byText(a.type, b.type) || byText(a.host, b.host));
  const switchedAt = sorted.flatMap((one) => (one.group === 'switched' && one.switchedAt !== null ? [one.switchedAt] : []));
  const postFrom = sorted.flatMap((one) => (one.group === 'switched' && one.postFrom !== null ? [one.postFrom] : []));
  const until = switchedAt.length > 0 ? median(switchedAt) : Infinity;
  const from = postFrom.length > 0 ? median(postFrom) : -Infinity;
  const hosts = sorted.map((window): HostFacts => {
    const pre = finiteSamples(window.pre);
    const post = finiteSamples(window.post);
    const compared = window.group === 'comparator';
    const usedPre = compared ? trimmed(pre, -Infinity, until) : pre;
    const usedPost = compared ? trimmed(post, from, Infinity) : post;
    return {
      host: window.host,
      type: window.type,
      group: window.group,
      window,
      pre: usedPre,
      post: usedPost,
      preMean: valueIn(usedPre, counted, unit),
      postMean: valueIn(usedPost, counted, unit),
      preTotal: totalOf(usedPre),
      postTotal: totalOf(usedPost),
      lastAt: post[post.length - 1]?.t ?? null,
    };
  });
  return {
    hosts,
    switched: hosts.filter((one) => one.group === 'switched'),
    comparators: hosts.filter((one) => one.group === 'comparator'),
    counted,
    unit,
  };
}

/** The samples of this stretch; all of them where fewer than two would be left. They are in order of time. */
function trimmed(samples: readonly Sample[], from: number, until: number): readonly Sample[] {
  const [first] = samples;
  const last = samples[samples.length - 1];
  if (!first || !last || (first.t >= from && last.t <= until)) return samples;
  const left = samples.filter((sample) => sample.t >= from && sample.t <= until);
  return left.length >= 2 ? left : samples;
}

/** Has enough readings on both sides of its switch for its change to mean anything. */
export function hasChange(one: HostFacts): boolean {
  return one.preMean !== null && one.postMean !== null && one.post.length >= 2;
}

export function changeOf(one: HostFacts): number {
  return (one.postMean ?? 0) - (one.preMean ?? 0);
}
