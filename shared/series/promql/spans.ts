import type { Grid } from './grid';
import { Faulty } from './place';
import type { Selector } from './selector';
import { selectorKey } from './selector';
import type { EvaluateOptions, Setting } from './setting';
import { DEFAULT_LOOKBACK_MS, settingOf } from './setting';
import type { Expression, ExpressionOf, Shift } from './tree';
import { partsOf } from './tree';

/** A selector with how far back its readings are needed (range and offset together, ms). */
export interface NeededSelector extends Selector {
  readonly rangeMs: number;
}

/** What has to be kept for an expression that is evaluated at the present: each selector once, with its longest range; a bare one needs the lookback. */
export function selectorsOf(expression: Expression, lookbackMs = DEFAULT_LOOKBACK_MS): NeededSelector[] {
  return spansOf(expression, 0, 0, { lookbackMs }).map(({ selector, fromMs }) => ({ ...selector, rangeMs: Math.max(0, -fromMs) }));
}

/** A selector with the time in which its readings are needed: later than `fromMs`, up to and with `toMs`. */
export interface Span {
  readonly selector: Selector;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What evaluating from `firstMs` to `lastMs` will select: each selector once, with all of the time in which it is asked for. */
export function spansOf(expression: Expression, firstMs: number, lastMs: number, options: EvaluateOptions = {}): Span[] {
  const setting = settingOf({ select: () => [] }, firstMs, lastMs, options);
  const found = new Map<string, Span>();
  const need = (selector: Selector, fromMs: number, toMs: number): void => {
    const key = selectorKey(selector);
    const before = found.get(key);
    found.set(key, {
      selector,
      fromMs: Math.min(fromMs, before?.fromMs ?? Infinity),
      toMs: Math.max(toMs, before?.toMs ?? -Infinity),
    });
  };
  const visit = (part: Expression, first: number, last: number): void => {
    if (part.kind !== 'selector' && part.kind !== 'range' && part.kind !== 'subquery') {
      for (const inner of partsOf(part)) visit(inner, first, last);
      return;
    }
    const [from, to] = [shifted(part.shift, first, setting), shifted(part.shift, last, setting)];
    if (part.kind === 'selector') need(part.selector, from - setting.lookbackMs, to);
    else if (part.kind === 'range') need(part.selector, from - part.rangeMs - (setting.exact ? setting.lookbackMs : 0), to);
    // its own times begin after the range does: a little more than is needed
    else visit(part.of, from - part.rangeMs, to);
  };
  visit(expression, firstMs, lastMs);
  return [...found.values()];
}

function shifted({ pin, offsetMs }: Shift, time: number, { first, last }: Setting): number {
  return (pin === 'start' ? first : pin === 'end' ? last : (pin ?? time)) - offsetMs;
}

const MOST_TIMES = 1_000_000;

/**
 * The times of a subquery whose first window ends at `first` and whose last one ends at `last`: multiples of its step, whatever the query's own times
 * are, later than the first window's begin. Throws Faulty when there are too many.
 */
export function subqueryGrid(
  { rangeMs, stepMs, at }: ExpressionOf<'subquery'>,
  first: number,
  last: number,
  { subqueryStepMs }: Setting,
): Grid {
  const step = stepMs ?? subqueryStepMs;
  const fromMs = (Math.floor((first - rangeMs) / step) + 1) * step;
  const count = Math.max(0, Math.floor((last - fromMs) / step) + 1);
  if (count > MOST_TIMES)
    throw new Faulty(at, `a subquery of more than ${MOST_TIMES / 1e6} million times: its step is too small for its range`);
  return { fromMs, stepMs: step, count };
}
