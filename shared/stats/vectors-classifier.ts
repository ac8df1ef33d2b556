import { commonLanguageEffect, meanRatio } from './effect';
import { normalQuantile } from './normal';
import { rankTest } from './rank-test';
import { ascending, mean } from './summary';

/**
 * For the tests only: the decision of the canary judge that the vectors were recorded from, rebuilt from its description
 * (../shared/reference/deploy-and-judge.md, 2.3) out of the pieces of this folder. Capstan itself does not judge this way.
 */
export interface ClassifierCase {
  readonly experiment: readonly (number | null)[];
  readonly control: readonly (number | null)[];
  readonly classifier: string;
  readonly tolerance: number | null;
  readonly confLevel: number | null;
  /** [allowed decrease, allowed increase] */
  readonly effectSizeThresholds: readonly [number, number];
  readonly criticalThresholds: readonly [number, number];
  readonly effectSizeMeasure: string;
  readonly direction: string;
  readonly nanStrategy: string;
  readonly critical: boolean;
  readonly mustHaveData: boolean;
}

export interface Classified {
  readonly classification: string;
  readonly critical: boolean;
  readonly deviation: number;
}

type Move = 'High' | 'Low' | null;

export function classify(given: ClassifierCase): Classified {
  const replace = given.nanStrategy === 'replace';
  const experiment = clean(given.experiment, replace);
  const control = clean(given.control, replace);
  const pass = (deviation: number): Classified => ({ classification: 'Pass', critical: false, deviation });
  if (experiment.length === 0 || control.length === 0) {
    if (replace) return pass(1);
    const fail = given.mustHaveData && !given.critical;
    return { classification: fail ? 'NodataFailMetric' : 'Nodata', critical: given.critical, deviation: 1 };
  }
  if (sameValues(experiment, control) || new Set([...experiment, ...control]).size === 1) return pass(1);
  const effect = (given.effectSizeMeasure === 'cles' ? commonLanguageEffect : meanRatio)(experiment, control);
  const move = given.classifier === 'MeanInequality' ? byMeans(experiment, control) : byRanks(given, experiment, control);
  if (move === null || !watched(given.direction, move) || !beyond(effect, move, given.effectSizeThresholds)) return pass(effect);
  return { classification: move, critical: given.critical && beyond(effect, move, given.criticalThresholds), deviation: effect };
}

function clean(values: readonly (number | null)[], replace: boolean): number[] {
  return values.flatMap((value) => (value === null ? (replace ? [0] : []) : [value]));
}

function sameValues(a: readonly number[], b: readonly number[]): boolean {
  const other = ascending(b);
  return a.length === b.length && ascending(a).every((value, i) => value === other[i]);
}

function watched(direction: string, move: Move): boolean {
  return direction === 'either' || (direction === 'increase' ? move === 'High' : move === 'Low');
}

/** An effect that cannot be computed does not stand in the way. */
function beyond(effect: number, move: Move, [decrease, increase]: readonly [number, number]): boolean {
  return Number.isNaN(effect) || (move === 'High' ? effect >= increase : effect <= decrease);
}

function byMeans(experiment: readonly number[], control: readonly number[]): Move {
  const apart = mean(experiment) - mean(control);
  return apart > 0 ? 'High' : apart < 0 ? 'Low' : null;
}

function byRanks(given: ClassifierCase, experiment: readonly number[], control: readonly number[]): Move {
  const flat = new Set(experiment).size === 1 && new Set(control).size === 1;
  const x = flat ? spread(experiment) : experiment;
  const y = flat ? spread(control) : control;
  const { estimate, low, high } = rankTest(x, y, given.confLevel ?? 0.98);
  const critical = (given.tolerance ?? 0.25) * Math.abs(estimate);
  return low > critical ? 'High' : high < -critical ? 'Low' : null;
}

/** Two flat lines have no ranks to speak of: the original adds random noise of this size, here it is evenly spread. */
function spread(values: readonly number[]): number[] {
  return values.map((value, i) => value * (1 + 1e-5 * normalQuantile((i + 0.5) / values.length)));
}
