import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SetupAnswers } from '../../../shared/contract/setup';
import { DESK } from '../config/fixtures';
import { draftSetup } from './draft';

const none: SetupAnswers = {
  name: '',
  types: [{ name: '', hosts: '' }],
  coordinator: '',
  path: '',
  user: '',
  port: '',
  identity: '',
  reload: '',
  verify: '',
  releaseHeader: '',
  scrape: '',
  git: '',
  build: '',
  artifact: '',
};
const few: SetupAnswers = { ...none, name: 'shop', types: [{ name: 'www', hosts: 'www[01-12]' }], path: '/srv/shop' };
const all: SetupAnswers = {
  name: 'shop',
  types: [
    { name: 'www', hosts: 'www[01-03].example.com, api1' },
    { name: 'db', hosts: 'db[1-2, 7]' },
  ],
  coordinator: 'deploy1.example.com',
  path: '/srv/shop',
  user: 'deploy',
  port: '2222',
  identity: '~/.ssh/fleet',
  reload: 'sudo systemctl reload shop',
  verify: 'http://localhost:8080/healthz',
  releaseHeader: 'X-Release',
  scrape: 'http://localhost:9100/metrics http://localhost:8080/metrics',
  git: '../shop',
  build: 'npm ci && npm run build',
  artifact: 'dist/',
};
const paths = (answers: SetupAnswers) => draftSetup(answers, DESK).faults.map((fault) => fault.path);

describe('draftSetup', () => {
  it('makes a configuration of all answers', () => {
    const { faults, hosts, config } = draftSetup(all, DESK);
    expect(faults).toEqual([]);
    expect(hosts).toEqual(['www01.example.com', 'www02.example.com', 'www03.example.com', 'api1', 'db1', 'db2', 'db7']);
    expect(config).toMatchObject({
      name: 'shop',
      fleet: {
        coordinator: { host: { name: 'deploy1.example.com' } },
        ssh: { user: 'deploy', port: 2222, identity: '/home/ann/.ssh/fleet' },
        types: [
          {
            name: 'www',
            path: '/srv/shop',
            reload: 'sudo systemctl reload shop',
            verify: { url: 'http://localhost:8080/healthz', release: { in: 'header', name: 'X-Release' } },
            scrape: ['http://localhost:9100/metrics', 'http://localhost:8080/metrics'],
          },
          { name: 'db' },
        ],
      },
      source: { git: '/home/ann/shop', build: 'npm ci && npm run build', artifact: { from: 'build', path: 'dist/' } },
    });
  });

  it('makes one of the fewest, with the first host as coordinator', () => {
    expect(draftSetup(few, DESK)).toMatchObject({
      faults: [],
      config: {
        fleet: { coordinator: { host: { name: 'www01' } }, ssh: { user: null, port: 22 } },
        source: { git: '/home/ann/shop' },
      },
    });
  });

  it('takes the address of ready archives', () => {
    const { config } = draftSetup({ ...few, artifact: 'https://builds.example.com/{rev}.tgz' }, DESK);
    expect(config?.source.artifact).toMatchObject({ from: 'url', url: 'https://builds.example.com/{rev}.tgz' });
  });

  it('says of each answer that is missing that it is, once', () => {
    expect(paths(none)).toEqual(['name', 'types.0.name', 'types.0.hosts', 'path']);
    expect(paths({ ...none, types: [] })).toEqual(['name', 'types.0.hosts', 'path']);
    expect(paths({ ...few, types: [...few.types, { name: '', hosts: '' }] })).toEqual([]);
    expect(paths({ ...few, types: [...few.types, { name: 'db', hosts: '' }] })).toEqual(['types.1.hosts']);
  });

  it.each<[string, Partial<SetupAnswers>]>([
    ['name', { name: '../etc' }],
    ['name', { name: 'constructor' }],
    ['types.0.hosts', { types: [{ name: 'www', hosts: 'www[1-' }] }],
    ['types.0.hosts', { types: [{ name: 'www', hosts: 'deploy@www1' }] }],
    ['types.1.hosts', { types: [...few.types, { name: 'db', hosts: 'db$' }] }],
    ['types.1.hosts', { types: [...few.types, { name: 'db', hosts: 'www03' }] }],
    ['types.1.name', { types: [...few.types, { name: 'www', hosts: 'db1' }] }],
    ['types.0.name', { types: [{ name: 'a: {b}', hosts: 'www1' }] }],
    ['coordinator', { coordinator: 'www02x' }],
    ['coordinator', { coordinator: 'www[01-02]' }],
    ['user', { user: 'a\nb' }],
    ['port', { port: 'ssh' }],
    ['port', { port: '70000' }],
    ['port', { port: '022' }],
    ['identity', { identity: '~root/.ssh/id' }],
    ['path', { path: '~root/x' }],
    ['verify', { verify: 'localhost:8080' }],
    ['releaseHeader', { verify: 'http://localhost/', releaseHeader: 'X Release' }],
    ['scrape', { scrape: 'http://localhost/metrics nonsense' }],
    ['git', { git: 'https://git.example.com/shop.git' }],
    ['artifact', { artifact: '/etc' }],
    ['artifact', { artifact: 'https://builds.example.com/newest.tgz' }],
  ])('blames %s for %j, and nothing else', (path, change) => {
    const { faults, config } = draftSetup({ ...few, ...change }, DESK);
    expect(config).toBeNull();
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(faults[0]?.message).not.toBe('');
    expect(faults[0]?.hint).not.toBe('');
  });

  it('never fails, never writes what was not said into another place, and blames only answers', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('a: b', '# x', '"', "'", '{', '[', '- a', '\n', 'name: y\nfleet:', '*x', '&x', '!!js', '%YAML', '...'),
    );
    const answers = fc.record({
      name: text,
      types: fc.array(fc.record({ name: text, hosts: text }), { maxLength: 3 }),
      coordinator: text,
      path: text,
      user: text,
      port: text,
      identity: text,
      reload: text,
      verify: text,
      releaseHeader: text,
      scrape: text,
      git: text,
      build: text,
      artifact: text,
    });
    fc.assert(
      fc.property(answers, (said) => {
        const { faults, config } = draftSetup(said, DESK);
        expect(config === null).toBe(faults.length > 0);
        if (config) {
          expect(config.name).toBe(said.name.trim());
          expect(config.source.build ?? '').toBe(said.build.trim() === '' ? '' : said.build);
        }
      }),
      { numRuns: 300 },
    );
  });
});
