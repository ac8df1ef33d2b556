import { parseDocument } from 'yaml';

export interface InitType {
  readonly name: string;
  /** Hosts or ranges, as they are to stand in the file. */
  readonly hosts: readonly string[];
  readonly path: string;
  readonly reload?: string | null;
  /** Address of the health check; null: none. */
  readonly verify?: string | null;
  /** Header of its answer that names the release. */
  readonly releaseHeader?: string | null;
  readonly scrape?: readonly string[];
}

export interface InitAnswers {
  readonly name: string;
  readonly coordinator: string | { readonly host: string; readonly path: string };
  readonly types: readonly InitType[];
  readonly user?: string | null;
  /** As typed: what is no port is for `parseConfig` to refuse. */
  readonly port?: string | null;
  readonly identity?: string | null;
  readonly jump?: string | null;
  readonly git?: string | null;
  readonly build?: string | null;
  readonly artifact?: string | null;
}

interface Line {
  readonly text: string;
  readonly comment: string;
}

/**
 * The text of a first `capstan.yaml`: every key with a word about it, what was not answered as a comment to fill in. What comes out
 * parses without faults if the answers themselves are right; check it with `parseConfig` before it is written.
 */
export function initialConfig(answers: InitAnswers): string {
  const blocks: Line[][] = [
    [
      line(`name: ${scalar(answers.name)}`, 'name of the fleet'),
      line('# data: ~/capstan-data', "where this desk keeps its history; left out: the platform's usual place"),
    ],
    fleet(answers),
    source(answers),
    push(),
    gauges(answers),
    trends(),
    [
      line('# links:', 'shown in the push report; {host}, {revision} and {push} are filled in'),
      line('#   errors: "https://logs.example.com/?host={host}"', 'any name, any address'),
    ],
  ];
  const head = [
    '# Capstan: how releases reach this fleet. Every key is explained in its line; keys behind a # show their default or an example.',
  ];
  return `${[head.join('\n'), ...blocks.map(align)].join('\n\n')}\n`;
}

function line(text: string, comment: string): Line {
  return { text, comment };
}

function align(lines: readonly Line[]): string {
  const width = Math.min(64, Math.max(...lines.map(({ text }) => text.length)));
  return lines.map(({ text, comment }) => `${text.padEnd(width)}  # ${comment}`).join('\n');
}

function fleet({ coordinator, types, user, port, identity, jump }: InitAnswers): Line[] {
  const where =
    typeof coordinator === 'string'
      ? scalar(coordinator)
      : `{ host: ${scalar(coordinator.host)}, path: ${scalar(coordinator.path)} }`;
  return [
    line('fleet:', 'the hosts'),
    line(`  coordinator: ${where}`, "the one host that holds the fleet's lock and journal"),
    line('  ssh:', 'how the hosts are reached; ~/.ssh/config and known_hosts are honoured'),
    optional(user, (value) => `    user: ${value}`, 'deploy', 'login on the hosts'),
    line(`    port: ${portText(port)}`, 'where neither the host nor ssh_config says one'),
    optional(identity, (value) => `    identity: ${value}`, '~/.ssh/id_ed25519', 'private key; left out: ssh_config and the agent'),
    optional(jump, (value) => `    jump: ${value}`, 'bastion.example.com', 'host to go through'),
    line('    connect_timeout: 10s', 'how long one connection may take to be made'),
    line('    parallel: 64', 'connections in the making at once'),
    line('  types:', 'each host has exactly one type'),
    ...types.flatMap(hostType),
    ...sources(),
  ];
}

/** Each kind once, with what it needs at least. */
function sources(): Line[] {
  return [
    line('  # sources:', 'metrics of the fleet as a whole, read by this desk'),
    line('  #   - memcached: localhost:11211', 'counters that applications increment there'),
    line('  #     keys: { signups_total: app.signups }', 'metric: key; what ends with _total counts up'),
    line('  #     interval: 30s', 'time between two readings, of any source'),
    line('  #     labels: { site: eu }', 'added to all its samples, of any source'),
    line('  #   - json: http://localhost:8080/stats', 'numbers in a JSON answer'),
    line('  #     values: { users_active: users.active }', 'metric: path; shards[*shard].queue makes a label'),
    line('  #   - promql: https://prometheus.example.com', 'a Prometheus, Thanos, Mimir or VictoriaMetrics'),
    line('  #     name: prometheus', 'what panels call it (source: prometheus), of any source'),
    line('  #     queries: [ { name: orders_rate, query: "sum(rate(orders_total[5m]))" } ]', 'kept under their names; or left out'),
    line(
      '  #     auth: { bearer_secret: PROM_TOKEN }',
      'NAME of the secret, never the secret: an environment variable, or `capstan secret set`; or basic: { … }',
    ),
    line('  #     tls: { ca: certs/own-ca.pem }', 'certificates to trust besides the usual ones'),
  ];
}

function hostType(type: InitType): Line[] {
  const verify = type.verify ?? null;
  const release = type.releaseHeader ? `, release: ${scalar(`header ${type.releaseHeader}`)}` : '';
  const check = (address: string): string => `      verify: { http: ${address}, expect: 200${release}, within: 20s }`;
  return [
    line(`    ${scalar(type.name)}:`, 'a host type'),
    line(`      hosts: ${flow(type.hosts)}`, 'names or ranges such as "www[001-112].example.com"'),
    line(`      path: ${scalar(type.path)}`, 'directory on the host that gets releases/ and current'),
    optional(
      type.reload,
      (value) => `      reload: ${value}`,
      'sudo systemctl reload app',
      'makes the host run the new release after the switch',
    ),
    optional(verify, check, 'http://localhost:8080/healthz', 'proves that the host is well, and which release it runs'),
    type.scrape && type.scrape.length > 0
      ? line(`      scrape: ${flow(type.scrape)}`, 'Prometheus metrics of each host')
      : line('      # scrape: [ "http://localhost:9100/metrics" ]', 'Prometheus metrics of each host'),
    line(
      '      # metrics: { ssh: bin/metrics, interval: 30s }',
      'a command that writes "name value" lines, where there is no page',
    ),
    line('      # drain: sudo lb-out {host}', 'takes a host out of service before its switch; needs undrain'),
    line('      # undrain: sudo lb-in {host}', 'brings it back after it was verified'),
  ];
}

function source({ git, build, artifact }: InitAnswers): Line[] {
  return [
    line('source:', 'where releases come from'),
    line(`  git: ${scalar(git ?? '.')}`, 'local clone: revisions, authors and sizes come from here'),
    optional(build, (value) => `  build: ${value}`, 'npm ci && npm run build', 'run in a clean export of the revision'),
    line(`  artifact: ${artifactText(artifact ?? '.')}`, 'directory or archive that the build leaves, or { url: … }'),
  ];
}

function push(): Line[] {
  return [
    line('push:', 'how a push goes'),
    line(
      '  phases: [ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]',
      'each phase: hosts on the new release, then a watch',
    ),
    line('  batch: 10%', 'hosts out of service at once, per type'),
    line('  rollback_batch: 100%', 'the same while rolling back'),
    line('  max_excluded: 2%', 'unreachable before the switch: left out, shown, converged later'),
    line('  max_failed_hosts: 0', 'failed after the switch: more than this rolls all back'),
    line('  keep_releases: { last: 5, and_live_within: 24h }', 'what is not pruned after a push'),
    line('  when_suspect: { hold: 2m, then: rollback }', 'a gauge moved, but so did the hosts without the push'),
    line('  when_desk_lost: { canary: rollback, all: hold }', 'what the next desk does when this one dies in a push'),
    line('  # before: ./migrate.sh', 'once per push, on the coordinator, before the first switch'),
    line('  # after: ./warm-cache.sh', 'once per push, on the coordinator, when it is done'),
    line('  # irreversible: "db/migrations/**"', 'paths that no rollback can undo: asked about twice'),
    line('  pre: 5m', 'how far back the comparison before the switch reaches'),
    line('  every: 10s', 'time between two looks'),
    line('  lease: 30s', 'how long the push lock lives without being renewed'),
  ];
}

function gauges({ types }: InitAnswers): Line[] {
  const first = scalar(types[0]?.name ?? 'www');
  return [
    line('# gauges:', 'what decides after a switch; without gauges only verify does'),
    line('#   - name: errors', 'shown everywhere'),
    line('#     metric: rate(app_errors_total[1m])', 'a series, rate(), or sum, avg, max, min by type'),
    line(`#     types: [ ${first} ]`, 'host types it is watched on; left out: all'),
    line('#     kind: count', 'count: things that happen; level: a height such as load'),
    line('#     limit: "> 5"', 'absolute bound after the push'),
    line('#     change: { up: 50%, at_least: 0.2 }', 'against before and against hosts without the push'),
    line('#     severity: critical', 'critical: rolls back at once; normal: at the end of the watch; advisory: never'),
    line('#     warm_up: 30s', 'time after verify that is not judged'),
    line('#     no_data: wait 1m then hold', 'or: fail, ignore'),
    line('#     too_little: pass', 'data, but not enough to tell; or: hold, fail'),
  ];
}

function trends(): Line[] {
  return [
    line('# trends:', 'all series of the hosts, kept for the Trends room'),
    line('#   keep: { raw: 48h, minute: 30d, hour: 730d }', 'every reading; minutes of them; hours and days of them'),
    line('#   max_bytes: 40GB', 'of all of it; the oldest goes first'),
    line('# dashboards:', 'graphs; those that the hosts suggest are there without'),
    line('#   - name: shop', 'any name'),
    line('#     rows:', 'from above'),
    line('#       - title: sales', 'may be left out'),
    line('#         panels:', 'side by side'),
    line('#           - title: orders', 'said above the panel'),
    line('#             metric: sum(rate(orders_total[5m]))', 'PromQL; or metrics: [ { metric: …, legend: "{host}" } ]'),
    line('#             source: prometheus', 'a promql source that is asked; left out: the series of this desk'),
    line('#             kind: line', 'or: area, bars, funnel'),
    line('#             overlay: band', 'hosts as a band; or: canary, hosts'),
    line('#             unit: per s', "left out: from the metric's name"),
    line('#             from: zero', 'or: fitted'),
    line('#             scale: linear', 'or: log'),
    line('#             thresholds: [ 5, { value: 9, label: bad } ]', 'lines across the panel'),
  ];
}

function artifactText(artifact: string): string {
  return /^https?:\/\//i.test(artifact) ? `{ url: ${JSON.stringify(artifact)} }` : scalar(artifact);
}

/** A port is the one answer that is no text. */
function portText(port: string | null | undefined): string {
  if (!port) return '22';
  return /^[1-9]\d{0,8}$/.test(port) ? port : JSON.stringify(port);
}

/** A key with its answer; without one, as a comment with an example. */
function optional(answer: string | null | undefined, write: (value: string) => string, example: string, comment: string): Line {
  if (answer !== null && answer !== undefined && answer.trim() !== '') return line(write(scalar(answer)), comment);
  return line(write(scalar(example)).replace(/^( *)/, '$1# '), comment);
}

function flow(values: readonly string[]): string {
  return `[ ${values.map((value) => JSON.stringify(value)).join(', ')} ]`;
}

/** A text as YAML, plain where YAML reads it back as the same text in brackets and outside, otherwise in double quotes. */
function scalar(text: string): string {
  const tame = /^[A-Za-z0-9./~_][A-Za-z0-9./~_@&=+ -]*$/.test(text) && text.trim() === text;
  return tame && parseDocument(`[ ${text} ]`).getIn([0]) === text ? text : JSON.stringify(text);
}
