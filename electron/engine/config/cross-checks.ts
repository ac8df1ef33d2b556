import type { HostShare } from '../../../shared/config/config';
import { MOST_HOSTS } from '../../../shared/hosts/range';
import { checkSources, nameOfSource } from './check-sources';
import type { Finding } from './faults';
import type { ConfigFile } from './file';
import { faultOfName, NAME_HINT } from './leaves';
import { nearest } from './nearest';
import type { Path } from './yaml-tree';

/** Checks the expression of a gauge. */
export type CheckExpression = (text: string) =>
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly at: { readonly line: number; readonly column: number; readonly text: string };
      readonly message: string;
    };

/** What no single key can know: names that must agree, hosts that must differ, phases that must grow. */
export function crossChecks(
  file: ConfigFile,
  checkExpression: CheckExpression,
  checkPanel: CheckExpression = checkExpression,
): Finding[] {
  return [
    ...checkTypes(file),
    ...checkHosts(file),
    ...checkSources(file),
    ...checkPush(file),
    ...checkGauges(file, checkExpression),
    ...checkDashboards(file, checkPanel),
    ...checkLinks(file),
  ];
}

function checkTypes(file: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  const types = Object.entries(file.fleet.types);
  const base = ['fleet', 'types'];
  if (types.length === 0)
    findings.push({ path: base, message: 'there is no host type', hint: 'www: { hosts: [ "www[01-12]" ], path: /srv/shop }' });
  for (const [name, type] of types) {
    const path = [...base, name];
    const fault = faultOfName(name);
    if (fault !== null) findings.push({ path, atKey: true, message: fault, hint: NAME_HINT });
    if (type.drain !== undefined && type.undrain === undefined) {
      findings.push({
        path: [...path, 'drain'],
        atKey: true,
        message: 'a drained host would never come back into service',
        hint: 'undrain: the command that brings it back ("true" if it comes back by itself)',
      });
    }
    if (type.undrain !== undefined && type.drain === undefined) {
      findings.push({
        path: [...path, 'undrain'],
        atKey: true,
        message: 'there is nothing to undrain',
        hint: 'drain: the command that takes the host out of service',
      });
    }
  }
  return findings;
}

function checkHosts(file: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  const owner = new Map<string, string>();
  for (const [type, { hosts, canaries }] of Object.entries(file.fleet.types)) {
    const base = ['fleet', 'types', type];
    for (const [index, group] of hosts.entries()) {
      for (const { name } of group) {
        const key = name.toLowerCase();
        const other = owner.get(key);
        const path = [...base, 'hosts', index];
        if (other === type) findings.push({ path, message: `${name} is named twice`, hint: 'each host once' });
        else if (other !== undefined)
          findings.push({ path, message: `${name} is of type ${other} already`, hint: 'each host in exactly one type' });
        else owner.set(key, type);
      }
    }
    for (const [index, group] of canaries.entries()) {
      for (const { name } of group) {
        if (owner.get(name.toLowerCase()) === type) continue;
        const meant = nearest(
          name,
          hosts.flat().map((host) => host.name),
        );
        findings.push({
          path: [...base, 'canaries', index],
          message: `${name} is not a host of ${type}`,
          hint: meant === null ? `one of the hosts of ${type}` : `did you mean "${meant}"?`,
        });
      }
    }
  }
  if (owner.size > MOST_HOSTS) {
    findings.push({
      path: ['fleet', 'types'],
      atKey: true,
      message: `that is ${String(owner.size)} hosts, more than ${String(MOST_HOSTS)}`,
      hint: `at most ${String(MOST_HOSTS)} hosts`,
    });
  }
  return findings;
}

function checkPush(file: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  const { phases, pre, every, lease } = file.push;
  const total = Object.values(file.fleet.types).reduce((sum, type) => sum + type.hosts.flat().length, 0);
  for (const [index, phase] of phases.entries()) {
    const before = phases[index - 1];
    const path = ['push', 'phases', index, 'hosts'];
    if (before && !grows(before.hosts, phase.hosts, total)) {
      findings.push({
        path,
        message: `this phase has no more hosts than the one before (${write(before.hosts)})`,
        hint: 'a larger share in each phase, 100% in the last',
      });
    } else if (index === phases.length - 1 && !('share' in phase.hosts && phase.hosts.share === 1)) {
      findings.push({ path, message: 'the last phase does not reach all hosts', hint: '100%' });
    }
  }
  if (pre < 2 * every)
    findings.push({
      path: ['push', 'pre'],
      message: 'the time before the switch has fewer than two samples',
      hint: 'pre at least twice as long as every',
    });
  if (lease < 1000)
    findings.push({ path: ['push', 'lease'], message: 'the lock would expire between two renewals', hint: '1s or more' });
  return findings;
}

/** Shares are compared as shares, so that a small fleet does not refuse `5%, 10%, 100%`; a share and a count as hosts. */
function grows(before: HostShare, after: HostShare, total: number): boolean {
  if ('share' in before && 'share' in after) return after.share > before.share;
  const hosts = (share: HostShare): number => ('share' in share ? Math.ceil(share.share * total) : share.count);
  return hosts(after) > hosts(before);
}

function write(hosts: HostShare): string {
  return 'share' in hosts ? `${String(Number((hosts.share * 100).toFixed(6)))}%` : String(hosts.count);
}

function checkGauges(file: ConfigFile, checkExpression: CheckExpression): Finding[] {
  const findings: Finding[] = [];
  const types = Object.keys(file.fleet.types);
  const names = new Set<string>();
  for (const [index, gauge] of file.gauges.entries()) {
    const base = ['gauges', index];
    if (names.has(gauge.name))
      findings.push({
        path: [...base, 'name'],
        message: `there is a gauge "${gauge.name}" already`,
        hint: 'each gauge with its own name',
      });
    names.add(gauge.name);
    for (const [position, type] of (gauge.types ?? []).entries()) {
      if (types.includes(type)) continue;
      const meant = nearest(type, types);
      findings.push({
        path: [...base, 'types', position],
        message: `there is no host type "${type}"`,
        hint: meant === null ? `one of ${types.join(', ')}` : `did you mean "${meant}"?`,
      });
    }
    if (!gauge.limit && !gauge.change && gauge.severity !== 'advisory') {
      findings.push({
        path: base,
        message: `nothing says when "${gauge.name}" is wrong`,
        hint: 'limit: "> 5", or change: { up: 50%, at_least: 0.2 }, or severity: advisory',
      });
    }
    if (gauge.change && gauge.change.up === undefined && gauge.change.down === undefined) {
      findings.push({
        path: [...base, 'change'],
        message: 'neither a rise nor a fall is said',
        hint: 'up: 50%, or down: 30%, or both',
      });
    }
    const watch = Math.min(...file.push.phases.map((phase) => phase.watch));
    if (gauge.warm_up !== undefined && gauge.warm_up >= watch) {
      findings.push({
        path: [...base, 'warm_up'],
        message: 'the shortest watch is over before this gauge has warmed up: it would never be judged',
        hint: 'less than the shortest watch in push.phases',
      });
    }
    const checked = checkExpression(gauge.metric);
    if (!checked.ok) {
      const piece = { whole: gauge.metric, at: checked.at.column - 1, text: checked.at.text };
      findings.push({
        path: [...base, 'metric'],
        piece,
        message: checked.message,
        hint: 'an expression such as rate(app_errors_total[1m]) or sum by (type) (app_load)',
      });
    }
  }
  return findings;
}

function checkDashboards(file: ConfigFile, checkPanel: CheckExpression): Finding[] {
  const findings: Finding[] = [];
  const checks = { sources: new Map(file.fleet.sources.map((one) => [nameOfSource(one), 'promql' in one])), checkPanel };
  const names = new Set<string>();
  for (const [index, dashboard] of file.dashboards.entries()) {
    const base = ['dashboards', index];
    if (names.has(dashboard.name))
      findings.push({
        path: [...base, 'name'],
        message: `there is a dashboard "${dashboard.name}" already`,
        hint: 'each dashboard with its own name',
      });
    names.add(dashboard.name);
    for (const [row, { panels }] of dashboard.rows.entries()) {
      for (const [place, panel] of panels.entries()) {
        const path = [...base, 'rows', row, 'panels', place];
        if ((panel.metric === undefined) === (panel.metrics === undefined))
          findings.push({
            path,
            message: panel.metric === undefined ? 'nothing says what is drawn' : 'metric and metrics are both here',
            hint: 'metric: "rate(http_requests_total[1m])", or metrics with a list',
          });
        if (panel.source !== undefined && panel.metrics !== undefined)
          findings.push({
            path: [...path, 'source'],
            atKey: true,
            message: 'source stands beside one metric',
            hint: 'in each of metrics: { metric: up, source: prometheus }',
          });
        else if (panel.metric !== undefined) findings.push(...checkQuery(panel.metric, panel.source, path, checks));
        for (const [at, { metric, source }] of (panel.metrics ?? []).entries())
          findings.push(...checkQuery(metric, source, [...path, 'metrics', at], checks));
      }
    }
  }
  return findings;
}

interface QueryChecks {
  /** By the name of a source, whether it answers PromQL. */
  readonly sources: ReadonlyMap<string, boolean>;
  readonly checkPanel: CheckExpression;
}

/** Whether an expression can be evaluated here; what is asked elsewhere is decided there, as long as there is such a place. */
function checkQuery(metric: string, source: string | undefined, path: Path, { sources, checkPanel }: QueryChecks): Finding[] {
  if (source === undefined) return checkMetric(metric, [...path, 'metric'], checkPanel);
  const found = sources.get(source);
  if (found === true) return [];
  const known = [...sources].flatMap(([name, isPromql]) => (isPromql ? [name] : []));
  const meant = found === undefined ? nearest(source, known) : null;
  return [
    {
      path: [...path, 'source'],
      message: found === false ? `the source "${source}" answers no PromQL` : `there is no source "${source}"`,
      hint:
        meant !== null
          ? `did you mean "${meant}"?`
          : known.length > 0
            ? `one of ${known.slice(0, 5).join(', ')}`
            : 'fleet.sources: - { name: prometheus, promql: "https://prometheus.example.com" }',
    },
  ];
}

function checkMetric(metric: string, path: Path, check: CheckExpression): Finding[] {
  const checked = check(metric);
  if (checked.ok) return [];
  const piece = { whole: metric, at: checked.at.column - 1, text: checked.at.text };
  return [{ path, piece, message: checked.message, hint: 'an expression such as sum by (host) (rate(app_errors_total[1m]))' }];
}

function checkLinks(file: ConfigFile): Finding[] {
  return Object.keys(file.links).flatMap((name) => {
    const fault = faultOfName(name);
    return fault === null ? [] : [{ path: ['links', name], atKey: true, message: fault, hint: NAME_HINT }];
  });
}
