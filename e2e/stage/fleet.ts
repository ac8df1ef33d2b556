import type { CommitView, DeskState, GaugeView, HostView, PushHostView, PushView, StepView } from '../../shared/contract/state';
import type { HostReading, Reading, Verdict, VerdictWord } from '../../shared/judge/types';
import type { HostState } from '../../shared/push/push';

/** The actors of the stage: hosts, gauges, commits and verdicts that look like a real fleet's. All from one seed, so that pictures repeat. */
export const live = '4f2c91e07c0ffee1122334455667788990011223-1f2e3d4c';
export const next = '9b3d07a5c1a0b9e8d7c6b5a4f3e2d1c0b9a88776-a1b2c3d4';
export const liveRevision = live.split('-')[0] ?? live;
export const nextRevision = next.split('-')[0] ?? next;

export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const names = (type: string, hosts: number) =>
  Array.from({ length: hosts }, (_, index) => `${type}-${String(index + 1).padStart(3, '0')}`);

export const typesOf = (many: boolean): DeskState['types'] =>
  many
    ? [
        { name: 'www', hosts: names('www', 800) },
        { name: 'chat', hosts: names('chat', 120) },
        { name: 'shard-master', hosts: names('shard-master', 60) },
        { name: 'memcache', hosts: names('memcache', 20) },
      ]
    : [
        { name: 'www', hosts: names('www', 112) },
        { name: 'chat', hosts: names('chat', 24) },
        { name: 'shard-master', hosts: names('shard-master', 8) },
        { name: 'memcache', hosts: names('memcache', 6) },
      ];

export const canaries = [
  'www-004',
  'www-023',
  'www-041',
  'www-058',
  'www-077',
  'www-102',
  'chat-007',
  'chat-016',
  'shard-master-005',
  'memcache-003',
];

export function hostViews(
  types: DeskState['types'],
  now: number,
  change: (host: string) => Partial<HostView>,
): Record<string, HostView> {
  const views: Record<string, HostView> = {};
  for (const { name, hosts } of types)
    for (const host of hosts)
      views[host] = {
        host,
        type: name,
        connection: 'connected',
        error: null,
        linked: live,
        running: live,
        readAt: now - 1_000,
        latencyMs: 3 + (host.length % 7),
        releases: [live],
        freeBytes: 41e9,
        out: null,
        failures: 0,
        ...change(host),
      };
  return views;
}

export const lost: Partial<HostView> = { connection: 'lost', error: 'no answer for 10 s', linked: null, running: null };

export const commit = (
  revision: string,
  author: string,
  subject: string,
  minutesAgo: number,
  added: number,
  removed: number,
  now: number,
): CommitView => ({
  revision: revision.padEnd(40, '0'),
  short: revision,
  author,
  at: now - minutesAgo * 60_000,
  subject,
  files: 1 + (added % 4),
  added,
  removed,
});

export const pushed = (now: number): readonly CommitView[] => [
  { ...commit('9b3d07a', 'Tobias Renner', 'Cache the profile query per session', 20, 12, 3, now), revision: nextRevision },
  commit('e07c5d2', 'Aiko Tanaka', 'Registration: one form instead of two', 16, 6, 2, now),
  commit('c41ab90', 'Deniz Yılmaz', 'Chat: drop unused presence flag', 12, 1, 3, now),
];

export const waitingCommits = (now: number): readonly CommitView[] => [
  commit('d5e2c77', 'Jonas Falk', 'Lower keep-alive to chat', 1, 2, 2, now),
  commit('a83f6b1', 'Priya Raman', 'Order mail: currency of the customer', 4, 18, 9, now),
];

export function pushHosts(
  types: DeskState['types'],
  now: number,
  state: (host: string, canary: boolean) => HostState,
  shows: (host: string) => boolean,
): readonly PushHostView[] {
  return types.flatMap(({ hosts }) =>
    hosts.map((host) => {
      const canary = canaries.includes(host);
      const word = state(host, canary);
      return {
        host,
        phase: canary ? 0 : 1,
        canary,
        state: word,
        changed: ['switching', 'new', 'verified', 'reverting', 'rolled back', 'broken'].includes(word),
        previous: live,
        detail: word === 'left out' ? 'staging failed: No space left on device' : '',
        at: now - 4_000,
        tookMs: ['rolled back', 'reverting', 'verified', 'switching'].includes(word) ? 1_900 + ((host.length * 137) % 900) : null,
        shows: shows(host),
      };
    }),
  );
}

const reading = (pre: number | null, post: number | null, samples: number): Reading => {
  const delta = pre === null || post === null ? null : post - pre;
  return { pre, post, delta, ratio: delta === null || !pre ? null : delta / pre, samples };
};

interface GaugeSpec {
  readonly name: string;
  readonly unit: string | null;
  readonly types: readonly string[];
  readonly severity: string;
  readonly limit: string;
  readonly pre: number;
  readonly post: number | null;
  readonly untouched: number | null;
  readonly word: VerdictWord;
  readonly reason: string;
  readonly noise: number;
}

export const specs: readonly GaugeSpec[] = [
  {
    name: 'php errors',
    unit: 'per s',
    types: ['www'],
    severity: 'critical',
    limit: '> 5',
    pre: 0.18,
    post: 7.4204,
    untouched: 0.01,
    word: 'regressed',
    reason: 'Over the limit twice in a row, on 6 of 6 canary hosts.',
    noise: 0.05,
  },
  {
    name: 'loadavg1',
    unit: null,
    types: ['www'],
    severity: 'normal',
    limit: '> 6',
    pre: 4.13,
    post: 4.9494,
    untouched: 0.79,
    word: 'suspect',
    reason: '106 untouched hosts moved as much: not this push.',
    noise: 0.25,
  },
  {
    name: 'replication lag',
    unit: 's',
    types: ['shard-master'],
    severity: 'normal',
    limit: '> 10',
    pre: 0.4,
    post: null,
    untouched: null,
    word: 'unknown',
    reason: 'shard-master-005 silent for 1 m 12 s, others report.',
    noise: 0.05,
  },
  {
    name: 'registrations',
    unit: 'per min',
    types: ['www', 'chat', 'shard-master', 'memcache'],
    severity: 'critical',
    limit: '',
    pre: 49.2,
    post: 46.8,
    untouched: -0.9,
    word: 'too little',
    reason: '117 so far; could notice a fall of 22 % or more.',
    noise: 3,
  },
  {
    name: 'cpu idle',
    unit: '%',
    types: ['www'],
    severity: 'normal',
    limit: '< 15',
    pre: 38.6,
    post: 37.9,
    untouched: -0.6,
    word: 'ok',
    reason: 'Within noise, and so did the untouched hosts.',
    noise: 1.2,
  },
  {
    name: 'tcp errors',
    unit: 'per s',
    types: ['www'],
    severity: 'normal',
    limit: '> 8',
    pre: 1.92,
    post: 1.9,
    untouched: 0.03,
    word: 'ok',
    reason: 'No change to be seen; could notice 0.6.',
    noise: 0.2,
  },
  {
    name: 'apache messages',
    unit: 'per min',
    types: ['www'],
    severity: 'normal',
    limit: '> 8',
    pre: 6.83,
    post: 6.86,
    untouched: 0.05,
    word: 'ok',
    reason: 'No change to be seen; could notice 0.9.',
    noise: 0.2,
  },
  {
    name: 'crashes',
    unit: 'count',
    types: ['www', 'chat', 'shard-master', 'memcache'],
    severity: 'critical',
    limit: '> 0',
    pre: 0,
    post: 0,
    untouched: 0,
    word: 'ok',
    reason: 'None in 25 host-minutes.',
    noise: 0,
  },
];

export function verdictOf(spec: GaugeSpec, at: number, calm: boolean): Verdict {
  const word = calm ? 'ok' : spec.word;
  const post = calm ? spec.pre * 1.01 : spec.post;
  const random = chance(spec.name.length * 77);
  const host = (name: string, type: string, group: 'switched' | 'comparator'): HostReading => {
    const pre = spec.pre * (0.85 + random() * 0.3);
    const after =
      group === 'switched'
        ? post === null
          ? null
          : post * (0.92 + random() * 0.17)
        : pre + (spec.untouched ?? 0) * (0.5 + random());
    const bad = group === 'switched' && word === 'regressed';
    return {
      host: name,
      type,
      group,
      verdict: bad ? 'regressed' : 'ok',
      reason: bad ? 'over on 2 samples in a row' : '',
      ...reading(pre, after, 15),
    };
  };
  const types = typesOf(false).filter((type) => spec.types.includes(type.name));
  const hosts = types.flatMap((type) =>
    type.hosts.map((name) => host(name, type.name, canaries.includes(name) ? 'switched' : 'comparator')),
  );
  const switched = hosts.filter((row) => row.group === 'switched');
  const others = hosts.length - switched.length;
  return {
    gauge: spec.name,
    phase: 0,
    at,
    word,
    rule: word === 'regressed' ? 'limit' : word === 'suspect' ? 'change' : 'none',
    reason: calm ? 'No change to be seen.' : spec.reason,
    limit: spec.limit,
    firm: word === 'regressed',
    switched: { ...reading(spec.pre, post, switched.length * 15), hosts: switched.length },
    comparator:
      spec.untouched === null
        ? null
        : { ...reading(spec.pre, spec.pre + spec.untouched, others * 15), hosts: others, kind: 'hosts' },
    difference:
      post === null || spec.untouched === null
        ? null
        : { delta: post - spec.pre - spec.untouched, ratio: spec.pre ? (post - spec.pre - spec.untouched) / spec.pre : null },
    p: word === 'regressed' ? 4.2e-10 : 0.431,
    test: 'permutation over hosts',
    couldNotice: spec.noise * 3,
    show: word === 'regressed' ? switched.map((row) => row.host) : [],
    window: { preFrom: at - 460_000, postTo: at },
    hosts,
  };
}

export function gaugeViews(now: number, judged: 'not' | 'calm' | 'bad'): readonly GaugeView[] {
  return specs.map((spec) => {
    const limitValue = /-?[\d.]+/.exec(spec.limit)?.[0];
    const verdict = judged === 'not' ? null : verdictOf(spec, now - 3_000, judged === 'calm');
    return {
      name: spec.name,
      unit: spec.unit,
      types: spec.types,
      severity: spec.severity,
      limit: spec.limit,
      limitValue: limitValue === undefined ? null : Number(limitValue),
      verdict: verdict && (({ hosts: _hosts, ...rest }) => rest)(verdict),
      value: spec.pre,
      readAt: now - 3_000,
    };
  });
}

export const step = (
  name: string,
  kind: StepView['kind'],
  phase: number | null,
  state: StepView['state'],
  startedAt: number | null,
  tookMs: number | null,
  lengthMs: number | null,
  note: string,
): StepView => ({
  name,
  kind,
  phase,
  state,
  startedAt,
  endedAt: startedAt === null || tookMs === null ? null : startedAt + tookMs,
  lengthMs,
  note,
});

export const phases: PushView['phases'] = [
  { hosts: { share: 0.05 }, watchMs: 180_000 },
  { hosts: { share: 1 }, watchMs: 300_000 },
];
