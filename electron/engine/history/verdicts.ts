import type { GaugeInput, Verdict } from '../../../shared/judge/types';
import type { Db } from './database';

export interface StoredVerdict {
  readonly input: GaugeInput;
  readonly verdict: Verdict;
  /** The verdict's bytes as they were written. */
  readonly bytes: string;
}

interface Raw {
  input: string;
  verdict: string;
}

export function verdictStatements(db: Db) {
  const insert = db.prepare<[string, number, string, number, string, string, string]>(
    'INSERT INTO verdicts (push, phase, gauge, at, word, input, verdict) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  // Only the last verdict of a word in a run is kept with its inputs: a look that says the same again replaces the one before.
  const last = db.prepare<[string, number, string], { id: number; word: string }>(
    'SELECT id, word FROM verdicts WHERE push = ? AND phase = ? AND gauge = ? ORDER BY id DESC LIMIT 1',
  );
  const drop = db.prepare<[number]>('DELETE FROM verdicts WHERE id = ?');
  const list = db.prepare<[string], Raw>('SELECT input, verdict FROM verdicts WHERE push = ? ORDER BY phase, gauge, id');
  const load = (raw: Raw): StoredVerdict => ({
    input: JSON.parse(raw.input) as GaugeInput,
    verdict: JSON.parse(raw.verdict) as Verdict,
    bytes: raw.verdict,
  });
  return {
    /** Stores a verdict with its exact inputs. Every change of word stays; of looks that agree, the newest. */
    put: db.transaction((push: string, input: GaugeInput, verdict: Verdict) => {
      const before = last.get(push, verdict.phase, verdict.gauge);
      if (before?.word === verdict.word) drop.run(before.id);
      insert.run(push, verdict.phase, verdict.gauge, verdict.at, verdict.word, JSON.stringify(input), JSON.stringify(verdict));
    }),
    list: (push: string): StoredVerdict[] => list.all(push).map(load),
  };
}
