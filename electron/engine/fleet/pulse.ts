import type { Warm } from './dial';
import { ping } from './ping';

/** When something was last heard over a connection, and whether it still answers. Whatever comes counts, not only the answer to a ping. */
export class Pulse {
  #heardAt = Date.now();
  #heardTick = performance.now();
  #pingedTick: number | null = null;
  #times = 0;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly warm: Warm,
    private readonly measured: (tookMs: number) => void,
  ) {
    warm.socket.on('data', () => this.#heard());
  }

  /** By the clock that went on more: the monotonic one stands still while a laptop sleeps, the other may be set back. */
  get silentMs(): number {
    return Math.max(Date.now() - this.#heardAt, performance.now() - this.#heardTick);
  }

  /** A ping is under way. */
  get pinging(): boolean {
    return this.#pingedTick !== null;
  }

  /** Grows each time that something is heard. */
  get times(): number {
    return this.#times;
  }

  ping(): void {
    if (this.#pingedTick !== null) return;
    this.#pingedTick = performance.now();
    void ping(this.warm).then((tookMs) => {
      this.#pingedTick = null;
      if (tookMs === null) return;
      this.#heard();
      this.measured(tookMs);
    });
  }

  /** Whether it answers within this time. Where a ping has been under way for longer without a word, it is not asked again. */
  async answers(withinMs: number): Promise<boolean> {
    if (this.warm.gone) return false;
    this.ping();
    const since = Math.max(this.#pingedTick ?? 0, this.#heardTick);
    return new Promise((resolve) => {
      const finish = (alive: boolean) => {
        clearTimeout(timer);
        stopHearing();
        stopGone();
        resolve(alive);
      };
      // What came while this process was busy is read after its timers have run.
      const timer = setTimeout(() => setImmediate(() => finish(false)), Math.max(0, since + withinMs - performance.now()));
      let stopGone: () => void = () => undefined;
      const stopHearing = this.onHeard(() => finish(true));
      stopGone = this.warm.onGone(() => finish(false));
    });
  }

  /** Answers how to unsubscribe. */
  onHeard(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#heardTick = performance.now();
    this.#times += 1;
    for (const listener of this.#listeners) listener();
  }
}
