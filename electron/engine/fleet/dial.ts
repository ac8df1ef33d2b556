import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client, type NextAuthHandler } from 'ssh2';
import { algorithmsFor, explainNoMatch } from './algorithms';
import { HostError } from './host-error';
import type { KeyRing } from './identity';
import { fingerprint, keyTypeOf, type Verdict } from './known-hosts';
import type { Hop } from './route';
import { inSeconds, Interrupted } from './time-limit';

/** A key that no known_hosts file has: to be asked about, then dialled again. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
  constructor(readonly key: Buffer) {
    super('unknown key');
  }
}

/** A locked key that the host would take: to be asked about, then dialled again. */
export class LockedKey extends Error {
  override readonly name = 'LockedKey';
  constructor(readonly file: string) {
    super('locked key');
  }
}

/** The connection ended before anything was said: perhaps only a busy sshd, so it may be tried once more. */
export class DroppedEarly extends HostError {}

export interface Dial {
  /** The name the caller knows the host by. */
  readonly host: string;
  readonly hop: Hop;
  readonly ring: KeyRing;
  readonly knownTypes: ReadonlySet<string>;
  judge(key: Buffer): Verdict;
  /** A connection through a jump host; absent: dialled here. */
  readonly through?: Duplex;
  readonly signal: AbortSignal;
}

/** A connection that works. `onGone` calls once, when it no longer does, and answers how to unsubscribe. */
export interface Warm {
  readonly client: Client;
  readonly socket: Duplex;
  readonly gone: boolean;
  readonly why: string | null;
  onGone(listener: (why: string) => void): () => void;
  /** Ends it now, without waiting for the other side. */
  drop(why: string): void;
}

/** Dials one host and logs in. Rejects with HostError, UnknownKey, LockedKey or Interrupted; leaves nothing open then. */
export function dial(task: Dial): Promise<Warm> {
  const { host, hop, ring, signal } = task;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted());
    const client = new Client();
    const socket = task.through ?? connect({ host: hop.address, port: hop.port, noDelay: true });
    let stage: 'reaching' | 'greeting' | 'logging in' | 'ready' = task.through ? 'greeting' : 'reaching';
    let refusal: Error | null = null;

    const giveUp = (error: Error) => {
      if (stage === 'ready') return;
      finish();
      reject(refusal ?? error);
      client.destroy();
      socket.destroy();
    };
    const finish = () => {
      stage = 'ready';
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const cancel = () => giveUp(new Interrupted());
    const timer = setTimeout(() => {
      const where =
        stage === 'reaching'
          ? 'does not answer'
          : stage === 'greeting'
            ? 'is reached but does not speak SSH'
            : 'does not finish the login';
      giveUp(
        new HostError(
          host,
          'timeout',
          `${at(hop)} ${where} within ${inSeconds(hop.connectTimeoutMs)}`,
          hintFor(hop, 'Is the host up, and does a firewall let it through?'),
        ),
      );
    }, hop.connectTimeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    ring.onNeeds(() => ring.needs !== null && giveUp(new LockedKey(ring.needs)));

    // Only a socket of our own ever says so.
    socket.once('connect', () => {
      if (stage === 'reaching') stage = 'greeting';
    });
    client.once('handshake', () => {
      if (stage === 'greeting') stage = 'logging in';
    });
    // Stays for good: ssh2 may report an error after the first, and an error without a listener ends the process.
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level === 'agent') return;
      giveUp(explain(task, stage, error));
    });
    client.once('close', () => giveUp(closed(task, stage)));
    client.once('ready', () => {
      if (stage === 'ready') return;
      finish();
      resolve(warmOf(client, socket));
    });

    const verify = (key: Buffer): boolean => {
      const verdict = task.judge(key);
      if (verdict.is !== 'known') refusal = refuse(task, key, verdict);
      return verdict.is === 'known';
    };
    try {
      client.connect({
        sock: socket,
        username: hop.user,
        algorithms: algorithmsFor(task.knownTypes),
        hostVerifier: verify,
        readyTimeout: 0,
        keepaliveInterval: 0,
        authHandler: offerOnce(hop.user, ring),
      });
    } catch (error) {
      giveUp(new HostError(host, 'unreachable', messageOf(error), 'This is a fault of Capstan, please report it.'));
    }
  });
}

/** The keys of the ring, once; no password, no questions of the host's own. */
function offerOnce(user: string, ring: KeyRing) {
  let offered = ring.signers.length === 0;
  return (_left: unknown, _partial: unknown, next: NextAuthHandler): false | undefined => {
    if (offered) return false;
    offered = true;
    next({ type: 'agent', username: user, agent: ring });
    return undefined;
  };
}

function warmOf(client: Client, socket: Duplex): Warm {
  const listeners = new Set<(why: string) => void>();
  let why: string | null = null;
  let lastError: string | null = null;
  const gone = (reason: string) => {
    if (why !== null) return;
    why = reason;
    for (const listener of listeners) listener(reason);
  };
  client.on('error', (error: Error) => {
    lastError ??= messageOf(error);
  });
  // Both: a stream through a jump host may end without closing.
  client.once('end', () => gone(lastError ?? 'the host closed the connection'));
  client.once('close', () => gone(lastError ?? 'the connection broke'));
  return {
    client,
    socket,
    get gone() {
      return why !== null;
    },
    get why() {
      return why;
    },
    onGone: (listener) => {
      if (why === null) listeners.add(listener);
      else listener(why);
      return () => listeners.delete(listener);
    },
    drop: (reason) => {
      gone(reason);
      client.destroy();
      socket.destroy();
    },
  };
}

function refuse(task: Dial, key: Buffer, verdict: Verdict): Error {
  const { host, hop } = task;
  const shown = `${keyTypeOf(key)} ${fingerprint(key)}`;
  if (verdict.is === 'changed') {
    const hint = `Somebody may be in between, or the host was set up anew. Ask its owner; if it is right, remove line ${verdict.line} of ${verdict.file}.`;
    return new HostError(
      host,
      'changed key',
      `its host key is not the one in ${verdict.file}:${verdict.line} (it shows ${shown})`,
      hint,
    );
  }
  if (verdict.is === 'revoked') {
    return new HostError(
      host,
      'revoked key',
      `its host key was revoked in ${verdict.file}:${verdict.line} (${shown})`,
      `Do not connect to ${at(hop)} before its owner has given it a new key.`,
    );
  }
  return new UnknownKey(key);
}

function explain(task: Dial, stage: string, error: Error & { level?: string; code?: unknown }): Error {
  const { host, hop, ring } = task;
  const message = messageOf(error);
  const mismatch = explainNoMatch(message);
  if (mismatch) return new HostError(host, 'no algorithm', mismatch, 'Allow one of these in the sshd_config of the host.');
  if (error.level === 'client-authentication' || /too many authentication failures/i.test(message))
    return refusedLogin(host, hop, ring);
  if (error.level === 'client-socket') {
    if (stage === 'reaching')
      return new HostError(
        host,
        'unreachable',
        `${at(hop)} cannot be reached: ${plain(message)}`,
        hintFor(hop, hintOf(error.code)),
      );
    return new DroppedEarly(
      host,
      'lost',
      `${at(hop)} dropped the connection: ${plain(message)}`,
      hintFor(hop, 'sshd may be restarting or refusing connections: see its log.'),
    );
  }
  if (/before handshake/i.test(message)) return closed(task, stage);
  return new HostError(host, 'lost', `${at(hop)}: ${message}`, hintFor(hop, 'See the log of sshd on the host.'));
}

function closed({ host, hop, ring }: Dial, stage: string): HostError {
  if (stage === 'logging in' && ring.signers.length > 0) return refusedLogin(host, hop, ring);
  return new DroppedEarly(
    host,
    'lost',
    `${at(hop)} closed the connection before the login`,
    hintFor(hop, 'sshd may be restarting or refusing connections: see its log.'),
  );
}

function refusedLogin(host: string, hop: Hop, ring: KeyRing): HostError {
  const tried = ring.signers.map((one) => (one.by === 'agent' ? `${one.key.comment || one.key.type} (agent)` : one.file));
  const what =
    tried.length > 0
      ? `takes none of the keys for ${hop.user}: ${tried.join(', ')}`
      : `there is no key to log in with as ${hop.user}`;
  const hint =
    tried.length > 0
      ? `Put one of these keys into ~${hop.user}/.ssh/authorized_keys on the host, or name another as ssh.identity.`
      : 'Start an SSH agent with a key in it, or name a key as ssh.identity.';
  return new HostError(host, 'auth', what, [hint, ...ring.notes].join(' '));
}

function hintFor(hop: Hop, hint: string): string {
  return [hint, ...hop.notes.filter((note) => note.includes('ProxyCommand'))].join(' ');
}

function hintOf(code: unknown): string {
  if (code === 'ECONNREFUSED') return 'The host is up but nothing listens on that port: is sshd running, is the port right?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name is not known: check it, and the network of this desk.';
  return 'Is the host up, and does a firewall let it through?';
}

/** Address and port as people write them. */
function at(hop: Hop): string {
  return `${hop.address.includes(':') ? `[${hop.address}]` : hop.address}:${hop.port}`;
}

function plain(message: string): string {
  return message.replace(/^(?:connect|read|write|getaddrinfo) /, '');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
