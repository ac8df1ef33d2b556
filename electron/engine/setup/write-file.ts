import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, openSync, closeSync, fsyncSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CapstanError } from '../../../shared/contract/errors';

/**
 * Writes a configuration so that there is all of it or none: beside its place first, then in one step into it. A file that is there is
 * kept unless `overwrite`, also when it came a moment ago. It holds no secret, so others may read it. Throws REFUSED.
 */
export function writeConfig(file: string, text: string, overwrite: boolean): void {
  try {
    makeFolder(dirname(file));
    const place = overwrite ? behindLinks(file) : file;
    const beside = `${place}.${randomBytes(4).toString('hex')}`;
    try {
      const handle = openSync(beside, 'wx', 0o644);
      try {
        writeFileSync(handle, text);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      if (overwrite) renameSync(beside, place);
      // Unlike a rename, a link never takes the place of what is there.
      else linkSync(beside, place);
    } finally {
      rmSync(beside, { force: true });
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST')
      throw new CapstanError('REFUSED', `${file} is there already.`, 'Edit it, or say that it is to be written over.');
    const why =
      code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'this user may not write there'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new CapstanError('REFUSED', `${file} cannot be written: ${why}.`, 'Start Capstan in a folder of yours.');
  }
}

/** What is written over is the file itself, not the link that leads to it. */
function behindLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** A file in the place of a folder is another trouble than the configuration being there. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw taken ? new Error(`${folder} is no folder`, { cause: error }) : error;
  }
}
