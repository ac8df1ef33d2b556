import Database from 'better-sqlite3';
import { chmodSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError } from '../../../shared/contract/errors';
import type { Backup } from '../../../shared/contract/settings';
import type { History } from '../history/history';

const name = /^history-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z(-daily)?\.sqlite$/;
const keptDaily = 7;
const dayMs = 24 * 3_600_000;

export interface Backups {
  /** Newest first. */
  list(): Promise<readonly Backup[]>;
  /** Copies the history while it is in use, verifies the copy, and only then gives it its name. Throws REFUSED. */
  make(): Promise<Backup>;
  /** Makes the day's backup, if the last one of any kind is older than a day, and removes all but the last seven of its own. */
  daily(): Promise<void>;
}

/** The folder of backups of a data directory. */
export const backupFolder = (data: string): string => join(data, 'backups');

/** The backups in a data directory, newest first; none where there is no folder. */
export async function listBackups(data: string): Promise<readonly (Backup & { readonly daily: boolean })[]> {
  const folder = backupFolder(data);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (one) => {
      const match = name.exec(one);
      if (!match) return [];
      const [, day, hours, minutes, seconds, ms, daily] = match;
      const file = join(folder, one);
      const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
      // Gone between the two looks: then it is no backup any more.
      return stat(file).then(
        ({ size }) => (Number.isNaN(at) ? [] : [{ file, at, bytes: size, daily: daily !== undefined }]),
        () => [],
      );
    }),
  );
  return found.flat().sort((a, b) => b.at - a.at);
}

export function createBackups(data: string, history: History, now: () => number): Backups {
  const folder = backupFolder(data);
  /** One after the other: two at once would only be slower. */
  let last: Promise<unknown> = Promise.resolve();

  const make = async (daily: boolean): Promise<Backup> => {
    let at = now();
    const known = new Set((await listBackups(data)).map((one) => one.at));
    while (known.has(at)) at += 1;
    const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
    const file = join(folder, `history-${stamp}${daily ? '-daily' : ''}.sqlite`);
    const partial = `${file}.partial`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // What an engine left that was killed over it.
      for (const left of await readdir(folder)) if (left.includes('.partial')) await rm(join(folder, left), { force: true });
      // Made first, so that what is copied into it is nobody else's to read from the beginning.
      await (await open(partial, 'wx', 0o600)).close();
      await history.backup(partial);
      chmodSync(partial, 0o600);
      const fault = damageOf(partial);
      if (fault !== null) throw new Error(`the copy is not whole: ${fault}`);
      const written = await open(partial, 'r+');
      await written.sync().finally(() => written.close());
      await rename(partial, file);
      return { file, at, bytes: (await stat(file)).size };
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      const said = error instanceof Error ? error.message : String(error);
      throw new CapstanError('REFUSED', `The history could not be backed up: ${said}.`, `Look at the disk and at ${folder}.`);
    }
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    list: async () => (await listBackups(data)).map(({ file, at, bytes }) => ({ file, at, bytes })),
    make: () => inTurn(() => make(false)),
    daily: () =>
      inTurn(async () => {
        const [newest] = await listBackups(data);
        if (newest && now() - newest.at < dayMs) return;
        await make(true);
        const own = (await listBackups(data)).filter((one) => one.daily);
        for (const old of own.slice(keptDaily)) await rm(old.file, { force: true });
      }),
  };
}

/**
 * What is wrong with a copy of a history; null: nothing. Leaves it as one file: the journal beside it, which a copy in use would
 * have, is folded in.
 */
export function damageOf(file: string): string | null {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { fileMustExist: true });
    db.pragma('journal_mode = DELETE');
    const verdict = String(db.pragma('quick_check(1)', { simple: true }));
    return verdict === 'ok' ? null : verdict;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db?.close();
  }
}
