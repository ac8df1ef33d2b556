import { describe, expect, it } from 'vitest';
import { configOf, DESK, EXAMPLE, SMALL } from './fixtures';

describe('a good file', () => {
  it('is read whole', () => {
    expect(configOf(EXAMPLE)).toMatchObject({
      name: 'shop',
      data: '/home/ann/.local/share/capstan',
      fleet: {
        coordinator: { host: { name: 'deploy1.example.com', address: 'deploy1.example.com', port: null }, path: 'capstan/shop' },
        ssh: {
          user: 'deploy',
          port: 22,
          identity: '/home/ann/.ssh/id_ed25519',
          jump: ['bastion.example.com'],
          connectTimeoutMs: 10_000,
          parallel: 64,
        },
        types: [
          {
            name: 'www',
            path: '/srv/shop',
            via: 'ssh',
            drain: 'sudo lb-out {host}',
            reload: 'sudo systemctl reload shop',
            verify: {
              by: 'http',
              url: 'http://localhost:8080/healthz',
              expect: 200,
              release: { in: 'header', name: 'X-Release' },
              withinMs: 20_000,
            },
            scrape: ['http://localhost:9100/metrics', 'http://localhost:8080/metrics'],
            canaries: [],
          },
        ],
      },
      source: { git: '/home/ann/shop', build: 'npm ci && npm run build', artifact: { from: 'build', path: 'dist/' } },
      push: {
        phases: [
          { hosts: { share: 0.05 }, watchMs: 180_000 },
          { hosts: { share: 1 }, watchMs: 300_000 },
        ],
        maxFailedHosts: { count: 0 },
        before: './migrate.sh',
        after: null,
        irreversible: 'db/migrations/**',
      },
      gauges: [
        {
          name: 'php errors',
          metric: 'rate(app_errors_total[1m])',
          types: ['www'],
          kind: 'count',
          unit: null,
          limit: { op: '>', value: 5 },
          change: { up: 0.5, down: null, atLeast: 0.2 },
          severity: 'critical',
          warmUpMs: 30_000,
          noData: { waitMs: 60_000, then: 'hold' },
          tooLittle: 'pass',
        },
      ],
      links: { dies: 'https://logs.example.com/dies?host={host}', 'slow queries': 'https://logs.example.com/slow' },
    });
    expect(configOf(EXAMPLE).fleet.types[0]?.hosts).toHaveLength(112);
  });

  it('names its sources of metrics', () => {
    const { sources, types } = configOf(EXAMPLE).fleet;
    expect(types[0]?.metrics).toEqual([{ command: 'bin/metrics {host}', everyMs: 30_000 }]);
    const access = { auth: null, tls: { ca: null, insecure: false } };
    expect(sources).toEqual([
      {
        by: 'memcached',
        name: 'counters',
        everyMs: 30_000,
        labels: { site: 'eu' },
        host: 'cache1',
        port: 11_311,
        keys: { signups_total: 'app.signups' },
        type: 'counter',
      },
      {
        by: 'json',
        name: 'json stats.example.com/now',
        everyMs: 60_000,
        labels: {},
        ...access,
        url: 'http://stats.example.com/now',
        values: { queue: 'shards[*shard].queue' },
        type: null,
      },
      {
        by: 'promql',
        name: 'promql prometheus.example.com/eu',
        everyMs: 30_000,
        labels: {},
        auth: { by: 'basic', user: 'capstan', passwordSecret: 'PROM_PASSWORD' },
        tls: { ca: '/home/ann/shop/certs/own-ca.pem', insecure: false },
        url: 'https://prometheus.example.com/eu',
        queries: [{ name: 'orders_rate', query: 'sum(rate(orders_total[5m]))', type: 'gauge' }],
      },
    ]);
    const several = configOf(SMALL.replace('/srv/shop }', '/srv/shop, metrics: [ { ssh: a }, { ssh: b, interval: 1m } ] }'));
    expect(several.fleet.sources).toEqual([]);
    expect(several.fleet.types[0]?.metrics).toEqual([
      { command: 'a', everyMs: null },
      { command: 'b', everyMs: 60_000 },
    ]);
    const usual = SMALL.replace(
      'source:',
      '  sources: [ { memcached: cache1, keys: { a: b } }, { memcached: "[::1]", keys: { b: b } } ]\nsource:',
    );
    expect(configOf(usual).fleet.sources).toMatchObject([
      { host: 'cache1', port: 11_211, name: 'memcached cache1:11211' },
      { host: '::1', port: 11_211 },
    ]);
  });

  it('needs little: the rest has the defaults of the example', () => {
    const small = configOf(SMALL);
    const example = configOf(EXAMPLE);
    expect(small.push).toEqual({ ...example.push, before: null, irreversible: null });
    expect(small.push).toMatchObject({
      preMs: 300_000,
      everyMs: 10_000,
      leaseMs: 30_000,
      batch: { share: 0.1 },
      rollbackBatch: { share: 1 },
      maxExcluded: { share: 0.02 },
    });
    expect(small.fleet.ssh).toEqual({
      user: null,
      port: 22,
      identity: null,
      jump: [],
      configFile: '/home/ann/.ssh/config',
      knownHostsFiles: ['/home/ann/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'],
      connectTimeoutMs: 10_000,
      parallel: 64,
    });
    expect(small.gauges).toEqual([]);
    expect(small.links).toEqual({});
    expect(small.source).toEqual({ git: '/home/ann/shop', build: null, artifact: { from: 'build', path: 'dist/' } });
  });

  it('gives a gauge its defaults', () => {
    const [gauge] = configOf(`${SMALL}gauges: [ { name: load, metric: app_load, limit: "<= 1e3" } ]\n`).gauges;
    expect(gauge).toEqual({
      name: 'load',
      metric: 'app_load',
      types: ['www'],
      kind: 'level',
      unit: null,
      limit: { op: '<=', value: 1000 },
      change: null,
      severity: 'normal',
      warmUpMs: 30_000,
      noData: { waitMs: 60_000, then: 'hold' },
      tooLittle: 'pass',
    });
  });

  it.each([
    [
      'the path of its type',
      'coordinator: www2',
      '/srv/shop',
      { host: { name: 'www2', address: 'www2', port: null }, path: '/srv/shop' },
    ],
    [
      'with the host filled in',
      'coordinator: www2',
      '"/srv/{host}/shop"',
      { host: { name: 'www2', address: 'www2', port: null }, path: '/srv/www2/shop' },
    ],
    [
      'a path of its own',
      'coordinator: { host: "c:2222", path: ~/lock/ }',
      '/srv/shop',
      { host: { name: 'c:2222', address: 'c', port: 2222 }, path: 'lock' },
    ],
    [
      'a host outside of the fleet',
      'coordinator: deploy.example.com',
      '/srv/shop',
      { host: { name: 'deploy.example.com' }, path: 'capstan/shop' },
    ],
  ])('has a coordinator with %s', (_, coordinator, path, expected) => {
    expect(configOf(SMALL.replace('coordinator: www1', coordinator).replace('/srv/shop', path)).fleet.coordinator).toMatchObject(
      expected,
    );
  });

  it('forwards over SSH what only the host itself can reach', () => {
    const via = (more: string, ssh = ''): unknown =>
      configOf(SMALL.replace('/srv/shop }', `/srv/shop, ${more} }`).replace('  types:', `${ssh}  types:`)).fleet.types[0]?.via;
    expect(via('scrape: "http://localhost:9100/metrics"')).toBe('ssh');
    expect(via('verify: { http: "http://127.0.0.1:8080/" }')).toBe('ssh');
    expect(via('scrape: "http://{host}:9100/metrics"')).toBe('direct');
    expect(via('scrape: "http://{host}:9100/metrics"', '  ssh: { jump: bastion }\n')).toBe('ssh');
    expect(via('via: direct, scrape: "http://localhost:9100/metrics"')).toBe('direct');
  });

  it('takes the other forms', () => {
    const text = `name: shop
data: state
fleet:
  coordinator: db1
  ssh: { jump: [ ann@outer:2222, inner ], config: none, known_hosts: [ keys, ~/.ssh/known_hosts ] }
  types:
    db: { hosts: "db[1-2], db7", path: ~, canaries: db7, verify: { run: bin/check } }
    001: { hosts: [ "[fe80::1]:2222", "::1" ], path: app, verify: { http: "https://{host}/", release: json release } }
source: { artifact: { url: "https://b.example.com/{rev}.tgz", sha256: "https://b.example.com/{rev}.sha256" } }
push: { phases: [ { hosts: 1, watch: 90s }, { hosts: "3", watch: 0s }, { hosts: 100 %, watch: 1h30m } ], when_desk_lost: { all: continue } }
gauges:
  - { name: a, metric: app_load, change: { down: 30%, at_least: 0 }, no_data: fail }
  - { name: b, metric: app_load, severity: advisory, no_data: wait 2m then ignore }
`.replace('path: ~,', 'path: "~",');
    const config = configOf(text);
    expect(config.data).toBe('/home/ann/shop/state');
    expect(config.fleet.ssh).toMatchObject({
      jump: ['ann@outer:2222', 'inner'],
      configFile: null,
      knownHostsFiles: ['/home/ann/shop/keys', '/home/ann/.ssh/known_hosts'],
    });
    expect(config.fleet.types).toMatchObject([
      {
        name: 'db',
        hosts: [{ name: 'db1' }, { name: 'db2' }, { name: 'db7' }],
        path: '.',
        canaries: ['db7'],
        verify: { by: 'run', command: 'bin/check', withinMs: 20_000 },
      },
      {
        name: '001',
        hosts: [{ address: 'fe80::1', port: 2222 }, { address: '::1' }],
        path: 'app',
        verify: { expect: 200, release: { in: 'json', name: 'release' } },
      },
    ]);
    expect(config.source.artifact).toEqual({
      from: 'url',
      url: 'https://b.example.com/{rev}.tgz',
      sha256: 'https://b.example.com/{rev}.sha256',
    });
    expect(config.push.phases).toEqual([
      { hosts: { count: 1 }, watchMs: 90_000 },
      { hosts: { count: 3 }, watchMs: 0 },
      { hosts: { share: 1 }, watchMs: 5_400_000 },
    ]);
    expect(config.push.whenDeskLost).toEqual({ canary: 'rollback', all: 'continue' });
    expect(config.gauges).toMatchObject([
      { change: { up: null, down: 0.3, atLeast: 0 }, noData: { waitMs: 60_000, then: 'fail' } },
      { severity: 'advisory', noData: { waitMs: 120_000, then: 'ignore' } },
    ]);
  });

  it('understands anchors, aliases and merge keys', () => {
    const text = SMALL.replace('www: { hosts', 'www: &base { hosts').replace(
      'source:',
      `    api: { hosts: api1, reload: x, <<: *base }
    db: { <<: [ { path: /db }, *base ], hosts: db1 }
source:`,
    );
    expect(configOf(text).fleet.types).toMatchObject([
      { name: 'www' },
      { name: 'api', hosts: [{ name: 'api1' }], path: '/srv/shop', reload: 'x' },
      { name: 'db', hosts: [{ name: 'db1' }], path: '/db' },
    ]);
  });

  it('may begin with a byte order mark and have Windows line ends', () => {
    expect(configOf(`\ufeff${EXAMPLE.replaceAll('\n', '\r\n')}`)).toEqual(configOf(EXAMPLE));
  });

  it.each([
    ['linux', {}, '/home/ann/.local/share/capstan/shop'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/capstan/shop'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ann/.local/share/capstan/shop'],
    ['darwin', {}, '/home/ann/Library/Application Support/Capstan/shop'],
  ] as const)('keeps its data where %s does (%j)', (platform, env, data) => {
    expect(configOf(SMALL, { ...DESK, platform, env }).data).toBe(data);
  });

  it('keeps its data where Windows does', () => {
    const desk = {
      file: 'C:\\shop\\capstan.yaml',
      home: 'C:\\Users\\Ann',
      platform: 'win32',
      env: { APPDATA: 'C:\\Users\\Ann\\AppData\\Roaming' },
    } as const;
    expect(configOf(SMALL, desk)).toMatchObject({
      data: 'C:\\Users\\Ann\\AppData\\Roaming\\Capstan\\shop',
      source: { git: 'C:\\shop' },
    });
    expect(configOf(`data: ~\\capstan\n${SMALL}`, desk).data).toBe('C:\\Users\\Ann\\capstan');
  });
});
