import type { ClientChannel } from 'ssh2';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { NotSent } from './command';
import type { Connected } from './connected';
import { dial, DroppedEarly, LockedKey, UnknownKey, type Warm } from './dial';
import { HostError } from './host-error';
import { HostKeys } from './host-keys';
import { Identities, type KeyRing } from './identity';
import { fingerprint, keyTypeOf } from './known-hosts';
import { Link, type LinkTask } from './link';
import { Routes, type Hop } from './route';
import { Semaphore } from './semaphore';
import { inSeconds, Interrupted, pause, until } from './time-limit';

/** Who is asked what only a person can know. */
export interface Asker {
  /** Is this the host's key? */
  hostKey(question: { host: string; address: string; port: number; keyType: string; fingerprint: string }): Promise<boolean>;
  /** Null: will not say. `again`: what was said before did not open it. */
  passphrase(question: { file: string; host: string; again: boolean }): Promise<string | null>;
}

/** Makes connections: finds the way, the jump hosts before it (shared by all who go through them), the keys, and dials. */
export interface Maker {
  toHost(host: HostAddress, task: LinkTask): Promise<Warm>;
  tick(): void;
  close(): void;
}

export interface MakerDeps {
  readonly asker: Asker;
  readonly acceptNew?: boolean | undefined;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly closing: AbortSignal;
}

/** Passphrase, host key, a dropped dial: each may come once for each hop, and a key file may be one of several. */
const mostRounds = 6;

export function createMaker(options: SshOptions, deps: MakerDeps): Maker {
  const routes = new Routes(options, deps);
  const hostKeys = new HostKeys();
  const identities = new Identities((question) => deps.asker.passphrase(question));
  const dials = new Semaphore(Math.max(1, options.parallel));
  const jumps = new Map<string, Link>();
  const asking = new Map<string, Promise<boolean>>();
  const declined = new Set<string>();

  const jumpLink = (chain: readonly string[]): Link => {
    const id = chain.join(',');
    const known = jumps.get(id);
    if (known) return known;
    const link = new Link(chain.at(-1) ?? id, {
      make: async (task) =>
        make(
          found(task.host, () => routes.toJump(chain)),
          task,
        ),
      changed: () => undefined,
      closing: deps.closing,
    });
    jumps.set(id, link);
    return link;
  };

  const make = async (hop: Hop, task: LinkTask): Promise<Warm> => {
    const { signal, host } = task;
    let dropped = false;
    for (let round = 0; round < mostRounds; round += 1) {
      const ring = await until(signal, identities.ring(hop.wanted));
      try {
        const [mute] = ring.signers.length === 0 ? ring.mute : [];
        if (mute) throw new LockedKey(mute);
        return await once(hop, task, ring);
      } catch (error) {
        if (error instanceof LockedKey) await unlock(task, error.file);
        else if (error instanceof UnknownKey) await ask(task, hop, error.key);
        else if (error instanceof DroppedEarly && !dropped) {
          dropped = true;
          await pause(signal, 150 + Math.random() * 250);
        } else throw error;
      }
    }
    throw new HostError(host, 'auth', 'the login came to no end', 'See the log of sshd on the host.');
  };

  const once = async (hop: Hop, task: LinkTask, ring: KeyRing): Promise<Warm> => {
    const { signal, host } = task;
    if (hop.jump.length === 0) return dialled(hop, task, ring, null);
    const link = jumpLink(hop.jump);
    const before = await reach(link, task);
    const letGo = before.hold();
    const ended = new AbortController();
    const dead = link.watch(before, ended.signal, task.urgent);
    try {
      const warm = await dialled(hop, { ...task, signal: AbortSignal.any([signal, dead]) }, ring, before);
      const stop = before.warm.onGone((why) => warm.drop(`its jump host ${hop.jump.at(-1) ?? ''} was lost: ${why}`));
      warm.onGone(() => {
        stop();
        letGo();
      });
      return warm;
    } catch (error) {
      letGo();
      throw dead.aborted && !signal.aborted ? jumpLost(host, hop) : error;
    } finally {
      ended.abort();
    }
  };

  const dialled = async (hop: Hop, task: LinkTask, ring: KeyRing, before: Connected | null): Promise<Warm> => {
    const { signal, host } = task;
    // After the jump host is there, or dials would wait for places that their own jump hosts need.
    const release = await dials.acquire(signal);
    try {
      const through = before ? await openNext(before.warm, hop, task) : undefined;
      return await dial({
        host,
        hop,
        ring,
        knownTypes: hostKeys.knownTypes(hop.known),
        judge: (key) => {
          const verdict = hostKeys.judge(hop.known, key);
          if (verdict.is !== 'unknown' || !deps.acceptNew) return verdict;
          hostKeys.accept(hop.known, key);
          return { is: 'known' };
        },
        through,
        signal,
      });
    } finally {
      release();
    }
  };

  const reach = async (link: Link, task: LinkTask): Promise<Connected> => {
    try {
      // A dial is rare and goes all the way: it is wary of the jump host, whoever waits for it.
      return await link.warm(task.signal, task.urgent, true);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      throw new HostError(task.host, error.kind, `its jump host ${error.message}`, error.hint);
    }
  };

  const unlock = async (task: LinkTask, file: string): Promise<void> => {
    const open = task.urgent !== null && (await asked(task, 'passphrase', identities.unlock(file, task.host, task.urgent)));
    if (!open)
      throw new HostError(
        task.host,
        'key needs passphrase',
        `the key ${file} is locked`,
        `Give its passphrase when asked, or put it into the agent: ssh-add ${file}`,
      );
  };

  const ask = async (task: LinkTask, hop: Hop, key: Buffer): Promise<void> => {
    const question = {
      host: task.host,
      address: hop.address,
      port: hop.port,
      keyType: keyTypeOf(key),
      fingerprint: fingerprint(key),
    };
    const id = `${hop.known.knownName} ${hop.known.knownPort} ${question.fingerprint}`;
    const refused = () =>
      new HostError(
        task.host,
        'unknown key',
        `its host key is not known: ${question.keyType} ${question.fingerprint}`,
        'Compare the fingerprint with what its owner says, then accept it, or start with --accept-new.',
      );
    if (task.urgent === null || (declined.has(id) && !task.urgent)) throw refused();
    const answer =
      asking.get(id) ??
      deps.asker
        .hostKey(question)
        .catch(() => false)
        .finally(() => asking.delete(id));
    asking.set(id, answer);
    if (!(await asked(task, 'host key', answer))) {
      declined.add(id);
      throw refused();
    }
    declined.delete(id);
    hostKeys.accept(hop.known, key);
  };

  return {
    toHost: async (host, task) =>
      make(
        found(host.name, () => routes.toHost(host)),
        task,
      ),
    tick: () => {
      for (const link of jumps.values()) link.tick();
    },
    close: () => {
      for (const link of jumps.values()) link.close();
    },
  };
}

function found(host: string, look: () => Hop): Hop {
  try {
    return look();
  } catch (error) {
    throw new HostError(
      host,
      'unreachable',
      error instanceof Error ? error.message : String(error),
      'See the SSH settings of this fleet and the ssh_config of this desk.',
    );
  }
}

/** Waits for a person; who waits for the connection can see so. */
async function asked(task: LinkTask, what: 'host key' | 'passphrase', answer: Promise<boolean>): Promise<boolean> {
  task.making.asks = what;
  try {
    return await until(task.signal, answer);
  } finally {
    task.making.asks = null;
  }
}

/** Opens a TCP connection from a host on. A channel that comes too late is closed. Rejects with ssh2's error, NotSent or Interrupted. */
export function openThrough(warm: Warm, toHost: string, toPort: number, signal: AbortSignal): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted());
    const settle = () => {
      signal.removeEventListener('abort', cancel);
      stop();
    };
    const fail = (error: Error) => {
      settle();
      reject(error);
    };
    const cancel = () => fail(new Interrupted());
    let stop: () => void = () => undefined;
    signal.addEventListener('abort', cancel, { once: true });
    stop = warm.onGone(() => setImmediate(() => fail(new NotSent())));
    try {
      warm.client.forwardOut('127.0.0.1', 0, toHost, toPort, (error, channel) => {
        if (error) return fail(error);
        if (signal.aborted) return channel.close();
        settle();
        resolve(channel);
      });
    } catch {
      fail(new NotSent());
    }
  });
}

/** Opens the way on from a jump host, within the time that a dial has. */
async function openNext(before: Warm, hop: Hop, { host, signal }: LinkTask): Promise<ClientChannel> {
  const late = AbortSignal.timeout(hop.connectTimeoutMs);
  try {
    return await openThrough(before, hop.address, hop.port, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!(error instanceof Interrupted) || signal.aborted) throw notThrough(host, hop, error);
    throw notThrough(host, hop, new Error(`no answer within ${inSeconds(hop.connectTimeoutMs)}`));
  }
}

/** As one that dropped the connection early: it is dialled anew, once, by another connection to the jump host. */
function jumpLost(host: string, hop: Hop): DroppedEarly {
  return new DroppedEarly(
    host,
    'lost',
    `its jump host ${hop.jump.at(-1) ?? ''} no longer answers`,
    'Is the jump host up? See the log of sshd there.',
  );
}

function notThrough(host: string, hop: Hop, error: unknown): Error {
  if (error instanceof Interrupted) return error;
  const why =
    error instanceof NotSent
      ? 'the jump host was lost'
      : error instanceof Error
        ? error.message.replace(/^\(SSH\) Channel open failure: /, '')
        : String(error);
  return new HostError(
    host,
    'unreachable',
    `${hop.address}:${hop.port} cannot be reached through ${hop.jump.at(-1) ?? 'its jump host'}: ${why}`,
    'Does the jump host reach it, and does its sshd allow TCP forwarding?',
  );
}
