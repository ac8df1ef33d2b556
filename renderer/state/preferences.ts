import { create } from 'zustand';
import { showByteUnits } from '../../shared/format/bytes';
import { showZone } from '../../shared/format/time';

/** What a person prefers on this machine. Kept in the browser, so it needs no engine and no right. */
export interface PagePreferences {
  readonly theme: 'light' | 'dark' | 'system';
  readonly units: 'binary' | 'decimal';
  /** `local`, `UTC` or an IANA name. */
  readonly zone: string;
  /** Shortcuts of letters alone, without Ctrl or Command. */
  readonly 'single-keys': 'on' | 'off';
}

export type PreferenceName = keyof PagePreferences;

const usual: PagePreferences = { theme: 'system', units: 'binary', zone: 'local', 'single-keys': 'on' };
const names = Object.keys(usual) as readonly PreferenceName[];
const words: { readonly [Name in PreferenceName]: (text: string) => boolean } = {
  theme: (text) => text === 'light' || text === 'dark' || text === 'system',
  units: (text) => text === 'binary' || text === 'decimal',
  zone: (text) => text === 'local' || isZone(text),
  'single-keys': (text) => text === 'on' || text === 'off',
};

const slot = (name: PreferenceName): string => `capstan.${name}`;

function isZone(text: string): boolean {
  try {
    return text !== '' && new Intl.DateTimeFormat('en-GB', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What is kept; where nothing usable is, what is usual. A browser that keeps nothing has the usual too. */
function read(): PagePreferences {
  const kept = names.map((name) => {
    let text: string | null = null;
    try {
      text = localStorage.getItem(slot(name));
    } catch {
      // Storage is switched off.
    }
    return [name, text !== null && words[name](text) ? text : usual[name]] as const;
  });
  // Each word was held against those of its name.
  return Object.fromEntries(kept) as unknown as PagePreferences;
}

const store = create<PagePreferences>(() => read());

function apply({ theme, units, zone }: PagePreferences): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  showByteUnits(units);
  showZone(zone === 'local' ? undefined : zone);
}

/** Makes the page as it is preferred, and keeps it so when another tab changes it. Called once, before the first drawing. */
export function startPreferences(): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key !== null && !names.some((name) => slot(name) === event.key)) return;
    show(read());
  };
  show(read());
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

function show(preferences: PagePreferences): void {
  apply(preferences);
  store.setState(preferences);
}

/** Keeps a preference and makes the page so at once. False: it is no such preference, and nothing changed. */
export function setPreference<Name extends PreferenceName>(name: Name, value: PagePreferences[Name]): boolean {
  if (!words[name](value)) return false;
  try {
    if (value === usual[name]) localStorage.removeItem(slot(name));
    else localStorage.setItem(slot(name), value);
  } catch {
    // It holds until the page is closed.
  }
  show({ ...store.getState(), [name]: value });
  return true;
}

export const usePreference = <Name extends PreferenceName>(name: Name): PagePreferences[Name] => store((all) => all[name]);

/** Whether letters alone are shortcuts. */
export const singleKeysOn = (): boolean => store.getState()['single-keys'] === 'on';
