import type {
  HostFacts,
  LockAnswer,
  PruneAnswer,
  PushFacts,
  StageAnswer,
  SwitchAnswer,
  FenceAnswer,
} from '../../fleet/commands/steps';
import type { Actor, World } from './world';

/** A script died on its host, as by kill -9 there. */
export class ScriptDied extends Error {}

interface Record {
  previous: string | null;
  readonly next: string;
  back: boolean;
  readonly at: number;
}

/** One host as its scripts make it: the same critical sections as in `fleet/commands/*.sh`, which can be cut at every step. */
export class SimHost {
  linked: string | null = 'r0';
  /** What the process there runs. */
  running: string | null = 'r0';
  fence = 0;
  readonly releases = new Set(['r0']);
  readonly records = new Map<string, Record>();
  doing: { way: 'forward' | 'back'; from: string | null; to: string | null } | null = null;
  #holder: (Actor & { reloading?: boolean; hurried?: boolean }) | null = null;
  /** With which fence this host was last changed. */
  changedWith = 0;
  #scripts = 0;

  constructor(
    readonly name: string,
    private readonly world: World,
    /** How often a script dies at one of its steps. */
    public deaths: number,
  ) {}

  facts(): PushFacts {
    return {
      linked: this.linked,
      fence: this.fence,
      doing: this.doing?.way ?? null,
      releases: [...this.releases],
      pushes: [...this.records].map(([push, record]) => ({ push, ...record, at: Math.floor(record.at / 1000) })),
      out: null,
    };
  }

  read(): HostFacts {
    return { ...this.facts(), time: null, freeBytes: 1e12, writable: true };
  }

  /** Runs a script of its own: it lives on, whatever becomes of who asked for it. */
  async script<Result>(work: (me: Actor) => Promise<Result>): Promise<Result> {
    const me: Actor = { name: `${this.name}/${++this.#scripts}`, dead: false, stopped: false };
    try {
      return await work(me);
    } finally {
      if (this.#holder === me && !me.dead) this.#holder = null;
    }
  }

  stage(fence: number, release: string): Promise<StageAnswer> {
    return this.script(async (me) => {
      await this.#lock(me, false);
      if (fence < this.fence) return { refused: 'fence', fence: this.fence, complete: false, haveBytes: 0, freeBytes: null };
      this.fence = fence;
      await this.#settle(me);
      this.releases.add(release);
      return { refused: null, fence, complete: true, haveBytes: 0, freeBytes: null };
    });
  }

  /** The word `fence` of a rollback's talk. */
  takeFence(fence: number): Promise<FenceAnswer> {
    return this.script(async (me) => {
      if (fence >= this.fence) await this.#lock(me, true);
      if (fence < this.fence) return { refused: 'fence', facts: this.facts() };
      this.fence = fence;
      await this.#settle(me);
      return { refused: null, facts: this.facts() };
    });
  }

  change(args: { fence: number; push: string; release: string | null; way: 'forward' | 'back' }): Promise<SwitchAnswer> {
    const refused = (why: SwitchAnswer['refused']): SwitchAnswer => ({
      refused: why,
      fence: this.fence,
      was: this.linked,
      linked: this.linked,
      reload: null,
    });
    return this.script(async (me) => {
      if (args.fence < this.fence) return refused('fence');
      await this.#lock(me, args.way === 'back');
      if (args.fence < this.fence) return refused('fence');
      this.fence = args.fence;
      await this.#settle(me);
      const was = this.linked;
      let to: string | null;
      const record = this.records.get(args.push);
      if (args.way === 'forward') {
        if (!this.releases.has(args.release ?? '')) return refused('incomplete');
        to = args.release;
        // A push of the same name from a desk that a replaced coordinator gave it to again: as the script has it, the newer one counts.
        if (!record || record.next !== to)
          this.records.set(args.push, { previous: was, next: to ?? '', back: false, at: this.world.now });
      } else {
        to = record ? record.previous : args.release;
        if (to === null) return refused(record ? 'no previous' : 'not changed');
        if (!record && args.release === null) return refused('not changed');
      }
      this.doing = { way: args.way, from: was, to };
      await this.#step(me);
      if (args.fence < this.fence) this.world.violated(`${this.name} changed with ${args.fence} after ${this.fence}`);
      this.linked = to;
      this.changedWith = args.fence;
      this.world.note(`${this.name} ${args.way} to ${String(to)} for ${args.push} with ${args.fence}`);
      await this.#step(me);
      const code = await this.#reload(me);
      if (args.way === 'back' && code === 0 && record) record.back = true;
      this.doing = null;
      return { refused: null, fence: this.fence, was, linked: this.linked, reload: code };
    });
  }

  prune(fence: number, keep: readonly string[]): Promise<PruneAnswer> {
    return this.script(async (me) => {
      await this.#lock(me, false);
      if (fence < this.fence) return { refused: 'fence', removed: [] };
      this.fence = fence;
      await this.#settle(me);
      const wayBack = [...this.records.values()].filter((record) => record.next === this.linked).map((record) => record.previous);
      const removed = [...this.releases].filter((one) => one !== this.linked && !keep.includes(one) && !wayBack.includes(one));
      for (const one of removed) {
        this.releases.delete(one);
        if (one === this.running && this.linked === this.running)
          this.world.violated(`${one} removed while it runs on ${this.name}`);
      }
      for (const [push, record] of this.records)
        if (record.next !== this.linked && (!this.releases.has(record.next) || !this.releases.has(record.previous ?? '')))
          this.records.delete(push);
      return { refused: null, removed };
    });
  }

  async #lock(me: Actor, hurry: boolean): Promise<void> {
    await this.#step(me);
    for (let waited = 0; this.#holder && !this.#holder.dead; waited++) {
      if (hurry && waited === 4 && this.#holder.reloading) this.#holder.hurried = true;
      if (waited > 400) throw new Error(`another Capstan process (${this.#holder.name}) has been busy`);
      await this.world.turn(me, 100);
    }
    this.#holder = me;
  }

  async #settle(me: Actor): Promise<void> {
    const { doing } = this;
    if (!doing) return;
    const to = doing.way === 'back' ? doing.to : doing.from;
    if (doing.way === 'back' || this.linked !== doing.from) {
      this.linked = to;
      await this.#step(me);
      await this.#reload(me);
    }
    this.doing = null;
  }

  async #reload(me: Actor & { reloading?: boolean; hurried?: boolean }): Promise<number> {
    me.reloading = true;
    for (let left = 1 + Math.floor(this.world.random() * 12); left > 0; left--) {
      await this.world.turn(me, 250);
      if (me.hurried) {
        me.reloading = false;
        return 124;
      }
    }
    me.reloading = false;
    await this.#step(me);
    this.running = this.linked;
    return 0;
  }

  /** Where it may be interleaved with others, or die. */
  async #step(me: Actor): Promise<void> {
    await this.world.turn(me);
    if (!this.world.chance(this.deaths)) return;
    me.dead = true;
    this.world.note(`${me.name} died`);
    throw new ScriptDied();
  }
}

/** The coordinator: the lock as `lock.sh` keeps it, by its own clock. */
export class SimCoordinator {
  lock: { token: string; lease: number; fence: number; owner: string; renewed: number } | null = null;
  fences = 0;
  pushes = 0;

  constructor(private readonly world: World) {}

  /** Another machine stands in its place: it knows of nothing. */
  replace(): void {
    this.lock = null;
    this.fences = 0;
    this.pushes = 0;
  }

  /** The arguments of `lockStep`, behind the path. */
  ask([what, token = '', number = '0', owner = '', numbered, highest = '0', pushes = '0']: readonly string[]): LockAnswer {
    const { lock, world } = this;
    const mine = lock?.token === token;
    const age = lock ? (world.now - lock.renewed) / 1000 : 0;
    const over = lock !== null && lock.lease > 0 && age > lock.lease;
    let done = false;
    let pushNumber: number | null = null;
    const take = () => {
      done = true;
      this.fences = Math.max(this.fences, Number(highest)) + 1;
      if (numbered === 'yes') pushNumber = this.pushes = Math.max(this.pushes, Number(pushes)) + 1;
      const named = pushNumber === null ? owner : owner.replace('"push":null', `"push":"r-${pushNumber}"`);
      this.lock = { token, lease: Number(number), fence: this.fences, owner: named, renewed: world.now };
    };
    switch (what) {
      case 'take':
        if (!lock || (lock.lease > 0 && (mine || over))) take();
        break;
      case 'again':
        if (!lock || mine || over) take();
        break;
      case 'force':
        take();
        break;
      case 'renew':
        if (lock && mine) {
          lock.renewed = world.now;
          done = true;
        }
        break;
      case 'clear':
        if (lock && (token === '' || mine) && (Number(number) === 0 || lock.fence === Number(number))) {
          this.lock = null;
          done = true;
        }
        break;
      default:
    }
    const now = this.lock;
    return {
      held: now !== null,
      token: now?.token ?? null,
      owner: now?.owner ?? null,
      leaseSeconds: now?.lease ?? 0,
      fence: now?.fence ?? this.fences,
      ageSeconds: now ? (world.now - now.renewed) / 1000 : 0,
      time: Math.floor(world.now / 1000),
      done,
      number: pushNumber,
    };
  }
}
