import type { Dashboard, MetricView, Overlay, Panel, PanelQuery, SourceView, SourcesView } from '../../shared/contract/trends';
import type { TrendData, TrendLine, TrendMark } from '../../shared/contract/trends';
import { fillIntervals, someIntervals } from '../../shared/trends/fill-intervals';
import { parseExpression } from '../../shared/series/promql/parse-expression';
import type { Actor } from './actor';
import { os, refuse } from './base';
import { canaries } from './fleet';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A quantity of the stage's fleet: what it is about, and how it moves. */
interface Quantity {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  readonly labels: readonly string[];
  readonly base: number;
  /** Share of it by which it follows the day, and by which it jitters. */
  readonly daily: number;
  readonly noise: number;
  /** Its lines where an expression does not sum them: one each. */
  readonly parts?: readonly (readonly [string, number])[];
}

const q = (
  name: string,
  help: string,
  type: string,
  unit: string,
  base: number,
  daily: number,
  noise: number,
  parts?: Quantity['parts'],
  labels: readonly string[] = ['host', 'type'],
): Quantity => ({ name, help, type, unit, labels, base, daily, noise, ...(parts ? { parts } : {}) });

const quantities: readonly Quantity[] = [
  q('php_errors_total', 'Errors that PHP wrote into its log.', 'counter', 'per s', 0.18, 0.2, 0.3, undefined, [
    'host',
    'type',
    'level',
  ]),
  q('php_crashes_total', 'Processes of PHP that died.', 'counter', 'per s', 0.002, 0, 1),
  q('registrations_total', 'People who finished the registration.', 'counter', 'per min', 49, 0.5, 0.12),
  q('visits_total', 'Visits that began.', 'counter', 'per min', 1_420, 0.55, 0.05),
  q('carts_total', 'Carts with something in them.', 'counter', 'per min', 238, 0.55, 0.08),
  q('orders_total', 'Orders that were paid.', 'counter', 'per min', 61, 0.55, 0.1),
  q(
    'http_requests_total',
    'Requests answered.',
    'counter',
    'per s',
    3_100,
    0.5,
    0.05,
    [
      ['200', 0.91],
      ['302', 0.06],
      ['404', 0.028],
      ['500', 0.002],
    ],
    ['host', 'type', 'code'],
  ),
  q('http_request_duration_seconds', 'How long answers took.', 'histogram', 's', 0.184, 0.15, 0.08, [
    ['p99', 4.1],
    ['p90', 1.9],
    ['p50', 1],
  ]),
  q('node_load1', 'Processes that want to run.', 'gauge', '', 4.1, 0.4, 0.12),
  q(
    'node_cpu_seconds_total',
    'Time the processors spent.',
    'counter',
    '%',
    0.61,
    0.25,
    0.05,
    [
      ['user', 0.7],
      ['system', 0.2],
      ['iowait', 0.1],
    ],
    ['host', 'type', 'mode'],
  ),
  q('node_memory_used_bytes', 'Memory in use.', 'gauge', 'B', 21.4 * 1024 ** 3, 0.06, 0.01),
  q('node_network_receive_bytes_total', 'Bytes received.', 'counter', 'B/s', 61 * 1024 ** 2, 0.5, 0.07),
  q('node_disk_free_bytes', 'Room on the disks.', 'gauge', 'B', 41e9, 0, 0.004),
  q('replication_lag_seconds', 'How far a replica is behind.', 'gauge', 's', 0.4, 0.3, 0.3),
];

const panel = (
  id: string,
  title: string,
  metric: string,
  change: Partial<Panel> = {},
  more: readonly (readonly [string, string])[] = [],
): Panel => ({
  id,
  title,
  kind: 'line',
  queries: [{ metric, legend: null, source: null }, ...more.map(([one, legend]) => ({ metric: one, legend, source: null }))],
  overlay: null,
  unit: null,
  from: 'zero',
  scale: 'linear',
  thresholds: [],
  ...change,
});

const dashboards: readonly Dashboard[] = [
  {
    id: 'shop',
    name: 'The shop',
    generated: false,
    rows: [
      {
        title: 'What users see',
        panels: [
          panel('php-errors', 'php errors', 'sum(rate(php_errors_total[1m]))', {
            thresholds: [{ value: 5, label: 'limit' }],
          }),
          panel('registrations', 'Registrations', 'sum(rate(registrations_total[1m])) * 60', { kind: 'bars' }),
          panel('latency', 'Answers', 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))'),
          panel('requests', 'Requests by code', 'sum by (code) (rate(http_requests_total[1m]))', { kind: 'area' }),
        ],
      },
      {
        title: 'What comes of it',
        panels: [
          panel('funnel', 'From a visit to an order', 'sum(rate(visits_total[1h])) * 60', { kind: 'funnel' }, [
            ['sum(rate(carts_total[1h])) * 60', 'has a cart'],
            ['sum(rate(orders_total[1h])) * 60', 'has paid'],
          ]),
          panel('orders', 'Orders', 'sum(rate(orders_total[5m])) * 60', {}, [['sum(rate(ordres_total[5m]', 'refunds']]),
        ],
      },
    ],
  },
  {
    id: 'www',
    name: 'www',
    generated: true,
    rows: [
      {
        title: 'The machine',
        panels: [
          panel('load', 'Load', 'node_load1{type="www"}', { overlay: 'band' }),
          panel('cpu', 'Processors', 'avg by (mode) (rate(node_cpu_seconds_total{type="www"}[1m]))', { kind: 'area' }),
          panel('memory', 'Memory in use', 'node_memory_used_bytes{type="www"}', { overlay: 'band', from: 'fitted' }),
          panel('network', 'Network, received', 'sum(rate(node_network_receive_bytes_total{type="www"}[1m]))'),
        ],
      },
      {
        title: 'What it does',
        panels: [
          panel('www-errors', 'php errors by host', 'rate(php_errors_total{type="www"}[1m])', { overlay: 'hosts' }),
          panel('www-canary', 'php errors, canary against the rest', 'rate(php_errors_total{type="www"}[1m])', {
            overlay: 'canary',
          }),
          panel('www-requests', 'Requests', 'sum(rate(http_requests_total{type="www"}[1m]))'),
          panel('www-latency', 'Answers', 'histogram_quantile(0.99, rate(http_request_duration_seconds_bucket{type="www"}[5m]))', {
            scale: 'log',
          }),
          panel('www-crashes', 'Crashes', 'sum(increase(php_crashes_total{type="www"}[5m]))', { kind: 'bars' }),
        ],
      },
    ],
  },
  {
    id: 'shard-master',
    name: 'shard-master',
    generated: true,
    rows: [
      {
        title: 'The machine',
        panels: [
          panel('lag', 'Replication lag', 'replication_lag_seconds', {
            overlay: 'hosts',
            thresholds: [{ value: 10, label: 'limit' }],
          }),
          panel('disk', 'Room on the disks', 'node_disk_free_bytes{type="shard-master"}', { from: 'fitted', overlay: 'band' }),
        ],
      },
    ],
  },
];

/** As much as the page draws at once: eight charts of four lines. Of the scene with the largest fleet. */
const eightCharts: Dashboard = {
  id: 'eight-charts',
  name: 'Eight charts',
  generated: false,
  rows: Array.from({ length: 4 }, (_, row) => ({
    title: null,
    panels: ['left', 'right'].map((side) =>
      panel(
        `${side}-${row}`,
        `Requests ${row + 1}, ${side}`,
        `sum by (code) (rate(http_requests_total{shard="${side} ${row}"}[1m]))`,
      ),
    ),
  })),
};

/** What is read elsewhere: one source that answers, one whose password is wrong. */
const elsewhere: Dashboard = {
  id: 'beyond-this-desk',
  name: 'Beyond this desk',
  generated: false,
  rows: [
    {
      title: 'All regions',
      panels: [
        panel('all-requests', 'Requests of all regions', 'sum by (code) (rate(http_requests_total[$__rate_interval]))', {
          kind: 'area',
          queries: [{ metric: 'sum by (code) (rate(http_requests_total[$__rate_interval]))', legend: null, source: 'prometheus' }],
        }),
        panel('here-and-there', 'Errors here and everywhere', '', {
          queries: [
            { metric: 'sum(rate(php_errors_total[5m]))', legend: 'here', source: null },
            { metric: 'sum(rate(php_crashes_total[5m]))', legend: 'everywhere', source: 'prometheus' },
          ],
        }),
        panel('thanos', 'Orders over years', '', {
          queries: [
            { metric: 'sum(rate(orders_total[1h])) * 60', legend: 'here', source: null },
            { metric: 'sum(rate(orders_total[1h])) * 60', legend: 'everywhere', source: 'thanos' },
          ],
        }),
        panel('wrong', 'Visits of all regions', '', {
          queries: [{ metric: 'sum(rate(visits_total[5m])', legend: null, source: 'prometheus' }],
        }),
      ],
    },
  ],
};

/** By the scene. */
const moreDashboards: Readonly<Record<string, readonly Dashboard[]>> = { many: [eightCharts], 'trends-sources': [elsewhere] };

const sourcesOf = (actor: Actor): readonly SourceView[] => {
  if (actor.name !== 'trends-sources') return [];
  const { startedAt } = actor.state.desk;
  const well = (name: string, by: SourceView['by'], warnings: readonly string[] = []): SourceView => ({
    name,
    by,
    readAt: startedAt,
    failing: null,
    warnings,
  });
  return [
    well('prometheus', 'promql'),
    well('slow', 'promql'),
    {
      name: 'thanos',
      by: 'promql',
      readAt: startedAt - 5 * minute,
      failing: {
        said: 'https://thanos.example.com answers 401. See auth of this source. It is asked again in 48 s.',
        since: startedAt - 4 * minute,
        todo: 'Check the name there, and the secret that it names.',
      },
      warnings: [],
    },
    well('queues', 'json', ['There is no number at shards[*shard].depth.']),
    well('counters', 'memcached'),
  ];
};

const unreadPagesOf = (actor: Actor): SourcesView['unreadPages'] => {
  if (actor.name !== 'trends-sources') return { hosts: 0, first: [] };
  const since = actor.state.desk.startedAt - 3 * minute;
  const said = 'http://127.0.0.1:9100/metrics answers 503';
  return { hosts: 6, first: ['www-041', 'www-042', 'www-043', 'www-044'].map((host) => ({ host, since, said })) };
};

/** Between 0 and 1, the same for the same words and number. */
function noise(words: string, at: number): number {
  let state = Math.imul(Math.floor(at) ^ Math.floor(at / 2 ** 32), 0x9e3779b1);
  for (let index = 0; index < words.length; index++) state = Math.imul(state ^ words.charCodeAt(index), 0x85ebca6b);
  state ^= state >>> 15;
  state = Math.imul(state, 0x2c1b3c6d);
  state ^= state >>> 13;
  return (state >>> 0) / 2 ** 32;
}

/** What a quantity is at an instant, by how the day goes and which pushes there were. */
function valueOf(actor: Actor, quantity: Quantity, part: string, at: number): number | null {
  const { base, daily } = quantity;
  // An hour of last night nobody scraped: a gap.
  const quiet = startOf(actor) - 11 * hour;
  if (at > quiet && at < quiet + 14 * minute && base < 100) return null;
  const wave = 1 + daily * Math.sin(((at % day) / day) * 2 * Math.PI - 1.9);
  const jitter = 1 + quantity.noise * (noise(quantity.name + part, at / 10_000) + noise(part + quantity.name, at / 60_000) - 1);
  let value = base * wave * jitter;
  if (quantity.name === 'php_crashes_total') value = noise(quantity.name, at / 300_000) > 0.9 ? base * 3 : 0;
  const bad = badPush(actor);
  if (bad) {
    const end = bad.endedAt ?? bad.startedAt + 61_000;
    const rise =
      Math.min(1, Math.max(0, (at - bad.startedAt - 8_000) / 30_000)) * (at < end ? 1 : Math.exp((end - at) / (4 * minute)));
    if (rise > 0.001) {
      if (quantity.name === 'php_errors_total') value += 7.2 * rise * (0.9 + 0.2 * noise(part, at / 10_000));
      if (quantity.name === 'php_crashes_total') value += 0.4 * rise;
      if (quantity.name === 'registrations_total') value *= 1 - 0.45 * rise;
      if (quantity.name === 'http_request_duration_seconds') value *= 1 + 1.1 * rise;
    }
  }
  return Math.max(0, value);
}

const badPush = (actor: Actor) => actor.state.recent.find((push) => push.id === 'r-2028') ?? null;
const startOf = (actor: Actor) => actor.state.desk.startedAt;

const share = (quantity: Quantity, text: string): readonly (readonly [string, number])[] =>
  quantity.parts && /by \((code|mode|le)\)|http_request_duration/.test(text) ? quantity.parts : [['', 1]];

function readPanel(
  actor: Actor,
  queries: readonly PanelQuery[],
  overlay: Overlay | null,
  hosts: readonly string[],
  fromMs: number,
  toMs: number,
  points: number,
): TrendData {
  const rough = (toMs - fromMs) / points;
  const stepMs =
    [10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, hour, 3 * hour, 6 * hour, day, 3 * day].find(
      (one) => one >= rough,
    ) ?? 7 * day;
  const tier = stepMs < minute ? 'raw' : stepMs < hour ? 'minute' : stepMs < day ? 'hour' : 'day';
  const faults = queries.map(({ metric, source }) => faultOf(metric, source));
  let more = 0;
  let unit = '';
  const lines = queries.flatMap(({ metric, legend }, index): TrendLine[] => {
    const found = faults[index] === null ? quantityIn(metric) : null;
    if (!found) return [];
    unit ||= found.unit;
    const line = (name: string, times: number, seed: string, role: TrendLine['role'] = null, wide = 0.25): TrendLine =>
      lineOf(actor, found, name, times, seed, role, wide, fromMs, toMs, stepMs);
    if (overlay === 'band')
      return [
        line('least', 0.62, 'band', 'min', 0),
        line('p10', 0.8, 'band', 'p10', 0),
        line('median', 1, 'band', 'p50', 0),
        line('p90', 1.18, 'band', 'p90', 0),
        line('greatest', 1.31, 'band', 'max', 0),
        line('www-087', 1.72, 'www-087', 'outlier', 0.1),
      ];
    if (overlay === 'canary')
      return [line('canary, 10 hosts', 1.01, 'canary', 'canary'), line('the rest, 140 hosts', 1, 'rest', 'rest', 0.1)];
    if (overlay === 'hosts') {
      if (hosts.length > 0) return hosts.map((host, at) => line(host, 1.2 - at * 0.05, host, null, 0.3));
      more += 100;
      return [...canaries, 'www-087', 'www-112'].map((host, at) => line(host, 1.4 - at * 0.05, host, null, 0.3));
    }
    const parts = share(found, metric);
    return parts.map(([part, times]) =>
      line(legend ?? (part || (queries.length > 1 ? found.help.replace(/\.$/, '') : found.name)), times, part),
    );
  });
  return { lines, more, stepMs, tier, faults, unit, resets: [] };
}

function lineOf(
  actor: Actor,
  quantity: Quantity,
  name: string,
  times: number,
  seed: string,
  role: TrendLine['role'],
  wide: number,
  fromMs: number,
  toMs: number,
  stepMs: number,
): TrendLine {
  const now = Date.now();
  const t: number[] = [];
  for (let at = Math.ceil(fromMs / stepMs) * stepMs; at < toMs; at += stepMs) t.push(at);
  const mean = t.map((at) => {
    if (at > now) return null;
    const value = valueOf(actor, quantity, seed, at + stepMs / 2);
    return value === null ? null : value * times;
  });
  const spread = (way: 1 | -1) =>
    mean.map((value, index) =>
      value === null
        ? null
        : Math.max(0, value * (1 + way * wide * Math.min(1, quantity.noise * 2) * (0.4 + noise(seed, (t[index] ?? 0) / stepMs)))),
    );
  const [min, max] = wide > 0 ? [spread(-1), spread(1)] : [mean, mean];
  const known = mean.filter((value) => value !== null);
  const of = (values: readonly (number | null)[], pick: (...all: number[]) => number) => {
    const there = values.filter((value) => value !== null);
    return there.length ? pick(...there) : null;
  };
  return {
    name,
    labels: {},
    t,
    mean,
    min,
    max,
    current: toMs > now - minute ? (valueOf(actor, quantity, seed, now) ?? 0) * times : (mean.at(-1) ?? null),
    average: known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null,
    minimum: of(min, Math.min),
    maximum: of(max, Math.max),
    role,
  };
}

const quantityIn = (text: string): Quantity | null =>
  quantities.find((one) => new RegExp(`\\b${one.name}(_bucket|_sum|_count)?\\b`).test(text)) ?? null;

function faultOf(text: string, source: string | null) {
  if (source === 'thanos')
    return {
      message: 'thanos: https://thanos.example.com answers 401. See auth of this source. It is asked again in 48 s.',
      at: null,
    };
  const read = parseExpression(fillIntervals(text, someIntervals));
  if (read.ok) return null;
  return { message: source === null ? read.message : `${source} says: parse error: ${read.message}`, at: read.at };
}

/** The pushes of the desk, and before them one every three hours for a fortnight; and that a limit was set. */
function marksOf(actor: Actor): readonly TrendMark[] {
  const captains = ['Aiko Tanaka', 'Jonas Falk', 'Priya Raman', 'Deniz Yılmaz', 'Tobias Renner', 'Mara Lindqvist'];
  const { recent, push } = actor.state;
  const marks: TrendMark[] = [];
  const add = (id: string, revision: string, who: string, lines: number, started: number, ended: number, back: string | null) => {
    const mark = (at: number, kind: TrendMark['kind'], text: string) =>
      marks.push({ at, kind, push: id, revision, who, author: who, lines, text });
    mark(started + 5_000, 'canary', `${id} on 10 of 150 hosts.`);
    if (back === null) mark(started + 74_000, 'everywhere', `${id} on all 150 hosts.`);
    else mark(ended, 'rollback', `${id} taken back from 10 hosts: ${back}.`);
  };
  for (const one of recent)
    add(
      one.id,
      one.revision,
      one.captain,
      one.lines,
      one.startedAt,
      one.endedAt ?? one.startedAt,
      one.state === 'rolled back' ? one.result.replace('rolled back, ', '') : null,
    );
  const oldest = recent.at(-1);
  if (oldest)
    for (let index = 1; index < 110; index++) {
      const id = 2024 - index;
      const started = oldest.startedAt - index * 3 * hour - Math.floor(noise('older', index) * hour);
      const back = noise('back', index) > 0.93 ? 'php errors' : null;
      add(
        `r-${id}`,
        Math.floor(noise('revision', index) * 2 ** 28)
          .toString(16)
          .padStart(7, '0')
          .padEnd(40, '0'),
        captains[index % 6] ?? '',
        3 + ((index * 37) % 210),
        started,
        started + 100_000,
        back,
      );
    }
  if (push?.id === 'r-2031')
    marks.push({
      at: push.startedAt + 5_000,
      kind: 'canary',
      push: 'r-2031',
      revision: push.revision,
      who: push.captain,
      author: null,
      lines: 27,
      text: 'r-2031 on 10 of 150 hosts.',
    });
  marks.push({
    at: startOf(actor) - 4 * hour,
    kind: 'configuration',
    push: null,
    revision: null,
    who: 'Mara Lindqvist',
    author: null,
    lines: 1,
    text: 'gauges[0].limit: php errors at 8 let the outage of Tuesday pass.',
  });
  const check = (at: number, text: string) =>
    marks.push({ at, kind: 'check', push: null, revision: null, who: null, author: null, lines: null, text });
  check(startOf(actor) - 4.5 * hour, 'answers is CRITICAL: 0.93 s, limit > 0.9.');
  check(startOf(actor) - 4.5 * hour + 240_000, 'answers is OK.');
  return marks.sort((a, b) => a.at - b.at);
}

const views = (): readonly MetricView[] =>
  quantities.map(({ name, help, type, unit, labels, base }) => ({
    name: type === 'histogram' ? `${name}_bucket` : name,
    help,
    type,
    unit,
    labels,
    series: labels.includes('code') ? 448 : labels.includes('mode') ? 896 : 112,
    last: type === 'counter' ? Math.floor(base * 86_400) : base,
  }));

const nearbyMs = 6 * hour;
const isEmpty = ({ name }: Actor) => name === 'trends-empty' || name === 'empty';

/** The Trends room of the stage: quantities that follow the day and jump at the push that was taken back. */
export const trendsRouter = {
  dashboards: os.trends.dashboards.handler(({ context: { actor } }) =>
    isEmpty(actor) ? [] : [...(moreDashboards[actor.name] ?? []), ...dashboards],
  ),
  read: os.trends.read.handler(async ({ input, context: { actor } }) => {
    // Longer than the time between two moves of a live window of 15 minutes.
    if (input.queries.some(({ source }) => source === 'slow')) await new Promise((answer) => setTimeout(answer, 7_000));
    if (actor.name === 'trends-broken')
      return refuse('UNREACHABLE', 'The store of the series cannot be read: disk I/O error.', 'Look at the disk of this machine.');
    return readPanel(actor, input.queries, input.overlay, input.hosts, input.fromMs, input.toMs, input.points);
  }),
  marks: os.trends.marks.handler(({ input, context: { actor } }) =>
    marksOf(actor).filter((mark) => mark.at >= input.fromMs && mark.at <= input.toMs),
  ),
  nearby: os.trends.nearby.handler(({ input, context: { actor } }) =>
    marksOf(actor)
      .map((mark) => ({
        mark,
        awayMs: mark.at < input.fromMs ? mark.at - input.fromMs : mark.at > input.toMs ? mark.at - input.toMs : 0,
      }))
      .filter((change) => Math.abs(change.awayMs) <= nearbyMs)
      .sort((a, b) => Math.abs(a.awayMs) - Math.abs(b.awayMs) || b.mark.at - a.mark.at)
      .slice(0, 20),
  ),
  metrics: os.trends.metrics.handler(({ input, context: { actor } }) => {
    const words = input.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (input.source === 'thanos')
      return refuse('SOURCE', 'thanos: https://thanos.example.com answers 401.', 'Look at `auth` of this source.');
    const known = isEmpty(actor) ? [] : views();
    const isElsewhere = input.source !== null;
    return known
      .map((one) => (isElsewhere ? { ...one, series: null, last: null } : one))
      .filter((one) => words.every((word) => `${one.name} ${one.help}`.toLowerCase().includes(word)))
      .slice(0, input.limit);
  }),
  values: os.trends.values.handler(({ input }) =>
    input.label === 'type'
      ? ['chat', 'memcache', 'shard-master', 'www']
      : input.label === 'code'
        ? ['200', '302', '404', '500']
        : input.label === 'mode'
          ? ['idle', 'iowait', 'system', 'user']
          : [...canaries].sort(),
  ),
  // The terminal's: the page never asks it.
  query: os.trends.query.handler(() => refuse('BAD_INPUT', 'The stage evaluates nothing.', 'Ask an engine.')),
  check: os.trends.check.handler(({ input }) => faultOf(input.metric, input.source)),
  sources: os.trends.sources.handler(({ context: { actor } }) => ({
    sources: sourcesOf(actor),
    more: 0,
    unreadPages: unreadPagesOf(actor),
  })),
  store: os.trends.store.handler(({ context: { actor } }) => {
    const broken = actor.name === 'trends-broken';
    return {
      unavailable: broken
        ? 'The series in /home/mara/.local/share/capstan/shop/series.sqlite cannot be used: disk I/O error (SQLITE_IOERR).'
        : null,
      since: Date.now() - 400 * day,
      bytes: { raw: 412e6, minute: 308e6, hour: 61e6, day: 4e6 },
      exploded: broken
        ? [
            {
              target: 'www-041',
              refused: 5_000,
              isCut: true,
              label: 'session',
              values: 4_870,
              examples: ['a81fe0c2', 'b02c77d1', 'c9a1e55f', 'd0011e7a'],
            },
            { target: 'www-042', refused: 12, isCut: false, label: null, values: 0, examples: [] },
          ]
        : [],
    };
  }),
};
