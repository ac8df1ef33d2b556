import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESK } from './fixtures';
import { initialConfig } from './init';
import type { InitAnswers } from './init';
import { parseConfig } from './parse-config';

const FULL: InitAnswers = {
  name: 'shop',
  coordinator: 'www1.example.com',
  user: 'deploy',
  jump: 'bastion.example.com',
  git: '../shop',
  build: 'npm ci && npm run build',
  artifact: 'dist/',
  types: [
    {
      name: 'www',
      hosts: ['www[1-12].example.com'],
      path: '/srv/shop',
      reload: 'sudo systemctl reload shop # "now": {host}',
      verify: 'http://localhost:8080/healthz',
      releaseHeader: 'X-Release',
      scrape: ['http://localhost:9100/metrics'],
    },
    { name: '001', hosts: ['::1', 'db[1-3,7]'], path: '~/db' },
  ],
};

const BARE: InitAnswers = {
  name: 'shop',
  coordinator: { host: 'c1', path: '/srv/c' },
  types: [{ name: 'www', hosts: ['www1'], path: 'app' }],
};

function faultsOf(text: string): unknown {
  const result = parseConfig(text, DESK);
  return result.ok ? [] : result.faults;
}

/** Takes the # away from the keys that are only shown. */
function uncomment(text: string): string {
  const lines = text
    .split('\n')
    .map((each, index) => (index === 0 ? each : each.replace(/^( *)# ((?: *- | *)[a-z_]+: ?)/, '$1$2')));
  return lines.join('\n');
}

describe('initialConfig', () => {
  it.each([
    ['all answers', FULL],
    ['the fewest answers', BARE],
  ])('parses without faults with %s', (_, answers) => {
    expect(faultsOf(initialConfig(answers))).toEqual([]);
  });

  it('says what was answered', () => {
    const result = parseConfig(initialConfig(FULL), DESK);
    expect(result).toMatchObject({
      ok: true,
      config: {
        name: 'shop',
        fleet: {
          coordinator: { host: { name: 'www1.example.com' }, path: '/srv/shop' },
          ssh: { user: 'deploy', jump: ['bastion.example.com'] },
          types: [
            {
              name: 'www',
              reload: 'sudo systemctl reload shop # "now": {host}',
              verify: { by: 'http', url: 'http://localhost:8080/healthz', release: { in: 'header', name: 'X-Release' } },
              scrape: ['http://localhost:9100/metrics'],
            },
            { name: '001', path: 'db', reload: null, verify: null },
          ],
        },
        source: { git: '/home/ann/shop', build: 'npm ci && npm run build', artifact: { from: 'build', path: 'dist/' } },
      },
    });
  });

  it('shows only keys that are right: with every # taken away it parses as well', () => {
    const text = uncomment(initialConfig(BARE));
    expect(text).toMatch(/^gauges:/m);
    expect(text).toMatch(/^ {6}undrain:/m);
    expect(text).toMatch(/^ {2}sources:.*\n {4}- memcached:/m);
    expect(faultsOf(text)).toEqual([]);
  });

  it('explains every key in its line', () => {
    for (const text of [initialConfig(FULL), initialConfig(BARE)]) {
      for (const each of text.split('\n').filter((one) => one !== '')) expect(each).toMatch(/# \S/);
    }
  });

  it('quotes whatever it is given, so that commands come back as they were', () => {
    const command = fc
      .string({ unit: 'binary' })
      .filter((text) => text.trim() !== '' && !/[\p{C}\p{Z}]/u.test(text.replaceAll(' ', '')));
    fc.assert(
      fc.property(
        fc.oneof(command, fc.constantFrom('true', '~', 'null', '- a', 'a: b', '#x', '{a}', '1e3', '0x1f', "it's", '"q"', 'a #b')),
        (reload) => {
          const result = parseConfig(
            initialConfig({ ...BARE, types: [{ name: 'www', hosts: ['www1'], path: 'app', reload }] }),
            DESK,
          );
          expect(result.ok && result.config.fleet.types[0]?.reload).toBe(reload);
        },
      ),
    );
  });
});
