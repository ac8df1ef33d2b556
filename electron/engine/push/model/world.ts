/** Whoever waits: a desk's process, which may be stopped or killed, or a script on a host. */
export interface Actor {
  readonly name: string;
  /** Waits of the dead never end. */
  dead: boolean;
  /** Waits of the stopped end when they go on. */
  stopped: boolean;
}

interface Turn {
  readonly ready: number;
  readonly actor: Actor;
  readonly go: () => void;
}

const mostIdleMs = 12_000;

/**
 * A world in which only this decides who goes on next, and what time it is. Every wait of every desk and script is a turn here; turns are taken in
 * an order that a seed decides, so any interleaving can come, and the same seed brings it again.
 */
export class World {
  now = 1_700_000_000_000;
  readonly #turns: Turn[] = [];
  readonly #random: () => number;
  /** What went wrong: the first of them ends the run. */
  readonly violations: string[] = [];
  readonly said: string[] = [];

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  random(): number {
    return this.#random();
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }

  note(text: string): void {
    this.said.push(`${((this.now - 1_700_000_000_000) / 1000).toFixed(2)} ${text}`);
  }

  violated(what: string): void {
    this.note(`VIOLATION ${what}`);
    this.violations.push(what);
  }

  /** Resolves when it is this actor's turn, not before `ms` have passed. Rejects when the signal aborts. */
  turn(actor: Actor, ms = 0, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new Error('aborted'));
      const turn: Turn = {
        ready: this.now + Math.ceil(ms),
        actor,
        go: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = () => {
        const at = this.#turns.indexOf(turn);
        if (at >= 0) this.#turns.splice(at, 1);
        if (!actor.dead) reject(new Error('aborted'));
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#turns.push(turn);
    });
  }

  /** Takes one turn. False: nobody waits for anything but the stopped. */
  async step(): Promise<boolean> {
    // Whatever was just begun comes to its first wait.
    await new Promise((resolve) => setImmediate(resolve));
    for (let at = this.#turns.length - 1; at >= 0; at--) if (this.#turns[at]?.actor.dead) this.#turns.splice(at, 1);
    const awake = this.#turns.filter((turn) => !turn.actor.stopped);
    if (awake.length === 0) return false;
    const ready = awake.filter((turn) => turn.ready <= this.now);
    const next = Math.min(...awake.filter((turn) => turn.ready > this.now).map((turn) => turn.ready));
    // Now and then time passes although somebody could go on: a slow network, a busy host. Not for ever, or nothing would ever be answered in time.
    if (ready.length === 0 || (next - this.now < mostIdleMs && this.chance(0.04))) {
      if (!Number.isFinite(next)) return false;
      this.now = Math.max(this.now, next);
      return true;
    }
    const turn = this.pick(ready);
    if (!turn) return false;
    this.#turns.splice(this.#turns.indexOf(turn), 1);
    this.now += 5;
    turn.go();
    return true;
  }
}

/** A small generator with a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
