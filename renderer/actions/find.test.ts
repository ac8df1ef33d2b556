import { describe, expect, it } from 'vitest';
import { find, type Findable } from './find';

const item = (id: string, label: string, words = '', atOnce = true): Findable => ({ id, label, words, atOnce });
const items = [
  item('go.push', 'Push room', 'deploy home'),
  item('push.rollback', 'Roll back 10 hosts to 4f2c91e', 'undo revert'),
  item('push.hold', 'Hold r-2031', 'pause'),
  item('view.dark', 'Dark theme', 'night'),
  item('host:www-004', 'Host www-004', 'www', false),
];
const ids = (typed: string, recent: readonly string[] = []) => find(items, typed, recent).map((one) => one.id);

describe('find', () => {
  it('offers what was used last first, then the rest as it is, hosts only when asked for', () => {
    expect(ids('', ['view.dark'])).toEqual(['view.dark', 'go.push', 'push.rollback', 'push.hold']);
    expect(ids('', ['host:www-004'])[0]).toBe('host:www-004');
  });

  it('takes a few letters of a name, in order', () => {
    expect(ids('rlbk')[0]).toBe('push.rollback');
    expect(ids('dth')[0]).toBe('view.dark');
    expect(ids('004')[0]).toBe('host:www-004');
  });

  it('knows other words, but likes the name better', () => {
    expect(ids('undo')).toEqual(['push.rollback']);
    expect(ids('push')[0]).toBe('go.push');
  });

  it('finds nothing where nothing fits', () => expect(ids('zzzz')).toEqual([]));
});
