import { expect, it } from 'vitest';
import { isContractProcedure } from '@orpc/contract';
import { contract } from '../../../shared/contract/contract';
import { aboutAct } from './about';

it.each<[string, unknown, string]>([
  ['push.start', { revision: '4f2c91e0123456789', override: ['disk'], reason: 'hot fix' }, '4f2c91e, over disk: hot fix'],
  ['push.rollback', { push: null, alsoUndo: [], reason: '' }, 'the newest push'],
  ['push.rollback', { push: 'r-12', alsoUndo: ['r-13'], reason: 'dies\n  up' }, 'r-12 and r-13: dies up'],
  ['push.takeOut', { push: 'r-1', hosts: ['a', 'b', 'c', 'd', 'e'] }, 'a, b, c and 2 more of r-1'],
  ['push.converge', { hosts: [] }, 'all hosts that differ'],
  ['lock.take', { reason: 'Black Friday' }, 'Black Friday'],
  [
    'settings.save',
    {
      base: 'x',
      edits: [
        { path: ['gauges', 0, 'limit'], value: '> 7' },
        { path: ['push', 'batch'], remove: true },
      ],
      reason: '',
    },
    'gauges[0].limit, push.batch',
  ],
  ['settings.prefer', { notify: { done: false }, launchAtLogin: true }, 'done off, launch at login on'],
  ['fleet.answer', { accept: false, secret: 'sesame', question: 'q' }, 'said no to a question'],
  ['settings.secret', { name: 'PROM_TOKEN', secret: 'sesame', forgets: false }, 'kept PROM_TOKEN'],
  ['settings.secret', { name: 'PROM_TOKEN', forgets: true }, 'forgot PROM_TOKEN'],
  ['setup.try', { host: 'www-1', answers: { identity: '/home/mara/key' } }, 'www-1'],
  ['a verb of tomorrow', { token: 'sesame' }, ''],
  ['lock.take', null, ''],
])('%s %j is about "%s"', (verb, input, about) => {
  expect(aboutAct(verb, input)).toBe(about);
});

it('never shows what is secret, whichever verb it came with', () => {
  const secrets = { secret: 'sesame', passphrase: 'sesame', token: 'sesame', answers: { passphrase: 'sesame' }, key: 'sesame' };
  const verbs = Object.entries(contract).flatMap(([room, inner]) =>
    isContractProcedure(inner) ? [room] : Object.keys(inner).map((name) => `${room}.${name}`),
  );
  expect(verbs.length).toBeGreaterThan(20);
  for (const verb of verbs) expect(aboutAct(verb, secrets)).not.toContain('sesame');
});

it('stays short', () => {
  expect(aboutAct('lock.take', { reason: 'x'.repeat(5000) })).toHaveLength(200);
});
