import { gunzipSync, gzipSync } from 'node:zlib';
import type { GaugeInput, Verdict } from '../../../shared/judge/types';
import type { Db } from './database';
import { objectOf, readable, type Lost } from './rows';

export interface StoredVerdict {
  readonly input: GaugeInput;
  readonly verdict: Verdict;
  /** The verdict's bytes as they were written. */
  readonly bytes: string;
}

interface Raw {
  id: number;
  input: Buffer;
  verdict: string;
}

export function verdictStatements(db: Db, lost: Lost) {
  const insert = db.prepare<[string, number, string, number, string, Buffer, string]>(
    'INSERT INTO verdicts (push, phase, gauge, at, word, input, verdict) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  // Of looks that say the same in a row only the newest stays: its inputs hold those of the looks before.
  const last = db.prepare<[string, number, string], { id: number; word: string }>(
    'SELECT id, word FROM verdicts WHERE push = ? AND phase = ? AND gauge = ? ORDER BY id DESC LIMIT 1',
  );
  const drop = db.prepare<[number]>('DELETE FROM verdicts WHERE id = ?');
  const list = db.prepare<[string], Raw>('SELECT id, input, verdict FROM verdicts WHERE push = ? ORDER BY phase, gauge, id');
  const words = db.prepare<[string], Omit<Raw, 'input'>>(
    'SELECT id, verdict FROM verdicts WHERE push = ? ORDER BY phase, gauge, id',
  );
  const verdictOf = (text: string) => objectOf<Verdict>(text, 'word');
  const name = (id: number, push: string) => `verdict ${id} of ${push}`;
  return {
    /** Stores a verdict with its exact inputs. Every change of word stays; of looks that agree, the newest. */
    put: db.transaction((push: string, input: GaugeInput, verdict: Verdict) => {
      const before = last.get(push, verdict.phase, verdict.gauge);
      if (before?.word === verdict.word) drop.run(before.id);
      // A thousand hosts make megabytes of readings, most of them alike.
      const packed = gzipSync(JSON.stringify(input), { level: 1 });
      insert.run(push, verdict.phase, verdict.gauge, verdict.at, verdict.word, packed, JSON.stringify(verdict));
    }),
    /** With their inputs, by phase, gauge and time. */
    list: (push: string): StoredVerdict[] =>
      list.all(push).flatMap(
        ({ id, input, verdict }) =>
          readable(name(id, push), lost, () => ({
            input: objectOf<GaugeInput>(gunzipSync(input).toString('utf8')),
            verdict: verdictOf(verdict),
            bytes: verdict,
          })) ?? [],
      ),
    /** Without their inputs, in the same order. */
    verdicts: (push: string): Verdict[] =>
      words.all(push).flatMap(({ id, verdict }) => readable(name(id, push), lost, () => verdictOf(verdict)) ?? []),
  };
}
