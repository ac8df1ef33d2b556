import { posix, win32 } from 'node:path';

/** What of the machine the configuration depends on. */
export interface Surroundings {
  /** Absolute path of the configuration file: relative paths start at its folder. */
  readonly file: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

/** An absolute path on this desk: `~` is the home, a relative path starts at the configuration's folder. Null: `~somebody`. */
export function localPath(text: string, around: Surroundings): string | null {
  const path = pathsOf(around.platform);
  if (text === '~') return around.home;
  if (/^~[/\\]/.test(text)) return path.join(around.home, text.slice(2));
  return text.startsWith('~') ? null : path.resolve(path.dirname(around.file), text);
}

/**
 * Where the data of a fleet is by default: the XDG base directory on Linux (its specification says that a relative
 * XDG_DATA_HOME is ignored), Application Support on macOS, %APPDATA% on Windows.
 */
export function defaultDataFolder(name: string, around: Omit<Surroundings, 'file'>): string {
  const path = pathsOf(around.platform);
  if (around.platform === 'darwin') return path.join(around.home, 'Library', 'Application Support', 'Capstan', name);
  if (around.platform === 'win32')
    return path.join(around.env.APPDATA ?? path.join(around.home, 'AppData', 'Roaming'), 'Capstan', name);
  const xdg = around.env.XDG_DATA_HOME ?? '';
  return path.join(path.isAbsolute(xdg) ? xdg : path.join(around.home, '.local', 'share'), 'capstan', name);
}

/** Files of known host keys that OpenSSH reads as well; new keys go into the first. */
export function defaultKnownHosts(around: Surroundings): string[] {
  const path = pathsOf(around.platform);
  const own = path.join(around.home, '.ssh', 'known_hosts');
  return around.platform === 'win32' ? [own] : [own, '/etc/ssh/ssh_known_hosts'];
}

/** A directory on a host: `~/x` is `x`, because relative paths start at the login's home there. Null: `~somebody`. */
export function hostPath(text: string): string | null {
  const path = text.replace(/^~\/+/, '');
  if (path === '~' || path === '') return '.';
  return path.startsWith('~') ? null : path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}
