import { accessSync, constants } from 'node:fs';
import { join, parse, win32, posix } from 'node:path';
import type { Surroundings } from '../config/paths';

/** The desk as far as the place of a first configuration depends on it. */
export interface SetupDesk extends Omit<Surroundings, 'file'> {
  /** Where this process was started. */
  readonly folder: string;
}

const name = 'capstan.yaml';

/**
 * Where a first configuration goes: into the folder that Capstan was started in, because the next start looks there first. An app
 * that was started from a menu is nowhere in particular (the root, the home, a folder that cannot be written): then it goes to the
 * place that this user's Capstan looks at last, whatever folder it is started in.
 */
export function setupTarget(desk: SetupDesk): string {
  const nowhere = desk.folder === parse(desk.folder).root || desk.folder === desk.home || !isWritable(desk.folder);
  return nowhere ? userConfig(desk) : join(desk.folder, name);
}

/** This user's own configuration, for a Capstan that was started where there is none. */
export function userConfig({ home, platform, env }: Omit<Surroundings, 'file'>): string {
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Capstan', name);
  if (platform === 'win32') return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Capstan', name);
  const xdg = env.XDG_CONFIG_HOME ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(home, '.config'), 'capstan', name);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
