import type { LogLine, Plan, StateEvent } from '../../shared/contract/state';
import type { Actor } from './actor';
import { decided, mayAct, os, refuse } from './base';
import { convergeHosts, fleetRouter } from './fleet-room';
import { canaries, liveRevision, phases, specs, typesOf, verdictOf, waitingCommits } from './fleet';
import { batch, seriesOf } from './series';
import { settingsRouter } from './settings-room';
import { setupRouter } from './setup-room';
import { trendsRouter } from './trends-room';

/** What comes through `listen` as a stream that ends with the connection. */
async function* stream<T>(
  first: readonly T[],
  listen: (hear: (item: T) => void) => () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const queue: T[] = [...first];
  let wake = () => {};
  const stop = listen((item) => {
    queue.push(item);
    wake();
  });
  const ended = () => wake();
  signal?.addEventListener('abort', ended);
  try {
    while (!signal?.aborted) {
      const item = queue.shift();
      if (item !== undefined) yield item;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', ended);
  }
}

const switchedAt = ({ state }: Actor) =>
  state.push?.steps.find((step) => step.kind === 'switch')?.startedAt ?? Date.now() - 180_000;
const isBad = ({ name }: Actor) => name === 'rolling-back' || name === 'rolled-back' || name === 'held';

function plan({ state, name }: Actor, revision: string): Plan {
  const now = Date.now();
  const commits = waitingCommits(now);
  const at = commits.findIndex((commit) => commit.revision.startsWith(revision) || commit.short === revision);
  const head = commits[at];
  if (!head) return refuse('SOURCE', `There is no revision ${revision} in this clone.`, 'Fetch it first, or check the name.');
  const hosts = typesOf(name === 'many').flatMap((type) =>
    type.hosts.map((host) => ({
      host,
      type: type.name,
      phase: canaries.includes(host) ? 0 : 1,
      canary: canaries.includes(host),
      linked: liveRevision,
      running: liveRevision,
      hasPrevious: true,
      freeBytes: 4e9,
      trouble: host === 'www-087' ? 'no room: 12 MB left under /srv/shop' : null,
    })),
  );
  const second = at === 1;
  return {
    revision: head.revision,
    short: head.short,
    subject: head.subject,
    author: head.author,
    live: liveRevision,
    commits: commits.slice(at),
    warnings: [
      { code: 'disk', text: 'www-087 has no room for the release and would be left out.' },
      ...(second
        ? [{ code: 'limit-broken' as const, text: 'apache messages is over its limit already before the push (8.4, limit > 8).' }]
        : []),
    ],
    refusals: second ? ['limit-broken'] : [],
    irreversible: second ? ['db/migrations/0042_order_currency.sql'] : [],
    phases: phases.map((phase, index) => ({
      hosts: index ? 140 : 10,
      watchMs: phase.watchMs,
      types: index
        ? [
            { type: 'www', hosts: 106 },
            { type: 'chat', hosts: 22 },
            { type: 'shard-master', hosts: 7 },
            { type: 'memcache', hosts: 5 },
          ]
        : [
            { type: 'www', hosts: 6 },
            { type: 'chat', hosts: 2 },
            { type: 'shard-master', hosts: 1 },
            { type: 'memcache', hosts: 1 },
          ],
    })),
    hosts,
    rollbackMs: 7_000,
    gauges: specs.map((spec) => ({
      name: spec.name,
      limit: spec.limit,
      couldNotice: spec.noise ? spec.noise * 3 : null,
      unit: spec.unit,
      note: spec.noise ? '' : 'any at all',
    })),
    version: state.version,
  };
}

export const router = os.router({
  hello: os.hello.handler(({ context: { actor, role } }) => ({
    capstan: '0.1.0',
    fleet: actor.state.desk.fleet,
    role,
    who: 'Mara Lindqvist',
    demo: false,
    data: '/tmp/stage',
    config: null,
    epoch: actor.epoch,
    pid: process.pid,
    work: null,
  })),
  state: os.state.handler(({ context: { actor }, signal }) =>
    stream<StateEvent>([actor.snapshot()], (hear) => actor.onChange(hear), signal),
  ),
  push: {
    plan: os.push.plan.handler(async ({ input, context }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return plan(context.actor, input.revision);
    }),
    start: os.push.start.handler(({ input, context: { actor, role } }) => {
      mayAct(role, 'captain');
      decided(actor, input.version);
      actor.say(null, null, `Push of ${input.revision.slice(0, 7)} would start now`);
      return { push: 'r-2032' };
    }),
    rollback: os.push.rollback.handler(({ context: { actor, role } }) => {
      mayAct(role, 'responder');
      actor.rollBack();
      return { push: actor.state.push?.id ?? '', hosts: actor.state.rollback?.hosts ?? 0 };
    }),
    hold: os.push.hold.handler(({ input, context: { actor, role } }) => {
      mayAct(role, 'responder');
      const { push } = actor.state;
      if (push?.state.at === 'watching')
        actor.decide([
          {
            at: 'push',
            value: {
              ...push,
              state: {
                at: 'held',
                during: 'watching',
                phase: push.state.phase,
                since: push.state.since,
                hold: {
                  why: 'person',
                  sentence: 'Mara Lindqvist wants to look.',
                  owner: 'Mara Lindqvist',
                  since: Date.now(),
                  until: null,
                  then: 'hold',
                },
              },
            },
          },
        ]);
      return { push: input.push };
    }),
    resume: os.push.resume.handler(({ input, context: { actor, role } }) => {
      mayAct(role, 'captain');
      decided(actor, input.version);
      const { push } = actor.state;
      if (push?.state.at === 'held')
        actor.decide([
          {
            at: 'push',
            value: { ...push, state: { at: 'watching', phase: push.state.phase, since: push.state.since ?? Date.now() } },
          },
        ]);
      return { push: input.push };
    }),
    takeOut: os.push.takeOut.handler(({ input }) => ({ hosts: input.hosts.length })),
    converge: os.push.converge.handler(({ input, context: { actor } }) => convergeHosts(actor, input.hosts)),
    log: os.push.log.handler(({ input, context: { actor }, signal }) =>
      stream<LogLine>(
        actor.log.filter((line) => line.seq > input.since),
        (hear) => actor.onLine(hear),
        signal,
      ),
    ),
    samples: os.push.samples.handler(({ signal }) => {
      const now = Date.now();
      const past = Array.from({ length: 60 }, (_, index) => now - (60 - index) * 10_000);
      return stream(
        [batch(1, past)],
        (hear) => {
          let seq = 1;
          const timer = setInterval(() => hear(batch(++seq, [Date.now()])), 1_000);
          return () => clearInterval(timer);
        },
        signal,
      );
    }),
    history: os.push.history.handler(({ context: { actor } }) => actor.state.recent),
    report: os.push.report.handler(({ input, context: { actor } }) => {
      const view = actor.state.push;
      const summary = actor.state.recent.find((row) => row.id === input.push);
      if (!view || (view.id !== input.push && !summary))
        return refuse(
          'NOT_FOUND',
          `There is no push ${input.push} in this desk's history.`,
          'The list of pushes is in the push room.',
        );
      const bad = isBad(actor);
      const from = switchedAt(actor) + 9_000;
      return {
        push: summary ?? {
          id: view.id,
          revision: view.revision,
          release: view.release,
          captain: view.captain,
          startedAt: view.startedAt,
          endedAt: view.endedAt,
          state: view.state.at,
          commits: 3,
          lines: 27,
          tookMs: null,
          result: '',
          outcome: view.outcome,
        },
        view,
        phase: input.phase ?? 0,
        from,
        to: bad ? from + 150_000 : null,
        gauges: actor.state.gauges,
        verdicts: specs.map((spec) => verdictOf(spec, from + 150_000, !bad)),
        log: actor.log,
        links: {
          limits: 'https://ops.example.com/limits',
          'recent dies and errors': 'https://ops.example.com/dies',
          'system graphs': 'https://ops.example.com/graphs',
          'slow queries': 'https://ops.example.com/slow',
          errors: 'https://ops.example.com/errors?host={host}',
          dies: 'https://ops.example.com/dies?host={host}',
          graphs: 'https://ops.example.com/graphs?host={host}',
        },
      };
    }),
    series: os.push.series.handler(({ input, context: { actor } }) =>
      seriesOf(input.gauge, switchedAt(actor), Date.now(), isBad(actor)),
    ),
    judge: os.push.judge.handler(({ input, context: { actor } }) => {
      const spec = specs.find((one) => one.name === input.gauge);
      if (!spec) return [];
      const stored = verdictOf(spec, Date.now(), !isBad(actor));
      return [
        {
          stored,
          again: {
            ...stored,
            rule: 'change' as const,
            reason: 'Up by 7.24 where at least 0.2 counts; the untouched hosts did not move.',
          },
        },
      ];
    }),
    inputs: os.push.inputs.handler(({ input }) => ({ push: input.push, windows: [] })),
  },
  lock: {
    take: os.lock.take.handler(({ input, context: { actor, role } }) => {
      mayAct(role, 'captain');
      decided(actor, input.version);
      actor.decide([
        {
          at: 'lock',
          value: {
            ...actor.state.lock,
            state: 'held',
            kind: 'kept',
            by: 'Mara Lindqvist',
            reason: input.reason,
            since: Date.now(),
            ours: true,
          },
        },
      ]);
      return actor.state.lock;
    }),
    clear: os.lock.clear.handler(({ input, context: { actor, role } }) => {
      mayAct(role, 'captain');
      decided(actor, input.version);
      actor.decide([
        { at: 'lock', value: { ...actor.state.lock, state: 'free', kind: null, by: null, reason: null, since: null, ours: false } },
      ]);
      return actor.state.lock;
    }),
  },
  fleet: fleetRouter,
  settings: settingsRouter,
  setup: setupRouter,
  trends: trendsRouter,
});
