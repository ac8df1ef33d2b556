import { Readable, type Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { NoRoom, NotSent, runCommand, type CommandResult } from './command';
import type { Source } from './feed';
import { Forwarded } from './forwarded';
import { HostError } from './host-error';
import type { Connected } from './connected';
import { Link, type ConnectionState } from './link';
import { createMaker, openThrough, type Asker } from './make';
import { Interrupted, TimeLimit } from './time-limit';

export type { Asker } from './make';
export type { ConnectionState } from './link';
export { HostError, type HostErrorKind } from './host-error';

export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
  /** For all of it: waiting for a turn, dialling, doing. */
  readonly deadlineMs: number;
  /**
   * A person or a rollback waits: dial at once, also while the host is being left alone after failures, and do not trust a connection
   * that was silent of late: where it does not answer soon, another is dialled beside it.
   */
  readonly urgent?: boolean | undefined;
}

export interface RunOptions extends OperationOptions {
  readonly stdin?: Source | undefined;
  /** See `CommandOptions`. */
  readonly survives?: boolean | undefined;
  /** Of stdout and stderr together, 1 MiB where nothing is said. Beyond it the command is killed. */
  readonly maxOutputBytes?: number | undefined;
  onStdout?(chunk: Buffer): void;
  /** Bytes of stdin that have left so far. */
  onBytesSent?(sent: number): void;
}

export interface RunResult extends CommandResult {
  readonly tookMs: number;
}

/** One warm connection a host, many channels. Every operation ends within its deadline, and none harms another host's. */
export interface Connections {
  /** Rejects with HostError; a non-zero exit is a result. Input that is a stream is destroyed at the end. A command that was cancelled or ran out of time is sent SIGTERM. */
  run(host: HostAddress, command: string, options: RunOptions): Promise<RunResult>;
  /** A TCP connection from the host to somewhere. The deadline is for opening it; the signal ends it at any time, and so does, where it is urgent, a connection that died. */
  forward(host: HostAddress, toHost: string, toPort: number, options: OperationOptions): Promise<Duplex>;
  connect(host: HostAddress, options: OperationOptions): Promise<void>;
  state(host: HostAddress): ConnectionState;
  /** Answers how to unsubscribe. */
  onState(listener: (state: ConnectionState) => void): () => void;
  close(): Promise<void>;
}

export interface ConnectionsDeps {
  readonly asker: Asker;
  /** Take the key of a host that is not known yet, and remember it. */
  readonly acceptNew?: boolean | undefined;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const tickMs = 5000;
/** Of one operation, over connections that turn out dead before anything was sent. */
const mostTries = 3;
const never = new AbortController().signal;

export function createConnections(options: SshOptions, deps: ConnectionsDeps): Connections {
  const closing = new AbortController();
  const listeners = new Set<(state: ConnectionState) => void>();
  const maker = createMaker(options, { ...deps, closing: closing.signal });
  const links = new Map<string, Link>();

  const linkOf = (host: HostAddress): Link => {
    const known = links.get(host.name);
    if (known) return known;
    const link = new Link(host.name, {
      make: (task) => maker.toHost(host, task),
      changed: (state) => {
        for (const listener of listeners) listener(state);
      },
      closing: closing.signal,
    });
    links.set(host.name, link);
    return link;
  };

  // One timer for all connections.
  const ticking = setInterval(() => {
    for (const link of links.values()) link.tick();
    maker.tick();
  }, tickMs);
  ticking.unref();

  /** Does something with a host's warm connection, again where that turned out dead before anything was sent. */
  const withWarm = async <Result>(
    host: HostAddress,
    operation: OperationOptions,
    places: 'sessions' | 'forwards' | null,
    work: (use: Use, time: TimeLimit) => Promise<Result>,
  ): Promise<Result> => {
    const time = new TimeLimit(operation.deadlineMs, operation.signal, closing.signal);
    const link = linkOf(host);
    try {
      for (let tries = 1; ; tries += 1) {
        time.phase = 'connecting';
        const connected = await link.warm(time.signal, operation.urgent);
        const use = begin(link, connected, operation.urgent === true);
        try {
          if (places !== null) await takePlace(use, places, time);
          return await work(use, time);
        } catch (error) {
          use.end();
          const room = connected.sessions;
          if (error instanceof NotSent && tries < mostTries) {
            // Where another took its place it goes on with what is under way; else it turned out dead.
            if (!connected.isRetired && !connected.isDoubted) connected.warm.drop('it turned out dead');
          } else if (error instanceof NoRoom && places === 'sessions' && room.active > 0) {
            // Fewer sessions than usual are allowed there: make do with as many as there are.
            room.narrow(room.active);
          } else {
            throw error;
          }
        }
      }
    } catch (error) {
      if (error instanceof HostError && !time.cancelled) throw error;
      if (error instanceof Interrupted || time.cancelled) throw time.explain(host.name);
      const what = error instanceof Error ? error.message : String(error);
      if (error instanceof NoRoom)
        throw new HostError(
          host.name,
          'lost',
          `it refuses to open a session: ${what}`,
          'See MaxSessions and ForceCommand in the sshd_config of the host.',
        );
      if (error instanceof NotSent)
        throw new HostError(
          host.name,
          'lost',
          'the connection broke before anything was sent',
          'Try again; see the log of sshd on the host.',
        );
      throw new HostError(host.name, 'unreachable', what, 'See the SSH settings of this fleet and the ssh_config of this desk.');
    } finally {
      time.end();
    }
  };

  return {
    run: async (host, command, run) => {
      const { stdin } = run;
      const input = stdin instanceof Readable ? stdin : null;
      // It may fail, or no longer be wanted, long before anything reads it.
      input?.on('error', () => undefined);
      try {
        return await withWarm(host, run, 'sessions', async (use, time) => {
          time.phase = 'running the command';
          const { warm, over } = use.connected;
          const result = await runCommand(host.name, warm, command, run, { signal: time.signal, over, dead: use.dead });
          use.end();
          return { ...result, tookMs: Math.round(time.tookMs) };
        });
      } finally {
        input?.destroy();
      }
    },

    forward: (host, toHost, toPort, operation) =>
      withWarm(host, operation, 'forwards', async (use, time) => {
        time.phase = `opening ${toHost}:${toPort} from there`;
        const { warm } = use.connected;
        const channel = await opened(host.name, use, toHost, toPort, time.signal);
        const stream = new Forwarded(channel, warm.socket);
        const cut = () => stream.destroy(new Error('cancelled'));
        const stop = warm.onGone((why) => stream.destroy(new Error(why)));
        const giveUp = () => stream.destroy(new Error('the connection no longer answers'));
        operation.signal?.addEventListener('abort', cut, { once: true });
        use.dead.addEventListener('abort', giveUp);
        stream.once('close', () => {
          operation.signal?.removeEventListener('abort', cut);
          use.dead.removeEventListener('abort', giveUp);
          stop();
          use.end();
        });
        return stream;
      }),

    connect: (host, operation) => withWarm(host, operation, null, async (use) => use.end()),

    state: (host) => links.get(host.name)?.state ?? { host: host.name, state: 'idle', error: null, since: 0, latencyMs: null },

    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    close: async () => {
      clearInterval(ticking);
      closing.abort();
      for (const link of links.values()) link.close();
      maker.close();
      // Lets the goodbyes leave.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A connection while something is under way on it. */
interface Use {
  readonly connected: Connected;
  /** Aborts when the connection proves dead under an operation that is urgent. */
  readonly dead: AbortSignal;
  /** How to give the place back, once one was taken. */
  release(): void;
  /** To be called once, at the end of all. */
  end(): void;
}

function begin(link: Link, connected: Connected, urgent: boolean): Use {
  const ended = new AbortController();
  const letGo = connected.hold();
  const use: Use = {
    connected,
    dead: urgent ? link.watch(connected, ended.signal) : never,
    release: () => undefined,
    end: () => {
      ended.abort();
      letGo();
      use.release();
    },
  };
  return use;
}

/** Waits for a place on the connection, but not for longer than new things may go over it: NotSent then. */
async function takePlace(use: Use, places: 'sessions' | 'forwards', time: TimeLimit): Promise<void> {
  time.phase = 'waiting for its turn';
  const { connected, dead } = use;
  try {
    use.release = await connected[places].acquire(AbortSignal.any([time.signal, connected.over, dead]));
  } catch (error) {
    throw time.signal.aborted ? error : new NotSent();
  }
}

async function opened(host: string, use: Use, toHost: string, toPort: number, signal: AbortSignal): Promise<ClientChannel> {
  const { connected, dead } = use;
  try {
    return await openThrough(connected.warm, toHost, toPort, AbortSignal.any([signal, connected.over, dead]));
  } catch (error) {
    if (error instanceof Interrupted && !signal.aborted) throw new NotSent();
    if (error instanceof Interrupted || error instanceof NotSent) throw error;
    const why = error instanceof Error ? error.message.replace(/^\(SSH\) Channel open failure: /, '') : String(error);
    throw new HostError(
      host,
      'unreachable',
      `${toHost}:${toPort} cannot be reached from there: ${why}`,
      'Does something listen there, and does sshd allow TCP forwarding (AllowTcpForwarding)?',
    );
  }
}
