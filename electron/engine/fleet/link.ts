import { backoffMs } from './backoff';
import { Connected } from './connected';
import { HostError, isLasting, type HostErrorKind } from './host-error';
import type { Warm } from './dial';
import { inSeconds, Interrupted, pause, until } from './time-limit';

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

/** An urgent wait in silence is looked into after this long. */
const watchAfterMs = 1500;

/**
 * The one connection to a host: made when it is needed, kept warm, made anew after it broke. All who want it while it is in the
 * making share one dial; when none of them waits any longer, the dial is given up. One that does not answer is not waited for: another
 * is dialled beside it, and the first of both that can be used is.
 */
export class Link {
  #state: ConnectionState;
  #current: Connected | null = null;
  /** Those that another took the place of, while something is still under way on them. */
  readonly #retired = new Set<Connected>();
  #making: { promise: Promise<Connected>; controller: AbortController; waiters: number; making: Making } | null = null;
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
    this.#state = stateNow(host, 'idle');
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * The connection, dialled where need be. `urgent` dials also while the host is being left alone after failures; null: nobody waits,
   * so nothing may be asked. `wary` trusts a connection only if something was heard of it just now. Rejects with HostError, or
   * Interrupted when the signal aborts.
   */
  async warm(signal: AbortSignal, urgent: boolean | null = false, wary = urgent === true): Promise<Connected> {
    for (let current = this.#current; current; current = this.#current) {
      const isTrusted = await until(signal, current.isTrusted(wary));
      // Another may have taken its place meanwhile.
      if (current !== this.#current || current.warm.gone) continue;
      if (isTrusted) return current;
      return this.#beside(current, signal, urgent);
    }
    return this.#dialled(signal, urgent);
  }

  /** For who waits over a connection urgently, until `ended` aborts: aborts when it proves dead while another could be dialled. */
  watch(connected: Connected, ended: AbortSignal, urgent: boolean | null = true): AbortSignal {
    const dead = new AbortController();
    const look = async () => {
      while (!connected.warm.gone) {
        const silentMs = connected.pulse.silentMs;
        if (silentMs < watchAfterMs) await pause(ended, watchAfterMs - silentMs);
        else if (await this.#isDead(connected, ended, urgent)) return dead.abort();
      }
    };
    look().catch(() => undefined);
    return dead.signal;
  }

  /** Called now and then: measures the round trip and finds connections that died in silence. */
  tick(): void {
    this.#current?.tick();
    for (const retired of this.#retired) retired.tick();
  }

  close(): void {
    if (this.#again) clearTimeout(this.#again);
    this.#making?.controller.abort();
    for (const retired of this.#retired) retired.end('closed');
    this.#current?.end('closed');
  }

  /** Whether a connection is dead that has been silent for a while. A network that stalls also stalls a new dial, and that is waited for. */
  async #isDead(connected: Connected, ended: AbortSignal, urgent: boolean | null): Promise<boolean> {
    if (await until(ended, connected.pulse.answers(connected.answerMs))) return false;
    if (connected.warm.gone) return false;
    if (connected.isRetired) return true;
    try {
      return (await this.#beside(connected, ended, urgent)) !== connected;
    } catch (error) {
      if (error instanceof HostError) return connected.isDoubted;
      throw error;
    }
  }

  /** Dials beside a connection that does not answer. Whichever can be used first is: it may only have been slow. */
  async #beside(silent: Connected, signal: AbortSignal, urgent: boolean | null): Promise<Connected> {
    silent.doubt();
    const enough = new AbortController();
    let stop: () => void = () => undefined;
    const heard = new Promise<Connected>((resolve) => {
      stop = silent.pulse.onHeard(() => resolve(silent));
    });
    try {
      return await Promise.race([this.#dialled(AbortSignal.any([signal, enough.signal]), urgent), heard]);
    } finally {
      stop();
      enough.abort();
    }
  }

  #dialled(signal: AbortSignal, urgent: boolean | null): Promise<Connected> {
    const leftAloneMs = this.#retryAt - performance.now();
    if (!urgent && !this.#making && this.#failure && leftAloneMs > 0)
      return Promise.reject(leftAlone(this.#failure, leftAloneMs, this.#failures));
    return this.#join(signal, urgent);
  }

  async #join(signal: AbortSignal, urgent: boolean | null): Promise<Connected> {
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
    this.#set(stateNow(this.host, 'connecting'));
    const promise = this.deps.make({ host: this.host, urgent, signal, making }).then(
      (warm) => {
        this.#making = null;
        return this.#connected(warm);
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

  #connected(warm: Warm): Connected {
    const connected = new Connected(warm, (latencyMs) => {
      if (this.#current !== connected) return;
      this.#set(
        this.#state.state === 'connected' ? { ...this.#state, latencyMs } : { ...stateNow(this.host, 'connected'), latencyMs },
      );
    });
    const before = this.#current;
    if (before) {
      before.retire();
      this.#retired.add(before);
    }
    this.#current = connected;
    this.#failure = null;
    this.#failures = 0;
    this.#retryAt = 0;
    this.#set(stateNow(this.host, 'connected'));
    warm.onGone((why) => {
      this.#retired.delete(connected);
      if (this.#current !== connected) return;
      this.#current = null;
      // One that is being dialled beside it says soon how things are.
      if (this.#making) return;
      this.#set(stateNow(this.host, 'lost', why));
      this.#later(backoffMs(1));
    });
    return connected;
  }

  #failed(error: unknown, byItself: boolean): void {
    if (!(error instanceof HostError)) {
      // Nobody waited for it any longer: no word on the host.
      const state = this.#failure ? stateFor(this.#failure.kind) : this.#current ? 'connected' : 'idle';
      this.#set(stateNow(this.host, state, this.#failure?.message ?? null));
      return;
    }
    this.#failure = error;
    this.#failures += 1;
    const waitMs = backoffMs(this.#failures);
    this.#retryAt = performance.now() + waitMs;
    this.#set(stateNow(this.host, stateFor(error.kind), error.message));
    if (byItself && !isLasting(error.kind)) this.#later(waitMs);
  }

  /** Makes a connection that broke anew by itself, without asking anyone anything. */
  #later(waitMs: number): void {
    if (this.deps.closing.aborted) return;
    if (this.#again) clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#again = null;
      if (!this.#making && !this.#current) this.#join(this.deps.closing, null).catch(() => undefined);
    }, waitMs);
    this.#again.unref();
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.deps.changed(state);
  }
}

function stateNow(host: string, state: ConnectionState['state'], error: string | null = null): ConnectionState {
  return { host, state, error, since: Date.now(), latencyMs: null };
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
