import type { GaugeConfig } from '../config/config';
import type { Dashboard, Overlay, Panel, PanelQuery } from '../contract/trends';
import { quote } from '../series/series-key';
import { ofType } from './of-type';
import { slug, withIds } from './panel-ids';

/** A metric as hosts of a type expose it. */
export interface ExposedMetric {
  readonly name: string;
  readonly isCounter: boolean;
  readonly labels: readonly string[];
  /** Values of `job`-like labels are not looked at; the help text becomes the title of a business counter. */
  readonly help: string;
}

export interface ExposingType {
  readonly type: string;
  readonly hosts: number;
  readonly metrics: readonly ExposedMetric[];
}

type Draft = Omit<Panel, 'id'>;
type Row = { readonly title: string; readonly panels: readonly Draft[] };

const mostBusiness = 12;
const mostLatency = 4;

/**
 * A dashboard for each host type: the gauges of the configuration with their limits first, then what its hosts expose, from requests to the
 * machine. Ids depend on names alone, so that an address stays good.
 */
export function generateDashboards(types: readonly ExposingType[], gauges: readonly GaugeConfig[]): Dashboard[] {
  return types.flatMap((type) => {
    const rows = [gaugeRow(type, gauges), trafficRow(type), businessRow(type), processRow(type), machineRow(type)].filter(
      (row) => row.panels.length > 0,
    );
    return rows.length === 0 ? [] : [withIds(`hosts-${slug(type.type)}`, `Hosts: ${type.type}`, true, rows)];
  });
}

function panel(title: string, queries: readonly (string | PanelQuery)[], more: Partial<Draft> = {}): Draft {
  return {
    title,
    kind: 'line',
    queries: queries.map((query) => (typeof query === 'string' ? { metric: query, legend: null, source: null } : query)),
    overlay: null,
    unit: null,
    from: 'zero',
    scale: 'linear',
    thresholds: [],
    ...more,
  };
}

function gaugeRow({ type }: ExposingType, gauges: readonly GaugeConfig[]): Row {
  const panels = gauges
    .filter((gauge) => gauge.types.includes(type))
    .map((gauge) =>
      panel(gauge.name, [ofType(gauge.metric, type)], {
        overlay: 'band',
        unit: gauge.unit,
        thresholds: gauge.limit ? [{ value: gauge.limit.value, label: `limit ${gauge.limit.op}` }] : [],
      }),
    );
  return { title: 'Gauges', panels };
}

/** Makes queries of one type's metrics, where it has them. */
class Finder {
  private readonly byName: ReadonlyMap<string, ExposedMetric>;
  private readonly matcher: string;
  /** A band says nothing of two hosts. */
  readonly hosts: Overlay;

  constructor({ type, hosts, metrics }: ExposingType) {
    this.byName = new Map(metrics.map((metric) => [metric.name, metric]));
    this.matcher = `type=${quote(type)}`;
    this.hosts = hosts > 4 ? 'band' : 'hosts';
  }

  has(...names: readonly string[]): boolean {
    return names.every((name) => this.byName.has(name));
  }

  labelOf(name: string, ...labels: readonly string[]): string | null {
    return labels.find((label) => this.byName.get(name)?.labels.includes(label)) ?? null;
  }

  of(name: string, more = ''): string {
    return `${name}{${this.matcher}${more === '' ? '' : `,${more}`}}`;
  }

  rate(name: string, more = ''): string {
    return `rate(${this.of(name, more)}[1m])`;
  }
}

function trafficRow(type: ExposingType): Row {
  const find = new Finder(type);
  const panels: Draft[] = [];
  const counters = type.metrics.filter(({ isCounter, name }) => isCounter && name.endsWith('_total')).map(({ name }) => name);
  for (const name of counters.filter(isRequests)) {
    panels.push(panel(titleOf(name), [`sum by (host) (${find.rate(name)})`], { overlay: find.hosts, unit: 'per s' }));
    const code = find.labelOf(name, 'code', 'status', 'status_code');
    if (code !== null) {
      const bad = `sum by (host) (${find.rate(name, `${code}=~"5.."`)})`;
      const panelOf = panel(`${titleOf(name)}: share of 5xx`, [`${bad} / sum by (host) (${find.rate(name)})`], {
        overlay: find.hosts,
        unit: '%',
      });
      panels.push(panelOf);
    }
  }
  for (const name of counters.filter(isErrors))
    panels.push(panel(titleOf(name), [`sum by (host) (${find.rate(name)})`], { overlay: find.hosts, unit: 'per s' }));
  const histograms = type.metrics.filter(({ name, labels }) => name.endsWith('_bucket') && labels.includes('le'));
  for (const { name } of histograms.filter(({ name }) => isLatency(name)).slice(0, mostLatency)) {
    const quantile = (share: number): PanelQuery => ({
      metric: `histogram_quantile(${share}, sum by (le) (rate(${find.of(name)}[5m])))`,
      legend: `p${share * 100}`,
      source: null,
    });
    panels.push(panel(titleOf(name.replace(/_bucket$/, '')), [quantile(0.5), quantile(0.9), quantile(0.99)]));
  }
  return { title: 'Requests', panels };
}

const isRequests = (name: string) => /(^|_)requests?(_|$)/.test(name) && !isErrors(name) && !isOfMachine(name);
const isErrors = (name: string) =>
  /(^|_)(errors?|failures?|failed|exceptions?|panics?|crashes)(_|$)/.test(name) && !isOfMachine(name);
const isLatency = (name: string) => /_(seconds|milliseconds|ms|duration)_bucket$/.test(name) && !isOfMachine(name);
const isOfMachine = (name: string) =>
  /^(node|process|go|nodejs|python|ruby|jvm|promhttp|php|scrape|prometheus|net_conntrack|dotnet)_/.test(name) || name === 'up';

/** What the application itself counts, such as orders: neither requests nor errors nor what its runtime does. */
function businessRow(type: ExposingType): Row {
  const find = new Finder(type);
  const panels = type.metrics
    .filter(
      ({ name, isCounter }) => isCounter && name.endsWith('_total') && !isOfMachine(name) && !isRequests(name) && !isErrors(name),
    )
    .slice(0, mostBusiness)
    .map(({ name }) => panel(titleOf(name), [`sum(${find.rate(name)})`], { kind: 'area' }));
  return { title: 'Counted by the application', panels };
}

function processRow(type: ExposingType): Row {
  const find = new Finder(type);
  const { hosts } = find;
  const panels: Draft[] = [];
  if (find.has('process_cpu_seconds_total'))
    panels.push(panel('Process CPU', [`sum by (host) (${find.rate('process_cpu_seconds_total')})`], { overlay: hosts, unit: '%' }));
  if (find.has('process_resident_memory_bytes'))
    panels.push(panel('Process memory', [`sum by (host) (${find.of('process_resident_memory_bytes')})`], { overlay: hosts }));
  if (find.has('process_open_fds', 'process_max_fds')) {
    const share = `max by (host) (${find.of('process_open_fds')} / ${find.of('process_max_fds')})`;
    panels.push(panel('Open files', [share], { overlay: hosts, unit: '%' }));
  }
  if (find.has('process_start_time_seconds'))
    panels.push(
      panel('Running since', [`time() - min by (host) (${find.of('process_start_time_seconds')})`], { overlay: hosts, unit: 's' }),
    );
  return { title: 'Process', panels };
}

function machineRow(type: ExposingType): Row {
  const find = new Finder(type);
  const { hosts: overlay } = find;
  const panels: Draft[] = [];
  const add = (title: string, queries: readonly (string | PanelQuery)[], more: Partial<Draft> = {}) =>
    panels.push(panel(title, queries, { overlay, ...more }));
  if (find.has('up')) add('Up', [`min by (host) (${find.of('up')})`]);
  if (find.has('node_load1')) add('Load', [find.of('node_load1')]);
  if (find.has('node_cpu_seconds_total'))
    add('CPU', [`1 - avg by (host) (${find.rate('node_cpu_seconds_total', 'mode="idle"')})`], { unit: '%' });
  if (find.has('node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'))
    add('Memory', [`1 - ${find.of('node_memory_MemAvailable_bytes')} / ${find.of('node_memory_MemTotal_bytes')}`], { unit: '%' });
  if (find.has('node_filesystem_avail_bytes', 'node_filesystem_size_bytes')) {
    const real = 'fstype!~"tmpfs|ramfs|overlay|squashfs|devtmpfs"';
    const used = `1 - ${find.of('node_filesystem_avail_bytes', real)} / ${find.of('node_filesystem_size_bytes', real)}`;
    add('Disk: fullest file system', [`max by (host) (${used})`], { unit: '%' });
  }
  if (find.has('node_disk_io_time_seconds_total'))
    add('Disk: busy', [`max by (host) (${find.rate('node_disk_io_time_seconds_total')})`], { unit: '%' });
  for (const [way, word] of [
    ['receive', 'in'],
    ['transmit', 'out'],
  ] as const) {
    const name = `node_network_${way}_bytes_total`;
    if (find.has(name)) add(`Network ${word}`, [`sum by (host) (${find.rate(name, 'device!="lo"')})`], { unit: 'B/s' });
  }
  return { title: 'Machine', panels };
}

/** `http_requests_total` is "Http requests". */
function titleOf(name: string): string {
  const words = name
    .replace(/_(total|seconds|milliseconds)$/, '')
    .replace(/_total$/, '')
    .replaceAll(/[_:]+/g, ' ')
    .trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
