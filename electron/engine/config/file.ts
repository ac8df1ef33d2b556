import * as z from 'zod';
import {
  address,
  amount,
  command,
  duration,
  flag,
  hostAndPort,
  hostPattern,
  hostShare,
  jsonPath,
  jumpHost,
  limit,
  line,
  memcachedKey,
  metricName,
  nameOf,
  number,
  oneOf,
  oneOrMore,
  percent,
  rights,
  secretName,
  size,
  whole,
  refuse,
} from './leaves';

/** Shape of `capstan.yaml`: the one source of what it may hold, of its defaults, and of the JSON Schema for editors. */

function group<T extends z.ZodRawShape>(hint: string, shape: T) {
  const schema = z.strictObject(shape);
  rights.add(schema, { is: 'a group of keys', hint });
  return schema;
}

function list<T extends z.ZodType>(hint: string, item: T) {
  const schema = z.array(item).min(1);
  rights.add(schema, { is: 'a list', hint });
  return schema;
}

function named<T extends z.ZodType>(hint: string, item: T) {
  const schema = z.record(z.string(), item);
  rights.add(schema, { is: 'a group of names', hint });
  return schema;
}

const path = (example: string) => line('a path', `a path such as ${example}`);

const release = z.string().transform((text, ctx) => {
  const match = /^(header|json) (\S+)$/.exec(text.trim());
  const from = match?.[1];
  const name = match?.[2];
  if ((from === 'header' && name && /^[\w!#$%&'*+.^`|~-]+$/.test(name)) || (from === 'json' && name))
    return { in: from, name } as const;
  return refuse(ctx, `${JSON.stringify(text)} does not say where the release is`);
});
rights.add(release, { is: 'a place in the answer', hint: '"header X-Release" or "json release"' });

const verify = z.union([
  group('{ http: "http://localhost:8080/healthz", within: 20s }', {
    http: address('http://localhost:8080/healthz', ['host']).describe(
      'Address that answers when the release is well; {host} is filled in.',
    ),
    expect: whole(100, 599, 200).prefault(200).describe('HTTP status of a good answer.'),
    release: release.optional().describe('Where the answer says which release runs: "header X-Release" or "json field".'),
    within: duration(1).prefault('20s').describe('How long it may take until the answer is good.'),
  }),
  group('{ run: "bin/check", within: 20s }', {
    run: command('bin/check').describe('Command on the host; exit 0 is well, a line "release ID" says which release runs.'),
    within: duration(1).prefault('20s').describe('How long it may take until the command is well.'),
  }),
]);
rights.add(verify, { is: 'a group of keys', hint: '{ http: "http://localhost:8080/healthz" } or { run: "bin/check" }' });

const hostMetrics = group('{ ssh: "bin/metrics", interval: 30s }', {
  ssh: command('bin/metrics').describe(
    'Command on the host; each line it writes is a metric: name value, or name{label="x"} value.',
  ),
  interval: duration(1000, '1s').optional().describe('Time between two runs; left out: push.every.'),
});

const hostType = group('{ hosts: [ "www[01-12]" ], path: /srv/shop }', {
  hosts: oneOrMore(hostPattern()).describe('Hosts of this type; ranges as in "www[001-112].example.com".'),
  path: path('/srv/shop').describe('Directory for releases on the host; relative: to the home of the login. {host} is filled in.'),
  via: oneOf(['ssh', 'direct'])
    .optional()
    .describe('How HTTP checks and scrapes reach the host: forwarded over SSH, or straight from this desk.'),
  drain: command('sudo lb-out {host}')
    .optional()
    .describe('Run on the host before its switch, to take it out of service; needs undrain.'),
  undrain: command('sudo lb-in {host}').optional().describe('Run on the host after it was verified, to put it back into service.'),
  reload: command('sudo systemctl reload shop')
    .optional()
    .describe('Run on the host after the switch, so that it runs the new release.'),
  verify: verify.optional().describe('Proves that the host is well and which release it runs.'),
  scrape: oneOrMore(address('http://localhost:9100/metrics', ['host']))
    .prefault([])
    .describe('Addresses of Prometheus metrics; {host} is filled in.'),
  metrics: oneOrMore(hostMetrics)
    .prefault([])
    .describe('Commands on each host that write "name value" lines, for hosts without a page of metrics.'),
  canaries: oneOrMore(hostPattern())
    .prefault([])
    .describe('Hosts that are always the canaries of this type; left out: chosen anew for each push.'),
});

const ssh = group('{ user: deploy, port: 22 }', {
  user: line('a user name', 'a user name such as deploy')
    .optional()
    .describe('Login on the hosts; left out: ssh_config or your own.'),
  port: whole(1, 65535, 22).prefault(22).describe('Port where neither the host nor ssh_config says one.'),
  identity: path('~/.ssh/id_ed25519').optional().describe('Private key; left out: ssh_config and the agent.'),
  jump: oneOrMore(jumpHost()).prefault([]).describe('Hosts to go through, in the order they are dialled.'),
  connect_timeout: duration(1).prefault('10s').describe('How long one connection may take to be made.'),
  parallel: whole(1, 10_000, 64).prefault(64).describe('Connections in the making at once.'),
  config: path('~/.ssh/config').prefault('~/.ssh/config').describe('ssh_config to honour, or none.'),
  known_hosts: oneOrMore(path('~/.ssh/known_hosts')).optional().describe('Files of known host keys; new ones go into the first.'),
});

const coordinator = z.union([
  line('a host', 'the name of one host'),
  group('{ host: deploy1.example.com, path: /srv/capstan }', {
    host: hostPattern().describe('The host.'),
    path: path('/srv/capstan').describe('Directory on it that holds .capstan/; relative: to the home of the login.'),
  }),
]);
rights.add(coordinator, { is: 'a host', hint: 'a host of the fleet, or { host: deploy1.example.com, path: /srv/capstan }' });

const metricType = oneOf(['counter', 'gauge'])
  .optional()
  .describe('counter: counts up; gauge: a height. Left out: what ends with _total is a counter.');

const ofEverySource = {
  name: nameOf('a name').optional().describe('Shown with its faults; left out: made from its address.'),
  interval: duration(1000, '1s').prefault('30s').describe('Time between two readings.'),
  labels: named('{ site: eu }', line('a label', 'a text such as eu')).prefault({}).describe('Labels of all its samples.'),
};

const auth = z.union([
  group('{ basic: { user: capstan, password_secret: PROM_PASSWORD } }', {
    basic: group('{ user: capstan, password_secret: PROM_PASSWORD }', {
      user: line('a user name', 'a user name such as capstan').describe('User name.'),
      password_secret: secretName().describe(
        'Name of the environment variable that holds the password, or of a secret in the keychain.',
      ),
    }).describe('User name and password.'),
  }),
  group('{ bearer_secret: PROM_TOKEN }', {
    bearer_secret: secretName().describe('Name of the environment variable that holds the token, or of a secret in the keychain.'),
  }),
]);
rights.add(auth, {
  is: 'a group of keys',
  hint: '{ bearer_secret: PROM_TOKEN } or { basic: { user: capstan, password_secret: PROM_PASSWORD } }',
});

const overHttp = {
  auth: auth.optional().describe('How this desk says who it is; secrets are only named here.'),
  tls: group('{ ca: certs/own-ca.pem }', {
    ca: path('certs/own-ca.pem').optional().describe('File with certificates to trust besides the usual ones.'),
    insecure: flag().prefault(false).describe('true: certificates are not checked, and secrets may go over plain http.'),
  })
    .prefault({})
    .describe('Certificates of https addresses.'),
};

const metricSource = z.union([
  group('{ json: "http://localhost:8080/stats", values: { users_active: users.active } }', {
    json: address('http://localhost:8080/stats', []).describe('Address that answers with JSON.'),
    values: named('users_active: users.active', jsonPath()).describe('Metrics, each with the path to its number.'),
    type: metricType,
    ...ofEverySource,
    ...overHttp,
  }),
  group('{ promql: "https://prometheus.example.com", queries: [ { name: orders_rate, query: "sum(rate(orders_total[5m]))" } ] }', {
    promql: address('https://prometheus.example.com', []).describe('A Prometheus, or what speaks its HTTP API; without /api/v1.'),
    queries: list(
      '- { name: orders_rate, query: "sum(rate(orders_total[5m]))" }',
      group('{ name: orders_rate, query: "sum(rate(orders_total[5m]))" }', {
        name: metricName().describe('Metric that the result is kept as.'),
        query: line('a query', 'a query such as sum(rate(orders_total[5m]))').describe(
          'Asked as it is: what the other side understands.',
        ),
        type: metricType,
      }),
    )
      .optional()
      .describe('What is asked on the beat and kept here, each for the present; left out: only charts ask it.'),
    ...ofEverySource,
    ...overHttp,
  }),
  group('{ memcached: "localhost:11211", keys: { signups_total: app.signups } }', {
    memcached: hostAndPort('localhost:11211', 11211).describe('Host and port of memcached.'),
    keys: named('signups_total: app.signups', memcachedKey()).describe('Metrics, each with the key of its counter.'),
    type: metricType,
    ...ofEverySource,
  }),
]);
rights.add(metricSource, { is: 'a group of keys', hint: 'a group with json, promql or memcached' });

const sources = z.array(metricSource);
rights.add(sources, { is: 'a list', hint: '- { memcached: "localhost:11211", keys: { signups_total: app.signups } }' });

const fleet = group('coordinator, ssh and types', {
  coordinator: coordinator.describe("The one host that holds the fleet's lock and journal."),
  ssh: ssh.prefault({}).describe('How the hosts are reached.'),
  types: named('www: { hosts: [ "www[01-12]" ], path: /srv/shop }', hostType).describe('Host types: each host has exactly one.'),
  sources: sources.prefault([]).describe('Metrics of the fleet as a whole, read by this desk: JSON, a Prometheus, memcached.'),
});

const artifact = z.union([
  path('dist/'),
  group('{ url: "https://builds.example.com/{rev}.tgz" }', {
    url: address('https://builds.example.com/{rev}.tgz', ['rev'], 'rev').describe('Archive of a revision; {rev} is filled in.'),
    sha256: address('https://builds.example.com/{rev}.sha256', ['rev'], 'rev')
      .optional()
      .describe('Its SHA-256 digest; {rev} is filled in.'),
  }),
]);
rights.add(artifact, { is: 'a path', hint: 'a path such as dist/, or { url: "https://builds.example.com/{rev}.tgz" }' });

const source = group('{ git: ., build: npm ci && npm run build, artifact: dist/ }', {
  git: path('.').prefault('.').describe('Local clone: revisions, authors and sizes come from here. Relative: to this file.'),
  build: command('npm ci && npm run build').optional().describe('Run in a clean export of the revision.'),
  artifact: artifact.describe('Directory or archive that the build leaves, or the address of a ready archive.'),
});

const policy = oneOf(['rollback', 'hold', 'continue']);

const push = group('phases, batch, …; all may be left out', {
  phases: list(
    '[ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]',
    group('{ hosts: 5%, watch: 3m }', {
      hosts: hostShare('positive').describe('Hosts on the new release at the end of this phase, as a share or a count.'),
      watch: duration().describe('How long the gauges decide after the switch.'),
    }),
  )
    .prefault([
      { hosts: '5%', watch: '3m' },
      { hosts: '100%', watch: '5m' },
    ])
    .describe('Each phase has more hosts than the one before; the last has 100%.'),
  batch: hostShare('positive').prefault('10%').describe('Hosts out of service at once, per type.'),
  rollback_batch: hostShare('positive').prefault('100%').describe('The same while rolling back.'),
  max_excluded: hostShare('zero')
    .prefault('2%')
    .describe('Hosts that may be left out before the switch: unreachable or without room.'),
  max_failed_hosts: hostShare('zero').prefault(0).describe('Hosts that may fail after the switch before all is rolled back.'),
  keep_releases: group('{ last: 5, and_live_within: 24h }', {
    last: whole(1, 1000, 5).prefault(5).describe('Releases kept on each host.'),
    and_live_within: duration().prefault('24h').describe('And all that were live within this time.'),
  })
    .prefault({})
    .describe('What is not pruned after a push.'),
  when_suspect: group('{ hold: 2m, then: rollback }', {
    hold: duration().prefault('2m').describe('How long to wait for a person.'),
    then: policy.prefault('rollback').describe('What happens if nobody decides.'),
  })
    .prefault({})
    .describe('A gauge moved, but so did its comparator.'),
  when_desk_lost: group('{ canary: rollback, all: hold }', {
    canary: policy.prefault('rollback').describe('In all phases but the last.'),
    all: policy.prefault('hold').describe('In the last phase.'),
  })
    .prefault({})
    .describe('What a desk does that finds a push whose own desk died.'),
  before: command('./migrate.sh').optional().describe('Run once per push on the coordinator, before the first switch.'),
  after: command('./warm-cache.sh').optional().describe('Run once per push on the coordinator, when it is done.'),
  irreversible: line('a pattern of paths', 'a pattern such as "db/migrations/**"')
    .optional()
    .describe('Paths whose change no rollback can undo: asks again, and holds instead of rolling back.'),
  pre: duration(100, '100ms').prefault('5m').describe('How far back the comparison before the switch reaches.'),
  every: duration(100, '100ms').prefault('10s').describe('Time between two scrapes and two looks of the judge.'),
  lease: duration(1000, '1s').prefault('30s').describe("How long this desk's push lock lives without being renewed."),
});

const noData = z.string().transform((text, ctx) => {
  const match = /^(?:wait\s+(.+?)\s+then\s+)?(hold|fail|ignore)$/.exec(text.trim());
  const wait = duration().safeParse(match?.[1] ?? '1m');
  const then = match?.[2];
  if ((then === 'hold' || then === 'fail' || then === 'ignore') && wait.success) return { waitMs: wait.data, then } as const;
  return refuse(ctx, `${JSON.stringify(text)} does not say what to do without data`);
});
rights.add(noData, { is: 'what to do without data', hint: 'wait 1m then hold; or fail or ignore in place of hold' });

const gauge = group('{ name: errors, metric: "rate(app_errors_total[1m])", limit: "> 5" }', {
  name: nameOf('a name').describe('Name of the gauge, shown everywhere.'),
  metric: line('an expression', 'an expression such as rate(app_errors_total[1m])').describe(
    'What is watched: a series, rate(), or sum, avg, max, min by type.',
  ),
  types: oneOrMore(line('a host type', 'a type of fleet.types')).optional().describe('Host types it is watched on; left out: all.'),
  kind: oneOf(['count', 'level'])
    .prefault('level')
    .describe('count: things that happen (errors, sign-ups); level: a height (load, latency).'),
  unit: line('a unit', 'a unit such as ms or %').optional().describe('Unit, shown beside its numbers.'),
  limit: limit().optional().describe('Absolute bound after the push.'),
  change: group('{ up: 50%, at_least: 0.2 }', {
    up: percent(Infinity).optional().describe('A rise by more than this is a regression.'),
    down: percent(1).optional().describe('A fall by more than this is a regression.'),
    at_least: amount(0.2).describe("Changes smaller than this, in the gauge's unit, never count."),
  })
    .optional()
    .describe('Bound on the change, against before and against the comparator.'),
  severity: oneOf(['critical', 'normal', 'advisory'])
    .prefault('normal')
    .describe('critical: rolls back at once; normal: at the end of the watch; advisory: never.'),
  warm_up: duration()
    .optional()
    .describe('Time after verify that is not judged; 30s, or a quarter of the shortest watch where that is less.'),
  no_data: noData
    .prefault('wait 1m then hold')
    .describe('When samples stay away on all hosts: "wait 1m then hold", or fail, or ignore.'),
  too_little: oneOf(['pass', 'hold', 'fail']).prefault('pass').describe('When there are samples, but not enough to tell.'),
});

const gauges = z.array(gauge);
rights.add(gauges, { is: 'a list', hint: '- { name: errors, metric: "rate(app_errors_total[1m])", limit: "> 5" }' });

const trends = group('{ keep: { raw: 48h, minute: 30d, hour: 730d }, max_bytes: 40GB }', {
  keep: group('{ raw: 48h, minute: 30d, hour: 730d }', {
    raw: duration(3_600_000, '1h').prefault('48h').describe('How long every reading is kept.'),
    minute: duration(3_600_000, '1h').prefault('30d').describe('How long minutes of them are kept.'),
    hour: duration(86_400_000, '1d').prefault('730d').describe('How long hours and days of them are kept.'),
  })
    .prefault({})
    .describe('How long the series are kept, and how finely.'),
  max_bytes: size(100e6, '100MB').prefault('40GB').describe('How much of them is kept at most; the oldest goes first.'),
});

const expression = (example: string) => line('an expression', `an expression such as ${example}`);

const threshold = z.union([
  number(5),
  group('{ value: 5, label: too slow }', {
    value: number(5).describe('Where the line is drawn.'),
    label: line('a label', 'a few words').optional().describe('What is said at it.'),
  }),
]);
rights.add(threshold, { is: 'a number', hint: 'a number such as 5, or { value: 5, label: too slow }' });

const panelSource = line('the name of a source', 'the name of one of fleet.sources')
  .optional()
  .describe('The promql source of fleet.sources that is asked; left out: the series of this desk.');

const panel = group('{ title: requests, metric: "sum(rate(http_requests_total[1m]))" }', {
  title: line('a title', 'a few words').describe('Said above the panel.'),
  source: panelSource,
  metric: expression('rate(http_requests_total[1m])').optional().describe('What is drawn, in PromQL; or metrics for several.'),
  metrics: list(
    '- { metric: "rate(http_requests_total[1m])", legend: "{host}" }',
    group('{ metric: "rate(http_requests_total[1m])", legend: "{host}" }', {
      metric: expression('rate(http_requests_total[1m])').describe('What is drawn, in PromQL.'),
      source: panelSource,
      legend: line('a legend', 'a text such as "{host}"')
        .optional()
        .describe('Name of its lines, with {label} filled in; left out: made from the labels that differ.'),
    }),
  )
    .optional()
    .describe('Several expressions in one panel.'),
  kind: oneOf(['line', 'area', 'bars', 'funnel']).prefault('line').describe('How it is drawn; area is stacked.'),
  overlay: oneOf(['band', 'canary', 'hosts'])
    .optional()
    .describe('Hosts as a band, the canaries against the rest, or a line each; left out: as the expression gives them.'),
  unit: line('a unit', 'a unit such as s, B, %, per s').optional().describe('Unit; left out: from the name of the metric.'),
  from: oneOf(['zero', 'fitted']).prefault('zero').describe('Where the axis begins.'),
  scale: oneOf(['linear', 'log']).prefault('linear').describe('How the axis grows.'),
  thresholds: z.array(threshold).prefault([]).describe('Lines across the panel.'),
});

const dashboards = z.array(
  group('{ name: shop, rows: [ { panels: [ { title: requests, metric: "rate(http_requests_total[1m])" } ] } ] }', {
    name: nameOf('a name').describe('Name of the dashboard.'),
    rows: list(
      '- panels: [ { title: requests, metric: "rate(http_requests_total[1m])" } ]',
      group('{ panels: [ { title: requests, metric: "rate(http_requests_total[1m])" } ] }', {
        title: line('a title', 'a few words').optional().describe('Said above the row.'),
        panels: list('- { title: requests, metric: "rate(http_requests_total[1m])" }', panel).describe('What stands in the row.'),
      }),
    ).describe('Rows of panels, from above.'),
  }),
);
rights.add(dashboards, { is: 'a list', hint: '- { name: shop, rows: [ … ] }' });

export const configFile = group('name, fleet, source', {
  name: nameOf('a name').describe('Name of the fleet.'),
  data: path('~/.local/share/capstan')
    .optional()
    .describe("Capstan's own files on this desk; left out: the usual place of the platform."),
  fleet: fleet.describe('The hosts.'),
  source: source.describe('Where releases come from.'),
  push: push.prefault({}).describe('How a push goes; every key has a default.'),
  gauges: gauges.prefault([]).describe('What is watched after a switch.'),
  trends: trends.prefault({}).describe('How long the series of the hosts are kept.'),
  dashboards: dashboards.prefault([]).describe('Graphs of the Trends room; more are made from what the hosts expose.'),
  links: named(
    'graphs: "https://graphs.example.com/?host={host}"',
    address('https://graphs.example.com/?host={host}', ['host', 'revision', 'push']),
  )
    .prefault({})
    .describe('Links shown in the push report; {host}, {revision} and {push} are filled in.'),
}).describe('Configuration of Capstan: one fleet, where its releases come from, and how they are pushed.');

/** The file after its shape was checked and defaults were filled in. */
export type ConfigFile = z.output<typeof configFile>;
