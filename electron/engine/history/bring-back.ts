import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage, roomBeside } from '../sqlite-trouble';
import { moveAside, openFile, type Away, type Db } from './database';
import { withoutWal } from './file-bytes';

/** Room that has to be left on the disk afterwards: a history that returns to a disk that is all but full would leave again at once. */
const spareBytes = 1 << 20;

type BroughtBack =
  | { readonly done: true; readonly db: Db; readonly setAside: string | null }
  /** What is there may have been set aside all the same. */
  | { readonly done: false; readonly away: Away; readonly setAside: string | null };

/**
 * Writes a history that is in memory into its file: beside it first, to the disk, then renamed over it. A file that holds what the memory
 * does not is set aside, never overwritten. Killed anywhere, there is the old file or the new one. Never throws.
 */
export function bringBack(memory: Db, away: Away): BroughtBack {
  const { file } = away;
  const beside = `${file}.new`;
  let setAside: string | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const bytes = withoutWal(memory.serialize());
    if ((roomBeside(file) ?? Infinity) < bytes.length + spareBytes) return { done: false, away, setAside };
    writeDurably(beside, bytes);
    if (away.kept !== 'all' && existsSync(file)) setAside = moveAside(file, 'unread');
    else setAside = clearLog(file);
    renameSync(beside, file);
    return { done: true, db: openFile(file), setAside };
  } catch {
    rmQuietly(beside);
    // What was set aside is safe: what is in memory is all that the file has now.
    return { done: false, away: setAside === null ? away : { ...away, kept: 'all' }, setAside };
  }
}

/**
 * Brings the write-ahead log of the file that is to be replaced into it, so that no other file is ever found with this log. A damaged one
 * is set aside instead: answers with its new name. Throws where it cannot be done now.
 */
function clearLog(file: string): string | null {
  if (existsSync(file)) {
    let old: Db | null = null;
    try {
      old = new Database(file, { timeout: 250 });
      const [done] = old.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      if (done?.busy) throw new Error('Another program is reading it.');
    } catch (error) {
      old?.close();
      old = null;
      if (isDamage(error)) return moveAside(file, 'damaged');
      throw error;
    } finally {
      old?.close();
    }
  }
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  return null;
}

function writeDurably(file: string, bytes: Buffer): void {
  rmSync(file, { force: true });
  writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' });
  const written = openSync(file, 'r+');
  try {
    fsyncSync(written);
  } finally {
    closeSync(written);
  }
}

function rmQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is written anew the next time.
  }
}
