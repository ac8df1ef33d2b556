import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps what V8 compiles of the modules that are loaded from now on, in this person's own cache folder: the next start reads it. Where
 * nothing can be kept there, nothing is.
 */
export function keepCompiled(): void {
  enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'capstan', 'compiled'));
}
