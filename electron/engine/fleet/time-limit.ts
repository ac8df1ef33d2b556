import { HostError } from './host-error';

/** Thrown by whatever waits on an aborted signal; `TimeLimit.explain` turns it into words. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Waits for a promise, but no longer than until the signal aborts; then rejects with Interrupted. The promise itself goes on. */
export function until<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return Promise.reject(new Interrupted());
  }
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Interrupted());
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Sleeps, or rejects with Interrupted. */
export function pause(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted());
    const stop = () => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * How long one operation may take, in all its stages. `signal` aborts when the caller cancels, the deadline is over, or the
 * whole pool closes. `phase` says what is being waited for, so that an error can name it.
 */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: readonly AbortSignal[];
  readonly #start = performance.now();
  #why: 'cancelled' | 'timeout' | null = null;
  phase = 'waiting for its turn';

  constructor(
    readonly deadlineMs: number,
    ...outer: (AbortSignal | undefined)[]
  ) {
    this.#outer = outer.filter((signal) => signal !== undefined);
    this.#timer = setTimeout(() => this.#stop('timeout'), Math.min(Math.max(deadlineMs, 0), 0x7fffffff));
    for (const signal of this.#outer) {
      if (signal.aborted) this.#cancel();
      else signal.addEventListener('abort', this.#cancel, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cancelled(): boolean {
    return this.#why === 'cancelled';
  }

  get tookMs(): number {
    return performance.now() - this.#start;
  }

  get leftMs(): number {
    return Math.max(0, this.deadlineMs - this.tookMs);
  }

  /** To be called at the end of the operation, or the timer outlives it. */
  end(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#outer) signal.removeEventListener('abort', this.#cancel);
  }

  explain(host: string): HostError {
    if (this.#why === 'timeout') {
      return new HostError(
        host,
        'timeout',
        `no answer within ${inSeconds(this.deadlineMs)} (${this.phase})`,
        'It may still have happened: read the host again before repeating it.',
      );
    }
    return new HostError(host, 'cancelled', `cancelled (${this.phase})`, 'What had already reached the host may have happened.');
  }

  readonly #cancel = () => this.#stop('cancelled');

  #stop(why: 'cancelled' | 'timeout'): void {
    if (this.#why) return;
    this.#why = why;
    this.end();
    this.#controller.abort();
  }
}

export function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
