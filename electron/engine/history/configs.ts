import { gunzipSync, gzipSync } from 'node:zlib';
import type { Db } from './database';
import { readable, type Lost } from './rows';

/** A configuration that came into force. */
export interface StoredConfig {
  readonly at: number;
  /** Names its text. */
  readonly sha: string;
  /** Null: it was changed with an editor, so nobody is known. */
  readonly who: string | null;
  readonly via: string;
  readonly reason: string;
  readonly text: string;
}

interface Raw {
  id: number;
  at: number;
  sha: string;
  who: string | null;
  via: string;
  reason: string;
  text: Buffer;
}

export function configStatements(db: Db, lost: Lost) {
  const insert = db.prepare<[number, string, string | null, string, string, Buffer]>(
    'INSERT INTO configs (at, sha, who, via, reason, text) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const newest = db.prepare<[number], Raw>('SELECT * FROM configs ORDER BY id DESC LIMIT ?');
  const last = db.prepare<[], { sha: string }>('SELECT sha FROM configs ORDER BY id DESC LIMIT 1');
  const between = db.prepare<[number, number, number], Omit<Raw, 'text'>>(
    'SELECT id, at, sha, who, via, reason FROM configs WHERE at >= ? AND at <= ? ORDER BY id DESC LIMIT ?',
  );
  return {
    /** Those that came into force in [from, to], without their texts, newest first. */
    between: (from: number, to: number, limit: number): Omit<StoredConfig, 'text'>[] => between.all(from, to, limit),
    add: ({ at, sha, who, via, reason, text }: StoredConfig) => void insert.run(at, sha, who, via, reason, gzipSync(text)),
    /** Newest first. */
    list: (limit: number): (StoredConfig & { readonly id: number })[] =>
      newest
        .all(limit)
        .flatMap(
          (row) => readable(`configuration ${row.id}`, lost, () => ({ ...row, text: gunzipSync(row.text).toString('utf8') })) ?? [],
        ),
    /** Names the text that came into force last; null: none has. */
    newest: (): string | null => last.get()?.sha ?? null,
  };
}
