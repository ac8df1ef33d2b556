import { defaultPreferences } from '../../shared/contract/settings';
import type { DeskState, HostView, LogLine, PushSummary, PushView, StepView } from '../../shared/contract/state';
import type { HostState, PushState } from '../../shared/push/push';
import {
  canaries,
  gaugeViews,
  hostViews,
  live,
  liveRevision,
  lost,
  next,
  nextRevision,
  phases,
  pushed,
  pushHosts,
  step,
  typesOf,
  waitingCommits,
} from './fleet';

export const sceneNames = [
  'calm',
  'watch',
  'rolling-back',
  'held',
  'rolled-back',
  'staging',
  'questions',
  'many',
  'drift',
  'empty',
  'demo',
  'disconnected',
  'disk-full',
  'trends-empty',
  'trends-broken',
  'trends-sources',
] as const;
export type SceneName = (typeof sceneNames)[number];

export interface Scene {
  readonly state: DeskState;
  readonly log: readonly LogLine[];
}

const captain = 'Mara Lindqvist';

/** One state of the desk, set as if it were now. */
export function scene(name: SceneName, now: number): Scene {
  const base = calm(now, name === 'many');
  switch (name) {
    case 'calm':
    case 'trends-empty':
    case 'trends-broken':
    case 'trends-sources':
    case 'disconnected':
      return base;
    case 'demo':
      return { ...base, state: { ...base.state, desk: { ...base.state.desk, demo: true } } };
    case 'disk-full': {
      const historyFault =
        'The disk is full, so the history in /home/mara/.local/share/capstan/shop/history.sqlite cannot be written. ' +
        'Make room there. It is then written again by itself.';
      return { ...base, state: { ...base.state, desk: { ...base.state.desk, historyFault } } };
    }
    case 'empty':
      return {
        log: [],
        state: {
          ...base.state,
          push: null,
          gauges: [],
          recent: [],
          waiting: { head: null, commits: [], error: null },
          rollback: null,
        },
      };
    case 'watch':
    case 'many':
      return watch(base.state, now);
    case 'staging':
      return staging(base.state, now);
    case 'rolling-back':
      return rollingBack(base.state, now);
    case 'rolled-back':
      return rolledBack(base.state, now);
    case 'held':
      return held(base.state, now);
    case 'questions':
      return questions(base);
    case 'drift':
      return drift(base.state, now);
  }
}

function calm(now: number, many: boolean): Scene {
  const types = typesOf(many);
  const hosts = types.flatMap((type) => type.hosts);
  const push = pushOf(now - 9_500_000, { at: 'done' }, [], {
    id: 'r-2030',
    release: live,
    revision: liveRevision,
    captain: 'Aiko Tanaka',
    endedAt: now - 9_240_000,
  });
  const started = now - 9_500_000;
  return {
    log: [line(1, now - 9_240_000, null, 'done', 'r-2030 is done: 150 of 150 hosts run 4f2c91e')],
    state: {
      version: 7,
      desk: {
        name: 'maras-desk',
        fleet: 'shop',
        demo: false,
        capstan: '0.1.0',
        startedAt: now - 3_600_000,
        canRollBack: true,
        whyNot: null,
        historyFault: null,
        keys: 'key unlocked',
        targets: { complete: 0, of: 0 },
      },
      config: { path: '/home/mara/shop/capstan.yaml', loadedAt: now - 3_600_000, faults: [], severities: {} },
      live: {
        release: live,
        revision: liveRevision,
        since: now - 9_240_000,
        hostsOnIt: hosts.length,
        hosts: hosts.length,
        connected: hosts.length,
        readAt: now - 1_000,
        releases: [{ release: live, hosts: hosts.length }],
      },
      lock: {
        state: 'free',
        by: null,
        desk: null,
        push: null,
        reason: null,
        since: null,
        ours: false,
        kind: null,
        readAt: now - 1_000,
      },
      types,
      hosts: hostViews(types, now, () => ({})),
      waiting: { head: 'd5e2c77', commits: waitingCommits(now), error: null },
      push: {
        ...push,
        steps: [
          step('Plan', 'plan', null, 'passed', started, 1_000, null, '10 + 140 hosts'),
          step('Stage', 'stage', null, 'passed', started + 1_000, 4_000, null, '150 of 150'),
          step('Switch 5 %', 'switch', 0, 'passed', started + 5_000, 9_000, null, '10 hosts'),
          step('Watch 5 %', 'watch', 0, 'passed', started + 14_000, 60_000, 60_000, '8 gauges ok'),
          step('Switch 100 %', 'switch', 1, 'passed', started + 74_000, 25_000, null, '140 hosts'),
          step('Watch 100 %', 'watch', 1, 'passed', started + 99_000, 100_000, 100_000, '8 gauges ok'),
        ],
      },
      gauges: gaugeViews(now, 'not'),
      recent: history(now),
      questions: [],
      preferences: defaultPreferences,
      rollback: {
        push: 'r-2030',
        hosts: hosts.length,
        types: types.map((type) => type.name),
        to: '77d0c3e0000',
        underWay: false,
        alsoUndoes: [],
      },
    },
  };
}

function pushOf(startedAt: number, state: PushState, steps: readonly StepView[], change: Partial<PushView> = {}): PushView {
  return {
    id: 'r-2031',
    revision: nextRevision,
    release: next,
    captain,
    desk: 'maras-desk',
    startedAt,
    endedAt: null,
    state,
    phases,
    steps,
    hosts: [],
    commits: pushed(Date.now()),
    staging: null,
    irreversible: [],
    outcome: null,
    finishing: false,
    interrupted: false,
    ...change,
  };
}

const ourLock = (now: number, kind: 'push' | 'kept', reason: string): DeskState['lock'] => ({
  state: 'held',
  by: captain,
  desk: 'maras-desk',
  push: 'r-2031',
  reason,
  since: now - 190_000,
  ours: true,
  kind,
  readAt: now,
});

const first = (start: number): readonly StepView[] => [
  step('Plan', 'plan', null, 'passed', start, 1_000, null, '10 + 140 hosts'),
  step('Stage', 'stage', null, 'passed', start + 1_000, 4_000, null, '147 of 150'),
  step('Switch 5 %', 'switch', 0, 'passed', start + 5_000, 9_000, null, '10 hosts'),
];

function watch(base: DeskState, now: number): Scene {
  const start = now - 122_000;
  const steps = [
    ...first(start),
    step('Watch 5 %', 'watch', 0, 'under way', start + 14_000, null, 180_000, '8 gauges'),
    step('Switch 100 %', 'switch', 1, 'not reached', null, null, null, ''),
    step('Watch 100 %', 'watch', 1, 'not reached', null, null, 300_000, ''),
  ];
  const hosts = pushHosts(
    base.types,
    now,
    (host, canary) => (canary ? (host === 'memcache-003' ? 'new' : 'verified') : 'staged'),
    () => false,
  );
  const total = base.live.hosts;
  return {
    log: lines(now, false),
    state: {
      ...base,
      version: 9,
      push: pushOf(start, { at: 'watching', phase: 0, since: start + 14_000 }, steps, { hosts }),
      hosts: {
        ...base.hosts,
        ...hostViews(base.types, now, (host) =>
          canaries.includes(host) ? { linked: next, running: host === 'memcache-003' ? null : next } : {},
        ),
      },
      live: {
        ...base.live,
        hostsOnIt: total - 10,
        releases: [
          { release: live, hosts: total - 10 },
          { release: next, hosts: 10 },
        ],
      },
      lock: ourLock(now, 'push', 'push r-2031'),
      gauges: gaugeViews(now, 'calm'),
      rollback: {
        push: 'r-2031',
        hosts: 10,
        types: base.types.map((type) => type.name),
        to: live,
        underWay: false,
        alsoUndoes: [],
      },
    },
  };
}

function staging(base: DeskState, now: number): Scene {
  const start = now - 6_000;
  const steps = [
    step('Plan', 'plan', null, 'passed', start, 1_000, null, '10 + 140 hosts'),
    step('Stage', 'stage', null, 'under way', start + 1_000, null, 14_000, '62 of 150'),
    ...['Switch 5 %', 'Watch 5 %', 'Switch 100 %', 'Watch 100 %'].map((name, index) =>
      step(name, index % 2 ? 'watch' : 'switch', index < 2 ? 0 : 1, 'not reached', null, null, null, ''),
    ),
  ];
  const hosts = pushHosts(
    base.types,
    now,
    (host) => (Number(host.slice(-3)) % 5 < 2 ? 'staged' : 'staging'),
    () => false,
  );
  const push = pushOf(start, { at: 'staging' }, steps, {
    hosts,
    staging: { bytes: 1_240_000_000, totalBytes: 3_000_000_000, hosts: 62, totalHosts: 150, endsAt: now + 9_000 },
  });
  return {
    log: lines(now, false).slice(0, 2),
    state: {
      ...base,
      version: 8,
      push,
      lock: ourLock(now, 'push', 'push r-2031'),
      rollback: { push: 'r-2031', hosts: 0, types: [], to: live, underWay: false, alsoUndoes: [] },
    },
  };
}

const backStates: Readonly<Record<string, HostState>> = {
  'www-004': 'rolled back',
  'www-023': 'rolled back',
  'chat-007': 'rolled back',
  'www-041': 'reverting',
  'www-058': 'reverting',
  'chat-016': 'reverting',
  'shard-master-005': 'reverting',
  'www-077': 'verified',
  'www-102': 'verified',
  'memcache-003': 'new',
  'www-087': 'failed',
  'chat-019': 'left out',
  'www-112': 'old',
};

function rollingBack(base: DeskState, now: number): Scene {
  const start = now - 168_000;
  const steps = [
    ...first(start),
    step('Watch 5 %', 'watch', 0, 'regressed', start + 14_000, 150_000, 180_000, 'regressed'),
    step('Roll back', 'roll back', 0, 'under way', now - 3_000, null, 7_000, ''),
    step('Switch 100 %', 'switch', 1, 'not reached', null, null, null, ''),
    step('Watch 100 %', 'watch', 1, 'not reached', null, null, null, ''),
  ];
  const hosts = pushHosts(
    base.types,
    now,
    (host) => backStates[host] ?? 'staged',
    (host) => canaries.includes(host) && host.startsWith('www'),
  );
  const onNext = ['www-041', 'www-058', 'chat-016', 'shard-master-005', 'www-077', 'www-102', 'memcache-003'];
  return {
    log: lines(now, true),
    state: {
      ...base,
      version: 11,
      push: pushOf(
        start,
        { at: 'rolling back', why: 'php errors, watch of phase 1', by: 'the judge', automatic: true, since: now - 3_000 },
        steps,
        { hosts },
      ),
      hosts: {
        ...base.hosts,
        ...hostViews(base.types, now, (host) =>
          host === 'chat-019' ? lost : onNext.includes(host) ? { linked: next, running: next } : {},
        ),
      },
      live: {
        ...base.live,
        hostsOnIt: 142,
        connected: 149,
        releases: [
          { release: live, hosts: 142 },
          { release: next, hosts: 7 },
        ],
      },
      lock: ourLock(now, 'push', 'push r-2031'),
      gauges: gaugeViews(now, 'bad'),
      rollback: { push: 'r-2031', hosts: 7, types: base.types.map((type) => type.name), to: live, underWay: true, alsoUndoes: [] },
    },
  };
}

/** A fleet with everything on it that can be off with a host while no push runs. */
function drift(base: DeskState, now: number): Scene {
  const older = '77d0c3e1a2b3c4d5e6f708192a3b4c5d6e7f8091-5d5d5d5d';
  const kept = [older, live];
  const off: Readonly<Record<string, Partial<HostView>>> = {
    'chat-019': { ...lost, releases: null, freeBytes: null, latencyMs: null, failures: 3 },
    'www-087': { freeBytes: 61e6, failures: 1 },
    'www-023': { error: 'http://localhost:8080/healthz answers 500', failures: 2 },
    'www-041': { linked: older, running: older },
    'www-058': { linked: older, running: older },
    'chat-007': { linked: live, running: older },
    'memcache-003': { running: null },
    'shard-master-005': {
      out: { by: 'Jonas Falk', at: now - 7_400_000, reason: 'replacing its disk, ticket 4411; back by Thursday' },
    },
  };
  return {
    log: [],
    state: {
      ...base,
      hosts: hostViews(base.types, now, (host) => ({
        latencyMs: 2 + ((host.length * 7 + Number(host.slice(-2))) % 23) / 10,
        freeBytes: 41e9 - Number(host.slice(-3)) * 71e6,
        releases: host.endsWith('7') ? ['1ce84aa000000000-00000000', ...kept] : kept,
        ...off[host],
      })),
      live: {
        ...base.live,
        hostsOnIt: 147,
        connected: 149,
        releases: [
          { release: live, hosts: 147 },
          { release: older, hosts: 2 },
        ],
      },
    },
  };
}

function rolledBack(base: DeskState, now: number): Scene {
  const before = rollingBack(base, now - 280_000);
  const push = before.state.push;
  if (!push) return before;
  const ended = now - 276_000;
  return {
    log: [
      ...before.log,
      line(20, ended, null, 'rolled back', '10 of 10 on 4f2c91e, read back'),
      line(21, now - 175_000, null, 'ok', 'php errors recovered: it was the push'),
    ],
    state: {
      ...before.state,
      version: 13,
      push: {
        ...push,
        endedAt: ended,
        state: {
          at: 'rolled back',
          why: 'php errors, watch of phase 1',
          by: 'the judge',
          automatic: true,
          since: now - 283_000,
          pending: 0,
        },
        steps: push.steps.map((one) =>
          one.kind === 'roll back' ? { ...one, state: 'passed', endedAt: (one.startedAt ?? 0) + 9_400, note: '10 hosts' } : one,
        ),
        hosts: push.hosts.map((row) =>
          canaries.includes(row.host) ? { ...row, state: 'rolled back', changed: false, shows: false } : row,
        ),
        outcome: {
          verdict: 'regressed',
          gauge: 'php errors',
          hostsChanged: 10,
          detectedAfterMs: 159_000,
          rolledBackInMs: 9_400,
          recovered: true,
          recoveredAt: now - 175_000,
        },
      },
      hosts: hostViews(base.types, now, (host) => (host === 'chat-019' ? lost : {})),
      live: { ...base.live, hostsOnIt: 149, connected: 149, releases: [{ release: live, hosts: 149 }] },
      lock: ourLock(now, 'kept', 'r-2031 rolled back: php errors'),
      rollback: {
        push: 'r-2030',
        hosts: 149,
        types: base.types.map((type) => type.name),
        to: '77d0c3e0000',
        underWay: false,
        alsoUndoes: [],
      },
    },
  };
}

function held(base: DeskState, now: number): Scene {
  const before = watch(base, now);
  const push = before.state.push;
  if (!push) return before;
  const hold = {
    why: 'suspect' as const,
    sentence: 'loadavg1 moved from 4.13 to 4.95 on 6 of 6 switched www, but 106 untouched hosts moved as much.',
    owner: captain,
    since: now - 31_000,
    until: now + 89_000,
    then: 'rollback' as const,
  };
  const gauges = gaugeViews(now, 'bad').map((gauge) =>
    gauge.name === 'php errors' ? { ...gauge, verdict: gaugeViews(now, 'calm')[0]?.verdict ?? null } : gauge,
  );
  return {
    log: [
      ...before.log,
      line(15, now - 31_000, null, 'held', 'Held: loadavg1 is suspect. Mara Lindqvist decides within 2 m, then it rolls back'),
    ],
    state: {
      ...before.state,
      version: 10,
      gauges,
      push: {
        ...push,
        state: { at: 'held', during: 'watching', phase: 0, hold, since: push.startedAt + 14_000 },
        steps: push.steps.map((one) =>
          one.kind === 'watch' && one.phase === 0 ? { ...one, state: 'held', note: 'suspect' } : one,
        ),
      },
    },
  };
}

function questions(base: Scene): Scene {
  const fault = {
    line: 31,
    column: 5,
    text: 'limt: "> 5"',
    path: 'gauges[0].limt',
    message: 'there is no key "limt"',
    hint: 'Did you mean "limit"?',
  };
  return {
    ...base,
    state: {
      ...base.state,
      config: { ...base.state.config, faults: [fault] },
      questions: [
        {
          id: 'q1',
          kind: 'host key',
          host: 'www-113',
          text: 'www-113 shows a host key that is not in known_hosts.',
          fingerprint: 'SHA256:Zk3p0Xq8w0oJ2hQh9mT0t8yC7cWb0dB0m5H1o9VnX3E',
          keyType: 'ssh-ed25519',
          canRemember: false,
          whyNotRemember: null,
        },
        {
          id: 'q2',
          kind: 'passphrase',
          host: '~/.ssh/id_ed25519',
          text: 'The key ~/.ssh/id_ed25519 is encrypted.',
          fingerprint: null,
          keyType: null,
          canRemember: true,
          whyNotRemember: null,
        },
      ],
    },
  };
}

export const line = (seq: number, at: number, host: string | null, mark: string | null, text: string): LogLine => ({
  seq,
  at,
  push: 'r-2031',
  host,
  level: mark === 'regressed' || mark === 'failed' ? 'error' : 'info',
  mark,
  text,
});

function lines(now: number, bad: boolean): readonly LogLine[] {
  const start = [
    line(1, now - 190_700, 'chat-019', 'unknown', 'no answer for 10 s: unknown. Left out'),
    line(2, now - 165_100, 'www-087', 'failed', 'staging failed: No space left on device. Left out'),
    line(3, now - 154_000, null, null, 'Phase 1: watch of 3:00 starts, linked and running agree on 9 of 10'),
    line(4, now - 124_000, null, null, 'Warm-up of 30 s over, judging 8 gauges'),
  ];
  if (!bad) return start;
  return [
    ...start,
    line(5, now - 73_800, 'replication lag', 'unknown', 'no samples from shard-master-005: unknown'),
    line(6, now - 40_000, 'loadavg1', 'suspect', '4.95, comparator +0.79: suspect'),
    line(7, now - 13_400, 'php errors', null, '5.94, limit > 5, first sample'),
    line(8, now - 3_400, 'php errors', 'regressed', '7.42, limit > 5, second sample in a row: regressed'),
    line(9, now - 3_200, null, 'roll back', 'Roll back: php errors is critical and regressed'),
    line(10, now - 3_100, null, null, 'Fence 8812 to 8813. Switching 10 hosts back, all at once'),
    line(11, now - 1_200, 'chat-007', 'rolled back', 'linked 4f2c91e, running 4f2c91e: rolled back, 1.9 s'),
    line(12, now - 1_000, 'www-004', 'rolled back', 'linked 4f2c91e, running 4f2c91e: rolled back, 2.1 s'),
    line(13, now - 900, 'www-023', 'rolled back', 'linked 4f2c91e, running 4f2c91e: rolled back, 2.2 s'),
  ];
}

function history(now: number): readonly PushSummary[] {
  const rows: readonly (readonly [number, string, string, number, number, number, number, PushSummary['state'], string])[] = [
    [2030, liveRevision, 'Aiko Tanaka', 158, 4, 31, 199, 'done', 'done'],
    [2029, '77d0c3e', 'Jonas Falk', 175, 1, 6, 201, 'done', 'done'],
    [2028, 'b0a95fd', 'Priya Raman', 199, 2, 118, 61, 'rolled back', 'rolled back, crashes'],
    [2027, '1ce84aa', 'Deniz Yılmaz', 221, 3, 22, 198, 'done', 'done'],
    [2026, '5e11d0b', 'Tobias Renner', 244, 2, 14, 203, 'done', 'done'],
    [2025, 'c9f0a42', 'Aiko Tanaka', 262, 1, 3, 197, 'done', 'done'],
    [2024, '0d7be19', 'Mara Lindqvist', 281, 5, 44, 200, 'done', 'done'],
  ];
  return rows.map(([id, revision, who, minutes, commits, changed, took, state, result]) => ({
    id: `r-${id}`,
    revision: revision.padEnd(40, '0'),
    release: revision === liveRevision ? live : `${revision.padEnd(40, '0')}-00000000`,
    captain: who,
    startedAt: now - minutes * 60_000,
    endedAt: now - minutes * 60_000 + took * 1000,
    state,
    commits,
    lines: changed,
    tookMs: took * 1000,
    result,
    outcome: null,
  }));
}
