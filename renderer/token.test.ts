import { describe, expect, it } from 'vitest';
import { takeToken } from './token';

function page(hash: string, kept: string | null) {
  const slots = new Map<string, string>(kept ? [['capstan.token', kept]] : []);
  const addresses: string[] = [];
  return {
    addresses,
    slots,
    location: { hash, pathname: '/push/r-3/report', search: '?phase=1' },
    sessionStorage: {
      getItem: (key: string) => slots.get(key) ?? null,
      setItem: (key: string, value: string) => void slots.set(key, value),
    },
    history: { state: null, replaceState: (_state: unknown, _unused: string, url: string) => void addresses.push(url) },
  };
}

describe('takeToken', () => {
  it('takes it from the fragment, keeps it for the tab and cleans the address', () => {
    const fresh = page('#token=abc', 'older');
    expect(takeToken(fresh)).toBe('abc');
    expect(fresh.slots.get('capstan.token')).toBe('abc');
    expect(fresh.addresses).toEqual(['/push/r-3/report?phase=1']);
  });

  it('uses the kept one on a reload, and leaves the address alone', () => {
    const again = page('', 'kept');
    expect(takeToken(again)).toBe('kept');
    expect(again.addresses).toEqual([]);
  });

  it('says so when there is none', () => {
    expect(takeToken(page('#other=1', null))).toBeNull();
  });
});
