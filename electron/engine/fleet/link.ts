import type { Duplex } from 'node:stream';
import { backoffMs } from './backoff';
import { HostError, isLasting, type HostErrorKind } from './host-error';
import type { Warm } from './dial';
import { ping } from './ping';
import { Semaphore } from './semaphore';
import { inSeconds, Interrupted, until } from './time-limit';

export interface ConnectionState {
  readonly host: string;
  readonly state: 'idle' | 'connecting' | 'connected' | 'lost' | 'refused';
  readonly error: string | null;
  /** When this state began, Unix ms. */
  readonly since: number;
  /** Round trip to the host as last measured. */
  readonly latencyMs: number | null;
}

/** What a link is waiting for while it is being made: so that an operation that runs out of time can say it. */
export interface Making {
  asks: 'host key' | 'passphrase' | null;
}

export interface LinkTask {
  readonly host: string;
  /** Whether a person waits: then questions that were declined may be asked again. Null: nobody does, so nothing may be asked. */
  readonly urgent: boolean | null;
  readonly signal: AbortSignal;
  readonly making: Making;
}

/** MaxSessions of sshd is 10 by default; two are left to people. */
const mostSessions = 8;
const mostForwards = 64;
/** A connection that was silent for longer than this is probed before it is trusted with a command. */
const staleMs = 20_000;
const probeMs = 4000;
const pingEveryMs = 15_000;
const deadAfterMs = 45_000;

/**
 * The one connection to a host: made when it is needed, kept warm, made anew after it broke. All who want it while it is in the
 * making share one dial; when none of them waits any longer, the dial is given up.
 */
export class Link {
  readonly sessions = new Semaphore(mostSessions);
  readonly forwards = new Semaphore(mostForwards);
  #state: ConnectionState;
  #warm: Warm | null = null;
  #heardAt = 0;
  #heardBytes = 0;
  #pinging = false;
  #making: { promise: Promise<Warm>; controller: AbortController; waiters: number; making: Making } | null = null;
  #failure: HostError | null = null;
  #failures = 0;
  #retryAt = 0;
  #again: NodeJS.Timeout | null = null;

  constructor(
    readonly host: string,
    private readonly deps: {
      make(task: LinkTask): Promise<Warm>;
      changed(state: ConnectionState): void;
      /** Aborts when the pool closes. */
      closing: AbortSignal;
    },
  ) {
    this.#state = { host, state: 'idle', error: null, since: Date.now(), latencyMs: null };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * The warm connection, dialled where need be. `urgent` dials also while the host is being left alone after failures. Rejects
   * with HostError, or Interrupted when the signal aborts. Null: nobody waits, so nothing may be asked.
   */
  async warm(signal: AbortSignal, urgent: boolean | null = false): Promise<Warm> {
    const trusted = await this.#trusted(signal);
    if (trusted) return trusted;
    const leftAloneMs = this.#retryAt - performance.now();
    if (!urgent && !this.#making && this.#failure && leftAloneMs > 0) throw leftAlone(this.#failure, leftAloneMs, this.#failures);
    return this.#join(signal, urgent);
  }

  /** Throws it away, for instance because it turned out dead. */
  drop(warm: Warm, why: string): void {
    warm.drop(why);
  }

  /** Called now and then for all links: measures the round trip and finds connections that died in silence. */
  tick(): void {
    const warm = this.#warm;
    if (!warm || warm.gone) return;
    const now = Date.now();
    const bytes = bytesRead(warm.socket);
    if (bytes !== this.#heardBytes) {
      this.#heardBytes = bytes;
      this.#heardAt = now;
    }
    if (this.#pinging) {
      if (now - this.#heardAt > deadAfterMs) warm.drop(`nothing heard for ${inSeconds(now - this.#heardAt)}`);
      return;
    }
    if (this.#state.latencyMs !== null && now - this.#heardAt < pingEveryMs) return;
    void this.#ping(warm);
  }

  close(): void {
    if (this.#again) clearTimeout(this.#again);
    this.#making?.controller.abort();
    this.#warm?.client.end();
    this.#warm?.drop('closed');
  }

  async #trusted(signal: AbortSignal): Promise<Warm | null> {
    const warm = this.#warm;
    if (!warm || warm.gone) return null;
    // The wall clock, since the monotonic one stands still while a laptop sleeps.
    if (Date.now() - this.#heardAt < staleMs || this.#pinging) return warm;
    const alive = await until(
      signal,
      Promise.race([this.#ping(warm), new Promise<false>((resolve) => setTimeout(resolve, probeMs, false))]),
    );
    if (!alive) warm.drop('it no longer answers');
    return warm.gone ? null : warm;
  }

  async #ping(warm: Warm): Promise<boolean> {
    this.#pinging = true;
    const tookMs = await ping(warm);
    if (this.#warm !== warm) return false;
    this.#pinging = false;
    if (tookMs === null) return false;
    this.#heardAt = Date.now();
    this.#heardBytes = bytesRead(warm.socket);
    this.#set({ ...this.#state, latencyMs: Math.round(tookMs * 10) / 10 });
    return true;
  }

  async #join(signal: AbortSignal, urgent: boolean | null): Promise<Warm> {
    const joined = this.#making ?? this.#begin(urgent);
    joined.waiters += 1;
    try {
      return await until(signal, joined.promise);
    } catch (error) {
      if (error instanceof Interrupted && signal.aborted && joined.making.asks) throw unanswered(this.host, joined.making.asks);
      throw error;
    } finally {
      joined.waiters -= 1;
      // A question goes on: its answer is of use to the next who comes.
      if (joined.waiters === 0 && !joined.making.asks) joined.controller.abort();
    }
  }

  #begin(urgent: boolean | null) {
    if (this.#again) clearTimeout(this.#again);
    this.#again = null;
    const controller = new AbortController();
    const making: Making = { asks: null };
    const signal = AbortSignal.any([controller.signal, this.deps.closing]);
    this.#set({ host: this.host, state: 'connecting', error: null, since: Date.now(), latencyMs: null });
    const promise = this.deps.make({ host: this.host, urgent, signal, making }).then(
      (warm) => {
        this.#making = null;
        this.#connected(warm);
        return warm;
      },
      (error: unknown) => {
        this.#making = null;
        this.#failed(error, urgent === null);
        throw error;
      },
    );
    promise.catch(() => undefined);
    this.#making = { promise, controller, waiters: 0, making };
    return this.#making;
  }

  #connected(warm: Warm): void {
    this.#warm = warm;
    this.#failure = null;
    this.#failures = 0;
    this.#retryAt = 0;
    this.#heardAt = Date.now();
    this.#heardBytes = bytesRead(warm.socket);
    this.#pinging = false;
    this.#set({ host: this.host, state: 'connected', error: null, since: Date.now(), latencyMs: null });
    warm.onGone((why) => {
      if (this.#warm !== warm) return;
      this.#warm = null;
      this.#set({ host: this.host, state: 'lost', error: why, since: Date.now(), latencyMs: null });
      this.#later(backoffMs(1));
    });
  }

  #failed(error: unknown, byItself: boolean): void {
    if (!(error instanceof HostError)) {
      // Nobody waited for it any longer: no word on the host.
      this.#set({
        host: this.host,
        state: this.#failure ? stateFor(this.#failure.kind) : 'idle',
        error: this.#failure?.message ?? null,
        since: Date.now(),
        latencyMs: null,
      });
      return;
    }
    this.#failure = error;
    this.#failures += 1;
    const waitMs = backoffMs(this.#failures);
    this.#retryAt = performance.now() + waitMs;
    this.#set({ host: this.host, state: stateFor(error.kind), error: error.message, since: Date.now(), latencyMs: null });
    if (byItself && !isLasting(error.kind)) this.#later(waitMs);
  }

  /** Makes a connection that broke anew by itself, without asking anyone anything. */
  #later(waitMs: number): void {
    if (this.deps.closing.aborted) return;
    if (this.#again) clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#again = null;
      if (!this.#making && !this.#warm) this.#join(this.deps.closing, null).catch(() => undefined);
    }, waitMs);
    this.#again.unref();
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.deps.changed(state);
  }
}

function stateFor(kind: HostErrorKind): 'lost' | 'refused' {
  return isLasting(kind) ? 'refused' : 'lost';
}

function leftAlone(failure: HostError, leftMs: number, failures: number): HostError {
  const what = failure.message.slice(failure.host.length + 2);
  const times = failures === 1 ? '' : `, ${failures} times`;
  return new HostError(
    failure.host,
    failure.kind,
    isLasting(failure.kind) ? what : `${what} (left alone for ${inSeconds(leftMs)} more${times})`,
    failure.hint,
  );
}

function unanswered(host: string, asks: 'host key' | 'passphrase'): HostError {
  return asks === 'host key'
    ? new HostError(
        host,
        'unknown key',
        'its host key is not known, and nobody has said yet whether it is right',
        'Compare the fingerprint with what its owner says, and answer the question.',
      )
    : new HostError(
        host,
        'key needs passphrase',
        'the key to log in with is locked, and nobody has given its passphrase yet',
        'Give the passphrase, or put the key into the agent with ssh-add.',
      );
}

function bytesRead(socket: Duplex): number {
  return 'bytesRead' in socket && typeof socket.bytesRead === 'number' ? socket.bytesRead : 0;
}
