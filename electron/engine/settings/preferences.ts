import { defaultPreferences, type Preferences } from '../../../shared/contract/settings';
import type { History } from '../history/history';

const key = 'preferences';

export interface PreferenceChange {
  readonly notify?: Partial<Preferences['notify']> | undefined;
  readonly launchAtLogin?: boolean | undefined;
}

/** What this desk prefers, as kept in its history; what was never said, or was kept by another version, is as by default. */
export function readPreferences(history: History): Preferences {
  const kept = history.settings.get(key);
  const from = (value: unknown): Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null ? { ...value } : {};
  const all = from(kept);
  const notify = from(all['notify']);
  const yes = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  const { notify: usual, launchAtLogin } = defaultPreferences;
  return {
    notify: {
      done: yes(notify['done'], usual.done),
      rolledBack: yes(notify['rolledBack'], usual.rolledBack),
      held: yes(notify['held'], usual.held),
      critical: yes(notify['critical'], usual.critical),
    },
    launchAtLogin: yes(all['launchAtLogin'], launchAtLogin),
  };
}

/** Keeps a change; the answer is what holds from now on. */
export function changePreferences(history: History, change: PreferenceChange): Preferences {
  const before = readPreferences(history);
  const notify = Object.fromEntries(Object.entries(change.notify ?? {}).filter(([, value]) => typeof value === 'boolean'));
  history.settings.put(key, {
    notify: { ...before.notify, ...notify },
    launchAtLogin: change.launchAtLogin ?? before.launchAtLogin,
  });
  return readPreferences(history);
}
