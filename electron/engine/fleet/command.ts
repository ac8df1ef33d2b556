import type { ClientChannel } from 'ssh2';
import type { Warm } from './dial';
import { feed, type Source } from './feed';
import { HostError } from './host-error';
import { execWhenWanted, signalProcess } from './ssh2-inside';
import { Interrupted } from './time-limit';

export interface CommandOptions {
  /** It goes to its end by itself, also when nobody waits for it any longer: it is sent no signal. */
  readonly survives?: boolean | undefined;
  readonly stdin?: Source | undefined;
  /** Of stdout and stderr together; beyond it the command is killed. */
  readonly maxOutputBytes?: number | undefined;
  onStdout?(chunk: Buffer): void;
  /** Bytes of stdin so far. */
  onBytesSent?(sent: number): void;
}

/** When a command is given up. */
export interface CommandEnds {
  readonly signal: AbortSignal;
  /** Nothing new may go over the connection any more. */
  readonly over: AbortSignal;
  /** The connection proved dead; it may be too early for itself to know. */
  readonly dead: AbortSignal;
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The connection turned out dead before anything of the command was sent: it may be dialled and tried again. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** The host refuses one more session on this connection. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

const usualMaxOutput = 1 << 20;
/** A command that has exited but whose children keep its output open is not waited for longer than this after their last word. */
const afterExitMs = 1000;
/** For a command that was told to end. */
const lastWordsMs = 1000;

/**
 * Runs a command over a warm connection. Any exit is a result; rejects with HostError when the connection breaks or it says too
 * much, Interrupted when the signal aborts (the command is sent SIGTERM), NotSent and NoRoom as these say.
 */
export function runCommand(
  host: string,
  warm: Warm,
  command: string,
  options: CommandOptions,
  { signal, over: closed, dead }: CommandEnds,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted());
    if (warm.gone || closed.aborted || dead.aborted) return reject(new NotSent());
    const over = new AbortController();
    const settle = (): boolean => {
      if (over.signal.aborted) return false;
      over.abort();
      signal.removeEventListener('abort', interrupt);
      closed.removeEventListener('abort', giveUp);
      dead.removeEventListener('abort', giveUp);
      unsubscribe();
      return true;
    };
    const end = (open: ClientChannel) => stop(open, options.survives ? null : 'TERM');
    let unsubscribe: () => void = () => undefined;
    let channel: ClientChannel | null = null;
    /** The host may have begun it, whether or not it has said so. */
    let isAsked = false;
    const interrupt = () => {
      if (!settle()) return;
      if (channel) end(channel);
      reject(new Interrupted());
    };
    const fail = (error: Error) => {
      if (settle()) reject(error);
    };
    const giveUp = () => {
      if (isAsked && !dead.aborted) return;
      if (channel) end(channel);
      fail(isAsked ? lost(host, 'it no longer answers') : new NotSent());
    };
    signal.addEventListener('abort', interrupt, { once: true });
    closed.addEventListener('abort', giveUp);
    dead.addEventListener('abort', giveUp);
    // The end of the channel comes as well, but only for a channel that was opened and read.
    unsubscribe = warm.onGone((why) => setImmediate(() => fail(isAsked ? lost(host, why) : new NotSent())));
    try {
      const asked = () => {
        if (over.signal.aborted) return false;
        isAsked = true;
        return true;
      };
      execWhenWanted(warm.client, command, asked, (error, opened) => {
        if (over.signal.aborted) {
          if (!error) end(opened);
          return;
        }
        if (error) return fail(whyNotOpened(host, warm, error));
        channel = opened;
        follow(host, warm, opened, options, over.signal, (result) => settle() && resolve(result), fail);
      });
    } catch {
      // ssh2 throws here, and only here, when its socket is no longer writable.
      fail(new NotSent());
    }
  });
}

function whyNotOpened(host: string, warm: Warm, error: Error): Error {
  if (/channel open failure/i.test(error.message)) return new NoRoom(error.message);
  if (/unable to exec/i.test(error.message)) {
    return warm.gone
      ? lost(host, warm.why)
      : new HostError(
          host,
          'lost',
          'the host refuses to run commands',
          'See ForceCommand and the login shell of this user on the host.',
        );
  }
  return new NotSent();
}

function follow(
  host: string,
  warm: Warm,
  channel: ClientChannel,
  options: CommandOptions,
  over: AbortSignal,
  done: (result: CommandResult) => void,
  fail: (error: Error) => void,
): void {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const most = options.maxOutputBytes ?? usualMaxOutput;
  let bytes = 0;
  let exit: { code: number | null; signal: string | null } | null = null;
  let patience: NodeJS.Timeout | null = null;

  const finish = () => {
    if (patience) clearTimeout(patience);
    if (!exit || warm.gone) return fail(lost(host, warm.why ?? 'the command ended without saying how'));
    done({ ...exit, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') });
  };
  const take = (into: Buffer[], chunk: Buffer) => {
    if (over.aborted) return;
    patience?.refresh();
    bytes += chunk.length;
    if (bytes > most) {
      fail(
        new HostError(
          host,
          'too much output',
          `the command said more than ${most} bytes and was killed`,
          'Let it say less, or send its output into a file on the host.',
        ),
      );
      stop(channel, 'KILL');
      return;
    }
    into.push(chunk);
    if (into === stdout) options.onStdout?.(chunk);
  };
  channel.on('data', (chunk: Buffer) => take(stdout, chunk));
  channel.stderr.on('data', (chunk: Buffer) => take(stderr, chunk));
  channel.on('error', (error: Error) => fail(lost(host, error.message)));
  channel.once('exit', (code: number | null, name?: string) => {
    exit = { code, signal: name ?? null };
    if (over.aborted) return;
    patience = setTimeout(() => {
      finish();
      channel.close();
    }, afterExitMs);
  });
  channel.once('close', finish);
  over.addEventListener('abort', () => patience && clearTimeout(patience), { once: true });

  if (options.stdin === undefined) {
    channel.end();
    return;
  }
  const sent = options.onBytesSent?.bind(options);
  feed(options.stdin, channel, warm.socket, over, sent).catch((error: unknown) => {
    fail(
      new HostError(
        host,
        'cancelled',
        `what was to be sent broke off: ${error instanceof Error ? error.message : String(error)}`,
        'See the file on this desk.',
      ),
    );
    stop(channel, 'TERM');
  });
}

/**
 * Ends a command that nobody waits for any longer. After SIGTERM it gets a moment in which its output still has a reader: a shell
 * whose last words hit a closed pipe dies before its `trap` has cleaned up. What it says after that is not read: the channel's
 * window bounds it, whatever the host does, and other channels do not wait for this one.
 */
function stop(channel: ClientChannel, name: 'TERM' | 'KILL' | null): void {
  const close = () => {
    clearTimeout(timer);
    channel.pause();
    channel.stderr.pause();
    channel.close();
  };
  const timer = setTimeout(close, name === 'KILL' ? 0 : lastWordsMs);
  timer.unref();
  channel.on('error', () => undefined);
  channel.once('exit', close);
  channel.once('close', () => clearTimeout(timer));
  channel.removeAllListeners('data').resume();
  channel.stderr.removeAllListeners('data').resume();
  if (name !== null) signalProcess(channel, name);
}

function lost(host: string, why: string | null): HostError {
  return new HostError(
    host,
    'lost',
    `the connection broke during the command: ${why ?? 'no reason given'}`,
    'It may still have happened: read the host again before repeating it.',
  );
}
