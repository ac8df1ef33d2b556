import { labelsOfPath, parseJsonPath } from '../../../shared/series/json-path';
import { seriesKey } from '../../../shared/series/series-key';
import type { Finding } from './faults';
import type { ConfigFile } from './file';
import { faultOfMetric, METRIC_HINT } from './leaves';
import type { Path } from './yaml-tree';

type SourceFile = ConfigFile['fleet']['sources'][number];

/** What a source is called: its own name, or what it reads and where. */
export function nameOfSource(source: SourceFile): string {
  if (source.name !== undefined) return source.name;
  if ('memcached' in source) return `memcached ${source.memcached.host}:${source.memcached.port}`;
  const url = new URL('json' in source ? source.json : source.promql);
  return `${'json' in source ? 'json' : 'promql'} ${url.host}${url.pathname.replace(/\/$/, '')}`;
}

/** What no key of a source can know by itself: names that must differ, metrics that two would give, secrets in the open. */
export function checkSources(file: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  const names = new Set<string>();
  const metrics = new Map<string, string>();
  for (const [index, source] of file.fleet.sources.entries()) {
    const base: Path = ['fleet', 'sources', index];
    const name = nameOfSource(source);
    if (names.has(name)) {
      findings.push({
        path: source.name === undefined ? base : [...base, 'name'],
        message: `there is a source "${name}" already`,
        hint: 'name: each source with its own',
      });
    }
    names.add(name);
    findings.push(...checkLabels(source, base), ...checkSecrets(source, base));
    for (const [metric, path, atKey] of metricsOf(source, base)) {
      const fault = faultOfMetric(metric);
      if (fault !== null) findings.push({ path, atKey, message: fault, hint: METRIC_HINT });
      const key = seriesKey(metric, source.labels);
      const other = metrics.get(key);
      if (other !== undefined) {
        findings.push({
          path,
          atKey,
          message: `${key} comes from ${other === name ? 'this source' : `"${other}"`} already`,
          hint: 'another name, or labels that tell them apart',
        });
      }
      metrics.set(key, name);
    }
  }
  return findings;
}

/** The metrics of a source, each with its place in the file. */
function metricsOf(source: SourceFile, base: Path): [string, Path, boolean][] {
  if ('promql' in source) return (source.queries ?? []).map(({ name }, at) => [name, [...base, 'queries', at, 'name'], false]);
  const [key, group] = 'json' in source ? (['values', source.values] as const) : (['keys', source.keys] as const);
  return Object.keys(group).map((name) => [name, [...base, key, name], true]);
}

function checkLabels(source: SourceFile, base: Path): Finding[] {
  const findings: Finding[] = [];
  for (const name of Object.keys(source.labels)) {
    if (/^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}$/.test(name)) continue;
    findings.push({
      path: [...base, 'labels', name],
      atKey: true,
      message: `${JSON.stringify(name)} cannot be the name of a label`,
      hint: 'letters, digits and underscores, no digit first: site',
    });
  }
  if (!('json' in source)) {
    if ('memcached' in source && Object.keys(source.keys).length === 0)
      findings.push({ path: [...base, 'keys'], message: 'nothing is read', hint: 'signups_total: app.signups' });
    return findings;
  }
  if (Object.keys(source.values).length === 0)
    findings.push({ path: [...base, 'values'], message: 'nothing is read', hint: 'users_active: users.active' });
  for (const [metric, text] of Object.entries(source.values)) {
    const parsed = parseJsonPath(text);
    const twice = parsed.ok ? labelsOfPath(parsed.path).find((label) => Object.hasOwn(source.labels, label)) : undefined;
    if (twice === undefined) continue;
    findings.push({
      path: [...base, 'values', metric],
      message: `this path makes the label "${twice}", which is among the labels already`,
      hint: 'another name: [*name]',
    });
  }
  return findings;
}

/** A secret that goes over plain http can be read by everybody on the way. */
function checkSecrets(source: SourceFile, base: Path): Finding[] {
  if ('memcached' in source || !source.auth || source.tls.insecure) return [];
  const url = new URL('json' in source ? source.json : source.promql);
  if (url.protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) return [];
  return [
    {
      path: [...base, 'auth'],
      atKey: true,
      message: 'the secret would go over plain http, where others can read it',
      hint: 'an https address; or tls: { insecure: true } if that is meant',
    },
  ];
}
