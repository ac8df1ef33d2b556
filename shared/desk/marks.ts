import type { HostState } from '../push/push';
import type { VerdictWord } from '../judge/types';

export type MarkName =
  | 'ok'
  | 'warn'
  | 'crit'
  | 'unknown'
  | 'stale'
  | 'little'
  | 'pending'
  | 'staged'
  | 'old'
  | 'switching'
  | 'new'
  | 'verified'
  | 'failed'
  /** A host that runs a release found regressed. */
  | 'regressed'
  | 'back'
  | 'tick'
  | 'dash';

export type Tone = 'ok' | 'warn' | 'crit' | 'unk' | 'move' | 'idle' | 'ink';

/** The colour of each shape, where nothing else is asked for. */
export const toneOf: Readonly<Record<MarkName, Tone>> = {
  ok: 'ok',
  warn: 'warn',
  crit: 'crit',
  unknown: 'unk',
  stale: 'unk',
  little: 'idle',
  pending: 'idle',
  staged: 'idle',
  old: 'idle',
  switching: 'move',
  new: 'move',
  verified: 'ok',
  failed: 'crit',
  regressed: 'crit',
  back: 'ink',
  tick: 'ok',
  dash: 'idle',
};

export const hostMarks: Readonly<Record<HostState, MarkName>> = {
  old: 'old',
  staging: 'pending',
  staged: 'staged',
  switching: 'switching',
  new: 'new',
  verified: 'verified',
  reverting: 'switching',
  'rolled back': 'back',
  failed: 'failed',
  broken: 'crit',
  'left out': 'warn',
  unknown: 'unknown',
};

export const verdictMarks: Readonly<Record<VerdictWord, MarkName>> = {
  ok: 'ok',
  regressed: 'crit',
  suspect: 'warn',
  unknown: 'unknown',
  'too little': 'little',
};

const otherWords: Readonly<Record<string, MarkName>> = {
  warning: 'warn',
  critical: 'crit',
  pending: 'pending',
  stale: 'stale',
  held: 'warn',
  hold: 'warn',
  done: 'ok',
  error: 'crit',
  warn: 'warn',
  passed: 'tick',
  'runs regressed': 'regressed',
  'rolling back': 'crit',
  'roll back': 'crit',
};

const known = new Map<string, MarkName>(Object.entries({ ...otherWords, ...hostMarks, ...verdictMarks }));

/** The shape of a state's word, whichever list the word comes from; null: the word has none. */
export const markOfWord = (word: string): MarkName | null => known.get(word.toLowerCase()) ?? null;
