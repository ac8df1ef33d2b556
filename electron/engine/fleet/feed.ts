import { Readable, type Duplex } from 'node:stream';

/** What can be fed: a chunk of an iterable may be used again by its owner as soon as the next one is asked for. */
export type Source = Readable | AsyncIterable<Buffer> | Buffer | string;

const sliceBytes = 64 * 1024;

/**
 * Writes a source into a channel and ends it. Never has more than one slice under way: it waits for the channel's window AND
 * for the socket below it, which ssh2 itself fills without looking. Resolves when all is written or `stopped` says so;
 * rejects when the source fails, and then does not end the channel: a cut input must not look like a whole one.
 */
export async function feed(
  source: Source,
  channel: Duplex,
  socket: Duplex,
  stopped: AbortSignal,
  onBytes?: (sent: number) => void,
): Promise<void> {
  let sent = 0;
  const write = async (bytes: Buffer) => {
    for (let from = 0; from < bytes.length && !stopped.aborted; from += sliceBytes) {
      const slice = bytes.subarray(from, from + sliceBytes);
      await written(channel, slice, stopped);
      if (socket.writableNeedDrain) await drained(socket, stopped);
      if (stopped.aborted) return;
      sent += slice.length;
      onBytes?.(sent);
    }
  };
  if (typeof source === 'string' || Buffer.isBuffer(source)) {
    await write(Buffer.from(source));
  } else {
    const stop = () => {
      if (source instanceof Readable) source.destroy();
    };
    stopped.addEventListener('abort', stop, { once: true });
    try {
      for await (const chunk of source) {
        if (stopped.aborted) break;
        await write(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
      }
    } catch (error) {
      if (!stopped.aborted) throw error;
    } finally {
      stopped.removeEventListener('abort', stop);
      stop();
    }
  }
  if (!stopped.aborted) channel.end();
}

/** ssh2 never calls back for a write on a channel that the host has closed: hence `stopped`. */
function written(channel: Duplex, bytes: Buffer, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) return resolve();
    const done = () => {
      stopped.removeEventListener('abort', done);
      resolve();
    };
    stopped.addEventListener('abort', done, { once: true });
    channel.write(bytes, done);
  });
}

function drained(socket: Duplex, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    socket.once('drain', done);
    stopped.addEventListener('abort', done, { once: true });
  });
}
