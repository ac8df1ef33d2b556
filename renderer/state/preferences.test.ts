import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatBytes } from '../../shared/format/bytes';
import { formatMinute } from '../../shared/format/time';

const at = Date.UTC(2026, 10, 16, 11, 39);
const kept = new Map<string, string>();
const page = new EventTarget();
const root = { dataset: {} as Record<string, string> };

beforeEach(() => {
  kept.clear();
  root.dataset = {};
  vi.resetModules();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', { documentElement: root });
});
afterEach(() => vi.unstubAllGlobals());

/** A page that begins now; with its own formats, as a page has. */
const begin = async () => {
  const preferences = await import('./preferences');
  const stop = preferences.startPreferences();
  const bytes = (await import('../../shared/format/bytes')).formatBytes;
  const minute = (await import('../../shared/format/time')).formatMinute;
  return { ...preferences, stop, bytes, minute };
};

it('shows what was kept, from the first drawing on', async () => {
  kept
    .set('capstan.theme', 'dark')
    .set('capstan.units', 'decimal')
    .set('capstan.zone', 'Asia/Tokyo')
    .set('capstan.single-keys', 'off');
  const { bytes, minute, singleKeysOn, stop } = await begin();
  expect(root.dataset).toEqual({ theme: 'dark' });
  expect([bytes(2000), minute(at), singleKeysOn()]).toEqual(['2.0 kB', '20:39', false]);
  stop();
});

it('keeps a change and shows it at once; what is usual is not kept', async () => {
  const { setPreference, minute, bytes, singleKeysOn, stop } = await begin();
  expect([
    setPreference('zone', 'UTC'),
    setPreference('units', 'decimal'),
    setPreference('theme', 'light'),
    setPreference('single-keys', 'off'),
  ]).toEqual([true, true, true, true]);
  expect([minute(at), bytes(2000), root.dataset['theme'], singleKeysOn()]).toEqual(['11:39', '2.0 kB', 'light', false]);
  expect(Object.fromEntries(kept)).toEqual({
    'capstan.zone': 'UTC',
    'capstan.units': 'decimal',
    'capstan.theme': 'light',
    'capstan.single-keys': 'off',
  });
  setPreference('theme', 'system');
  setPreference('single-keys', 'on');
  expect([root.dataset['theme'], kept.has('capstan.theme'), kept.has('capstan.single-keys')]).toEqual([undefined, false, false]);
  stop();
});

it('follows another tab', async () => {
  const { minute, stop } = await begin();
  kept.set('capstan.zone', 'Asia/Kolkata');
  page.dispatchEvent(Object.assign(new Event('storage'), { key: 'capstan.zone' }));
  expect(minute(at)).toBe('17:09');
  kept.clear();
  page.dispatchEvent(Object.assign(new Event('storage'), { key: null }));
  expect(minute(at)).toBe(formatMinute(at));
  stop();
});

it('takes nothing that is no preference', async () => {
  kept.set('capstan.theme', 'purple').set('capstan.zone', 'Europe/Atlantis').set('capstan.units', '');
  const { setPreference, bytes, minute, stop } = await begin();
  expect(root.dataset).toEqual({});
  expect(setPreference('zone', 'Europe/Atlantis')).toBe(false);
  expect([bytes(2048), minute(at)]).toEqual([formatBytes(2048), formatMinute(at)]);
  stop();
});

it('lives without storage', async () => {
  const broken = () => {
    throw new Error('switched off');
  };
  vi.stubGlobal('localStorage', { getItem: broken, setItem: broken, removeItem: broken });
  const { setPreference, minute, stop } = await begin();
  expect(setPreference('zone', 'UTC')).toBe(true);
  expect(minute(at)).toBe('11:39');
  stop();
});
