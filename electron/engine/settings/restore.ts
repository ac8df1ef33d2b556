import { randomBytes } from 'node:crypto';
import { chmodSync, constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CapstanError } from '../../../shared/contract/errors';
import { claim } from '../claim';
import { migrations } from '../history/migrations';
import { damageOf } from './backups';

/**
 * Puts a backup in the place of the history of a data directory. The present history is set aside beside it, never deleted;
 * `setAside` is its new name, null if there was none. Throws BUSY while an engine works there, REFUSED for what is no whole history.
 */
export function restoreBackup(data: string, file: string, at: Date): { readonly setAside: string | null } {
  const claimed = claim(data);
  if (!claimed)
    throw new CapstanError(
      'BUSY',
      `An engine works with ${data}.`,
      'Close every window and terminal of this fleet, then try again.',
    );
  const history = join(data, 'history.sqlite');
  const copy = join(data, `.restore-${randomBytes(6).toString('hex')}.sqlite`);
  try {
    if (!existsSync(file))
      throw new CapstanError('NOT_FOUND', `There is no ${file}.`, 'capstan restore, without a file, lists the backups.');
    if (!statSync(file).isFile()) throw new CapstanError('REFUSED', `${file} is not a file.`, 'Name a backup.');
    // Only the copy is looked into: looking may write.
    copyFileSync(file, copy, constants.COPYFILE_EXCL);
    chmodSync(copy, 0o600);
    // A history that was set aside may have its newest lines in the journal beside it.
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const fault = damageOf(copy) ?? strangeness(copy);
    if (fault !== null)
      throw new CapstanError(
        'REFUSED',
        `${file} cannot be restored: ${fault}.`,
        'The present history was left as it was. Take another backup.',
      );
    const setAside = existsSync(history) ? `${history}.before-restore-${at.toISOString().replaceAll(/[:.]/g, '-')}` : null;
    for (const suffix of ['-wal', '-shm', ''])
      if (setAside !== null && existsSync(history + suffix)) renameSync(history + suffix, setAside + suffix);
    renameSync(copy, history);
    return { setAside };
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new CapstanError('REFUSED', `${file} could not be restored: ${said}.`, `Look into ${data}: nothing there was deleted.`);
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
    claimed.release();
  }
}

/** Why a whole database is no history of ours; null: it is one. */
function strangeness(file: string): string | null {
  const db = new Database(file, { readonly: true });
  try {
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > migrations.length) return 'a newer Capstan wrote it';
    const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return version > 0 && tables.some((table) => table.name === 'pushes') ? null : 'it is no history of Capstan';
  } finally {
    db.close();
  }
}
