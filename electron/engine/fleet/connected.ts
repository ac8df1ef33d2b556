import type { Warm } from './dial';
import { Pulse } from './pulse';
import { Semaphore } from './semaphore';
import { inSeconds } from './time-limit';

/** MaxSessions of sshd is 10 by default; two are left to people. */
const mostSessions = 8;
const mostForwards = 64;
/** A connection that was silent for longer is asked whether it is alive before it is trusted, and has this long to say so. */
const trust = {
  calm: { silentMs: 20_000, answerMs: 4000 },
  wary: { silentMs: 2000, answerMs: 1000 },
} as const;
const pingEveryMs = 15_000;
const deadAfterMs = 45_000;
/** The same for one that another was dialled beside. */
const doubtedPingEveryMs = 5000;
const doubtedDeadAfterMs = 15_000;
/** Commands that were told to end have a moment for their last words. */
const idleMs = 2000;

/** One connection of a link: what is under way on it, and whether it is to be trusted. */
export class Connected {
  readonly sessions = new Semaphore(mostSessions);
  readonly forwards = new Semaphore(mostForwards);
  readonly pulse: Pulse;
  readonly #over = new AbortController();
  #holds = 0;
  #idleSince = performance.now();
  #latencyMs: number | null = null;
  /** What had been heard when it came into doubt. */
  #doubtedAt: number | null = null;
  #isRetired = false;

  constructor(
    readonly warm: Warm,
    measured: (latencyMs: number) => void,
  ) {
    this.pulse = new Pulse(warm, (tookMs) => {
      this.#latencyMs = Math.round(tookMs * 10) / 10;
      measured(this.#latencyMs);
    });
    warm.onGone(() => this.#over.abort());
  }

  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** It did not answer when it was asked, and nothing has been heard of it since. */
  get isDoubted(): boolean {
    return this.#doubtedAt === this.pulse.times;
  }

  /** Aborts when nothing new may go over it any more. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** How long an answer may take before it is to be doubted, for who is wary. Hosts that are far off have longer. */
  get answerMs(): number {
    return Math.min(trust.calm.answerMs, Math.max(trust.wary.answerMs, 3 * (this.#latencyMs ?? 0)));
  }

  /** Whether it may be used: something was heard of late, or is when it is asked. */
  async isTrusted(wary: boolean): Promise<boolean> {
    if (this.warm.gone || this.isDoubted) return false;
    if (this.pulse.silentMs < (wary ? trust.wary : trust.calm).silentMs) return true;
    return this.pulse.answers(wary ? this.answerMs : trust.calm.answerMs);
  }

  /** Says that something is under way on it; answers how to say that it has ended. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#idleSince = performance.now();
    };
  }

  doubt(): void {
    this.#doubtedAt = this.pulse.times;
  }

  /** Another took its place: what is under way on it may end, nothing new begins. */
  retire(): void {
    this.#isRetired = true;
    this.#over.abort();
  }

  /** Called now and then: measures the round trip, and ends what died in silence or has served its time. */
  tick(): void {
    const { warm, pulse } = this;
    if (warm.gone) return;
    if (this.#isRetired && this.#holds === 0 && performance.now() - this.#idleSince >= idleMs)
      return this.end('another took its place');
    const inDoubt = this.#isRetired || this.isDoubted;
    if (pulse.pinging) {
      if (pulse.silentMs > (inDoubt ? doubtedDeadAfterMs : deadAfterMs))
        warm.drop(`nothing heard for ${inSeconds(pulse.silentMs)}`);
      return;
    }
    if (this.#latencyMs === null || pulse.silentMs >= (inDoubt ? doubtedPingEveryMs : pingEveryMs)) pulse.ping();
  }

  end(why: string): void {
    this.warm.client.end();
    this.warm.drop(why);
  }
}
