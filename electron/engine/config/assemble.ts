import type {
  Config,
  DashboardConfig,
  FleetConfig,
  FleetSourceConfig,
  GaugeConfig,
  HostAddress,
  HostType,
  PanelConfig,
  PushConfig,
  SourceAccess,
  SourceConfig,
  VerifyConfig,
} from '../../../shared/config/config';
import type { ConfigFile } from './file';
import { nameOfSource } from './check-sources';
import { findCoordinator } from './coordinator';
import { directoryOnHost, TILDE_HINT } from './host-directory';
import { defaultDataFolder, defaultKnownHosts, localPath } from './paths';
import type { Surroundings } from './paths';
import type { Finding } from './faults';
import type { Path } from './yaml-tree';

type TypeFile = ConfigFile['fleet']['types'][string];
type MetricSourceFile = ConfigFile['fleet']['sources'][number];

/** Makes the configuration of a file whose shape is right. What is wrong with its paths is added to `findings`. */
export function assemble(file: ConfigFile, around: Surroundings, findings: Finding[]): Config {
  const local = (text: string, path: Path): string => {
    const found = localPath(text, around);
    if (found === null)
      findings.push({ path, message: `${text.split('/')[0] ?? text} is the home of somebody else`, hint: TILDE_HINT });
    return found ?? text;
  };
  return {
    name: file.name,
    data: file.data === undefined ? defaultDataFolder(file.name, around) : local(file.data, ['data']),
    fleet: assembleFleet(file, around, local, findings),
    source: assembleSource(file, local, findings),
    push: assemblePush(file.push),
    gauges: file.gauges.map((gauge) => assembleGauge(gauge, Object.keys(file.fleet.types), shortestWatch(file))),
    trends: {
      keep: { rawMs: file.trends.keep.raw, minuteMs: file.trends.keep.minute, hourMs: file.trends.keep.hour },
      maxBytes: file.trends.max_bytes,
    },
    dashboards: file.dashboards.map(assembleDashboard),
    links: file.links,
  };
}

type Local = (text: string, path: Path) => string;

function assembleFleet(file: ConfigFile, around: Surroundings, local: Local, findings: Finding[]): FleetConfig {
  const { ssh } = file.fleet;
  const types = Object.entries(file.fleet.types).map(([name, type]) => assembleType(name, type, ssh.jump.length > 0, findings));
  return {
    coordinator: findCoordinator(file, types, findings),
    ssh: {
      user: ssh.user ?? null,
      port: ssh.port,
      identity: ssh.identity === undefined ? null : local(ssh.identity, ['fleet', 'ssh', 'identity']),
      jump: ssh.jump,
      configFile: ssh.config === 'none' ? null : local(ssh.config, ['fleet', 'ssh', 'config']),
      knownHostsFiles: ssh.known_hosts?.map((text) => local(text, ['fleet', 'ssh', 'known_hosts'])) ?? defaultKnownHosts(around),
      connectTimeoutMs: ssh.connect_timeout,
      parallel: ssh.parallel,
    },
    types,
    sources: file.fleet.sources.map((one, index) => assembleMetricSource(one, index, local)),
  };
}

function assembleMetricSource(one: MetricSourceFile, index: number, local: Local): FleetSourceConfig {
  const common = { name: nameOfSource(one), everyMs: one.interval, labels: one.labels };
  const type = 'type' in one ? (one.type ?? null) : null;
  if ('memcached' in one) return { by: 'memcached', ...common, ...one.memcached, keys: one.keys, type };
  const access = accessOf(one, (text) => local(text, ['fleet', 'sources', index, 'tls', 'ca']));
  if ('json' in one) return { by: 'json', ...common, ...access, url: one.json, values: one.values, type };
  const queries = (one.queries ?? []).map((query) => ({ name: query.name, query: query.query, type: query.type ?? null }));
  return { by: 'promql', ...common, ...access, url: one.promql, queries };
}

function accessOf({ auth, tls }: Exclude<MetricSourceFile, { memcached: unknown }>, file: (text: string) => string): SourceAccess {
  return {
    auth: !auth
      ? null
      : 'basic' in auth
        ? { by: 'basic', user: auth.basic.user, passwordSecret: auth.basic.password_secret }
        : { by: 'bearer', secret: auth.bearer_secret },
    tls: { ca: tls.ca === undefined ? null : file(tls.ca), insecure: tls.insecure },
  };
}

function assembleType(name: string, type: TypeFile, jumps: boolean, findings: Finding[]): HostType {
  const verify = type.verify ? assembleVerify(type.verify) : null;
  return {
    name,
    hosts: type.hosts.flat(),
    path: directoryOnHost(type.path, ['fleet', 'types', name, 'path'], findings),
    via: type.via ?? (jumps || reachesOwnHost(type) ? 'ssh' : 'direct'),
    drain: type.drain ?? null,
    undrain: type.undrain ?? null,
    reload: type.reload ?? null,
    verify,
    scrape: type.scrape,
    metrics: type.metrics.map(({ ssh, interval }) => ({ command: ssh, everyMs: interval ?? null })),
    canaries: type.canaries.flat().map((host: HostAddress) => host.name),
  };
}

/** An address of the host's own loopback means something only when it is forwarded over SSH. */
function reachesOwnHost(type: TypeFile): boolean {
  const addresses = [...type.scrape, ...(type.verify && 'http' in type.verify ? [type.verify.http] : [])];
  return addresses.some((text) => /^https?:\/\/(?:localhost|127\.|\[::1\])/i.test(text));
}

function assembleVerify(verify: NonNullable<TypeFile['verify']>): VerifyConfig {
  if ('run' in verify) return { by: 'run', command: verify.run, withinMs: verify.within };
  return { by: 'http', url: verify.http, expect: verify.expect, release: verify.release ?? null, withinMs: verify.within };
}

function assembleSource(file: ConfigFile, local: Local, findings: Finding[]): SourceConfig {
  const { git, build, artifact } = file.source;
  if (/^[a-z][a-z+]+:\/\/|^[\w.-]+@[\w.-]+:/i.test(git)) {
    findings.push({
      path: ['source', 'git'],
      message: 'this is the address of a repository, not a local clone',
      hint: 'the path of a clone on this desk, such as .',
    });
  }
  const artifactPath = ['source', 'artifact'];
  if (typeof artifact === 'string' && (/^[/~]|^[A-Za-z]:[\\/]/.test(artifact) || artifact.split(/[/\\]/).includes('..'))) {
    findings.push({
      path: artifactPath,
      message: 'the artifact must lie within the export of the revision',
      hint: 'a relative path such as dist/',
    });
  }
  return {
    git: local(git, ['source', 'git']),
    build: build ?? null,
    artifact:
      typeof artifact === 'string'
        ? { from: 'build', path: artifact }
        : { from: 'url', url: artifact.url, sha256: artifact.sha256 ?? null },
  };
}

function assemblePush(push: ConfigFile['push']): PushConfig {
  return {
    phases: push.phases.map((phase) => ({ hosts: phase.hosts, watchMs: phase.watch })),
    batch: push.batch,
    rollbackBatch: push.rollback_batch,
    maxExcluded: push.max_excluded,
    maxFailedHosts: push.max_failed_hosts,
    keepReleases: { last: push.keep_releases.last, andLiveWithinMs: push.keep_releases.and_live_within },
    whenSuspect: { holdMs: push.when_suspect.hold, then: push.when_suspect.then },
    whenDeskLost: push.when_desk_lost,
    before: push.before ?? null,
    after: push.after ?? null,
    irreversible: push.irreversible ?? null,
    preMs: push.pre,
    everyMs: push.every,
    leaseMs: push.lease,
  };
}

/** A gauge that warmed up for longer than a watch would never be judged in it. */
function shortestWatch(file: ConfigFile): number {
  return Math.min(...file.push.phases.map((phase) => phase.watch));
}

function assembleGauge(gauge: ConfigFile['gauges'][number], types: readonly string[], watchMs: number): GaugeConfig {
  return {
    name: gauge.name,
    metric: gauge.metric,
    types: gauge.types ?? types,
    kind: gauge.kind,
    unit: gauge.unit ?? null,
    limit: gauge.limit ?? null,
    change: gauge.change ? { up: gauge.change.up ?? null, down: gauge.change.down ?? null, atLeast: gauge.change.at_least } : null,
    severity: gauge.severity,
    warmUpMs: gauge.warm_up ?? Math.min(30_000, watchMs / 4),
    noData: gauge.no_data,
    tooLittle: gauge.too_little,
  };
}

function assembleDashboard({ name, rows }: ConfigFile['dashboards'][number]): DashboardConfig {
  return { name, rows: rows.map(({ title, panels }) => ({ title: title ?? null, panels: panels.map(assemblePanel) })) };
}

function assemblePanel(panel: ConfigFile['dashboards'][number]['rows'][number]['panels'][number]): PanelConfig {
  const one = panel.metric === undefined ? [] : [{ metric: panel.metric, legend: null, source: panel.source ?? null }];
  return {
    title: panel.title,
    kind: panel.kind,
    queries: [
      ...one,
      ...(panel.metrics ?? []).map(({ metric, legend, source }) => ({ metric, legend: legend ?? null, source: source ?? null })),
    ],
    overlay: panel.overlay ?? null,
    unit: panel.unit ?? null,
    from: panel.from,
    scale: panel.scale,
    thresholds: panel.thresholds.map((one) =>
      typeof one === 'number' ? { value: one, label: null } : { value: one.value, label: one.label ?? null },
    ),
  };
}
