import { describe, expect, it } from 'vitest';
import { decideNavigation, isTrustedSender, restartDelay } from './navigation';

describe('decideNavigation', () => {
  it.each([
    ['app://capstan/push/r-1', 'allow'],
    ['https://wiki.example.com/runbook', 'external'],
    ['app://capstan.evil.example/', 'deny'],
    ['app://user@capstan/', 'deny'],
    ['https://app%3A%2F%2Fcapstan@evil.example/', 'deny'],
    ['http://example.com/', 'deny'],
    ['file:///etc/passwd', 'deny'],
    ['javascript:alert(1)', 'deny'],
    ['data:text/html,x', 'deny'],
    ['//evil.example', 'deny'],
    ['', 'deny'],
  ] as const)('%s: %s', (address, decision) => expect(decideNavigation(address)).toBe(decision));
});

describe('isTrustedSender', () => {
  it('takes the main frame of the page, nothing else', () => {
    expect(isTrustedSender({ parent: null, origin: 'app://capstan' })).toBe(true);
    expect(isTrustedSender({ parent: {}, origin: 'app://capstan' })).toBe(false);
    expect(isTrustedSender({ parent: null, origin: 'app://capstan.evil' })).toBe(false);
    expect(isTrustedSender(null)).toBe(false);
  });
});

describe('restartDelay', () => {
  it('is none at first, doubles, and forgets after a minute', () => {
    expect(restartDelay([], 0)).toBe(0);
    expect(restartDelay([1], 2)).toBe(250);
    expect(restartDelay([1, 2, 3], 4)).toBe(1000);
    expect(
      restartDelay(
        Array.from({ length: 20 }, () => 5),
        6,
      ),
    ).toBe(30_000);
    expect(restartDelay([1, 2, 3], 70_000)).toBe(0);
  });
});
