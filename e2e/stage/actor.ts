import type { DeskChange, DeskState, HostView, LogLine, StateEvent } from '../../shared/contract/state';
import { canaries, chance } from './fleet';
import { line, scene, type SceneName } from './scenes';

/** One desk on the stage: its state, who hears of its changes, and what acts do to it. A small play, not an engine. */
export class Actor {
  readonly epoch = `stage-${Math.floor(Math.random() * 1e9)}`;
  state: DeskState;
  log: LogLine[];
  private seq = 1;
  private readonly hear = new Set<(event: StateEvent) => void>();
  private readonly hearLog = new Set<(line: LogLine) => void>();
  private readonly timers: ReturnType<typeof setInterval>[] = [];

  constructor(readonly name: SceneName) {
    const start = scene(name, Date.now());
    this.state = start.state;
    this.log = [...start.log];
    this.every(1_000, () => this.tick());
  }

  snapshot(): StateEvent {
    return { kind: 'snapshot', epoch: this.epoch, seq: this.seq, now: Date.now(), state: this.state };
  }

  change(changes: readonly DeskChange[]): void {
    for (const change of changes) {
      if (change.at === 'hosts')
        this.state = {
          ...this.state,
          hosts: { ...this.state.hosts, ...Object.fromEntries(change.value.map((view) => [view.host, view])) },
        };
      else this.state = { ...this.state, [change.at]: change.value };
    }
    const event: StateEvent = { kind: 'changes', epoch: this.epoch, seq: ++this.seq, now: Date.now(), changes };
    for (const tell of this.hear) tell(event);
  }

  /** Like `change`, as a decision: the version grows. */
  decide(changes: readonly DeskChange[]): void {
    this.change([...changes, { at: 'version', value: this.state.version + 1 }]);
  }

  say(host: string | null, mark: string | null, text: string): void {
    const said = line((this.log.at(-1)?.seq ?? 0) + 1, Date.now(), host, mark, text);
    this.log.push(said);
    for (const tell of this.hearLog) tell(said);
  }

  onChange(hear: (event: StateEvent) => void): () => void {
    this.hear.add(hear);
    return () => this.hear.delete(hear);
  }

  onLine(hear: (line: LogLine) => void): () => void {
    this.hearLog.add(hear);
    return () => this.hearLog.delete(hear);
  }

  every(ms: number, act: () => void): void {
    this.timers.push(setInterval(act, ms));
  }

  stop(): void {
    this.timers.forEach(clearInterval);
  }

  /** Each host that was changed goes back, a few a second. */
  rollBack(): void {
    const { push, rollback } = this.state;
    if (!push || !rollback) return;
    const now = Date.now();
    const going = push.hosts.map((row) =>
      row.changed && row.state !== 'rolled back' ? { ...row, state: 'reverting' as const } : row,
    );
    this.decide([
      {
        at: 'push',
        value: {
          ...push,
          state: { at: 'rolling back', why: 'by hand', by: 'Mara Lindqvist', automatic: false, since: now },
          hosts: going,
        },
      },
      { at: 'rollback', value: { ...rollback, underWay: true } },
    ]);
    this.say(null, 'roll back', `Roll back by hand: ${rollback.hosts} hosts`);
  }

  private tick(): void {
    const now = Date.now();
    const { live, gauges, push } = this.state;
    const views = this.readAgain(now);
    const changes: DeskChange[] = [
      { at: 'live', value: { ...live, readAt: now } },
      { at: 'gauges', value: gauges.map((gauge) => ({ ...gauge, readAt: now })) },
      { at: 'hosts', value: views },
    ];
    if (this.name === 'many' && push) {
      const random = chance(now % 100_000);
      const hosts = push.hosts.map((row) =>
        !row.canary && random() < 0.05
          ? { ...row, state: (['staged', 'switching', 'verified', 'new'] as const)[Math.floor(random() * 4)] ?? 'staged' }
          : row,
      );
      changes.push({ at: 'push', value: { ...push, hosts } });
      for (let index = 0; index < 20; index++)
        this.say(
          `www-${String(Math.floor(random() * 800) + 1).padStart(3, '0')}`,
          'verified',
          'linked 9b3d07a, running 9b3d07a: verified, 1.1 s',
        );
    } else if (push?.state.at === 'rolling back' && push.state.by === 'Mara Lindqvist') {
      this.goOnRollingBack(now);
      return;
    }
    this.change(changes);
  }

  private readAgain(now: number): HostView[] {
    const some =
      this.name === 'many' || this.name === 'drift'
        ? Object.keys(this.state.hosts).filter((_, index) => index % 20 === Math.floor(now / 1000) % 20)
        : canaries;
    return some.flatMap((host) => {
      const view = this.state.hosts[host];
      return view?.connection === 'connected' ? [{ ...view, readAt: now }] : [];
    });
  }

  private goOnRollingBack(now: number): void {
    const { push, lock } = this.state;
    if (!push || push.state.at !== 'rolling back') return;
    const next = push.hosts.filter((row) => row.state === 'reverting').slice(0, 4);
    const hosts = push.hosts.map((row) => (next.includes(row) ? { ...row, state: 'rolled back' as const, changed: false } : row));
    next.forEach((row) => this.say(row.host, 'rolled back', 'linked 4f2c91e, running 4f2c91e: rolled back, 2.0 s'));
    if (next.length) this.change([{ at: 'push', value: { ...push, hosts } }]);
    else
      this.decide([
        { at: 'push', value: { ...push, endedAt: now, state: { ...push.state, at: 'rolled back', pending: 0 } } },
        { at: 'lock', value: { ...lock, state: 'held', kind: 'kept', reason: `${push.id} rolled back by hand` } },
      ]);
  }
}
