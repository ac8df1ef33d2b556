import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The entry by which a Linux desktop starts a program at login. `program`: its path, which may hold spaces and quotes. */
export function autostartEntry(program: string): string {
  // What the Desktop Entry Specification asks of a quoted argument, and `%` begins a field code.
  const quoted = `"${program
    .replace(/[\\"`$]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
  return `[Desktop Entry]\nType=Application\nName=Capstan\nExec=${quoted} --hidden\nX-GNOME-Autostart-enabled=true\n`;
}

/** Starts the app at login, in the tray, or no longer does. Electron knows how on macOS and Windows. */
export function launchAtLogin(
  on: boolean,
  here: {
    readonly platform: NodeJS.Platform;
    readonly program: string;
    readonly configHome: string;
    setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void;
  },
): void {
  if (here.platform !== 'linux') return here.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
  const folder = join(here.configHome, 'autostart');
  const file = join(folder, 'capstan.desktop');
  if (!on) return rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, autostartEntry(here.program));
}
