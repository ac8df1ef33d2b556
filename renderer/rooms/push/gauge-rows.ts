import type { DeskState, GaugeView, PushView } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import type { MarkName, Tone } from '../../../shared/desk/marks';
import { toneOf, verdictMarks } from '../../../shared/desk/marks';

/** How a gauge stands, in one word. */
export interface GaugeState {
  readonly word: string;
  readonly mark: MarkName;
  readonly tone: Tone;
  /** Worst first. */
  readonly rank: number;
}

export const staleAfterMs = 30_000;

const ranks = ['regressed', 'over limit', 'unknown', 'no data', 'stale', 'suspect', 'too little', 'not yet', 'ok', 'within'];

/** The phase whose gauges are shown: the one under way, else the last one that hosts were switched in. Null: none was. */
export function shownPhase(push: PushView | null): number | null {
  if (!push) return null;
  if ('phase' in push.state && push.state.at !== 'held') return push.state.phase;
  return push.steps.findLast((step) => (step.kind === 'switch' || step.kind === 'watch') && step.startedAt !== null)?.phase ?? null;
}

/** True while gauges are shown by their verdicts: a push under way or taken back. Otherwise by what they read now. */
export function isJudged({ push, lock }: Pick<DeskState, 'push' | 'lock'>): boolean {
  if (!push || shownPhase(push) === null) return false;
  return isActive(push.state) || (push.state.at === 'rolled back' && lock.state === 'held');
}

/** The verdict of a judged gauge; of any other whether it is within its limit now. Old readings are never shown as good. */
export function gaugeState(gauge: GaugeView, judged: boolean, now: number): GaugeState {
  const state = (word: string, mark: MarkName): GaugeState => ({ word, mark, tone: toneOf[mark], rank: ranks.indexOf(word) });
  if (judged) {
    const word = gauge.verdict?.word;
    return word ? state(word, verdictMarks[word]) : state('not yet', 'pending');
  }
  if (gauge.value === null || gauge.readAt === null) return state('no data', 'unknown');
  if (now - gauge.readAt > staleAfterMs) return state('stale', 'stale');
  return isOver(gauge) ? state('over limit', 'warn') : state('within', 'ok');
}

function isOver({ value, limit, limitValue }: GaugeView): boolean {
  if (value === null || limitValue === null) return false;
  if (limit.startsWith('>=')) return value >= limitValue;
  if (limit.startsWith('>')) return value > limitValue;
  if (limit.startsWith('<=')) return value <= limitValue;
  return limit.startsWith('<') && value < limitValue;
}

/** Worst first; within one state the order of the configuration, so that rows keep their place while nothing changes. */
export function worstFirst<T extends { readonly state: GaugeState }>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => a.state.rank - b.state.rank);
}
