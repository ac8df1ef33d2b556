import { mean } from '../stats/summary';
import { tickGrid } from './aggregate';
import { byText, valueOf } from './samples';
import type { Sample } from './types';
import { changeOf, type Facts, type HostFacts, hasChange } from './windows';

/** Fewer untouched hosts than this say nothing about the noise between hosts. */
const LEAST_COMPARATORS = 3;
/** Fewer windows without a push than this say nothing about the drift. */
const LEAST_DRIFT = 20;

/** The switched hosts' changes, and what they are held against. */
export interface Comparison {
  readonly kind: 'hosts' | 'drift' | 'none';
  /** Switched hosts that are compared: with readings on both sides and, for `hosts`, untouched hosts of their type. */
  readonly switched: readonly HostFacts[];
  readonly comparators: readonly HostFacts[];
  /** Per switched host: its change less its type's drift (for `drift` and `none`: its change). */
  readonly changes: readonly number[];
  /** Per comparator host: the same. For `drift`: the changes of the windows without a push. */
  readonly noise: readonly number[];
  /** Means over the compared switched hosts. */
  readonly pre: number;
  readonly own: number;
  /** Mean change of the comparator; 0 for `none`. */
  readonly theirs: number;
  /** own less theirs, each host held against its type over its own windows. */
  readonly difference: number;
}

export function compare(facts: Facts, drift: readonly number[], everyMs: number): Comparison {
  const ready = facts.switched.filter(hasChange);
  const types = [...new Set(ready.map((one) => one.type))].sort(byText);
  const compared = types
    .map((type) => ({
      switched: ready.filter((one) => one.type === type),
      comparators: facts.comparators.filter((one) => one.type === type && hasChange(one)),
    }))
    .filter((one) => one.comparators.length >= LEAST_COMPARATORS);
  if (compared.length > 0) return againstHosts(facts, compared, everyMs);
  const changes = ready.map(changeOf);
  const known = drift.filter(Number.isFinite);
  const useDrift = known.length >= LEAST_DRIFT;
  const own = ready.length > 0 ? mean(changes) : 0;
  const theirs = useDrift ? mean(known) : 0;
  return {
    kind: useDrift ? 'drift' : 'none',
    switched: ready,
    comparators: [],
    changes,
    noise: useDrift ? known : [],
    pre: preMeanOf(ready),
    own,
    theirs,
    difference: own - theirs,
  };
}

interface TypeHosts {
  readonly switched: readonly HostFacts[];
  readonly comparators: readonly HostFacts[];
}

function againstHosts(facts: Facts, types: readonly TypeHosts[], everyMs: number): Comparison {
  const switched: HostFacts[] = [];
  const comparators: HostFacts[] = [];
  const changes: number[] = [];
  const noise: number[] = [];
  const expected: number[] = [];
  for (const type of types) {
    const drifts = type.comparators.map(changeOf);
    const drift = mean(drifts);
    const driftOver = lazily(() => driftLine(facts, type, everyMs));
    for (const one of type.switched) {
      const own = sameStretch(one, type.comparators, everyMs) ? drift : (driftOver(one) ?? drift);
      switched.push(one);
      expected.push(own);
      changes.push(changeOf(one) - own);
    }
    comparators.push(...type.comparators);
    noise.push(...drifts.map((value) => value - drift));
  }
  return {
    kind: 'hosts',
    switched,
    comparators,
    changes,
    noise,
    pre: preMeanOf(switched),
    own: mean(switched.map(changeOf)),
    theirs: mean(expected),
    difference: mean(changes),
  };
}

/** Whether this host was read over the same stretch as all of these: then their mean change is the drift. */
function sameStretch(one: HostFacts, others: readonly HostFacts[], everyMs: number): boolean {
  const same = (a: readonly Sample[], b: readonly Sample[]): boolean =>
    a.length === b.length &&
    Math.abs((a[0]?.t ?? 0) - (b[0]?.t ?? 0)) < everyMs / 2 &&
    Math.abs((a[a.length - 1]?.t ?? 0) - (b[b.length - 1]?.t ?? 0)) < everyMs / 2;
  return others.every((other) => same(one.pre, other.pre) && same(one.post, other.post));
}

function lazily(make: () => (one: HostFacts) => number | null): (one: HostFacts) => number | null {
  let made: ((one: HostFacts) => number | null) | null = null;
  return (one) => (made ??= make())(one);
}

/**
 * What the comparators did between one host's own windows. Hosts are switched in batches, and a busy hour that begins
 * between the first and the last batch must not be blamed on some of them. Each comparator is read about its own mean, so
 * that one that misses a tick does not shift it. Null where the comparators do not cover the host's windows.
 */
function driftLine(facts: Facts, type: TypeHosts, everyMs: number): (one: HostFacts) => number | null {
  const { counted, unit } = facts;
  const all = type.comparators.flatMap((one) => [one.pre, one.post]);
  const grid = tickGrid(all, everyMs);
  if (!grid) return () => null;
  const sums = new Float64Array(grid.size);
  const counts = new Float64Array(grid.size);
  for (const one of type.comparators) {
    const middle =
      ((one.preMean ?? 0) * one.pre.length + (one.postMean ?? 0) * one.post.length) / (one.pre.length + one.post.length);
    for (const window of [one.pre, one.post]) {
      for (const sample of window) {
        const at = grid.indexOf(sample.t);
        sums[at] = (sums[at] ?? 0) + valueOf(sample, counted, unit) - middle;
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  }
  const least = type.comparators.length / 2;
  const over = (window: readonly Sample[]): number | null => {
    let sum = 0;
    let covered = 0;
    for (const sample of window) {
      const at = grid.indexOf(sample.t);
      const count = counts[at] ?? 0;
      if (count < least) continue;
      sum += (sums[at] ?? 0) / count;
      covered += 1;
    }
    return covered > 0 && covered >= (2 / 3) * window.length ? sum / covered : null;
  };
  return (one) => {
    const pre = over(one.pre);
    const post = over(one.post);
    return pre === null || post === null ? null : post - pre;
  };
}

function preMeanOf(hosts: readonly HostFacts[]): number {
  return hosts.length > 0 ? mean(hosts.map((one) => one.preMean ?? 0)) : 0;
}
