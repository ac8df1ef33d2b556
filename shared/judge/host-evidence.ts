import { permutationTest } from '../stats/permutation';
import { pooledT } from '../stats/pooled-t';
import { studentUpper, studentUpperQuantile } from '../stats/student';
import { mean, sampleSd } from '../stats/summary';
import { normalUpperQuantile } from '../stats/normal';
import type { Comparison } from './comparison';
import { type Change, pOf } from './effect-size';

/** Without any noise t is infinite; but no test of a handful of hosts is surer than this. */
const SUREST = 1e-12;
/** Chance with which a change of the size that "could be noticed" is noticed. */
const POWER = 0.8;
export const POWER_Z = normalUpperQuantile(1 - POWER);

export interface HostEvidence {
  readonly p: number;
  readonly test: string;
  /** Standard error of the difference, and the degrees of freedom it was estimated with. */
  readonly error: number;
  readonly df: number;
}

/**
 * Did the switched hosts change more than hosts differ in their changes anyway? The host is the unit: samples of one host
 * are not independent. Null where there is nothing to compare with.
 *
 * Against hosts: a permutation test. Where so few hosts are there that no split could reach `alpha`, the split has to be
 * the most extreme of all and a pooled t-test has to reach it. Against drift: the change has to lie beyond all windows
 * without a push, and a t-test for one more such window has to reach it.
 */
export function hostEvidence(comparison: Comparison, change: Change, alpha: number): HostEvidence | null {
  if (comparison.changes.length === 0) return null;
  if (comparison.kind === 'hosts') return againstHosts(comparison, change, alpha);
  return comparison.kind === 'drift' ? againstDrift(comparison, change) : null;
}

function againstHosts({ changes, noise }: Comparison, change: Change, alpha: number): HostEvidence | null {
  const split = permutationTest(changes, noise);
  const t = pooledT(changes, noise);
  if (!split || !t) return null;
  const spread = { error: t.error, df: t.df };
  const p = pOf(split, change);
  const smallest = split.smallest * (change.up !== null && change.down !== null ? 2 : 1);
  if (smallest > alpha && p <= smallest * (1 + 1e-9)) {
    return { ...spread, p: Math.max(SUREST, Math.min(p, pOf(t, change))), test: 't-test over hosts' };
  }
  return { ...spread, p, test: 'permutation over hosts' };
}

function againstDrift({ changes, noise }: Comparison, change: Change): HostEvidence {
  const own = mean(changes);
  const count = noise.length;
  const df = count - 1;
  // The windows are means over all hosts of the type; few switched hosts wander more than those, so their own spread is added.
  const error = Math.sqrt(sampleSd(noise) ** 2 * (1 + 1 / count) + sampleSd(changes) ** 2 / changes.length);
  const apart = own - mean(noise);
  const t = error > 0 ? apart / error : apart === 0 ? 0 : Math.sign(apart) * Infinity;
  const beyond = { upper: rank(noise, (value) => value >= own), lower: rank(noise, (value) => value <= own) };
  const tails = { upper: studentUpper(t, df), lower: studentUpper(-t, df) };
  const most = noise.every((value) => value < own) || noise.every((value) => value > own);
  return { p: most ? Math.max(SUREST, pOf(tails, change)) : pOf(beyond, change), test: 't-test against drift', error, df };
}

function rank(noise: readonly number[], test: (value: number) => boolean): number {
  return (1 + noise.filter(test).length) / (noise.length + 1);
}

/** The difference that this evidence would notice with 80 % chance; null where that cannot be told. */
export function hostNotice({ error, df }: HostEvidence, change: Change, alpha: number): number | null {
  const side = change.up !== null && change.down !== null ? alpha / 2 : alpha;
  if (!(side > 0) || !(df >= 1)) return null;
  const least = (studentUpperQuantile(side, df) + POWER_Z) * error;
  return Number.isFinite(least) ? least : null;
}
