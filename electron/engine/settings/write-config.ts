import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CapstanError } from '../../../shared/contract/errors';

/** Opens the file that is written; another one in tests, to have a full disk. */
export type OpenFile = typeof open;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Why a configuration cannot be written now, as the end of "It cannot be saved: …"; null: it can, as far as can be seen. */
export async function whyNotWritable(file: string): Promise<string | null> {
  try {
    const target = await realpath(file);
    const found = await stat(target);
    if (!found.isFile()) return `${file} is not a file`;
    // Who may do everything could write it all the same, but somebody has said that it is not to be written.
    if ((found.mode & 0o222) === 0) return `${file} is read-only`;
    await access(target, constants.W_OK);
    await access(dirname(target), constants.W_OK);
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return `${file} is not there any more`;
    if (code === 'ELOOP') return `${file} is a link to itself`;
    return code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
      ? `you may not write ${file} or into its folder`
      : `${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Replaces a configuration by another text, whole or not at all: written beside it, brought to the disk, renamed over it. Follows a
 * link to its target, keeps mode and owner. Throws REFUSED, with the old file as it was.
 */
export async function writeConfig(file: string, text: string, openFile: OpenFile = open): Promise<void> {
  const whyNot = await whyNotWritable(file);
  if (whyNot !== null)
    throw new CapstanError('REFUSED', `It cannot be saved: ${whyNot}.`, 'Nothing was changed. Mend that, then save again.');
  const target = await realpath(file);
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.new`);
  try {
    const { mode, uid, gid } = await stat(target);
    const made = await openFile(beside, 'wx', 0o600);
    try {
      await made.writeFile(text);
      await made.chmod(mode & 0o7777);
      await made.sync();
    } finally {
      await made.close();
    }
    const own = await stat(beside);
    // Only a superuser can, and only then it differs for another reason than the folder's.
    if (own.uid !== uid || own.gid !== gid) await chown(beside, uid, gid).catch(() => undefined);
    await rename(beside, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    const code = codeOf(error);
    const why =
      code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : error instanceof Error ? error.message : String(error);
    throw new CapstanError('REFUSED', `${file} cannot be saved: ${why}.`, 'The file is as it was. Mend that, then save again.');
  }
}

/** Brings the renaming itself to the disk, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const opened = await open(folder, 'r');
    await opened.sync().finally(() => opened.close());
  } catch {
    // Windows opens no folders; the renaming is done all the same.
  }
}
