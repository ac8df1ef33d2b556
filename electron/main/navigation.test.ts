import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideNavigation, decidePermission, isTrustedSender, pageOrigin } from './navigation';

const hostile = [
  'app://capstan.evil.example/',
  'app://capstan:8080/',
  'app://user@capstan/',
  'app://user:word@capstan/',
  'app://CAPSTAN.evil/',
  'app:capstan/',
  'app:///capstan/',
  'app://evil/?app://capstan/',
  'http://capstan/',
  'http://example.com/',
  'file:///etc/passwd',
  'file://capstan/etc/passwd',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:app://capstan/4f2c',
  'view-source:app://capstan/',
  'filesystem:app://capstan/temporary/x',
  'about:blank',
  'capstan://push',
  'ws://capstan/',
  'ftp://example.com/',
  'vbscript:x',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'https://app%3A%2F%2Fcapstan@evil.example/',
  'https://user:word@wiki.example.com/',
  '//evil.example',
  '\\\\evil.example\\share',
  '/push',
  'https:',
  '',
];

describe('decideNavigation', () => {
  it.each([
    ['app://capstan/', 'allow'],
    ['app://capstan/push/r-1/report?gauge=x#y', 'allow'],
    ['https://wiki.example.com/runbook', 'external'],
    ['https://capstan/', 'external'],
    ['HTTPS://wiki.example.com', 'external'],
  ] as const)('%s: %s', (address, decision) => expect(decideNavigation(address)).toBe(decision));

  it.each(hostile)('%j goes nowhere', (address) => expect(decideNavigation(address)).toBe('deny'));

  it('lets nothing in but the page, and nothing out but https without a login', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string(), fc.constantFrom(...hostile)),
        fc.constantFrom('', 'app://capstan', 'app://', ' ', '\t', 'https://capstan@'),
        (text, before) => {
          const address = before + text;
          const decision = decideNavigation(address);
          if (decision === 'deny') return;
          const url = new URL(address);
          expect([url.username, url.password]).toEqual(['', '']);
          expect([url.protocol, decision === 'allow' && url.host]).toEqual(
            decision === 'allow' ? ['app:', 'capstan'] : ['https:', false],
          );
        },
      ),
    );
  });
});

describe('isTrustedSender', () => {
  it('takes the main frame of the page, nothing else', () => {
    expect(isTrustedSender({ parent: null, origin: pageOrigin })).toBe(true);
    expect(isTrustedSender({ parent: {}, origin: pageOrigin })).toBe(false);
    for (const origin of ['app://capstan.evil', 'app://capstan/', 'null', '', 'https://capstan', 'APP://capstan'])
      expect(isTrustedSender({ parent: null, origin })).toBe(false);
    expect(isTrustedSender(null)).toBe(false);
  });
});

describe('decidePermission', () => {
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'window-management',
    'clipboard-read',
    'display-capture',
    'hid',
    'serial',
    'usb',
    'idle-detection',
    'fileSystem',
    'local-fonts',
    'deprecated-sync-clipboard-read',
    'unknown',
    '',
  ];

  it('lets the page copy, in its main frame', () => {
    expect(decidePermission('clipboard-sanitized-write', 'app://capstan/', true)).toBe(true);
    expect(decidePermission('clipboard-sanitized-write', 'app://capstan', true)).toBe(true);
    expect(decidePermission('clipboard-sanitized-write', 'app://capstan/', false)).toBe(false);
  });

  it.each(asked)('refuses %j', (permission) => expect(decidePermission(permission, 'app://capstan/', true)).toBe(false));

  it('refuses everything to everybody else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('clipboard-sanitized-write', ...asked),
        fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom(...hostile)),
        fc.boolean(),
        (permission, origin, main) => {
          expect(decidePermission(permission, origin, main)).toBe(false);
        },
      ),
    );
  });
});
