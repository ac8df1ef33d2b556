import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../shared/route';
import { linkAmong, pathOfLink } from './deep-link';

describe('pathOfLink', () => {
  it.each([
    ['capstan://push', '/push'],
    ['capstan://push/', '/push'],
    ['capstan://', '/push'],
    ['CAPSTAN://push/r-12/report?gauge=x', '/push/r-12/report?gauge=x'],
    ['capstan://push/r-12/report?gauge=php_errors&phase=1', '/push/r-12/report?gauge=php_errors&phase=1'],
    ['capstan://push/plan/feature%2Fodd%20name', '/push/plan/feature%2Fodd%20name'],
    ['capstan://fleet/www-1', '/fleet/www-1'],
    ['capstan://settings/limits?gauge=x', '/settings/limits?gauge=x'],
    ['capstan://wall', '/wall'],
    // Everything that the page does not know of is left behind.
    ['capstan://push/r-12/report?gauge=x&act=rollback#token=1', '/push/r-12/report?gauge=x'],
    ['capstan://wall?x=<script>', '/wall'],
  ])('%s leads to %s', (link, path) => expect(pathOfLink(link)).toBe(path));

  it.each([
    'capstan://nowhere',
    'capstan://gallery',
    'capstan://push/r-12',
    'capstan://push/r-12/rollback',
    'capstan://push/r-x/report',
    'capstan://push/../../etc/passwd',
    'capstan://fleet/a/b',
    'capstan://settings/secrets',
    'capstan://user@push/',
    'capstan://user:word@push/',
    'capstan://push:80/',
    'capstan.evil://push',
    'xcapstan://push',
    'https://capstan/push',
    'app://capstan/push',
    'javascript:capstan://push',
    'file:///push',
    '/push',
    'push',
    '',
    `capstan://fleet/${'x'.repeat(3000)}`,
  ])('%s leads nowhere', (link) => expect(pathOfLink(link)).toBeNull());

  it('answers only with what the page itself would write, whatever the link says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('capstan://', 'capstan:', 'capstan:///', 'CapStan://', ''),
        fc.oneof(fc.string(), fc.webPath(), fc.constantFrom('push/', 'fleet/', '..%2f..%2f', '%00', '\\\\host\\')),
        fc.string(),
        (scheme, room, rest) => {
          const path = pathOfLink(scheme + room + rest);
          if (path === null) return;
          const url = new URL(path, 'app://capstan');
          expect(url.host).toBe('capstan');
          expect(url.protocol).toBe('app:');
          const route = parseRoute(url.pathname, url.search);
          expect(route.room).not.toBe('none');
          expect(formatRoute(route)).toBe(path);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('linkAmong', () => {
  it('finds the link on a command line, and takes neither the program nor a file for one', () => {
    expect(linkAmong(['capstan', '--flag', 'capstan://push'])).toBe('capstan://push');
    expect(linkAmong(['capstan://program'])).toBeNull();
    expect(linkAmong(['capstan', '/home/mara/capstan.yaml', '--capstan://x'])).toBeNull();
    expect(linkAmong([])).toBeNull();
  });
});
