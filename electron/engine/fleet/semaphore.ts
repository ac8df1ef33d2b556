import { Interrupted } from './time-limit';

interface Waiter {
  enter(): void;
}

/** Lets at most `width` holders in, in the order they came. Each gets a function that gives the place back, once. */
export class Semaphore {
  #active = 0;
  readonly #queue = new Set<Waiter>();

  constructor(private width: number) {}

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Narrows it (never below 1); those who are in stay in. */
  narrow(width: number): void {
    this.width = Math.max(1, Math.min(this.width, width));
  }

  /** Rejects with Interrupted when the signal aborts first; the place in the queue is then given up. */
  acquire(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(new Interrupted());
    if (this.#active < this.width) return Promise.resolve(this.#take());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        enter: () => {
          signal.removeEventListener('abort', giveUp);
          resolve(this.#take());
        },
      };
      const giveUp = () => {
        this.#queue.delete(waiter);
        reject(new Interrupted());
      };
      this.#queue.add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #take(): () => void {
    this.#active += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#active -= 1;
      this.#admit();
    };
  }

  #admit(): void {
    for (const waiter of this.#queue) {
      if (this.#active >= this.width) return;
      this.#queue.delete(waiter);
      waiter.enter();
    }
  }
}
