import type { Sample } from '../../../shared/judge/types';
import type { Db } from './database';

interface Raw {
  host: string;
  t: number;
  v: number;
  n: number | null;
  s: number | null;
}

export function sampleStatements(db: Db) {
  const insert = db.prepare<[string, string, number, number, number | null, number | null]>(
    'INSERT OR REPLACE INTO samples (gauge, host, t, v, n, s) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const range = db.prepare<[string, number, number], Raw>(
    'SELECT host, t, v, n, s FROM samples WHERE gauge = ? AND t > ? AND t <= ? ORDER BY t, host',
  );
  const prune = db.prepare<[number]>(
    // Samples around a push stay as long as the push: a verdict must be explainable a year later.
    `DELETE FROM samples WHERE t < ? AND NOT EXISTS (
       SELECT 1 FROM pushes WHERE samples.t BETWEEN started_at - 900000 AND coalesce(ended_at, 9000000000000000) + 900000)`,
  );
  const putDrift = db.prepare<[string, number, number, number]>(
    'INSERT OR REPLACE INTO drift (gauge, at, length_ms, delta) VALUES (?, ?, ?, ?)',
  );
  const drift = db.prepare<[string, number, number, number, number], { delta: number }>(
    // The same time of week, three hours either way, in the last eight weeks.
    `SELECT delta FROM drift WHERE gauge = ? AND length_ms = ? AND at > ?
       AND min((? - at) % 604800000, 604800000 - (? - at) % 604800000) <= 10800000 ORDER BY at DESC LIMIT 200`,
  );
  return {
    /** Writes one tick's readings in one transaction. */
    put: db.transaction((rows: readonly { gauge: string; host: string; sample: Sample }[]) => {
      for (const { gauge, host, sample } of rows) insert.run(gauge, host, sample.t, sample.v, sample.n ?? null, sample.s ?? null);
    }),
    /** Readings of a gauge in (from, to], by host, oldest first. */
    range: (gauge: string, from: number, to: number): Map<string, Sample[]> => {
      const hosts = new Map<string, Sample[]>();
      for (const { host, t, v, n, s } of range.all(gauge, from, to)) {
        const sample: Sample = n === null || s === null ? { t, v } : { t, v, n, s };
        const list = hosts.get(host);
        if (list) list.push(sample);
        else hosts.set(host, [sample]);
      }
      return hosts;
    },
    /** Forgets readings older than `before` that are near no push. */
    prune: (before: number): number => prune.run(before).changes,
    /** Remembers how far a gauge moved by itself in a window without a push. */
    putDrift: (gauge: string, at: number, lengthMs: number, delta: number) => void putDrift.run(gauge, at, lengthMs, delta),
    /** Moves without a push, in windows of this length and time of week. */
    drift: (gauge: string, lengthMs: number, at: number): number[] =>
      drift.all(gauge, lengthMs, at - 8 * 604_800_000, at, at).map((row) => row.delta),
  };
}
