import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Config } from '../../../shared/config/config';
import { configStatements } from '../history/configs';
import { parseConfig } from './parse-config';
import { thisMachine } from './read-config';

/** A configuration that was in force, as the history of its data directory has it. */
export interface LastGood {
  readonly config: Config;
  readonly text: string;
  /** When it came into force. */
  readonly since: number;
}

/** The configuration that was in force last in a data directory, for when `file` is broken; null: none is known, or it is none now. */
export function lastGood(data: string, file: string): LastGood | null {
  try {
    // Only read: an engine may be working with it.
    const db = new Database(join(data, 'history.sqlite'), { readonly: true, fileMustExist: true });
    try {
      const stored = configStatements(db, () => undefined).list(1)[0];
      const read = stored ? parseConfig(stored.text, thisMachine(file)) : null;
      return stored && read?.ok && read.config.data === data ? { config: read.config, text: stored.text, since: stored.at } : null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}
