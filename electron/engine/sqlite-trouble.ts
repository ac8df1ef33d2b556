import Database from 'better-sqlite3';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is the matter with a file of SQLite's: a sentence, and another one on what to do. */
export interface Trouble {
  readonly what: string;
  readonly hint: string;
}

const outside = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PERM|PROTOCOL|NOLFS|NOMEM|AUTH)/;
const errno = /^E(NOSPC|DQUOT|ROFS|ACCES|PERM|IO|ISDIR|NOTDIR|EXIST|NOENT|MFILE|NFILE|LOOP|BUSY|STALE|NAMETOOLONG)$/;
/** With less than this on a disk SQLite cannot even begin, and does not always say that it is for want of room. */
const noRoomBytes = 64 * 1024;

/** Whether a failure comes from outside of the program: the disk, the rights to it, the state of the file. */
export function isTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return error instanceof Database.SqliteError ? outside.test(code) : errno.test(code);
}

/** Whether SQLite says that the file itself is bad, not the disk or the moment. */
export function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** A failure in plain words; `name` is what the file holds ("the history"). */
export function troubleOf(error: unknown, name: string, file: string): Trouble {
  const code = codeOf(error);
  const again = 'It is then written again by itself.';
  if (/^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/.test(code) || (isVague(code) && !isWritable(dirname(file))))
    return {
      what: `${capital(name)} in ${file} cannot be written: the file or its folder is read-only.`,
      hint: `Make both writable. ${again}`,
    };
  if (/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/.test(code) || (isVague(code) && isFull(file)))
    return { what: `The disk is full, so ${name} in ${file} cannot be written.`, hint: `Make room there. ${again}` };
  if (isDamage(error)) return { what: `${capital(name)} in ${file} is damaged.`, hint: `Check the disk. ${again}` };
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return { what: `Another program holds ${name} in ${file}.`, hint: `Close that program. ${again}` };
  const said = error instanceof Error ? error.message : String(error);
  return {
    what: `${capital(name)} in ${file} cannot be used: ${said}${code && !said.includes(code) ? ` (${code})` : ''}.`,
    hint: `Check the disk and who may write there. ${again}`,
  };
}

/** SQLite says for many reasons that a file cannot be opened, or that reading it failed; Node that a folder is not there, when it cannot be made. */
const isVague = (code: string): boolean => /^(SQLITE_(CANTOPEN|IOERR)|ENOENT)/.test(code);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Whether something can be made in a folder, or in the one where it would have to be made itself. */
function isWritable(folder: string): boolean {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(folder)) return isWritable(parent);
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isFull(file: string): boolean {
  const room = roomBeside(file);
  return room !== null && room < noRoomBytes;
}

/** Bytes that are free on the disk of a file; null: nobody knows. */
export function roomBeside(file: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch {
    return null;
  }
}
