import { countOf } from '../../../shared/push/phases';
import type { LockView } from '../../../shared/contract/state';
import { reloadFailed, type PushFacts } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import { said, sentence } from '../fleet/operate';
import type { HostTalk } from '../fleet/talk';
import { shortName } from './artifact';
import { recordOf } from './authority';
import type { Session, Talks } from './session';
import { refusal, undrain } from './switch-hosts';

/** How long a rollback waits for the coordinator before it goes on without: seconds matter more than the record. */
const coordinatorMs = 3000;
/** How long hosts may take to be read, and to take the fence, before the others go on without them; they follow when they can. */
const gatherMs = 3000;
/** The same of hosts that were lost before. */
const gatherLostMs = 800;
/** Of single words of a talk. */
const limits = { facts: 15_000, fence: 100_000, back: 120_000 } as const;
const talkMs = 30 * 60_000;
/** How often the fence is raised for a host that has seen a higher one. */
const mostRaises = 3;

export type BackEnd =
  { readonly end: 'back'; readonly pending: number } | { readonly end: 'overtaken'; readonly lock: LockView | null };

export interface BackOptions {
  readonly hosts: readonly FleetHost[];
  /** What was begun already. */
  readonly talks: Talks | null;
  /**
   * A person's rollback takes any lock (`force`); one that nobody asked for only its own, or a free one (`again`); what a rollback still
   * owes is brought back with the fence that it has (`keep`).
   */
  readonly how: 'keep' | 'again' | 'force';
  readonly why: string;
}

/** Begins a talk with each host. */
export function openTalks(
  hosts: readonly FleetHost[],
  session: Pick<Session, 'context'>,
  push: string | undefined,
  signal: AbortSignal,
): Talks {
  return new Map(
    hosts.map((host) => [
      host.name,
      session.context.fleet.talk(host, { deadlineMs: talkMs, signal, ...(push === undefined ? {} : { push }) }),
    ]),
  );
}

/**
 * Takes hosts of a push back to the release that was live on each before it: all are read first, then all get the new fence, then the first
 * goes back. Never stops at a host that fails: it stays pending. Stops where another desk has acted since.
 */
export async function rollBackHosts(session: Session, options: BackOptions, signal: AbortSignal): Promise<BackEnd> {
  const { active } = session;
  const { push, config } = active.row();
  const talks = new Map(options.talks ?? []);
  for (const [name, talk] of talks) if (!options.hosts.some((host) => host.name === name)) talk.end();
  const missing = options.hosts.filter((host) => !talks.has(host.name));
  for (const [name, talk] of openTalks(missing, session, push.id, signal)) talks.set(name, talk);
  const hosts = options.hosts.map((host) => new HostBack(host, talks.get(host.name) as HostTalk, session, signal));
  try {
    for (const host of hosts) host.read();
    await gather(
      hosts.map((host) => ({ done: host.reading, wasLost: host.wasLost })),
      session,
      signal,
    );
    const fence = await takeFence(session, options);
    if (typeof fence !== 'number') return { end: 'overtaken', lock: fence.lock };
    const changed = Object.values(active.push().hosts).filter((row) => row.changed).length;
    if (options.how !== 'keep') active.say(`Fence ${fence}. Switching ${changed} hosts back`);
    const raised = new Raised(session, options, fence);
    for (const host of hosts) host.fence(raised);
    await gather(
      hosts.filter((host) => host.facts !== null).map((host) => ({ done: host.fencing, wasLost: false })),
      session,
      signal,
    );
    const first = [...hosts].sort((a, b) => Number(b.isFenced) - Number(a.isFenced));
    await Promise.all(
      [...new Set(hosts.map(({ host }) => host.type))].map((type) =>
        inParallel(
          first.filter(({ host }) => host.type === type),
          Math.max(1, countOf(config.push.rollbackBatch, type.hosts.length)),
          (host) => host.back(raised),
        ),
      ),
    );
    signal.throwIfAborted();
    if (raised.overtaken) return { end: 'overtaken', lock: raised.overtaken.lock };
    return { end: 'back', pending: Object.values(active.push().hosts).filter((row) => row.changed).length };
  } finally {
    for (const talk of talks.values()) talk.end();
  }
}

/** Waits for all, for a while; for those that were lost before not as long. */
async function gather(
  all: readonly { readonly done: Promise<unknown>; readonly wasLost: boolean }[],
  { context }: Session,
  signal: AbortSignal,
): Promise<void> {
  const settled = (some: readonly { readonly done: Promise<unknown> }[]) => Promise.allSettled(some.map((one) => one.done));
  const over = new AbortController();
  const wait = (ms: number) => context.wait(ms, AbortSignal.any([signal, over.signal])).catch(() => undefined);
  await Promise.race([settled(all), Promise.all([settled(all.filter((one) => !one.wasLost)), wait(gatherLostMs)]), wait(gatherMs)]);
  over.abort();
  signal.throwIfAborted();
}

/**
 * A new fence, higher than any that was seen, with the lock, which stays with the reason: nobody pushes the same thing again before a person
 * has looked. With the coordinator out of reach the highest fence seen plus one does: hosts refuse lower ones.
 */
async function takeFence(session: Session, { how, why }: BackOptions, above = 0): Promise<number | { readonly lock: LockView }> {
  const { active, context } = session;
  if (how === 'keep' && above === 0) return active.row().fence;
  const { lease, board, fleet } = context;
  const highest = fleet.highest();
  const seen = { fence: Math.max(highest.fence, active.row().fence, above), push: highest.push };
  let fence = seen.fence + 1;
  try {
    const owner = session.owner(`${active.push().id} rolled back: ${why}`, 'kept');
    const answer = await lease.take(owner, {
      how: how === 'keep' ? 'again' : how,
      numbered: false,
      leaseMs: 0,
      seen,
      deadlineMs: coordinatorMs,
    });
    const lock = lease.view(answer);
    board.set('lock', lock);
    if (!answer.done) return { lock };
    ({ fence } = answer);
  } catch (error) {
    session.owesLock();
    active.say(`The coordinator does not answer (${sentence(error)}): going on with fence ${fence}, the highest seen plus one`, {
      level: 'warn',
      mark: 'warn',
    });
  }
  active.fence(fence);
  return fence;
}

/** The fence of a rollback, which grows where a host has seen a higher one than the coordinator gave out. */
class Raised {
  overtaken: { readonly lock: LockView | null } | null = null;
  #raising: Promise<void> | null = null;
  #raises = 0;

  constructor(
    private readonly session: Session,
    private readonly options: BackOptions,
    public fence: number,
  ) {}

  /**
   * A host has refused the fence for `seen`. Another desk acts where the coordinator says so; otherwise its counter is behind (it was replaced,
   * or set back), and the fence is raised. False: this desk stops.
   */
  async above(seen: number): Promise<boolean> {
    while (!this.overtaken && this.fence <= seen) {
      this.#raising ??= this.#raise(seen).finally(() => (this.#raising = null));
      await this.#raising;
    }
    return !this.overtaken;
  }

  async #raise(seen: number): Promise<void> {
    const { lease } = this.session.context;
    this.#raises += 1;
    const answer = await lease.read(coordinatorMs).catch(() => null);
    const lock = answer && lease.view(answer);
    const isOthers =
      lock?.state === 'held' ? !lock.ours || (answer?.fence ?? 0) > this.fence : lock !== null && this.options.how === 'keep';
    if (isOthers) this.overtaken = { lock };
    else if (this.#raises > mostRaises) this.overtaken = { lock: null };
    else {
      const fence = await takeFence(this.session, this.options, seen);
      if (typeof fence === 'number') this.fence = fence;
      else this.overtaken = { lock: fence.lock };
    }
  }
}

/** One host on its way back. Never rejects; what becomes of it stands in the push's row. */
class HostBack {
  facts: PushFacts | null = null;
  isFenced = false;
  reading: Promise<void> = Promise.resolve();
  fencing: Promise<void> = Promise.resolve();
  readonly wasLost: boolean;
  #failure: string | null = null;
  readonly #startedAt: number;

  constructor(
    readonly host: FleetHost,
    private readonly talk: HostTalk,
    private readonly session: Session,
    private readonly signal: AbortSignal,
  ) {
    this.#startedAt = session.context.clock();
    this.wasLost = ['lost', 'refused'].includes(session.context.board.state().hosts[host.name]?.connection ?? '');
  }

  read(): void {
    this.reading = this.#step(async () => {
      this.facts = await this.#within(limits.facts, this.talk.facts());
    });
  }

  fence(raised: Raised): void {
    this.fencing = this.reading.then(() =>
      this.#step(async () => {
        for (let fence = raised.fence; ; { fence } = raised) {
          if (raised.overtaken) return;
          const answer = await this.#within(limits.fence, this.talk.fence(fence));
          if (answer.refused === null) {
            this.facts = answer.facts;
            this.isFenced = true;
            return;
          }
          if (!(await raised.above(answer.facts.fence))) return;
        }
      }),
    );
  }

  async back(raised: Raised): Promise<void> {
    await this.fencing;
    const { active, context } = this.session;
    if (this.signal.aborted || raised.overtaken) return;
    const row = active.push().hosts[this.host.name];
    if (!row) return;
    if (!this.isFenced || this.facts === null) {
      // Of another desk's push nobody here knows which hosts it was about to switch.
      if (row.changed || active.push().desk !== context.desk.name) this.#pending(this.#failure ?? 'not reached');
      return;
    }
    const { push } = active.row();
    const record = recordOf(active, this.facts);
    const isOnIt = record ? !record.back : row.changed && this.facts.linked === push.release;
    if (!isOnIt && record === null) {
      // Drained for a switch that never came: it has to take work again.
      if (row.state === 'switching' || row.state === 'reverting')
        await undrain(this.host, push.id, context, this.signal).catch((error: unknown) =>
          active.say(sentence(error), { host: this.host.name, level: 'warn' }),
        );
      active.host(this.host.name, { state: 'old', changed: false, detail: 'had not been switched yet' });
      return;
    }
    // Put back when its own switch failed, and read back then: what it said stays to be read.
    if (row.state === 'failed' && !row.changed && record?.back) return;
    active.host(this.host.name, { state: 'reverting', changed: true, previous: record?.previous ?? row.previous });
    if (record?.back && this.facts.linked !== null) {
      // Linked back already, by an earlier try: where the process runs it too there is nothing left to do.
      await this.#step(() => this.#readBack(this.facts?.linked ?? ''));
      if (this.#failure === null) return;
    }
    await this.#step(async () => {
      for (let fence = raised.fence; ; { fence } = raised) {
        context.metrics.switching(this.host.name, context.clock());
        const answer = await this.#within(limits.back, this.talk.back({ fence, push: push.id, release: row.previous }));
        if (answer.refused === 'fence') {
          if (await raised.above(answer.fence ?? fence)) continue;
          return;
        }
        if (answer.refused) throw new Error(refusal(answer.refused, answer.fence));
        const release = answer.linked ?? '';
        if (answer.reload !== 0)
          throw new Error(`linked ${release}, but ${reloadFailed(answer.reload ?? 0)}${answer.stderr ? `: ${answer.stderr}` : ''}`);
        return this.#readBack(release);
      }
    });
    if (this.#failure !== null) this.#pending(this.#failure);
  }

  /** Back is: linked, and running. */
  async #readBack(release: string): Promise<void> {
    const { active, context } = this.session;
    const { push } = active.row();
    const verified = await context.fleet.verify(this.host, release, this.signal, push.id, { urgent: true });
    if (this.signal.aborted) return;
    if (!verified.ok) throw new Error(`linked ${release}, but ${verified.said}`);
    await undrain(this.host, push.id, context, this.signal);
    context.fleet.saw(this.host, { linked: release, running: verified.running });
    const tookMs = context.clock() - this.#startedAt;
    const name = shortName(release);
    active.host(this.host.name, {
      state: 'rolled back',
      changed: false,
      detail: `linked ${release}${verified.proven ? ', and running' : ', running unproven'}`,
      tookMs,
    });
    active.say(`linked ${name}, running ${verified.proven ? name : 'unproven'}: rolled back, ${(tookMs / 1000).toFixed(1)} s`, {
      host: this.host.name,
      mark: 'rolled back',
    });
  }

  #pending(why: string): void {
    const { active } = this.session;
    if (this.signal.aborted) return;
    const detail = `rollback pending: ${why}`;
    if (active.push().hosts[this.host.name]?.detail !== detail)
      active.say(detail, { host: this.host.name, level: 'error', mark: 'unknown' });
    active.host(this.host.name, {
      state: 'unknown',
      changed: true,
      detail,
      tookMs: this.session.context.clock() - this.#startedAt,
    });
  }

  /** What goes wrong is kept until the next step: only the last one counts. */
  async #step(work: () => Promise<void>): Promise<void> {
    this.#failure = null;
    try {
      await work();
    } catch (error) {
      this.#failure = said(this.host.name, error);
    }
  }

  /** Every word has an end of its own, whatever the host does. */
  async #within<Answer>(ms: number, asked: Promise<Answer>): Promise<Answer> {
    const over = new AbortController();
    const limit = this.session.context.wait(ms, AbortSignal.any([this.signal, over.signal])).then(
      () => {
        this.talk.end();
        throw new Error(`no answer within ${ms / 1000} s`);
      },
      () => {
        throw new Error('no longer wanted');
      },
    );
    limit.catch(() => undefined);
    try {
      return await Promise.race([asked, limit]);
    } finally {
      asked.catch(() => undefined);
      over.abort();
    }
  }
}
