import { connect } from 'node:net';
import { faultOfKey } from '../../../../shared/series/memcached-key';
import { MemcachedAnswer } from './memcached-answer';
import { SourceFault } from './source';

/** Keys of one `get`. */
const mostKeys = 1000;

export interface GetOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The values of keys, with ONE `get` on a connection of its own (text protocol). Keys that are not there are left out. Rejects with SourceFault,
 * whatever the other side does, within the time.
 */
export function getFromMemcached(
  host: string,
  port: number,
  keys: readonly string[],
  { timeoutMs, signal }: GetOptions,
): Promise<ReadonlyMap<string, string>> {
  const shown = `memcached at ${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const wanted = new Set(keys);
    if (wanted.size === 0) return resolve(new Map());
    for (const key of wanted) {
      // A key with a line feed in it would be a command of its own.
      const fault = faultOfKey(key);
      if (fault !== null) return reject(new SourceFault(`${shown} was not asked: ${fault}.`));
    }
    if (wanted.size > mostKeys)
      return reject(new SourceFault(`${shown} was not asked: ${wanted.size} keys are more than ${mostKeys}.`));
    if (signal?.aborted) return reject(new SourceFault('The reading was cancelled.'));
    const answer = new MemcachedAnswer(wanted);
    const socket = connect({ host, port });
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      socket.removeAllListeners('data');
      socket.destroy();
    };
    const fail = (why: string) => {
      end();
      reject(new SourceFault(why));
    };
    const cancel = () => fail('The reading was cancelled.');
    const timer = setTimeout(() => fail(`${shown} did not answer within ${timeoutMs} ms.`), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    socket.setNoDelay(true);
    socket.on('error', (error) => fail(`${shown} cannot be reached: ${error.message}.`));
    socket.on('close', () => fail(`${shown} closed the connection before it had answered.`));
    socket.once('connect', () => socket.write(`get ${[...wanted].join(' ')}\r\n`));
    socket.on('data', (chunk: Buffer) => {
      try {
        if (!answer.feed(chunk)) return;
        end();
        resolve(answer.values);
      } catch (error) {
        fail(`${shown}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  });
}
